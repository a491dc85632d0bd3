"""What a protocol calls itself, read from its file without looking at its gates."""

from __future__ import annotations

import os

from attrs import frozen

from rehabflow import tree as t
from rehabflow.catalog import installed_protocols
from rehabflow.errors import ProtocolError
from rehabflow.readers.protocol import MAX_BASES, contents
from rehabflow.readers.yaml_tree import scan


@frozen
class ProtocolHead:
    """A protocol's own version and title; empty where its file does not say them."""

    version: str
    title: str


def read_head(path: str | os.PathLike[str]) -> ProtocolHead:
    """The head of a protocol's file. No rule is looked for, and nothing is imported.

    Where it has its title from a protocol that it extends, from that. Raises ProtocolError with
    every problem of the file's text.
    """
    root = _root(os.fspath(path))
    version, title = _text(root, "version"), _text(root, "title")
    for _ in range(MAX_BASES):
        base = installed_protocols().get(_text(root, "extends").partition("@")[0])
        if title or base is None:
            break
        root = _root(str(base.path))
        title = _text(root, "title")
    return ProtocolHead(version, title)


def _root(path: str) -> t.Node:
    tree, problems = scan(contents(path), path)
    if tree is None or problems:
        raise ProtocolError(*problems)
    return tree.root


def _text(root: t.Node, name: str) -> str:
    node = root.get(name) if isinstance(root, t.Mapping) else None
    return node.text if isinstance(node, t.Scalar) else ""

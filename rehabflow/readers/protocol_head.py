"""What a protocol calls itself, read from its file without looking at its gates."""

from __future__ import annotations

import os

from attrs import frozen

from rehabflow import tree as t
from rehabflow.errors import ProtocolError
from rehabflow.readers.protocol import contents
from rehabflow.readers.yaml_tree import scan


@frozen
class ProtocolHead:
    """A protocol's own version and title; empty where its file does not say them."""

    version: str
    title: str


def read_head(path: str | os.PathLike[str]) -> ProtocolHead:
    """The head of a protocol's file. No rule is looked for, and nothing is imported.

    Raises ProtocolError with every problem of the file's text.
    """
    name = os.fspath(path)
    tree, problems = scan(contents(name), name)
    if tree is None or problems:
        raise ProtocolError(*problems)
    return ProtocolHead(_text(tree.root, "version"), _text(tree.root, "title"))


def _text(root: t.Node, name: str) -> str:
    node = root.get(name) if isinstance(root, t.Mapping) else None
    return node.text if isinstance(node, t.Scalar) else ""

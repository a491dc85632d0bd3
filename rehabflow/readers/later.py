"""What is said of something, read when somebody first asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any


class Later(Mapping[str, Any]):
    """A mapping like any other; a copy of it is a plain dict."""

    def __init__(self, read: Callable[[], Mapping[str, Mapping[str, Any]]], id: str) -> None:
        self._read, self._id = read, id

    def __getitem__(self, name: str) -> Any:
        return self._read()[self._id][name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read()[self._id])

    def __len__(self) -> int:
        return len(self._read()[self._id])

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)

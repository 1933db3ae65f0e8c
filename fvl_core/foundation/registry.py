"""A table of named things in which a name is taken once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from fvl_core.foundation.errors import InvalidInputError, UnknownNameError

T = TypeVar("T")


class Registry(Generic[T]):
    """Keep named entries of one kind, in the order in which they were added.

    Raises:
        InvalidInputError: when a name is added twice.
        UnknownNameError: when a name is asked for that nobody added; suggests the nearest.

    Example:
        >>> shapes = Registry[int]("shape")
        >>> shapes.add("triangle", 3)
        >>> shapes["triangle"], list(shapes)
        (3, ['triangle'])
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> None:
        """Add an entry under a name nobody has taken."""
        if name in self._entries:
            raise InvalidInputError(
                f"There are two {self.kind} entries named {name!r}.", remedy="Rename one."
            )
        self._entries[name] = entry

    def __getitem__(self, name: str) -> T:
        if name not in self._entries:
            raise UnknownNameError(self.kind, name, self._entries)
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __len__(self) -> int:
        return len(self._entries)

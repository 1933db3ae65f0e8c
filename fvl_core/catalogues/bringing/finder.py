"""Which brought picture a cell of a table means. Cells are compared with labels; none ever opens a path."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fvl_core.catalogues.bringing.pile import Brought, label_of


@dataclass
class PictureFinder:
    """Find pictures by what tables call them: a label, the end of one, or (unless unclear) a file's name.

    `by_name` counts how many cells were answered by the file's name alone.

    Example:
        >>> finder = PictureFinder([Brought("shop/a/1.jpg", "x.jpg")], ["/data/a/1.jpg", "2", "/b/1"])
        >>> [found and found.stored for found in map(finder.find, ["/data/a/1.jpg", "2", "/b/1"])]
        ['x.jpg', None, None]
    """

    pictures: Sequence[Brought]
    cells: Iterable[str]
    by_name: int = 0
    _ends: dict[str, Brought | None] = field(default_factory=dict)
    _answers: dict[str, Brought | None] = field(default_factory=dict)
    _loose: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for picture in self.pictures:
            for end in _ends_of(picture.label):
                for key in (end, _without_suffix(end)):
                    self._ends[key] = None if key in self._ends else picture  # two of a name: unclear
        labels = {_key(picture.label): picture for picture in self.pictures}
        self._ends |= labels
        asked = {cell: [*_ends_of(label_of(cell))] for cell in dict.fromkeys(self.cells) if cell}
        for cell, ends in asked.items():
            self._answers[cell] = self._by_path(ends)
        taken = {picture.label for picture in self._answers.values() if picture is not None}
        self._by_file_name({cell: ends for cell, ends in asked.items() if self._answers[cell] is None}, taken)

    def find(self, cell: str) -> Brought | None:
        """Return the picture that a cell means, None when there is none or it is unclear which."""
        self.by_name += cell in self._loose
        return self._answers.get(cell)

    def _by_path(self, ends: list[str]) -> Brought | None:
        """Look for the cell at the end of a label: as a whole, or its end with at least one folder in it."""
        likely = [*ends[:1], *(end for end in ends[1:] if "/" in end)]
        return next((found for end in likely if (found := self._ends.get(end))), None)

    def _by_file_name(self, left: dict[str, list[str]], taken: set[str]) -> None:
        """Answer by the file's name where one cell and one picture that nobody else means have it."""
        names = [ends[-1] for ends in left.values() if ends]
        once = {name for name in names if names.count(name) == 1} if len(names) < 500 else _once(names)
        for cell, ends in left.items():
            picture = self._ends.get(ends[-1]) if ends and ends[-1] in once else None
            if picture is not None and picture.label not in taken:
                self._answers[cell] = picture
                self._loose.add(cell)


def _once(names: list[str]) -> set[str]:
    seen: set[str] = set()
    again: set[str] = set()
    for name in names:
        (again if name in seen else seen).add(name)
    return seen - again


def _ends_of(label: str) -> list[str]:
    """Return the whole label and every shorter end of it, the longest first, without regard to capitals."""
    parts = _key(label).split("/") if label else []
    return ["/".join(parts[start:]) for start in range(len(parts))]


def _key(label: str) -> str:
    return label.casefold()


def _without_suffix(end: str) -> str:
    head, _, name = end.rpartition("/")
    stem = name.rpartition(".")[0] or name
    return f"{head}/{stem}" if head else stem

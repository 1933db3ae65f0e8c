"""Keep corrections in a file of lines, each one step, and take steps back.

A line says what somebody changed at once, or that the last step is taken back; lines are only ever added.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fvl_core.catalogues.corrections import (
    Correction,
    correct_items,
    from_plain,
    merge_corrections,
    to_plain,
)
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import bytes_digest
from fvl_core.foundation.items import Catalogue
from fvl_core.foundation.lines import append_line, read_lines
from fvl_core.foundation.settings import cache_dir

MAX_BYTES = 20_000_000

Step = tuple[Correction, ...]
"""What was changed at once; without corrections: everything before it was discarded."""


class CorrectionJournal:
    """Keep the corrections of one catalogue in a file, step by step, and take steps back.

    Two journals on one file see each other's steps; so do two processes.

    Example:
        >>> import tempfile
        >>> journal = CorrectionJournal(Path(tempfile.mkdtemp()) / "shop.jsonl")
        >>> journal.add(Correction("1", title="Blue shirt"))
        >>> journal.add(Correction("2", removed=True), Correction("3", removed=True))
        >>> len(journal.undo()), sorted(journal.merged)
        (2, ['1'])
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_at: tuple[int, int] | None = None
        self._steps: tuple[Step, ...] = ()
        self._undone: tuple[Step, ...] = ()

    @classmethod
    def of(cls, catalogue: Catalogue, *, folder: Path | None = None) -> CorrectionJournal:
        """Return the journal of a catalogue, in a folder of somebody's own or in the one for everyone.

        The catalogue, as it is without corrections, is known by its name and the last two parts of its
        pictures' folder: one that is moved as a whole keeps its corrections, and another one that gets the
        same name later starts without any.
        """
        files = {os.path.abspath(item.image) for item in catalogue if isinstance(item.image, str | Path)}
        folders = {os.path.dirname(file) for file in files} if len(files) > 1 else files
        place = Path(os.path.commonpath(folders)).parts[-2:] if files else (catalogue.source,)
        name = bytes_digest(catalogue.name, *place)[:24]
        return cls((folder or cache_dir() / "corrections") / f"{name}.jsonl")

    @property
    def stamp(self) -> tuple[int, int]:
        """Return what changes whenever the journal does: the file's size and time."""
        try:
            facts = self.path.stat()
        except OSError:
            return (0, 0)
        return (facts.st_size, facts.st_mtime_ns)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps that stand, the oldest first, from the last time when all was discarded on."""
        standing = self._read()[0]
        discarded = max((place for place, step in enumerate(standing, 1) if not step), default=0)
        return standing[discarded:]

    @property
    def undoable(self) -> Step | None:
        """Return the step that `undo` would take back; None without any."""
        standing = self._read()[0]
        return standing[-1] if standing else None

    @property
    def redoable(self) -> Step | None:
        """Return the step that `redo` would make again; None without any."""
        undone = self._read()[1]
        return undone[-1] if undone else None

    @property
    def merged(self) -> dict[str, Correction]:
        """Return what stands, one correction per item."""
        return merge_corrections(correction for step in self.steps for correction in step)

    def add(self, *corrections: Correction) -> None:
        """Add one step.

        Raises:
            InvalidInputError: when the journal is full or the disk refuses.
        """
        if corrections:
            self._append({"do": [to_plain(correction) for correction in corrections]})

    def discard(self) -> None:
        """Take all corrections back, as a step that `undo` takes back in its turn."""
        if self.steps:
            self._append({"do": []})

    def undo(self) -> Step | None:
        """Take back the last step that stands and return it; None without any."""
        if (step := self.undoable) is not None:
            self._append({"undo": True})
        return step

    def redo(self) -> Step | None:
        """Make the step again that was taken back last, and return it; None without any."""
        if (step := self.redoable) is not None:
            self._append({"redo": True})
        return step

    def forget(self) -> None:
        """Delete the journal, for good."""
        self.path.unlink(missing_ok=True)

    def _read(self) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
        stamp = self.stamp
        if stamp != self._read_at:
            self._steps, self._undone = _replay(read_lines(self.path))
            self._read_at = stamp
        return self._steps, self._undone

    def _append(self, line: Mapping[str, object]) -> None:
        if self.stamp[0] > MAX_BYTES:
            raise InvalidInputError(
                "There are too many corrections to keep more.",
                remedy="Keep them for everyone, or discard them.",
            )
        try:
            append_line(self.path, line)
        except OSError as error:
            raise InvalidInputError(
                f"The correction could not be saved: {error.strerror}.", remedy="Make room on the disk."
            ) from error
        self._read_at = None


def correct_catalogue(catalogue: Catalogue, *journals: CorrectionJournal) -> Catalogue:
    """Return the catalogue as its journals say, the later ones on top; itself when nothing in it changes.

    Untouched items stay the same objects, and corrected ones keep their picture, so nothing is encoded again.
    Corrections of items that the catalogue does not have count nothing.

    Example:
        >>> import tempfile
        >>> from fvl_core.foundation.items import Item
        >>> journal = CorrectionJournal(Path(tempfile.mkdtemp()) / "shop.jsonl")
        >>> journal.add(Correction("1", attributes={"colour": "blue"}), Correction("2", removed=True))
        >>> shop = Catalogue("shop", [Item("1", "a.jpg", attributes={"colour": "red"}), Item("2", "b.jpg")])
        >>> [(item.id, item.attributes["colour"]) for item in correct_catalogue(shop, journal)]
        [('1', 'blue')]
    """
    merged = merge_corrections(each for journal in journals for each in journal.merged.values())
    return correct_items(catalogue, merged) if merged else catalogue


def _replay(lines: Iterator[Mapping[str, Any]]) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """Return the steps that stand and those that were taken back, the latter last-made last."""
    standing: list[Step] = []
    undone: list[Step] = []
    for line in lines:
        if line.get("undo"):
            undone += standing[-1:]
            del standing[-1:]
        elif line.get("redo"):
            standing += undone[-1:]
            del undone[-1:]
        elif isinstance(line.get("do"), list):
            try:
                standing.append(tuple(from_plain(said) for said in line["do"]))
            except (ValueError, InvalidInputError):
                continue
            undone.clear()
    return tuple(standing), tuple(undone)

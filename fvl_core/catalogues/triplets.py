"""Edit triplets on disk: a reference, a modifier, and every right target."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write

TRIPLETS = "triplets.jsonl"


@dataclass(frozen=True)
class Triplet:
    """Hold one edit: the reference's id, the modifier, its kind, and the ids of all right targets.

    Example:
        >>> Triplet("red-dress-0001", "in blue", "one", ("blue-dress-0007",)).modifier
        'in blue'
    """

    reference: str
    modifier: str
    kind: str
    targets: tuple[str, ...]


def write_triplets(folder: Path, triplets: Iterable[Triplet]) -> None:
    """Write `triplets.jsonl`, one triplet a line."""
    with atomic_write(folder / TRIPLETS) as stream:
        for triplet in triplets:
            stream.write(json.dumps(asdict(triplet), ensure_ascii=False).encode() + b"\n")


def read_triplets(folder: Path) -> tuple[Triplet, ...]:
    """Read the triplets of a folder.

    Raises:
        InvalidInputError: when there is no `triplets.jsonl`, or a line of it is no triplet; names the line.
    """
    path = folder / TRIPLETS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise InvalidInputError(
            f"{folder} has no readable {TRIPLETS}.",
            remedy="Draw a catalogue (`catalogue draw`), which writes one, or choose the demo.",
        ) from error
    return tuple(_triplet(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _triplet(path: Path, number: int, line: str) -> Triplet:
    try:
        told = json.loads(line)
        words = told["reference"], told["modifier"], told["kind"]
        targets = tuple(told["targets"])
    except (ValueError, KeyError, TypeError) as error:
        raise _faulty(path, number) from error
    if not all(isinstance(word, str) and word.strip() for word in (*words, *targets)) or not targets:
        raise _faulty(path, number)
    return Triplet(*words, targets)


def _faulty(path: Path, number: int) -> InvalidInputError:
    return InvalidInputError(
        f"Line {number} of {path} is no triplet.",
        remedy='Give {"reference": id, "modifier": words, "kind": name, "targets": [id, …]}.',
    )

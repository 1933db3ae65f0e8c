"""The right answers to a composed query, where the catalogue's edit triplets tell them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.catalogues.triplets import TRIPLETS, Triplet, read_triplets
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue

PROTOCOL = "triplets, reference left out"


@dataclass(frozen=True)
class KnownAnswers:
    """Hold the ids of all right targets of an edit, how hard it is, and the protocol that they belong to."""

    targets: tuple[str, ...]
    kind: str
    protocol: str


def known_answers(
    catalogue: Catalogue, reference_id: str, modifier: str, *, triplets: Iterable[Triplet] | None = None
) -> KnownAnswers | None:
    """Return what an edit of an item should find, or None where nobody knows.

    Args:
        catalogue: its folder's `triplets.jsonl` is looked into.
        reference_id: the item that is edited.
        modifier: the words; case and spaces do not matter.
        triplets: to look into instead, such as those of a benchmark.

    Example:
        >>> from fvl_core.catalogues.loading import load_catalogue
        >>> demo = load_catalogue("demo")
        >>> known_answers(demo, "black-loafers-0001", "Make it lighter").targets
        ('white-loafers-0279', 'grey-loafers-0339', 'white-loafers-1140')
        >>> known_answers(demo, "black-loafers-0001", "with wings") is None
        True
    """
    asked = _plain(modifier)
    for triplet in known_edits(catalogue, reference_id, triplets=triplets):
        if _plain(triplet.modifier) == asked:
            return KnownAnswers(triplet.targets, triplet.kind, PROTOCOL)
    return None


def known_edits(
    catalogue: Catalogue, reference_id: str, *, triplets: Iterable[Triplet] | None = None
) -> tuple[Triplet, ...]:
    """Return the edits of an item whose answers are known; none where the catalogue has no triplets.

    Example:
        >>> from fvl_core.catalogues.loading import load_catalogue
        >>> [edit.modifier for edit in known_edits(load_catalogue("demo"), "black-loafers-0001")]
        ['make it burgundy', 'make it lighter', 'the same, but ballet flats']
    """
    if triplets is not None:
        return tuple(triplet for triplet in triplets if triplet.reference == reference_id)
    folder = _folder(catalogue)
    return _by_reference(folder, _stamp(folder)).get(reference_id, ()) if folder is not None else ()


def _folder(catalogue: Catalogue) -> Path | None:
    """Find the folder with the triplets: that of the pictures, or the one above it."""
    path = catalogue[0].path if len(catalogue) else None
    if path is None:
        return None
    return next((each for each in list(path.parents)[:2] if (each / TRIPLETS).is_file()), None)


def _stamp(folder: Path) -> int:
    return (folder / TRIPLETS).stat().st_mtime_ns


@lru_cache(maxsize=4)
def _by_reference(folder: Path, stamp: int) -> dict[str, tuple[Triplet, ...]]:
    del stamp  # a changed file is read again
    found: dict[str, tuple[Triplet, ...]] = {}
    try:
        triplets = read_triplets(folder)
    except InvalidInputError:  # a damaged file tells nothing; `load_triplets` says what is wrong with it
        return {}
    for triplet in triplets:
        found[triplet.reference] = (*found.get(triplet.reference, ()), triplet)
    return found


def _plain(words: str) -> str:
    return " ".join(words.lower().split())

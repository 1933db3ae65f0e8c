"""The questions whose answers a catalogue knows: its edit triplets, and FashionIQ's or CIRR's beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fvl_core.catalogues.published_questions import PublishedQuestions, question_files, read_published
from fvl_core.catalogues.triplets import TRIPLETS, Triplet, read_triplets
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.catalogues.questions import Question
    from fvl_core.foundation.items import Catalogue

PROTOCOL = "triplets, reference left out"
IMAGE_SET = "its image set"

Stamp = tuple[tuple[Path, int, int], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """Name the items among which a benchmark ranks its answers.

    Attributes:
        name: such as "FashionIQ dress val". ids: those of them that the catalogue has. n_missing: how many
        it lacks. keeps_reference: whether a query's own reference is among the candidates.
    """

    name: str
    ids: frozenset[str]
    n_missing: int
    keeps_reference: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownQuestion:
    """Hold a question in the ids of a catalogue.

    Attributes:
        reference: an item's id. captions: one, or FashionIQ's two. targets: ids of the right answers that
        the catalogue has. missing: names of the others. kind: how hard an edit is, or the data set.
        protocol: the rules that the answers belong to. among: what a benchmark would rank them among.
    """

    reference: str
    captions: tuple[str, ...]
    targets: tuple[str, ...]
    kind: str
    protocol: str
    missing: tuple[str, ...] = ()
    among: tuple[Candidates, ...] = ()


class KnownQuestions(dict[str, tuple[KnownQuestion, ...]]):
    """Hold the questions that a catalogue knows by the id of their reference, in the catalogue's order."""

    @cached_property
    def answered(self) -> tuple[str, ...]:
        """Return the references of which the catalogue has the right answer to any question."""
        return tuple(item_id for item_id, asked in self.items() if any(each.targets for each in asked))


_memos: WeakKeyDictionary[Catalogue, tuple[Stamp, KnownQuestions]] = WeakKeyDictionary()


def of_triplet(triplet: Triplet) -> KnownQuestion:
    """Return an edit triplet as a question."""
    return KnownQuestion(
        reference=triplet.reference,
        captions=(triplet.modifier,),
        targets=triplet.targets,
        kind=triplet.kind,
        protocol=PROTOCOL,
    )


def known_questions(catalogue: Catalogue) -> KnownQuestions:
    """Return all questions that a catalogue knows, by the id of their reference.

    Its triplets lie in the folder of its pictures or above it; FashionIQ's and CIRR's captions there too, or
    in the sub-folders of the published layouts. Changed files are read again. A damaged one tells nothing
    here: the verbs of `evaluate` say what is wrong with it.
    """
    folders = _folders(catalogue)
    files = [folder / TRIPLETS for folder in folders if (folder / TRIPLETS).is_file()][:1]
    stamp = tuple(_stamped(path) for path in (*files, *question_files(folders)))
    known = _memos.get(catalogue)
    if known is None or known[0] != stamp:
        found: dict[str, tuple[KnownQuestion, ...]] = {}
        for question in _all(catalogue, stamp):
            found[question.reference] = (*found.get(question.reference, ()), question)
        ordered = {item_id: found[item_id] for item_id in catalogue.ids if item_id in found}
        known = _memos[catalogue] = stamp, KnownQuestions(ordered)
    return known[1]


def items_by_name(catalogue: Catalogue) -> dict[str, str]:
    """Return the id of each item by what data sets call it: its id, or its file's name without the ending.

    Example:
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> items_by_name(Catalogue("two", [Item("images/B1.png", "images/B1.png")]))["B1"]
        'images/B1.png'
    """
    found: dict[str, str] = {}
    for item in catalogue:
        if item.path is not None:
            found.setdefault(item.path.stem, item.id)
    return {**found, **{item_id: item_id for item_id in catalogue.ids}}


def _folders(catalogue: Catalogue) -> list[Path]:
    """Return where the files may lie: the folders above the first picture, and the catalogue's own."""
    path = catalogue[0].path if len(catalogue) else None
    above = list(path.absolute().parents)[:3] if path is not None else []
    own = Path(catalogue.source) if catalogue.source else None
    return [*above, own] if own is not None and own.is_dir() and own not in above else above


def _stamped(path: Path) -> tuple[Path, int, int]:
    facts = path.stat()
    return path, facts.st_mtime_ns, facts.st_size


def _all(catalogue: Catalogue, stamp: Stamp) -> Iterator[KnownQuestion]:
    names = items_by_name(catalogue) if stamp else {}
    for path, changed, size in stamp:
        try:
            if path.name == TRIPLETS:
                yield from map(of_triplet, read_triplets(path.parent))
            else:
                yield from _of_published(_read(path, changed, size), names)
        except InvalidInputError:
            continue


@lru_cache(maxsize=16)
def _read(path: Path, changed: int, size: int) -> PublishedQuestions:
    del changed, size  # a changed file is read again
    return read_published(path)


def _of_published(published: PublishedQuestions, names: Mapping[str, str]) -> Iterator[KnownQuestion]:
    """Yield the questions whose reference is here and whose answer is told, even where it is not here."""
    gallery = _candidates(
        published.name, published.pictures, names, keeps_reference=published.keeps_reference
    )
    for question in published.questions:
        if question.reference in names and question.targets:
            yield KnownQuestion(
                reference=names[question.reference],
                captions=question.captions,
                targets=tuple(names[target] for target in question.targets if target in names),
                missing=tuple(target for target in question.targets if target not in names),
                kind=published.name,
                protocol=published.name,
                among=(*((gallery,) if published.pictures else ()), *_image_set(question, names)),
            )


def _image_set(question: Question, names: Mapping[str, str]) -> tuple[Candidates, ...]:
    """Return CIRR's image set of a question, without the reference."""
    others = [member for member in question.members if member != question.reference]
    return (_candidates(IMAGE_SET, others, names, keeps_reference=False),) if others else ()


def _candidates(
    name: str, pictures: Sequence[str], names: Mapping[str, str], *, keeps_reference: bool
) -> Candidates:
    ids = frozenset(names[each] for each in pictures if each in names)
    return Candidates(name=name, ids=ids, n_missing=len(pictures) - len(ids), keeps_reference=keeps_reference)

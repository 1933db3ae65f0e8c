"""The right answers to a composed query, where the catalogue knows them, and where these answers stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fvl_core.catalogues.questions import joined
from fvl_core.catalogues.triplets import Triplet
from fvl_core.tasks.known_questions import Candidates, KnownQuestion, known_questions, of_triplet
from fvl_core.tasks.question_words import same_words

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.foundation.queries import Query
    from fvl_core.tasks.search import SearchEngine


@dataclass(frozen=True)
class KnownAnswers:
    """Hold what an edit of an item should find.

    Attributes:
        targets: ids of all right answers. kind: how hard the edit is, or the data set. protocol: the rules
        that the answers belong to. captions: the question as it is published. missing: names of right
        answers whose picture the catalogue has not. among: what a benchmark ranks the answers among, where
        that is not the whole catalogue.
    """

    targets: tuple[str, ...]
    kind: str
    protocol: str
    captions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    among: tuple[Candidates, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Say at which rank the best right answer stands among the candidates of a benchmark.

    Attributes:
        name: of the candidates, such as "FashionIQ dress val". rank: 1 is best. n: how many candidates there
        are. n_missing: how many more there should be, whose pictures the catalogue has not.
    """

    name: str
    rank: int
    n: int
    n_missing: int


def known_answers(
    catalogue: Catalogue, reference_id: str, modifier: str, *, triplets: Iterable[Triplet] | None = None
) -> KnownAnswers | None:
    """Return what an edit of an item should find, or None where nobody knows.

    Args:
        catalogue: its `triplets.jsonl` is looked into, and FashionIQ's or CIRR's captions beside its
            pictures.
        reference_id: the item that is edited.
        modifier: the words; FashionIQ's two captions may stand in either order. Case, spaces and
            punctuation do not matter.
        triplets: to look into instead, such as those of a benchmark.

    Example:
        >>> from fvl_core.catalogues.loading import load_catalogue
        >>> demo = load_catalogue("demo")
        >>> known_answers(demo, "black-loafers-0001", "Make it lighter").targets
        ('white-loafers-0279', 'grey-loafers-0339', 'white-loafers-1140')
        >>> known_answers(demo, "black-loafers-0001", "with wings") is None
        True
    """
    for known in _questions(catalogue, reference_id, triplets):
        if same_words(known.captions, modifier):
            return KnownAnswers(
                known.targets, known.kind, known.protocol, known.captions, known.missing, known.among
            )
    return None


def known_edits(
    catalogue: Catalogue, reference_id: str | None = None, *, triplets: Iterable[Triplet] | None = None
) -> tuple[Triplet, ...]:
    """Return the edits of an item, or of all items, whose right answers the catalogue has.

    The two captions of a FashionIQ question are joined as CLIP4Cir does.

    Example:
        >>> from fvl_core.catalogues.loading import load_catalogue
        >>> [edit.modifier for edit in known_edits(load_catalogue("demo"), "black-loafers-0001")]
        ['make it burgundy', 'make it lighter', 'the same, but ballet flats']
    """
    return tuple(
        Triplet(known.reference, joined(known.captions).strip(), known.kind, known.targets)
        for known in _questions(catalogue, reference_id, triplets)
        if known.targets
    )


def edited_items(catalogue: Catalogue) -> tuple[str, ...]:
    """Return the ids of the items of which `known_edits` tells any, in the catalogue's order.

    Example:
        >>> from fvl_core.catalogues.loading import load_catalogue
        >>> "black-loafers-0001" in edited_items(load_catalogue("demo"))
        True
    """
    return known_questions(catalogue).answered


def standings(
    engine: SearchEngine, query: Query, known: KnownAnswers, *, reference_id: str
) -> tuple[Standing, ...]:
    """Return where the best right answer stands by the rules of its benchmark.

    A filter of the query counts nothing there.

    Raises:
        InvalidInputError: for a query that cannot be asked.
    """
    targets = [target for target in known.targets if target in engine.places]
    if not known.among or not targets:
        return ()
    vector, found = engine.query_vector(query), []
    for candidates in known.among:
        without = () if candidates.keeps_reference else (reference_id,)
        among = [item_id for item_id in candidates.ids if item_id in engine.places]
        _, ranks = engine.score_and_rank(vector, targets, None, without, among)
        if best := min((int(rank) for rank in ranks if rank), default=0):
            n = len(set(among) - set(without))
            found.append(Standing(name=candidates.name, rank=best, n=n, n_missing=candidates.n_missing))
    return tuple(found)


def _questions(
    catalogue: Catalogue, reference_id: str | None, triplets: Iterable[Triplet] | None
) -> tuple[KnownQuestion, ...]:
    if triplets is not None:
        wanted = (each for each in triplets if reference_id in (None, each.reference))
        return tuple(of_triplet(triplet) for triplet in wanted)
    known = known_questions(catalogue)
    if reference_id is not None:
        return known.get(reference_id, ())
    return tuple(each for asked in known.values() for each in asked)

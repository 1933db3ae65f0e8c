"""What became of an edit: for each hit and attribute, applied or missed, kept or lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from fvl_core.foundation.queries import Hit, Query
from fvl_core.tasks.attribute_reading import AttributeReader
from fvl_core.tasks.edit_reading import Wish, read_wishes, unread_words
from fvl_core.tasks.references import read_reference, reference_item

if TYPE_CHECKING:
    from fvl_core.tasks.search import SearchEngine

Verdict = Literal["applied", "missed", "kept", "lost", "unclear"]


class Tally(NamedTuple):
    """Count one attribute over a page: `n` of `of` hits have the verdict; `unclear` others cannot be told."""

    verdict: str
    n: int
    of: int
    unclear: int = 0


class Judgement(NamedTuple):
    """Say of one hit and one attribute what became of it, with the hit's own value (None: unclear)."""

    verdict: Verdict
    value: str | None


@dataclass(frozen=True, kw_only=True)
class EditLedger:
    """Hold a judgement for each hit and each attribute that the edit or the reference speaks of.

    Attributes:
        wishes: what the words ask for, attribute by attribute; empty where they name no known value.
        reference_id: the item that the query's picture is, None for a picture from elsewhere.
        reference: the reference's values (None: unclear); empty without a picture.
        rows: (item id, {attribute: judgement}) for each hit. An attribute that the words speak of is
        "applied" or "missed"; any other that the reference has is "kept" or "lost"; "unclear" is what
        cannot be told. source: "truth" where the catalogue knows all values, "probe" where a zero-shot
        probe read all, "both" where one garment is known and another read. right: for each attribute that a
        probe read, how often its sure readings are right on the catalogue's own garments (share and n), as
        far as the catalogue knows; one that is right in fewer than 75 of 100 is unclear throughout. unread:
        what the words say beside any known value ("shinier"), which nobody judges.
    """

    wishes: tuple[Wish, ...]
    reference_id: str | None
    reference: Mapping[str, str | None]
    rows: tuple[tuple[str, Mapping[str, Judgement]], ...]
    source: Literal["truth", "probe", "both"]
    right: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def summary(self) -> dict[str, Tally]:
        """Count over the hits, wished attributes first: {"colour": ("applied", 8, 10, 0), …}.

        `of` counts the hits that could be judged; an attribute that could be for none is left out.
        """
        counted: dict[str, Tally] = {}
        names = dict.fromkeys(name for _, row in self.rows for name in row)
        wished = {wish.attribute for wish in self.wishes}
        for name in sorted(names, key=lambda name: name not in wished):
            verdicts = [row[name].verdict for _, row in self.rows if name in row]
            good: Verdict = "applied" if name in wished else "kept"
            unclear = verdicts.count("unclear")
            if judged := len(verdicts) - unclear:
                counted[name] = Tally(good, verdicts.count(good), judged, unclear)
        return counted


def judge_edit(
    engine: SearchEngine,
    query: Query,
    hits: Sequence[Hit],
    *,
    reference_id: str | None = None,
    attributes: Iterable[str] | None = None,
    probe: bool = False,
) -> EditLedger:
    """Judge hits by what the query's words ask for and by what its picture shows.

    The words are read for values of the catalogue's attributes ("in blue", "without the belt", "longer");
    words that are disliked deny what they name. The picture is the first liked one.

    Args:
        engine: found the hits.
        query: what was asked.
        hits: to judge.
        reference_id: the item that the picture is, where the caller knows; an item's own file is
            recognised.
        attributes: names to look at; by default all that garments can be compared by.
        probe: read everything by zero-shot probes, even what the catalogue knows.

    Raises:
        InvalidInputError: for a picture that cannot be read or a hit that is not in the engine.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.embedding.cache import EmbeddingCache
        >>> from fvl_core.foundation.items import Catalogue, Item
        >>> from fvl_core.models.hand import HandModel
        >>> from fvl_core.tasks.search import SearchEngine
        >>> told = [("a", "red", "cap"), ("b", "blue", "cap"), ("c", "blue", "tie")]
        >>> items = [
        ...     Item(name, Image.new("RGB", (4, 4), dye), attributes={"colour": dye, "category": kind})
        ...     for name, dye, kind in told
        ... ]
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> engine = SearchEngine.build(Catalogue("three", items), HandModel(), cache=cache)
        >>> query = Query("in blue", items[0].image)
        >>> ledger = judge_edit(engine, query, engine.search(query, k=2, without=["a"]), reference_id="a")
        >>> ledger.source, [(name, tuple(tally)) for name, tally in ledger.summary().items()]
        ('truth', [('colour', ('applied', 2, 2, 0)), ('category', ('kept', 1, 2, 0))])
    """
    reader = AttributeReader(
        engine.catalogue, engine.model, engine.gallery, engine.cache, attributes=attributes
    )
    wishes = _wishes(query, reader)
    reference_id = reference_id or reference_item(engine, query)
    reference = read_reference(engine, query, reader, reference_id, probe=probe)
    readings = reader.of_items([hit.item_id for hit in hits], probe=probe)
    own = reference.values if reference is not None else {}
    asked = {wish.attribute: wish for wish in wishes}
    rows = tuple(
        (hit.item_id, _judge(reading.values, own, asked)) for hit, reading in zip(hits, readings, strict=True)
    )
    sources = {each.source for each in (*readings, *([reference] if reference is not None else []))}
    return EditLedger(
        wishes=wishes,
        reference_id=reference_id,
        reference=own,
        rows=rows,
        source="both" if len(sources) == 2 else next(iter(sources), "truth"),
        right=_right(reader) if "probe" in sources else {},
        unread=_unread(query, reader),
    )


def _right(reader: AttributeReader) -> dict[str, tuple[float, int]]:
    probes = {name: reader.probe(name) for name in reader.values}
    return {name: (probe.right, probe.n_checked) for name, probe in probes.items() if probe.right is not None}


def _unread(query: Query, reader: AttributeReader) -> tuple[str, ...]:
    said = [unread_words(part.text, reader.values) for part in query.parts if part.text and part.weight]
    return tuple(dict.fromkeys(phrase for phrases in said for phrase in phrases))


def _wishes(query: Query, reader: AttributeReader) -> tuple[Wish, ...]:
    liked = "; ".join(part.text for part in query.parts if part.text and part.weight > 0)
    disliked = "; ".join(part.text for part in query.parts if part.text and part.weight < 0)
    wishes = {wish.attribute: wish for wish in read_wishes(liked, reader.values)}
    for wish in read_wishes(disliked, reader.values):
        known = wishes.get(wish.attribute, Wish(wish.attribute))
        denied = known.denied | (wish.wanted - known.wanted)
        wishes[wish.attribute] = Wish(wish.attribute, known.wanted, denied, known.step)
    return tuple(wishes[name] for name in reader.values if name in wishes)


def _judge(
    values: Mapping[str, str | None], own: Mapping[str, str | None], asked: Mapping[str, Wish]
) -> dict[str, Judgement]:
    row = {}
    for name, value in values.items():
        if name in asked:
            granted = None if value is None else asked[name].grants(value, own.get(name))
            verdict: Verdict = "unclear" if granted is None else "applied" if granted else "missed"
        elif own.get(name, "") == "":
            continue  # the reference has no such thing to keep
        elif own[name] is None or value is None:
            verdict = "unclear"
        else:
            verdict = "kept" if value == own[name] else "lost"
        row[name] = Judgement(verdict, value)
    return row

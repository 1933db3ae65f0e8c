"""`search`: the catalogue's nearest items to words, a picture, or both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import (
    catalogue_option,
    json_flag,
    load_named_model,
    model_options,
    parse_where,
)
from fvl_core.commands.output import notice, print_json, print_table, tell_left_out
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.foundation.queries import Hit, Hits, Query
    from fvl_core.tasks.search import SearchEngine


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} search red dress with long sleeves
  {PROGRAM} search --image shirt.jpg
  {PROGRAM} search "in green" --image shirt.jpg --text-weight 0.7 --composer weighted
  {PROGRAM} search boots --where colour=black --where colour=brown -k 20 --json

Rows are rank, cosine, id, title. The first search encodes the catalogue; later ones take it from the cache.
"""
)
@click.argument("words", nargs=-1)
@click.option("--image", metavar="FILE", help="A picture to search by, alone or with words.")
@click.option(
    "--text-weight",
    type=click.FloatRange(0, 1),
    help="Share of the words when there are both, the picture has the rest; means --composer weighted.",
)
@click.option("--composer", help="How picture and words become one query: sum, slerp, …  [default: sum]")
@catalogue_option
@model_options
@click.option("-k", "k", type=click.IntRange(1), default=10, show_default=True, help="How many results.")
@click.option("--where", "pairs", metavar="NAME=VALUE", multiple=True, help="Filter; may be repeated.")
@json_flag
def command(
    *,
    words: tuple[str, ...],
    image: str | None,
    text_weight: float | None,
    composer: str | None,
    catalogue_name: str,
    model_name: str,
    device: str,
    precision: str,
    k: int,
    pairs: tuple[str, ...],
    as_json: bool,
) -> None:
    """Search a catalogue by words, by picture, or by both."""
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.foundation.queries import Query
    from fvl_core.tasks.search import SearchEngine

    composer = _choose_composer(composer, text_weight)
    share = 0.5 if text_weight is None else text_weight
    query = Query(
        " ".join(words) or None,
        Path(image).expanduser() if image else None,
        text_weight=share,
        image_weight=1 - share,
        where=parse_where(pairs),
    )
    catalogue = load_catalogue(catalogue_name)
    _require_attributes(query, catalogue)
    model = load_named_model(model_name, device, precision)
    with progress_bar(f"Encoding {catalogue.name}") as advance:
        engine = SearchEngine.build(catalogue, model, composer=composer, on_progress=advance)
    hits = engine.search(query, k=k)
    _print(hits, engine, query, as_json=as_json)


def _choose_composer(name: str | None, text_weight: float | None) -> str:
    """Take the named composer; a weight needs one that heeds it."""
    from fvl_core.composition.library import load_composer

    chosen = name or ("sum" if text_weight is None else "weighted")
    if text_weight is not None and not load_composer(chosen).weighted:
        raise InvalidInputError(
            f"The composer {chosen!r} has no weights.",
            remedy="Leave --text-weight out, or use --composer weighted.",
        )
    return chosen


def _require_attributes(query: Query, catalogue: Catalogue) -> None:
    """Refuse a filter on what no item has; a filter that lets nothing through is no mistake."""
    for name in query.where or {}:
        if name not in catalogue.attribute_names:
            raise UnknownNameError("attribute", name, catalogue.attribute_names)


def _print(hits: Hits, engine: SearchEngine, query: Query, *, as_json: bool) -> None:
    if as_json:
        print_json(_facts(hits, engine, query))
        return
    tell_left_out(engine.failures)
    if not hits:
        notice("No item passes the filters.")
        return
    print_table(("rank", "cosine", "id", "title"), [_row(hit, engine.catalogue) for hit in hits])


def _row(hit: Hit, catalogue: Catalogue) -> tuple[str, ...]:
    return str(hit.rank), f"{hit.score:.3f}", hit.item_id, catalogue.item(hit.item_id).title


def _facts(hits: Hits, engine: SearchEngine, query: Query) -> dict[str, object]:
    items = [engine.catalogue.item(hit.item_id) for hit in hits]
    return {
        "query": {
            "text": query.text,
            "image": query.image,
            "text_weight": query.text_weight,
            "where": query.where,
        },
        "model": engine.model.name,
        "space": hits.space,
        "precision": engine.model.precision,
        "composer": hits.composer,
        "catalogue": engine.catalogue.name,
        "n_candidates": hits.n_candidates,
        "left_out": [{"id": name, "why": sentence} for name, sentence in engine.failures],
        "hits": [
            {
                "rank": hit.rank,
                "score": hit.score,
                "id": hit.item_id,
                "title": item.title,
                "path": item.path,
                "attributes": item.attributes,
            }
            for hit, item in zip(hits, items, strict=True)
        ],
    }

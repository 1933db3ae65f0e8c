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
from fvl_core.commands.output import notice, print_json, tell_left_out
from fvl_core.commands.progress import progress_bar
from fvl_core.commands.recipe import read_ingredients, recipe_options
from fvl_core.commands.search_json import facts_of, further_facts
from fvl_core.commands.search_output import print_hits, print_sweep, write_csv
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.foundation.queries import Hits, Query
    from fvl_core.tasks.score_split import Ablation, ScoreSplit
    from fvl_core.tasks.search import SearchEngine
    from fvl_core.tasks.sweep import SweepRow


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} search red dress with long sleeves
  {PROGRAM} search --image shirt.jpg
  {PROGRAM} search "in green" --image shirt.jpg --text-weight 0.7 --composer weighted
  {PROGRAM} search boots --where colour=black --where colour=brown -k 20 --json
  {PROGRAM} search "with long sleeves" --like black-shirt-0031 --less 0.3:stripes --split
  {PROGRAM} search "in navy" --like black-shirt-0031 --composer difference --csv hits.csv
  {PROGRAM} search "in navy" --like black-shirt-0031 --sweep

Rows are rank, cosine, id, title. The first search encodes the catalogue; later ones take it from the cache.
Items that the query names by their id are not among its hits. Under difference, words without --less get
counter-words of their own: what they would replace on the picture.
"""
)
@click.argument("words", nargs=-1)
@click.option("--image", metavar="FILE", help="A picture to search by, alone or with words.")
@click.option(
    "--text-weight",
    type=click.FloatRange(0, 1),
    help="Share of the words when there are both, the picture has the rest; means --composer weighted.",
)
@click.option(
    "--composer",
    help="How the ingredients become one query: sum, slerp, difference, …  [default: sum; weighted where one "
    "has a weight]",
)
@recipe_options
@catalogue_option
@model_options
@click.option("-k", "k", type=click.IntRange(1), default=10, show_default=True, help="How many results.")
@click.option("--where", "pairs", metavar="NAME=VALUE", multiple=True, help="Filter; may be repeated.")
@click.option(
    "--split", is_flag=True, help="What each ingredient adds to each cosine, or what is left without it."
)
@click.option("--sweep", "as_sweep", is_flag=True, help="The best k at five shares of the words, 0 to 1.")
@click.option("--csv", "csv_path", metavar="FILE", help="Write the hits here too (- is stdout, alone).")
@json_flag
def command(
    *,
    words: tuple[str, ...],
    image: str | None,
    text_weight: float | None,
    composer: str | None,
    like: tuple[str, ...],
    unlike: tuple[str, ...],
    more: tuple[str, ...],
    less: tuple[str, ...],
    catalogue_name: str,
    model_name: str,
    device: str,
    precision: str,
    k: int,
    pairs: tuple[str, ...],
    split: bool,
    as_sweep: bool,
    csv_path: str | None,
    as_json: bool,
) -> None:
    """Search a catalogue by words, by picture, or by any number of both, liked and disliked."""
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.foundation.queries import Query
    from fvl_core.tasks.score_split import ablate
    from fvl_core.tasks.search import SearchEngine
    from fvl_core.tasks.sweep import sweep

    if csv_path == "-" and as_json:
        raise click.UsageError("--csv - and --json both take stdout; give --csv a file.")
    catalogue = load_catalogue(catalogue_name)
    ingredients, named = read_ingredients(catalogue, like=like, unlike=unlike, more=more, less=less)
    composer = _choose_composer(composer, text_weight, recipe=bool(ingredients))
    share = 0.5 if text_weight is None else text_weight
    query = Query(
        " ".join(words) or None,
        Path(image).expanduser() if image else None,
        text_weight=share,
        image_weight=1 - share,
        ingredients=ingredients,
        where=parse_where(pairs),
    )
    _require_attributes(query, catalogue)
    model = load_named_model(model_name, device, precision)
    with progress_bar(f"Encoding {catalogue.name}") as advance:
        engine = SearchEngine.build(catalogue, model, composer=composer, on_progress=advance)
    query = _with_counter_words(engine, query)
    hits = engine.search(query, k=k, without=named)
    swept = sweep(engine, query, k=k, without=named) if as_sweep else ()
    why = (engine.split(query, hits) or ablate(engine, query, hits, without=named)) if split else None
    if csv_path is not None:
        write_csv(hits, engine, query, csv_path)
    if csv_path != "-":
        _print(hits, engine, query, why, swept, as_json=as_json)


def _with_counter_words(engine: SearchEngine, query: Query) -> Query:
    """Add counter-words under a composer that wants them, and say which."""
    from fvl_core.tasks.counter_words import with_counter_words

    if not engine.composer.contrasts:
        return query
    asked = with_counter_words(engine, query)
    if asked is not query:
        notice(f"Counter-words: {asked.parts[-1].text}")
    elif not any(part.text and part.weight < 0 for part in query.parts):
        notice("No counter-words were found, so the words are added as they are; --less gives some.")
    return asked


def _choose_composer(name: str | None, text_weight: float | None, *, recipe: bool) -> str:
    """Take the named composer; a weight needs one that heeds it, and so does a recipe unless one is named."""
    from fvl_core.composition.library import load_composer

    chosen = name or ("sum" if text_weight is None and not recipe else "weighted")
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


def _print(
    hits: Hits,
    engine: SearchEngine,
    query: Query,
    why: ScoreSplit | Ablation | None,
    swept: tuple[SweepRow, ...],
    *,
    as_json: bool,
) -> None:
    if as_json:
        print_json({**facts_of(hits, engine, query), **further_facts(engine, why, swept)})
        return
    tell_left_out(engine.failures)
    if swept:
        print_sweep(swept)
    else:
        print_hits(hits, engine, why)

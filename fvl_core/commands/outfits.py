"""`outfits`: what goes with what somebody wears; `evaluate outfits`: how well a model knows."""

from __future__ import annotations

from pathlib import Path

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.figures_table import deliver
from fvl_core.commands.options import json_file, json_flag, load_named_model, model_options
from fvl_core.commands.output import notice, print_json, print_table, tell_left_out
from fvl_core.commands.progress import progress_bar

_LIKENESS = "this model encodes nothing for a category: what follows is likeness, not what goes together."


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} outfits PolyvoreOutfits --item 154249722 --item 188425631 --category 11 --model csa_net.ckpt
  {PROGRAM} outfits demo --item black-loafers-0001 --category jumper --model csa_net.ckpt

A category is a value of the catalogue's own (see `catalogue show`): Polyvore's number, or a plain name that
stands for one. The score: mean cosine with what is worn.
"""
)
@click.argument("catalogue_name", metavar="CATALOGUE")
@click.option("--item", "worn", multiple=True, required=True, help="The id of a worn item; may be repeated.")
@click.option("--category", required=True, help="The category that is looked for.")
@click.option("-k", "k", type=click.IntRange(1), default=10, show_default=True, help="Items to show.")
@model_options
@json_flag
def command(
    *,
    catalogue_name: str,
    worn: tuple[str, ...],
    category: str,
    k: int,
    model_name: str,
    device: str,
    precision: str,
    as_json: bool,
) -> None:
    """Find what completes an outfit."""
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.tasks.outfits import OutfitEngine

    catalogue = load_catalogue(catalogue_name)
    model = load_named_model(model_name, device, precision)
    with progress_bar(f"Encoding {catalogue.name}") as advance:
        engine = OutfitEngine.build(catalogue, model, on_progress=advance)
    hits = engine.complete(worn, category, k=k)
    if not engine.conditioned:
        notice(f"{model.name}: {_LIKENESS}")
    if as_json:
        print_json({"worn": worn, **hits.facts, "hits": list(hits)})
    else:
        rows = [
            (str(hit.rank), hit.item_id, f"{hit.score:.3f}", catalogue.item(hit.item_id).title)
            for hit in hits
        ]
        print_table(("rank", "item", "score", "title"), rows)
    tell_left_out(engine.encoding.failures)


@click.command(
    "outfits",
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate outfits PolyvoreOutfits --model csa_net.ckpt
  {PROGRAM} evaluate outfits PolyvoreOutfits --split nondisjoint --as-published --json report.json

ROOT holds polyvore_item_metadata.json, images/ID.jpg and ocir_SPLIT_PART.json; compatibility_PART.txt and
fill_in_blank_PART.json are measured where they are there, by a rule of ours that the report states.
""",
)
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--split", type=click.Choice(["disjoint", "nondisjoint"]), default="disjoint", show_default=True
)
@click.option("--part", default="test", show_default=True, help="test, valid or train.")
@click.option("--as-published", is_flag=True, help="Other categories score -1, as in the authors' code.")
@model_options
@json_file
def outfits(
    *,
    root: Path,
    split: str,
    part: str,
    as_published: bool,
    model_name: str,
    device: str,
    precision: str,
    json_path: str | None,
) -> None:
    """Measure how well a model completes outfits (protocol ocir)."""
    from fvl_core.tasks.outfit_evaluation import evaluate_outfits

    model = load_named_model(model_name, device, precision)
    with progress_bar("Encoding outfits") as advance:
        report = evaluate_outfits(
            root, model, split=split, part=part, as_published=as_published, on_progress=advance
        )
    deliver(report, json_path)

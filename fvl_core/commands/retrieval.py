"""`evaluate retrieval`: how well words find pictures, and pictures words, under the rules of a protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.figures_table import deliver
from fvl_core.commands.options import json_file, load_named_model, model_options
from fvl_core.commands.progress import progress_bar


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate retrieval demo
  {PROGRAM} evaluate retrieval demo --protocol kaleido --seed 42 --repeats 5
  {PROGRAM} evaluate retrieval demo --protocol marqo --field category --document image+text
  {PROGRAM} evaluate retrieval demo --field title --json report.json
  {PROGRAM} evaluate retrieval PolyvoreOutfits --protocol ocir --model csa_net.ckpt

\b
full     every text against all pictures and back; recall is the share of queries that found theirs
klip     the same as FashionKLIP's r1, r5, r10 and mean, with its JSON in the report
kaleido  1 right item among 100 wrong ones of one group, drawn by lot several times
marqo    queries with many right answers: recall is the share of them that was found; P@k, MRR@10
ocir     the missing item of an outfit among those of its category (`evaluate outfits` measures more)

Figures of two protocols, or of two catalogues, cannot be compared. Items that share their words cap what is
possible: see the column "ceiling".
"""
)
@click.argument("catalogue_name", metavar="CATALOGUE")
@click.option(
    "--protocol", default="full", show_default=True, help="The rules: full, klip, kaleido, marqo or ocir."
)
@click.option("--field", default="caption", show_default=True, help="caption, title, or an attribute.")
@click.option("--product", help="The attribute that pictures of one product share.  [full, klip, kaleido]")
@click.option("--group", help="The attribute of which wrong items have the query's.  [kaleido: category]")
@click.option("--seed", type=int, help="Of the draws.  [kaleido: 42]")
@click.option("--repeats", type=click.IntRange(1), help="How often to draw.  [kaleido: 5]")
@click.option("--document", help="image, or image+text.  [marqo: image]")
@click.option(
    "--ground-truth",
    type=click.Path(dir_okay=False, path_type=Path),
    help='A file {"query": {"item id": 1}} instead of a field.  [marqo]',
)
@click.option("--split", type=click.Choice(["disjoint", "nondisjoint"]), help="[ocir: disjoint]")
@click.option("--part", help="test, valid or train.  [ocir: test]")
@click.option(
    "--as-published",
    is_flag=True,
    default=None,
    help="Repeat the published code's masking and tie faults.  [kaleido, marqo, ocir]",
)
@model_options
@json_file
def retrieval(
    *,
    catalogue_name: str,
    protocol: str,
    field: str,
    model_name: str,
    device: str,
    precision: str,
    json_path: str | None,
    **options: Any,
) -> None:
    """Measure how well words find pictures, and pictures words."""
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.tasks.retrieval import evaluate_retrieval

    given = {name: value for name, value in options.items() if value is not None}
    catalogue = load_catalogue(catalogue_name)
    model = load_named_model(model_name, device, precision)
    with progress_bar(f"Encoding {catalogue.name}") as advance:
        report = evaluate_retrieval(
            catalogue, model, protocol=protocol, field=field, on_progress=advance, **given
        )
    deliver(report, json_path)

"""`evaluate triplets`: composed retrieval on edits whose right answers are known."""

from __future__ import annotations

from pathlib import Path

import click

from fvl_core.commands.composer_options import chosen_composer, composer_options
from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.figures_table import deliver
from fvl_core.commands.options import json_file, load_named_model, model_options
from fvl_core.commands.progress import progress_bar


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate triplets demo --composer combiner
  {PROGRAM} evaluate triplets demo --composer weighted --text-weight 0.6 --json report.json
  {PROGRAM} catalogue draw --size 1200 --seed 5 drawn; {PROGRAM} evaluate triplets drawn

The reference is left out of the ranking; an edit may have several right answers. Kinds: one attribute,
two attributes, negation, comparison, another category.
""",
)
@click.argument("catalogue_name", metavar="CATALOGUE")
@composer_options
@model_options
@json_file
def triplets(
    *,
    catalogue_name: str,
    composer: str,
    checkpoint: Path | None,
    text_weight: float | None,
    model_name: str,
    device: str,
    precision: str,
    json_path: str | None,
) -> None:
    """Measure how well picture and words together find what an edit asks for."""
    from fvl_core.catalogues.loading import load_catalogue, load_triplets
    from fvl_core.tasks.triplets import evaluate_triplets

    chosen = chosen_composer(composer, checkpoint, text_weight)
    catalogue, edits = load_catalogue(catalogue_name), load_triplets(catalogue_name)
    model = load_named_model(model_name, device, precision)
    with progress_bar(f"Encoding {catalogue.name}") as advance:
        report = evaluate_triplets(
            catalogue,
            edits,
            model,
            composer=chosen,
            text_weight=0.5 if text_weight is None else text_weight,
            on_progress=advance,
        )
    deliver(report, json_path)

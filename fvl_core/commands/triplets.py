"""`evaluate triplets`: composed retrieval on edits whose right answers are known."""

from __future__ import annotations

from pathlib import Path

import click

from fvl_core.commands.composer_options import chosen_composer, composer_options
from fvl_core.commands.composers_table import deliver_comparison
from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.figures_table import deliver
from fvl_core.commands.options import json_file, load_named_model, model_options
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.errors import InvalidInputError

ALL = "all"
"""Instead of a composer's name: every one that fits."""


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate triplets demo --composer combiner
  {PROGRAM} evaluate triplets demo --composer weighted --text-weight 0.6 --json report.json
  {PROGRAM} catalogue draw --size 1200 --seed 5 drawn; {PROGRAM} evaluate triplets drawn --composer all

With --composer all, every composer that fits the model is one line of the table, the best first, and the
others' distance to it is compared in pairs. difference gets its counter-words from zero-shot readings.
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
    from fvl_core.tasks.compare.composers import compare_composers
    from fvl_core.tasks.triplets import evaluate_triplets

    together = composer == ALL
    chosen = None if together else chosen_composer(composer, checkpoint, text_weight)
    if together and checkpoint is not None:
        raise InvalidInputError(
            "A checkpoint belongs to one composer.", remedy="Name it, or leave --checkpoint out."
        )
    catalogue, edits = load_catalogue(catalogue_name), load_triplets(catalogue_name)
    model = load_named_model(model_name, device, precision)
    share = 0.5 if text_weight is None else text_weight
    if chosen is None:
        with progress_bar(f"Encoding {catalogue.name}") as advance:
            found = compare_composers(catalogue, edits, model, text_weight=share, on_progress=advance)
        deliver_comparison(found, json_path)
        return
    with progress_bar(f"Encoding {catalogue.name}") as advance:
        report = evaluate_triplets(
            catalogue,
            edits,
            model,
            composer=chosen,
            text_weight=share,
            on_progress=advance,
        )
    deliver(report, json_path)

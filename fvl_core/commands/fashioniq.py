"""`evaluate fashioniq`: composed retrieval as CLIP4Cir and SEARLE report it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fvl_core.commands.composer_options import (
    chosen_composer,
    composer_options,
    deliver_with_coverage,
    images_option,
)
from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import json_file, load_named_model, model_options, split_list
from fvl_core.commands.progress import progress_bar

if TYPE_CHECKING:
    from fvl_core.tasks.question_words import Wording


@click.command(
    "fashioniq",
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate fashioniq fashionIQ_dataset --model fvl-tiny --composer weighted
  {PROGRAM} evaluate fashioniq fashionIQ_dataset --model tuned_clip_best.pt --composer combiner \\
      --checkpoint combiner.pt --json report.json
  {PROGRAM} evaluate fashioniq fashionIQ_dataset --gallery union

ROOT holds captions, image_splits and images. "original": every picture of the split is a candidate; "union":
only references and targets, which gives higher figures. The report names its gallery; pictures that are
missing are counted. The JSON has every query's rank.
""",
)
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
@composer_options
@click.option(
    "--gallery",
    type=click.Choice(["original", "union"]),
    default="original",
    show_default=True,
    help="Which pictures are candidates.",
)
@click.option("--split", default="val", show_default=True, help="val, train or test.")
@click.option("--categories", help="With commas; by default shirt,dress,toptee.")
@click.option(
    "--wording",
    type=click.Choice(["auto", "joined", "both-orders", "comma"]),
    default="auto",
    show_default=True,
    help="Both captions joined (CLIP4Cir), or in either order (SEARLE).",
)
@images_option
@click.option(
    "--predictions",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the challenge's CATEGORY.SPLIT.pred.json into this folder.",
)
@model_options
@json_file
def fashioniq(
    *,
    root: Path,
    composer: str,
    checkpoint: Path | None,
    text_weight: float | None,
    gallery: str,
    split: str,
    categories: str | None,
    wording: Wording,
    images: Path | None,
    predictions: Path | None,
    model_name: str,
    device: str,
    precision: str,
    json_path: str | None,
) -> None:
    """Measure composed retrieval on FashionIQ."""
    from fvl_core.catalogues.fashioniq import CATEGORIES
    from fvl_core.tasks.fashioniq import evaluate_fashioniq

    chosen = chosen_composer(composer, checkpoint, text_weight)
    model = load_named_model(model_name, device, precision)
    with progress_bar("Encoding FashionIQ") as advance:
        report = evaluate_fashioniq(
            root,
            model,
            composer=chosen,
            gallery=gallery,
            split=split,
            categories=split_list(categories) if categories else CATEGORIES,
            images=images,
            text_weight=0.5 if text_weight is None else text_weight,
            wording=wording,
            predictions=predictions,
            on_progress=advance,
        )
    deliver_with_coverage(report, json_path)

"""`evaluate cirr`: composed retrieval as CLIP4Cir reports it, and the files for CIRR's test server."""

from __future__ import annotations

from pathlib import Path

import click

from fvl_core.commands.composer_options import (
    chosen_composer,
    composer_options,
    deliver_with_coverage,
    images_option,
)
from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import json_file, load_named_model, model_options
from fvl_core.commands.progress import progress_bar


@click.command(
    "cirr",
    epilog=f"""\b
Examples:
  {PROGRAM} evaluate cirr cirr_dataset --model fvl-tiny --composer weighted
  {PROGRAM} evaluate cirr cirr_dataset --split test1 --submission for-the-server
  {PROGRAM} evaluate cirr cirr_dataset --check for-the-server/recall.json --split test1

ROOT holds captions and image_splits (or cirr with both) and the pictures. The reference is left out of every
ranking; recall_subset ranks the five others of the query's image set. The JSON has every query's rank.
""",
)
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
@composer_options
@click.option("--split", default="val", show_default=True, help="val, train, or test1 without answers.")
@images_option
@click.option(
    "--submission",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write recall.json and recall_subset.json for the test server into this folder.",
)
@click.option(
    "--check",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Measure nothing: say whether the test server would take this file.",
)
@model_options
@json_file
def cirr(
    *,
    root: Path,
    composer: str,
    checkpoint: Path | None,
    text_weight: float | None,
    split: str,
    images: Path | None,
    submission: Path | None,
    check: Path | None,
    model_name: str,
    device: str,
    precision: str,
    json_path: str | None,
) -> None:
    """Measure composed retrieval on CIRR."""
    from fvl_core.tasks.cirr import evaluate_cirr

    if check is not None:
        _check(root, split, images, check)
        return
    chosen = chosen_composer(composer, checkpoint, text_weight)
    model = load_named_model(model_name, device, precision)
    with progress_bar("Encoding CIRR") as advance:
        report = evaluate_cirr(
            root,
            model,
            composer=chosen,
            split=split,
            images=images,
            text_weight=0.5 if text_weight is None else text_weight,
            submission=submission,
            on_progress=advance,
        )
    deliver_with_coverage(report, json_path)


def _check(root: Path, split: str, images: Path | None, path: Path) -> None:
    from fvl_core.catalogues.cirr import load_cirr
    from fvl_core.catalogues.questions import read_json
    from fvl_core.tasks.cirr_submission import check_cirr_submission

    questions = load_cirr(root, split=split, images=images)
    metric = check_cirr_submission(read_json(path, dict), questions, n_bytes=path.stat().st_size)
    click.echo(f"{path} is a {metric} submission for {len(questions.questions):,} queries of {split}.")

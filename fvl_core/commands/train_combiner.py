"""`train combiner`: a Combiner for a model, on edits of drawn garments or on published questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.learning_data import chosen_data, learning_data_options, tell_epoch
from fvl_core.commands.options import load_named_model, model_options
from fvl_core.commands.output import decimals, notice, print_table, write_json
from fvl_core.commands.progress import progress_bar, step_teller
from fvl_core.commands.train_combiner_on_questions import learn_from_questions

if TYPE_CHECKING:
    from fvl_core.composition.base import Composer
    from fvl_core.models.base import VisionLanguageModel

REPORT_FILE = "report.json"


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} train combiner --model fvl-tiny
  {PROGRAM} train combiner --resume
  {PROGRAM} train combiner --model tuned_clip_best.pt --fashioniq fashionIQ_dataset
  {PROGRAM} train combiner --report --checkpoint runs/combiner/combiner.pt

The model is frozen: pictures and words are encoded once, and the training itself takes minutes on a CPU.
--out gets combiner.pt (CLIP4Cir's format), combiner.safetensors (half the size, knows its model), the
validation of every epoch and, at the end, report.json: held-out edits against the best weighted sum.
With --fashioniq, --cirr or --triplets, sizes and steps are CLIP4Cir's unless you give others, the dataset's
val split (of triplets one reference in sixteen) chooses the epoch, and there is no report: use `evaluate`.
""",
)
@model_options
@learning_data_options
@click.option(
    "--drawings",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="Garments to learn from.",
)
@click.option(
    "--seed", type=int, default=8, show_default=True, help="Of drawings, edits, weights and batches."
)
@click.option(
    "--epochs", type=click.IntRange(min=1), help="Passes over all edits.  [default: 12; questions: 300]"
)
@click.option(
    "--batch", type=click.IntRange(min=2), help="Edits in a step.  [default: 2048; questions: 4096]"
)
@click.option(
    "--projection",
    type=click.IntRange(min=1),
    help="CLIP4Cir's projection_dim.  [default: 384; questions: 4 x the features]",
)
@click.option(
    "--hidden",
    type=click.IntRange(min=1),
    help="CLIP4Cir's hidden_dim.  [default: 896; questions: 8 x the features]",
)
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    help="Learning rate.  [default: 0.001; questions: 0.00002]",
)
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/fvl-tiny/data"),
    show_default=True,
    help="Folder of drawings and vectors; drawings of `train tiny` are used again.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/combiner"),
    show_default=True,
    help="Folder for checkpoints and the finished Combiner.",
)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out.")
@click.option("--report", is_flag=True, help="Train nothing: measure the shipped Combiner, or --checkpoint.")
@click.option(
    "--checkpoint",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --report: what to measure.",
)
def combiner(
    *,
    model_name: str,
    device: str,
    precision: str,
    fashioniq: Path | None,
    cirr: Path | None,
    triplets: str | None,
    images: Path | None,
    drawings: int,
    seed: int,
    epochs: int | None,
    batch: int | None,
    projection: int | None,
    hidden: int | None,
    rate: float | None,
    data: Path,
    out: Path,
    resume: bool,
    report: bool,
    checkpoint: Path | None,
) -> None:
    """Train a Combiner on drawn edits or published questions, or measure one with --report."""
    from fvl_core.composition.library import load_composer
    from fvl_core.training.combiner import WEIGHTS_FILE, CombinerRecipe, train_combiner
    from fvl_core.training.edit_data import gather_edits
    from fvl_core.training.trainer import TrainingPlan

    if checkpoint is not None and not report:
        raise click.UsageError("--checkpoint goes with --report.")
    model = load_named_model(model_name, device, precision)
    if report:
        _report(model, load_composer("combiner", checkpoint=checkpoint), data, None)
        return
    chosen: dict[str, Any] = {"epochs": epochs, "batch": batch, "projection": projection, "hidden": hidden}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    questions = chosen_data(fashioniq=fashioniq, cirr=cirr, triplets=triplets, images=images)
    if questions is not None:
        learn_from_questions(model, questions, {**chosen, "seed": seed}, rate, out, resume)
        return
    plan = TrainingPlan(steps=1, rate=rate or 1e-3, weight_decay=0.01)
    recipe = CombinerRecipe(drawings=drawings, seed=seed, plan=plan, **chosen)
    with progress_bar("Drawing and encoding") as advance:
        edits = gather_edits(
            model, data, count=drawings, seed=seed, variants=recipe.variants, on_progress=advance
        )
    with progress_bar("Drawing and encoding held-out garments") as advance:
        held_out = gather_edits(
            model, data, count=recipe.validation, seed=recipe.validation_seed, on_progress=advance
        )
    notice(f"{len(edits):,} edits to learn from, {len(held_out):,} held out.")
    results = train_combiner(
        model, recipe, edits, held_out, out, resume=resume, on_progress=step_teller(), on_epoch=tell_epoch
    )
    click.echo(f"{out / WEIGHTS_FILE}: best of {len(results)} epochs on held-out edits.")
    _report(model, load_composer("combiner", checkpoint=out / WEIGHTS_FILE), data, out / REPORT_FILE)


def _report(model: VisionLanguageModel, composer: Composer, data: Path, path: Path | None) -> None:
    from fvl_core.training.combiner_report import compare
    from fvl_core.training.edit_data import gather_edits
    from fvl_core.training.tiny_report import REPORT_COUNT, REPORT_PX, REPORT_SEED

    composer.require_fit(model.space, model.dim)
    with progress_bar("Drawing and encoding the report's garments") as advance:
        edits = gather_edits(
            model,
            data,
            count=REPORT_COUNT,
            seed=REPORT_SEED,
            px=REPORT_PX,
            name="report",
            on_progress=advance,
        )
    found = compare(composer, edits)
    click.echo(f"{composer.name} for {model.name}, drawings of seed {REPORT_SEED}, {REPORT_PX} px")
    click.echo(found[0].protocol)
    headers = ("measure", "kind", composer.name, "weighted", "share", "difference", "95 % from", "to", "n")
    print_table(
        headers,
        [
            (
                entry.measure,
                entry.kind or "all",
                decimals(entry.composer),
                decimals(entry.weighted),
                decimals(entry.share, 2),
                decimals(entry.difference),
                decimals(entry.low),
                decimals(entry.high),
                str(entry.n),
            )
            for entry in found
        ],
    )
    if path is not None:
        write_json(
            {"model": model.name, "space": model.space, "seed": REPORT_SEED, "figures": found}, str(path)
        )

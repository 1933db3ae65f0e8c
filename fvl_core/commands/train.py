"""`train`: the verb, and `train tiny`, which makes or measures the embedded model."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.output import notice
from fvl_core.commands.progress import progress_bar, step_teller
from fvl_core.commands.train_combiner import combiner
from fvl_core.commands.train_ship import ship
from fvl_core.commands.train_stage_one import stage_one
from fvl_core.foundation.settings import assets_dir

HEADS_STEPS_A_MINUTE = 19
"""Of the first part: a short trial gives its second part no more than its share."""
_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "PASSIVE",
    "GOMP_SPINCOUNT": "0",
    "THP_MEM_ALLOC_ENABLE": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "16000000000",
    "MALLOC_TOP_PAD_": "500000000",
}
"""One thread per worker, and freed memory kept: on a busy machine a step took five times as long without."""


@click.group(
    epilog=f"""\b
Examples:
  {PROGRAM} train tiny --photos PHOTOS
  {PROGRAM} train combiner --model fvl-tiny
  {PROGRAM} train clip4cir-stage1 --model openai-clip-vit-b32 --fashioniq fashionIQ_dataset
  {PROGRAM} train ship --combiner runs/combiner/combiner.safetensors
"""
)
def command() -> None:
    """Train a model of our own, or a composer for one."""


command.add_command(combiner)
command.add_command(stage_one)
command.add_command(ship)


@command.command(
    epilog=f"""\b
Examples:
  {PROGRAM} train tiny --minutes 95 --photos PHOTOS
  {PROGRAM} train tiny --resume
  {PROGRAM} train tiny --heads-of assets/models/fvl-tiny --photos PHOTOS
  {PROGRAM} train tiny --report --photos PHOTOS

--heads-of teaches a finished model the English of training/words.toml as it is now; its convolutions stay
as they are.
PHOTOS holds labels.csv (columns image, label) and images/<image>.jpg; photos whose id's sha1 ends in 3 are
kept for the report. Without PHOTOS the model learns from drawings alone.
"""
)
@click.option(
    "--photos", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of real photos."
)
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=95.0,
    show_default=True,
    help="Training time.",
)
@click.option(
    "--drawings", type=click.IntRange(min=1), default=16_000, show_default=True, help="Garments to draw."
)
@click.option("--seed", type=int, default=7, show_default=True, help="Of drawings, weights and batches.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/fvl-tiny"),
    show_default=True,
    help="Folder for data, checkpoints and the finished model.",
)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out.")
@click.option(
    "--heads-of",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Only the second part, from this folder's finished model.",
)
@click.option("--report", is_flag=True, help="Train nothing: measure the shipped model.")
@click.option(
    "--model", "model_name", default="fvl-tiny", show_default=True, help="With --report: what to measure."
)
@click.option(
    "--card",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --report: write the figures into this card.",
)
def tiny(
    *,
    photos: Path | None,
    minutes: float,
    drawings: int,
    seed: int,
    out: Path,
    resume: bool,
    heads_of: Path | None,
    report: bool,
    model_name: str,
    card: Path | None,
) -> None:
    """Train fvl-tiny, the embedded model, or measure it with --report."""
    if report:
        _report(model_name, photos, out, card)
        return
    if card is not None:
        raise click.UsageError("--card goes with --report.")
    _restart_with_environment()
    _train_tiny(photos, minutes, out, heads_of, drawings=drawings, seed=seed, resume=resume)


def _train_tiny(
    photos: Path | None,
    minutes: float,
    out: Path,
    heads_of: Path | None,
    *,
    drawings: int,
    seed: int,
    resume: bool,
) -> None:
    from fvl_core.training.tiny import TinyRecipe, export_tiny, finished_weights, gather, train_tiny
    from fvl_core.training.tiny_heads import HeadsRecipe, pool_packs, train_heads
    from fvl_core.training.trainer import Trainer, TrainingPlan
    from fvl_core.training.vocabulary import tokenizer_for

    share = math.ceil(HEADS_STEPS_A_MINUTE * minutes)
    recipe = TinyRecipe(
        plan=TrainingPlan(minutes=minutes, workers=2),
        drawings=drawings,
        seed=seed,
        heads=HeadsRecipe(steps=HeadsRecipe.steps if heads_of else min(HeadsRecipe.steps, share)),
    )
    shipped = assets_dir() / "models" / "fvl-tiny"
    tokenizer = tokenizer_for(size=recipe.shape.vocabulary, seed=seed, shipped=shipped)
    with progress_bar("Drawing") as advance:
        data = gather(out / "data", recipe, photos, on_progress=advance)
    first: list[Trainer] = []
    if heads_of is None:
        first = [train_tiny(recipe, data, tokenizer, out, resume=resume, on_progress=step_teller())]
        weights, folder, facts = first[0].averaged, out / f"heads-{first[0].progress.step}", data.facts
    else:
        weights, shape, before = finished_weights(heads_of)
        recipe, folder, facts = replace(recipe, shape=shape), out / "heads", {**data.facts, "before": before}
    start = weights, recipe.shape, recipe.heads, (data.drawings, data.photos)
    with progress_bar("Looking at all pictures once more") as advance:
        pooled = pool_packs(*start, seed=seed, on_progress=advance)
    heads = train_heads(*start, pooled, tokenizer, folder, seed=seed, on_progress=step_teller())
    export_tiny((*first, heads), recipe, tokenizer, out / "model", facts)
    parts = ", then ".join(
        f"{t.progress.step} steps in {t.progress.elapsed_s / 60:.0f} minutes" for t in (*first, heads)
    )
    click.echo(f"{out / 'model'}: {parts}.")
    notice(f"Try: {PROGRAM} train tiny --report --model {out / 'model'}")


def _report(model_name: str, photos: Path | None, out: Path, card: Path | None) -> None:
    from fvl_core.models.library import load_model
    from fvl_core.training.tiny_report import full_report

    with progress_bar("Drawing") as advance:
        figures = full_report(load_model(model_name), photos, out / "data", on_progress=advance)
    for figure in figures:
        click.echo(
            f"{figure.measure:34s} {figure.value:7.2%}  [{figure.low:.2%}, {figure.high:.2%}]  n={figure.n}"
        )
    if card is not None:
        from fvl_core.training.card_figures import write_figures

        write_figures(card, figures)
        notice(f"{card}: {len(figures)} figures written.")


def _restart_with_environment() -> None:
    """Start this very command again with settings that a process reads only when it starts."""
    if sys.platform == "linux" and any(name not in os.environ for name in _ENVIRONMENT):
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        os.execv(sys.executable, [sys.executable, "-m", "fvl_core", *sys.argv[1:]])

"""`train clip4cir-stage1`: tune a CLIP for composed retrieval, as CLIP4Cir does before its Combiner."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.learning_data import chosen_data, learning_data_options, tell_epoch
from fvl_core.commands.options import device_option, load_named_model, model_option
from fvl_core.commands.output import notice
from fvl_core.commands.progress import step_teller
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.training.stage_one import Encoder

PADDINGS = {"targetpad": "target", "squarepad": "square", "clip": "none"}


@click.command(
    "clip4cir-stage1",
    epilog=f"""\b
Examples:
  {PROGRAM} train clip4cir-stage1 --model openai-clip-vit-b32 --fashioniq fashionIQ_dataset
  {PROGRAM} train clip4cir-stage1 --model RN50x4.pt --cirr cirr_dataset --encoder text
  {PROGRAM} train clip4cir-stage1 --model openai-clip-vit-b32 --triplets demo --epochs 2 --batch 64

The query is the sum of the raw features of picture and words, the target the picture that was meant; towers
stay in evaluation mode. --out gets tuned_clip_best.pt (CLIP4Cir's format), a TOML file beside it that says
architecture and padding, and the validation of every epoch. The Combiner comes next: train combiner.
""",
)
@model_option
@device_option
@learning_data_options
@click.option(
    "--encoder",
    type=click.Choice(["both", "text", "image"]),
    default="both",
    show_default=True,
    help="Which towers learn.",
)
@click.option("--epochs", type=click.IntRange(min=1), default=100, show_default=True, help="Passes over all.")
@click.option("--batch", type=click.IntRange(min=2), default=128, show_default=True, help="Questions a step.")
@click.option(
    "--rate",
    type=click.FloatRange(min=0, min_open=True),
    default=2e-6,
    show_default=True,
    help="Learning rate.",
)
@click.option(
    "--transform",
    type=click.Choice(list(PADDINGS)),
    default="targetpad",
    show_default=True,
    help="How pictures are padded before they are resized.",
)
@click.option(
    "--target-ratio",
    type=click.FloatRange(min=1),
    default=1.25,
    show_default=True,
    help="Of targetpad: the longer side over the shorter.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of batches and wordings.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("runs/clip4cir-stage1"),
    show_default=True,
    help="Folder for checkpoints and the tuned CLIP.",
)
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in --out.")
def stage_one(
    *,
    model_name: str,
    device: str,
    fashioniq: Path | None,
    cirr: Path | None,
    triplets: str | None,
    images: Path | None,
    encoder: Encoder,
    epochs: int,
    batch: int,
    rate: float,
    transform: str,
    target_ratio: float,
    seed: int,
    out: Path,
    resume: bool,
) -> None:
    """Tune a CLIP for composed retrieval."""
    from fvl_core.training.stage_one import (
        CHECKPOINT_FILE,
        StageOneRecipe,
        published_plan,
        train_stage_one,
    )

    data = chosen_data(fashioniq=fashioniq, cirr=cirr, triplets=triplets, images=images)
    if data is None:
        raise InvalidInputError(
            "There is nothing to learn from.", remedy="Give --fashioniq ROOT, --cirr ROOT or --triplets NAME."
        )
    model = load_named_model(model_name, device, "float32")
    padding = {"pad": PADDINGS[transform], "pad_ratio": target_ratio}
    model.card = replace(model.card, preprocessing=replace(model.card.preprocessing, **padding))  # type: ignore[arg-type]
    recipe = StageOneRecipe(encoder=encoder, epochs=epochs, batch=batch, seed=seed, plan=published_plan(rate))
    results = train_stage_one(
        model, recipe, data, out, resume=resume, on_progress=step_teller(), on_epoch=tell_epoch
    )
    click.echo(f"{out / CHECKPOINT_FILE}: best of {len(results)} epochs on held-out questions.")
    notice(f"Next: {PROGRAM} train combiner --model {out / CHECKPOINT_FILE} with the same data.")

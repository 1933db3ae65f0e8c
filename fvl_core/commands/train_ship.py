"""`train ship`: trained weights become those that ship."""

from __future__ import annotations

from pathlib import Path

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.output import notice
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.settings import assets_dir

PRECISIONS = ("float32", "bfloat16")
"""What `auto` chooses on CPUs; a GPU encodes the demo in a moment."""


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} train ship
  {PROGRAM} train ship --combiner runs/combiner/combiner.safetensors

Copies the model (and the Combiner) into assets/ and encodes the demo catalogue in {" and ".join(PRECISIONS)},
so that a first visitor on a machine without a GPU waits for no picture. A Combiner belongs to the weights
that it was trained on: ship both, or train it again.
"""
)
@click.option(
    "--model",
    "model_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path("runs/fvl-tiny/model"),
    show_default=True,
    help="Folder with the trained model.",
)
@click.option(
    "--combiner",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="combiner.safetensors of `train combiner`.",
)
def ship(*, model_folder: Path, combiner: Path | None) -> None:
    """Let the studio ship what was trained."""
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.composition.combiner import shipped_combiner
    from fvl_core.models.library import load_model
    from fvl_core.training.shipping import MODEL_FILES, ship_embeddings, ship_files

    if combiner and combiner.name != (expected := shipped_combiner().name):
        raise click.UsageError(f"--combiner takes {expected}, which stands beside {combiner.name}.")
    files = [model_folder / name for name in MODEL_FILES]
    ship_files([*files, *([combiner] if combiner else [])], assets_dir() / "models" / "fvl-tiny")
    with progress_bar("Encoding the demo") as advance:
        models = (load_model("fvl-tiny", device="cpu", precision=precision) for precision in PRECISIONS)
        ship_embeddings(load_catalogue("demo"), models, assets_dir() / "embeddings", on_progress=advance)
    notice("The studio ships it now. Measure it: python -m fvl_core train tiny --report --card CARD")

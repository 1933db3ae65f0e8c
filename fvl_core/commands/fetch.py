"""`fetch`: the only verb that reaches the network."""

from __future__ import annotations

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.progress import progress_bar


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} fetch openfashionclip
  {PROGRAM} fetch laion/CLIP-ViT-B-32-laion2B-s34B-b79K

Files go to FVL_CACHE_DIR (else the user's cache folder). A stopped download goes on where it was.
"""
)
@click.argument("name")
def command(*, name: str) -> None:
    """Download a model, once."""
    from fvl_core.models.fetching import fetch_model

    with progress_bar(f"Fetching {name}", unit="B") as advance:
        path = fetch_model(name, on_progress=advance)
    click.echo(f"{name} is ready at {path}")

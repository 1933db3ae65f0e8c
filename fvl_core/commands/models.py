"""`models`: which models there are, and which are on this machine."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import json_flag
from fvl_core.commands.output import notice, print_json, print_table

if TYPE_CHECKING:
    from fvl_core.models.card import ModelCard


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} models
  {PROGRAM} models --json
  {PROGRAM} models --add downloads/my-clip
  {PROGRAM} models --forget my-clip

What is added is loaded once as a check, and listed from then on, here and in the studio. Licences marked
"non-commercial" forbid use in a business. Sizes with "about" are computed, not read.
"""
)
@click.option("--add", "added", metavar="PATH", help="Add a folder or checkpoint file first.")
@click.option("--forget", "forgotten", metavar="NAME", help="Take an added model out of the list first.")
@json_flag
def command(*, added: str | None, forgotten: str | None, as_json: bool) -> None:
    """List the models, and which of them are on this machine."""
    from fvl_core.models.library import list_models, model_state

    if forgotten is not None:
        _forget(forgotten)
    if added is not None:
        _add(added)
    cards = list_models()
    if as_json:
        print_json([{**asdict(card), "state": model_state(card.name)} for card in cards])
        return
    print_table(("name", "dim", "download", "licence", "state"), [_row(card) for card in cards])


def _add(path: str) -> None:
    from fvl_core.models.adding import add_model

    card = add_model(path)
    notice(f"Added {card.name}: {card.title}{', untrained' if card.untrained else ''}")


def _forget(name: str) -> None:
    from fvl_core.models.added import forget_model

    forget_model(name)
    notice(f"Forgot {name}; its files stay.")


def _row(card: ModelCard) -> tuple[str, ...]:
    from fvl_core.models.library import model_state, size_of_download

    state = model_state(card.name)
    size = "ships with it" if card.source == "embedded" else size_of_download(card)
    here = "on disk, untrained" if card.untrained else "on disk"
    where = here if state.on_disk else state.fetch_command or state.sentence
    return card.name, str(card.dim), size, _licence(card), where


def _licence(card: ModelCard) -> str:
    named = card.licence or "unknown"
    return f"{named}, non-commercial" if card.non_commercial else named

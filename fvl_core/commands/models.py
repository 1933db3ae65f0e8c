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
  {PROGRAM} models --add epoch_20.pt --family fashionklip --truncate klip
  {PROGRAM} models --add fiq_comb_RN50x4_fullft.pt --for clip4cir-fashioniq-rn50x4
  {PROGRAM} models --forget my-clip

What is added is loaded once as a check, and listed from then on, here and in the studio. The weights of a
trained composer (CLIP4Cir's Combiner, SEARLE's Phi) are kept for the model on which they were trained.
Licences marked "non-commercial" forbid use in a business. Sizes with "about" are computed, not read.
"""
)
@click.option("--add", "added", metavar="PATH", help="Add a folder or checkpoint file first.")
@click.option("--family", help="What the added file is, where its content cannot tell (see `inspect`).")
@click.option(
    "--truncate",
    type=click.Choice(["keep_eot", "klip"]),
    help="How the added CLIP cuts texts that are too long: klip loses the mark of their end, as FashionKLIP.",
)
@click.option(
    "--for", "of_model", metavar="MODEL", help="For a composer's weights: the model that they serve."
)
@click.option(
    "--forget",
    "forgotten",
    metavar="NAME",
    help="Take an added model out of the list first, or with --for a composer's weights.",
)
@json_flag
def command(
    *,
    added: str | None,
    family: str | None,
    truncate: str | None,
    of_model: str | None,
    forgotten: str | None,
    as_json: bool,
) -> None:
    """List the models, and which of them are on this machine."""
    from fvl_core.composition.kept import kept_composers
    from fvl_core.models.library import list_models, model_state

    if (family or truncate) and (added is None or of_model is not None):
        raise click.UsageError("--family and --truncate are said of a model that is added: give --add.")
    if of_model is not None and added is None and forgotten is None:
        raise click.UsageError("--for goes with --add or --forget.")
    if forgotten is not None:
        _forget(forgotten, of_model)
    if added is not None and of_model is not None:
        _keep(added, of_model)
    elif added is not None:
        _add(added, family, truncate)
    cards = list_models()
    if as_json:
        print_json([{**asdict(card), "state": model_state(card.name)} for card in cards])
        return
    print_table(("name", "dim", "download", "licence", "state"), [_row(card) for card in cards])
    for kept in kept_composers():
        notice(f"{kept.model} composes by {kept.composer} with {kept.path}")


def _add(path: str, family: str | None, truncate: str | None) -> None:
    from fvl_core.models.adding import add_model

    card = add_model(path, family=family, truncate=truncate)
    notice(f"Added {card.name}: {card.title}{', untrained' if card.untrained else ''}")


def _keep(path: str, model: str) -> None:
    from fvl_core.tasks.composer_weights import keep_composer

    kept = keep_composer(path, model=model)
    notice(f"{kept.model} composes by {kept.composer} with {kept.path} from now on.")


def _forget(name: str, of_model: str | None) -> None:
    from fvl_core.composition.kept import forget_composer
    from fvl_core.models.added import forget_model

    if of_model is not None:
        forget_composer(name, model=of_model)
    else:
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

"""Options that say what a composer or a CLIP learns from: FashionIQ, CIRR, or a catalogue's triplets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fvl_core.commands.output import notice
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.training.epochs import EpochResult
    from fvl_core.training.questions import LearningData

_SHOWN = 3
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def learning_data_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add --fashioniq, --cirr, --triplets and --images."""
    for option in (
        click.option("--images", type=_FOLDER, help="The folder of pictures, where it is not in ROOT."),
        click.option("--triplets", metavar="CATALOGUE", help="Learn from a catalogue's triplets."),
        click.option("--cirr", type=_FOLDER, metavar="ROOT", help="Learn from CIRR's train split."),
        click.option("--fashioniq", type=_FOLDER, metavar="ROOT", help="Learn from FashionIQ's train split."),
    ):
        function = option(function)
    return function


def chosen_data(
    *, fashioniq: Path | None, cirr: Path | None, triplets: str | None, images: Path | None
) -> LearningData | None:
    """Open the data that the options name, and say how much there is; None where they name none.

    Raises:
        InvalidInputError: for more than one, or a folder of pictures for what names its own.
    """
    from fvl_core.training.questions import load_learning_data

    given: list[tuple[str, Path | str]] = []
    given += [("fashioniq", fashioniq)] if fashioniq is not None else []
    given += [("cirr", cirr)] if cirr is not None else []
    given += [("triplets", triplets)] if triplets is not None else []
    if len(given) > 1:
        raise InvalidInputError(
            f"--{given[0][0]} and --{given[1][0]} came together.", remedy="Learn from one of them."
        )
    if images is not None and (not given or given[0][0] == "triplets"):
        raise InvalidInputError("--images belongs to --fashioniq or --cirr.", remedy="Leave it out.")
    if not given:
        return None
    data = load_learning_data(given[0][0], given[0][1], images=images)  # type: ignore[arg-type]
    held = sum(len(each.questions) for each in data.held_out)
    left = f"; {data.n_left_out:,} lack a picture" if data.n_left_out else ""
    notice(f"{len(data.questions):,} questions to learn from, {held:,} held out{left}.")
    return data


def tell_epoch(result: EpochResult) -> None:
    """Say what an epoch reached: the first few measures."""
    shown = list(result.recalls.items())[:_SHOWN]
    notice(f"epoch {result.epoch:3d}  held-out {'  '.join(f'{name} {value:.3f}' for name, value in shown)}")

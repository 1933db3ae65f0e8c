"""Options of the verbs that put picture and words together, and of reports on published data."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fvl_core.commands.figures_table import deliver
from fvl_core.commands.output import notice
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.composition.base import Composer
    from fvl_core.tasks.report import Report

_NAMED = 3


def composer_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add --composer, --checkpoint and --text-weight."""
    weight = click.option(
        "--text-weight",
        type=click.FloatRange(0, 1),
        help="Share of the words under weighted composers.  [default: 0.5]",
    )
    checkpoint = click.option(
        "--checkpoint",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The weights of a trained composer: CLIP4Cir's combiner.pt, SEARLE's Phi, or what "
        "`train combiner` wrote.",
    )
    name = click.option(
        "--composer", default="sum", show_default=True, help="How picture and words become one query."
    )
    return name(checkpoint(weight(function)))


def images_option(function: Callable[..., None]) -> Callable[..., None]:
    """Add --images."""
    return click.option(
        "--images",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder of pictures, where it is not in ROOT.",
    )(function)


def chosen_composer(name: str, checkpoint: Path | None, text_weight: float | None) -> Composer | str:
    """Return the composer that the options name; its name where the model decides which weights it takes.

    Raises:
        InvalidInputError: for a weight given to a composer that has none.
    """
    from fvl_core.composition.library import load_composer

    chosen = load_composer(name, checkpoint=checkpoint)
    if text_weight is not None and not chosen.weighted:
        raise InvalidInputError(
            f"The composer {name!r} has no weights.",
            remedy="Leave --text-weight out, or use --composer weighted.",
        )
    return name if checkpoint is None else chosen


def deliver_with_coverage(report: Report, json_path: str | None) -> None:
    """Print a report on published data, after saying how much of the data was there."""
    for part in report.tables["coverage"]:
        missing, listed = part["missing"], part["n_gallery_listed"]
        told = f"{part['name']}: {part['n_questions']:,} of {part['n_questions_listed']:,} queries, "
        told += f"{part['n_gallery']:,} of {listed:,} pictures"
        if missing:
            named = ", ".join(missing[:_NAMED]) + (" …" if len(missing) > _NAMED else "")
            told += f"; not in the folder: {len(missing):,} ({named}), so this is not the published task"
        notice(f"{told}.")
    for path in (*report.facts.get("submission", ()), *report.facts.get("predictions", ())):
        notice(f"Wrote {path}")
    deliver(report, json_path)

"""Options that several verbs share, worded and defaulted once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from fvl_core.commands.output import notice
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.models.base import VisionLanguageModel

DEFAULT_MODEL = "fvl-tiny"
DEFAULT_CATALOGUE = "demo"


def device_option(function: Callable[..., None]) -> Callable[..., None]:
    """Add --device."""
    return click.option(
        "--device", default="auto", show_default=True, help="auto, cpu, cuda, cuda:1 or mps."
    )(function)


def placement_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add --device and --precision."""
    precision = click.option(
        "--precision",
        type=click.Choice(["auto", "float32", "bfloat16", "float16"]),
        default="auto",
        show_default=True,
        help="Numbers to compute in.",
    )
    return device_option(precision(function))


def model_option(function: Callable[..., None]) -> Callable[..., None]:
    """Add --model."""
    return click.option(
        "--model",
        "-m",
        "model_name",
        metavar="MODEL",
        default=DEFAULT_MODEL,
        show_default=True,
        help="A card's name (see `models`), a hub id, a folder, or a checkpoint file.",
    )(function)


def model_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add --model, --device and --precision."""
    return model_option(placement_options(function))


def catalogue_option(function: Callable[..., None]) -> Callable[..., None]:
    """Add --catalogue."""
    return click.option(
        "--catalogue",
        "-c",
        "catalogue_name",
        metavar="CATALOGUE",
        default=DEFAULT_CATALOGUE,
        show_default=True,
        help="A name from `catalogue list`, or a folder.",
    )(function)


def json_flag(function: Callable[..., None]) -> Callable[..., None]:
    """Add --json as a switch: the result as JSON, alone on stdout."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")(function)


def json_file(function: Callable[..., None]) -> Callable[..., None]:
    """Add --json FILE: the full report goes there."""
    return click.option(
        "--json", "json_path", metavar="FILE", help="Write the full report here as JSON (- is stdout)."
    )(function)


def load_named_model(
    name: str, device: str, precision: str, *, truncate: str | None = None
) -> VisionLanguageModel:
    """Load the model that the options name, and say what whoever uses it should know."""
    from fvl_core.models.library import load_model

    model = load_model(name, device=device, precision=precision, truncate=truncate)
    if model.untrained:
        notice(f"{model.name}: the weights are untrained, so the answers mean nothing.")
    if model.card.non_commercial:
        notice(f"{model.name}: {model.card.licence}, not for commercial use.")
    return model


def parse_where(pairs: Sequence[str]) -> dict[str, list[str]] | None:
    """Turn ["colour=red", "colour=blue"] into {"colour": ["red", "blue"]}; nothing gives None.

    Raises:
        InvalidInputError: for what is not name=value.

    Example:
        >>> parse_where(["colour=red", "colour=blue", "fabric=denim"])
        {'colour': ['red', 'blue'], 'fabric': ['denim']}
    """
    where: dict[str, list[str]] = {}
    for pair in pairs:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not (name and equals and value):
            raise InvalidInputError(f"{pair!r} is no filter.", remedy="Write name=value, such as colour=red.")
        where.setdefault(name, []).append(value)
    return where or None


def split_list(text: str) -> list[str]:
    """Split at commas and drop blanks and repeats.

    Example:
        >>> split_list("shirt, skirt,,shirt")
        ['shirt', 'skirt']
    """
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))

"""`bench`: what things cost on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from fvl_core.commands.entry import PROGRAM
from fvl_core.commands.options import catalogue_option, device_option, json_flag, model_option
from fvl_core.commands.output import notice, print_json, print_table

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import VisionLanguageModel
    from fvl_core.tasks.benchmark import Timing


@click.command(
    epilog=f"""\b
Examples:
  {PROGRAM} bench
  {PROGRAM} bench --model openfashionclip --vectors 100000 --json

Every row but "cache: fresh", which can be timed only once, is a median; "speed" is relative to the first row
of its group, measured in the same run. Close other programs first: on a busy machine even the ratios wander.
"""
)
@model_option
@device_option
@catalogue_option
@click.option(
    "--pictures",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    help="Pictures of the catalogue.",
)
@click.option(
    "--vectors", type=click.IntRange(10), default=20_000, show_default=True, help="Size of the indexes."
)
@json_flag
def command(
    *, model_name: str, device: str, catalogue_name: str, pictures: int, vectors: int, as_json: bool
) -> None:
    """Time models and indexes on this machine."""
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.foundation.items import Catalogue
    from fvl_core.tasks.benchmark import describe_hardware

    sample = Catalogue("bench", load_catalogue(catalogue_name)[:pictures])
    models = _in_every_precision(model_name, device)
    timings: list[Timing] = []
    for timing in _measure(models, sample, vectors):
        timings.append(timing)
        notice(f"measured {timing.group}: {timing.setting}")
    hardware = f"{models[0].name} on {models[0].device}; {describe_hardware(models[0])}"
    if as_json:
        print_json({"hardware": hardware, "timings": timings})
        return
    click.echo(hardware)
    headers = ("group", "setting", "ms each", "p95 ms", "per second", "speed", "note")
    print_table(headers, [_row(timing) for timing in timings])


def _measure(models: list[VisionLanguageModel], sample: Catalogue, n_vectors: int) -> Iterator[Timing]:
    from fvl_core.tasks.benchmark import SAMPLE_TEXT, time_cache, time_images, time_indexes, time_texts

    yield from time_images(models, [item.open() for item in sample])
    yield from time_texts(models, SAMPLE_TEXT)
    yield from time_cache(models[0], sample)
    yield from time_indexes(n=n_vectors, dim=models[0].dim)


def _in_every_precision(name: str, device: str) -> list[VisionLanguageModel]:
    """Load the model in float32 and, where that is another one, in the precision that `auto` takes here."""
    from fvl_core.models.library import load_model

    models = [load_model(name, device=device, precision=precision) for precision in ("float32", "auto")]
    return models[:1] if models[1].precision == models[0].precision else models


def _row(timing: Timing) -> tuple[str, ...]:
    per_second = f"{1000 / timing.ms:,.0f}"
    cells = (timing.group, timing.setting, f"{timing.ms:.3f}", f"{timing.p95_ms:.3f}", per_second)
    return (*cells, f"{timing.ratio:.2f}x", timing.note)

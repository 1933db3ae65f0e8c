"""What the two kinds of `compare` share: their options, the measuring, the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fvl_core.commands.options import load_named_model, placement_options
from fvl_core.commands.output import decimals, print_table, tell_left_out
from fvl_core.commands.progress import progress_bar
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel
    from fvl_core.tasks.compare.cost import CostLine
    from fvl_core.tasks.compare.verdicts import Verdict
    from fvl_core.tasks.report import Report

    Measured = Callable[[Catalogue, VisionLanguageModel, OnProgress], Report]

TIMED = 8


def contender_options(function: Callable[..., None]) -> Callable[..., None]:
    """Add --model (two to four times), --device, --precision and --cost."""
    with_cost = click.option("--cost", is_flag=True, help="Time each model here and now, beside its size.")
    return click.option(
        "--model",
        "-m",
        "model_names",
        metavar="MODEL",
        multiple=True,
        required=True,
        help="Give two to four: names of cards, hub ids, folders, or checkpoint files.",
    )(placement_options(with_cost(function)))


def measure_all(
    catalogue_name: str,
    model_names: Sequence[str],
    device: str,
    precision: str,
    cost: bool,
    measured: Measured,
) -> tuple[dict[str, Report], dict[str, CostLine]]:
    """Measure one model after the other on a catalogue; give the reports by name, and the costs if asked.

    Raises:
        InvalidInputError: unless two to four different models come.
    """
    from fvl_core.catalogues.loading import load_catalogue
    from fvl_core.tasks.compare.cost import measure_cost
    from fvl_core.tasks.compare.verdicts import require_two_to_four

    if len(set(model_names)) < len(model_names):
        raise InvalidInputError("A model came twice.", remedy="Name each once.")
    require_two_to_four(dict.fromkeys(model_names))
    catalogue = load_catalogue(catalogue_name)
    reports: dict[str, Report] = {}
    costs: dict[str, CostLine] = {}
    for name in model_names:
        model = load_named_model(name, device, precision)
        with progress_bar(f"{name} on {catalogue.name}") as advance:
            reports[name] = measured(catalogue, model, advance)
        if cost:
            readable = [catalogue.item(row["item_id"]) for row in reports[name].per_query[:TIMED]]
            pictures = [item.open() for item in readable]
            costs[name] = measure_cost(model, pictures, n_items=len(catalogue))
    tell_left_out((entry["id"], entry["why"]) for entry in reports[model_names[0]].facts["unreadable"])
    return reports, costs


def tell(verdicts: Sequence[Verdict], costs: Mapping[str, CostLine]) -> None:
    """Print each verdict with McNemar beside it, then what the models cost."""
    click.echo()
    for verdict in verdicts:
        test = verdict.mcnemar
        click.echo(
            f"{verdict.sentence} McNemar p {_p_text(verdict.mcnemar_p_holm)} "
            f"({test.only_a} only {verdict.a}, {test.only_b} only {verdict.b})."
        )
    if len(verdicts) > 1:
        click.echo(f"{len(verdicts)} pairs are compared: intervals and p are Holm's.")
    if not costs:
        return
    click.echo(f"\n{next(iter(costs.values())).hardware}")
    headers = ("model", "parameters", "download MB", "memory MB", "ms a picture", "ms a text", "index MB")
    print_table(headers, [_cost_row(*entry) for entry in costs.items()])


def verdict_facts(verdict: Verdict) -> dict[str, object]:
    """Return a verdict with what follows from it, for JSON."""
    told = {name: getattr(verdict, name) for name in ("clear", "better", "more_needed", "sentence")}
    return {**asdict(verdict), **told}


def _p_text(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _cost_row(name: str, line: CostLine) -> tuple[str, ...]:
    numbers = (line.download_mb, line.memory_mb, line.ms_per_picture, line.ms_per_text, line.index_mb)
    parameters = "–" if line.parameters is None else f"{line.parameters:,}"
    return (name, parameters, *(decimals(number, 1) for number in numbers))

"""What an evaluation found, on stdout: its conditions, its figures with intervals, its worst classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fvl_core.commands.output import decimals, print_table, tell_left_out, write_json

if TYPE_CHECKING:
    from fvl_core.tasks.report import Figure, Report

IN_TABLE = 10
"""Classes shown, worst first; the JSON report has all."""


def deliver(report: Report, json_path: str | None) -> None:
    """Print a report's figures as a table, and write the whole of it where --json says."""
    tell_left_out((entry["id"], entry["why"]) for entry in report.facts["unreadable"])
    if json_path is not None:
        write_json(report, json_path)
    if json_path == "-":
        return
    facts = report.facts
    mark = ", UNTRAINED" if facts["untrained"] else ""
    click.echo(f"{facts['model']} ({facts['precision']}, {facts['device']}{mark}) on {facts['catalogue']}")
    click.echo(report.protocol)
    headers = ("measure", "value", "95 % from", "to", "chance", "ceiling", "n")
    print_table(headers, [_row(figure) for figure in report.figures])
    _print_worst(report)


def _row(figure: Figure) -> tuple[str, ...]:
    numbers = (figure.value, figure.low, figure.high, figure.chance, figure.ceiling)
    return (figure.measure, *(decimals(number) for number in numbers), str(figure.n))


def _print_worst(report: Report) -> None:
    """Show the classes with the lowest F1; of equals, the one with more items."""
    classes = report.tables.get("per_class", ())
    if not classes:
        return
    worst = sorted((c for c in classes if c.support), key=lambda c: (c.f1, -c.support))[:IN_TABLE]
    click.echo(f"\nLowest F1, {len(worst)} of {len(classes)} classes (– is undefined):")
    print_table(
        ("label", "precision", "recall", "f1", "n"),
        [(c.label, decimals(c.precision), decimals(c.recall), decimals(c.f1), str(c.support)) for c in worst],
    )

"""A comparison of composers on stdout: recall with intervals, by difficulty, and how far behind the best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fvl_core.commands.output import decimals, notice, print_table, tell_left_out, write_json

if TYPE_CHECKING:
    from fvl_core.tasks.compare.composers import ComposerComparison, ComposerLine
    from fvl_core.tasks.report import Figure

WHOLE = ("recall@1", "recall@10")
_BY_KIND = "recall@10 "


def deliver_comparison(found: ComposerComparison, json_path: str | None) -> None:
    """Print a line per composer, best first, and write all reports where --json says."""
    first = found.lines[0].report
    tell_left_out((entry["id"], entry["why"]) for entry in first.facts["unreadable"])
    for name, reason in found.left_out:
        notice(f"Left out {name}: {reason}")
    if json_path is not None:
        write_json(found, json_path)
    if json_path == "-":
        return
    facts = first.facts
    click.echo(
        f"{facts['model']} ({facts['precision']}, {facts['device']}) on {facts['catalogue']}, "
        f"n {first['recall@10'].n:,} edits of {facts['n_references']:,} garments"
    )
    click.echo(first.protocol)
    kinds = [figure.measure for figure in first.figures if figure.measure.startswith(_BY_KIND)]
    headers = (
        "composer", "words", *(each for name in WHOLE for each in (name, "95 %")),
        *(f"@10 {kind.removeprefix(_BY_KIND)}" for kind in kinds), "@10 behind", "95 %",
    )  # fmt: skip
    print_table(headers, [_row(line, kinds) for line in found.lines])
    click.echo(
        "95 % of a recall: Wilson's, by query. Behind the first: in pairs, resampling whole references."
    )


def _row(line: ComposerLine, kinds: list[str]) -> tuple[str, ...]:
    report, share = line.report, line.report.facts["text_weight"]
    whole = [cell for name in WHOLE for cell in (decimals(report[name].value), _interval(report[name]))]
    first = line.behind == line.low == line.high == 0
    return (
        line.name,
        "–" if share is None else f"{share:g}",
        *whole,
        *(decimals(report[kind].value) for kind in kinds),
        "–" if first else decimals(line.behind),
        "–" if first else f"{decimals(line.low)} to {decimals(line.high)}",
    )


def _interval(figure: Figure) -> str:
    return f"{decimals(figure.low)} to {decimals(figure.high)}"

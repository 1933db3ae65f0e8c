"""Rows and JSON on stdout, notices on stderr."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from fvl_core.foundation.files import atomic_write
from fvl_core.tasks.report import json_text

EMPTY = ("", "–")


def print_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print aligned columns: numbers to the right, columns without any content left out.

    Example:
        >>> print_table(["colour", "n"], [["red", "12"], ["yellow", "3"]])
        colour   n
        red     12
        yellow   3
    """
    columns = [
        _align(column)
        for column in zip(headers, *rows, strict=True)
        if not rows or any(cell not in EMPTY for cell in column[1:])
    ]
    for line in zip(*columns, strict=True):
        click.echo("  ".join(line).rstrip())


def print_json(value: object) -> None:
    """Print a value as JSON, alone on stdout."""
    click.echo(json_text(value))


def write_json(value: object, path: str) -> None:
    """Write a value as JSON into a file, whole or not at all; "-" is stdout."""
    if path == "-":
        print_json(value)
        return
    with atomic_write(Path(path).expanduser()) as stream:
        stream.write((json_text(value) + "\n").encode())
    notice(f"Wrote {path}")


def notice(text: str) -> None:
    """Say something beside the result."""
    click.echo(text, err=True)


def tell_left_out(failures: Iterable[tuple[str, str]]) -> None:
    """Name every picture that was left out, with what is wrong with it."""
    for name, sentence in failures:
        notice(f"Left out {sentence if name in sentence else f'{name}: {sentence}'}")


def decimals(value: float | None, digits: int = 3) -> str:
    """Write a number with fixed decimals; what is not there is a dash.

    Example:
        >>> decimals(0.12345), decimals(float("nan")), decimals(None)
        ('0.123', '–', '–')
    """
    return "–" if value is None or value != value else f"{value:.{digits}f}"


def _align(column: Sequence[str]) -> list[str]:
    width = max(map(len, column))
    if len(column) > 1 and all(map(_is_number, column[1:])):
        return [cell.rjust(width) for cell in column]
    return [cell.ljust(width) for cell in column]


def _is_number(cell: str) -> bool:
    return cell in EMPTY or cell.replace(",", "").replace(".", "", 1).removeprefix("-").isdigit()

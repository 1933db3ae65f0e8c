"""A TOML file beside a checkpoint, in which a person states what the checkpoint cannot."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.card import ModelCard
from fvl_core.models.klip_truncation import card_that_cuts
from fvl_core.models.report import CheckpointReport, call

_OF_THE_FILE = {"name", "source", "repository", "revision", "url", "filename", "files", "download_mb", "path"}
_NESTED = ("preprocessing", "score")


def sidecar_of(path: Path) -> Path:
    """Return where the sidecar of a checkpoint lies.

    Example:
        >>> sidecar_of(Path("weights/tuned.pt")).name
        'tuned.pt.toml'
    """
    return path.with_name(f"{path.name}.toml")


def read_sidecar(path: Path) -> Mapping[str, Any]:
    """Return what the sidecar of a checkpoint states: any key of a card but its name and source.

    Raises:
        InvalidInputError: naming the file and the key, for one that no card has.
    """
    place = sidecar_of(path)
    if not path.is_file() or not place.is_file():
        return {}
    try:
        stated = tomllib.loads(place.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{place.name} is no TOML: {error}", remedy="Mend the file.") from error
    allowed = {entry.name for entry in fields(ModelCard)} - _OF_THE_FILE
    if unknown := sorted(stated.keys() - allowed):
        raise InvalidInputError(
            f"{place.name} states {', '.join(unknown)}, which is nothing of a card's.",
            remedy=f"Use {', '.join(sorted(allowed))}.",
        )
    return stated


def report_as_stated(report: CheckpointReport) -> CheckpointReport:
    """Return a report with the family and the architecture that the sidecar states, if any."""
    stated = read_sidecar(report.path)
    family = stated.get("family", report.family)
    architecture = stated.get("architecture", report.architecture)
    if (family, architecture) == (report.family, report.architecture):
        return report
    spoken = f"{family}:{architecture}" if family == "open_clip" else family
    return replace(
        report,
        family=family,
        architecture=architecture,
        loader=call(report.path, spoken),
        sentence=f"{report.sentence} {sidecar_of(report.path).name} says: {family}, {architecture}.",
        missing=() if not report.family else report.missing,
        warnings=(),
    )


def card_as_stated(card: ModelCard, path: Path) -> ModelCard:
    """Return a card with everything else that the sidecar states.

    Raises:
        InvalidInputError: for what no card may say, such as a wrong key below preprocessing or score, or for
        a way to cut texts that the family does not have.
    """
    told = read_sidecar(path)
    try:
        whole = ModelCard.from_mapping({"name": "", "title": "", "family": "", "dim": 0, **told})
        stated: dict[str, Any] = {key: getattr(whole, key) for key in told if key != "family"}
        for key in _NESTED:
            if key in told:
                values = {name: _frozen(value) for name, value in told[key].items()}
                stated[key] = replace(getattr(card, key), **values)
    except (InvalidInputError, TypeError, AttributeError) as error:
        raise InvalidInputError(f"{sidecar_of(path).name}: {error}", remedy="Mend the file.") from error
    if "truncation" in stated:
        card = card_that_cuts(card, str(stated.pop("truncation")))
    return replace(card, **stated)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

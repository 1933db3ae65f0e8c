"""Epoch by epoch: train, look at what was held out, keep the best, write it down, go on where it stopped."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.training.trainer import Progress, Trainer

RECIPE_FILE = "recipe.json"
VALIDATION_FILE = "validation_metrics.csv"
MAY_CHANGE = ("epochs", "plan")


@dataclass(frozen=True)
class EpochResult:
    """State what was measured on what was held out after an epoch, shares from 0 to 1."""

    epoch: int
    recalls: Mapping[str, float]


@dataclass(frozen=True)
class EpochPlan:
    """Say how a run goes through its epochs.

    Attributes:
        folder: for checkpoints and results. steps: in an epoch. epochs: of the whole run. chosen_by: the
        measure whose best epoch is kept. measure: called after an epoch. export: called with the number of
        an epoch that is the best so far. on_progress, on_epoch: called after every step and epoch. until:
        stop after this epoch, as if interrupted.
    """

    folder: Path
    steps: int
    epochs: int
    chosen_by: str
    measure: Callable[[], Mapping[str, float]]
    export: Callable[[int], None]
    on_progress: Callable[[Progress], None] | None = None
    on_epoch: Callable[[EpochResult], None] | None = None
    until: int | None = None


def run_epochs(trainer: Trainer, plan: EpochPlan, *, resume: bool) -> tuple[EpochResult, ...]:
    """Train to the last epoch, or on from the folder's checkpoint; return what every epoch reached."""
    results: list[EpochResult] = []
    if resume and trainer.resume():
        results = read_results(plan.folder, until=trainer.progress.step // plan.steps)
    for epoch in range(len(results) + 1, min(plan.epochs, plan.until or plan.epochs) + 1):
        if trainer.progress.step < epoch * plan.steps:
            trainer.run(on_progress=plan.on_progress, until=epoch * plan.steps)
        results.append(EpochResult(epoch, plan.measure()))
        if results[-1] is max(results, key=lambda result: result.recalls[plan.chosen_by]):
            plan.export(epoch)
        _write_results(plan.folder, results)
        if plan.on_epoch is not None:
            plan.on_epoch(results[-1])
    return tuple(results)


def write_recipe(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write a run's choices beside its weights."""
    with atomic_write(folder / RECIPE_FILE) as stream:
        stream.write(json.dumps(facts, indent=1).encode())


def require_same_run(folder: Path, facts: Mapping[str, Any]) -> None:
    """Refuse to go on with another run's checkpoint; more epochs and another plan are allowed.

    Raises:
        InvalidInputError: naming what differs.
    """
    path = folder / RECIPE_FILE
    if not path.is_file():
        return
    told = json.loads(path.read_text(encoding="utf-8"))
    other = [name for name in facts if name not in MAY_CHANGE and told.get(name) != facts[name]]
    if other:
        raise InvalidInputError(
            f"The run in {folder} had another {' and '.join(other)}.",
            remedy="Give the same options as then, another --out, or leave --resume out.",
        )


def read_results(folder: Path, *, until: int) -> list[EpochResult]:
    """Read what the first `until` epochs reached; none where nothing was written."""
    path = folder / VALIDATION_FILE
    if not path.is_file():
        return []
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    told = [
        EpochResult(int(row.pop("epoch")), {name: float(value) for name, value in row.items()})
        for row in rows
    ]
    return [result for result in told if result.epoch <= until]


def _write_results(folder: Path, results: list[EpochResult]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["epoch", *results[0].recalls], lineterminator="\n")
    writer.writeheader()
    writer.writerows({"epoch": result.epoch, **result.recalls} for result in results)
    with atomic_write(folder / VALIDATION_FILE) as stream:
        stream.write(text.getvalue().encode())

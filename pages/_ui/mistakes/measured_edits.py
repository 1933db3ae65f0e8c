"""The edits of a catalogue, measured once for each model and composer, and kept for whoever asks again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import fvl_core as fvl
from pages._ui import jobs

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator


def is_known(catalogue: fvl.Catalogue, model: str, composer: str, edits: tuple[fvl.Triplet, ...]) -> bool:
    """Tell whether these edits are measured, or being measured, already."""
    return jobs.room().known(_key(catalogue, model, composer, edits))


def ranks(
    catalogue: fvl.Catalogue,
    model: str,
    composer: str,
    edits: tuple[fvl.Triplet, ...],
    waiting: DeltaGenerator,
) -> fvl.QueryRanks | None:
    """Return where a model and a composer place the answers of a catalogue's edits, or None as `jobs.result`.

    Raises:
        FvlError: when model, composer or catalogue cannot be used.
    """

    def work(job: jobs.Job) -> fvl.QueryRanks:
        job.begin(f"Loading the weights of {model}, once")
        with fvl.model_shelf().borrow(model) as loaded:
            job.begin(f"{model} answers the edits of {catalogue.name}")
            report = fvl.evaluate_triplets(catalogue, edits, loaded, composer=composer, on_progress=job.tell)
        return fvl.QueryRanks.of(report)

    found: fvl.QueryRanks | None = jobs.result(_key(catalogue, model, composer, edits), work, waiting)
    return found


def _key(
    catalogue: fvl.Catalogue, model: str, composer: str, edits: tuple[fvl.Triplet, ...]
) -> tuple[str | int, ...]:
    return ("edits", catalogue.name, catalogue.fingerprint, hash(edits), model, composer)

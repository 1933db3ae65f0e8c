"""What every model at hand says of one picture."""

from __future__ import annotations

from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import jobs


def of_all(
    catalogue: fvl.Catalogue, item: fvl.Item, labels: tuple[str, ...], waiting: DeltaGenerator
) -> dict[str, str]:
    """Return the answer of every model that labels and whose weights are here, by the model's own templates.

    Empty while they are asked; `waiting` shows how far that is.

    Raises:
        FvlError: when the picture cannot be read.
    """
    models = tuple(
        card.name
        for card in fvl.list_models()
        if "classify" in card.abilities and fvl.model_state(card.name).on_disk
    )

    def work(job: jobs.Job) -> dict[str, str]:
        said = {}
        for number, model in enumerate(models):
            job.step = f"{model} looks at it"
            job.tell(number, len(models))
            said[f"{model} says"] = _answer(model, item, labels)
        return said

    key = ("opinions", models, catalogue.fingerprint, item.id, labels)
    return jobs.result(key, work, waiting) or {}


def _answer(model: str, item: fvl.Item, labels: tuple[str, ...]) -> str:
    with fvl.model_shelf().borrow(model) as loaded:
        [[first, *others]] = fvl.ZeroShotClassifier(loaded, labels).classify([item.image]).top(3)
    rest = ", ".join(f"{score.label} {score.probability:.2f}" for score in others)
    return f"{first.label}, probability {first.probability:.2f}" + (f"; then {rest}" if rest else "")

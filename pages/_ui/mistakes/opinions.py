"""What every model at hand says of one picture."""

from __future__ import annotations

import fvl_core as fvl


def of_all(item: fvl.Item, labels: tuple[str, ...]) -> dict[str, str]:
    """Return the answer of every model that labels and whose weights are here, by the model's own templates.

    Raises:
        FvlError: when the picture cannot be read.
    """
    said = {}
    for card in fvl.list_models():
        if "classify" in card.abilities and fvl.model_state(card.name).on_disk:
            said[f"{card.name} says"] = _answer(card.name, item, labels)
    return said


def _answer(model: str, item: fvl.Item, labels: tuple[str, ...]) -> str:
    with fvl.model_shelf().borrow(model) as loaded:
        [[first, *others]] = fvl.ZeroShotClassifier(loaded, labels).classify([item.image]).top(3)
    rest = ", ".join(f"{score.label} {score.probability:.2f}" for score in others)
    return f"{first.label}, probability {first.probability:.2f}" + (f"; then {rest}" if rest else "")

"""Which composers a model can work with, and why the others do not fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fvl_core.composition.library import list_composers, load_composer
from fvl_core.foundation.errors import FvlError

if TYPE_CHECKING:
    from fvl_core.models.base import VisionLanguageModel


@dataclass(frozen=True, kw_only=True)
class ComposerFit:
    """Say of one composer what it does, and whether a model can use it.

    Attributes:
        name, summary: as `load_composer(name)` has them. fits: whether the model can use it. reason: why
        not, with what to do; "" where it fits. needs: the sides that it reads, "image" and "text".
        weighted: whether weights between the sides matter. additive: whether a score splits into shares.
    """

    name: str
    summary: str
    fits: bool
    reason: str
    needs: frozenset[str]
    weighted: bool
    additive: bool


def composer_fits(model: VisionLanguageModel) -> tuple[ComposerFit, ...]:
    """Look at every composer with the eyes of one model, in the order of `list_composers`.

    Example:
        >>> from fvl_core.models.hand import HandModel
        >>> fits = {fit.name: fit for fit in composer_fits(HandModel())}
        >>> fits["sum"].fits, fits["combiner"].fits, "256 numbers" in fits["combiner"].reason
        (True, False, True)
    """
    return tuple(_fit(name, model) for name in list_composers())


def _fit(name: str, model: VisionLanguageModel) -> ComposerFit:
    composer = load_composer(name)
    reason = ""
    try:
        load_composer(name, space=model.space).require_model(model)
    except FvlError as error:
        reason = str(error)
    return ComposerFit(
        name=name,
        summary=composer.summary,
        fits=not reason,
        reason=reason,
        needs=composer.needs,
        weighted=composer.weighted,
        additive=composer.additive,
    )

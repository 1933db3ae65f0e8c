"""Keeping the file of a trained composer for the model on which it was trained, which no such file names."""

from __future__ import annotations

from pathlib import Path

from fvl_core.composition.kept import KeptComposer, keep
from fvl_core.composition.library import load_composer
from fvl_core.foundation.errors import CorruptFileError, InvalidInputError
from fvl_core.models.inspection import inspect_checkpoint
from fvl_core.models.known import all_cards
from fvl_core.models.shelf import model_shelf


def keep_composer(path: str | Path, *, model: str) -> KeptComposer:
    """Let a Combiner of CLIP4Cir's, or a Phi of SEARLE's, serve a model from now on, here and in the studio.

    Both are loaded once as a check. Widths must agree; whether the file was trained on this very model, and
    not on another of its width, is for whoever keeps it to know.

    Args:
        path: of the file, which stays where it is.
        model: its name, as in `load_model`.

    Raises:
        InvalidInputError: when the file is no composer's, or does not fit the model.
        CorruptFileError: when it is damaged. WeightsUnavailable: when file or model are not here.

    Example:
        >>> keep_composer("combiner.pt", model="fvl-tiny")
        Traceback (most recent call last):
        fvl_core.foundation.errors.WeightsUnavailable: There is no file combiner.pt. Check the path.
    """
    place = Path(path).expanduser()
    report = inspect_checkpoint(place)
    if not report.composes:
        raise InvalidInputError(
            f"{place.name} holds no composer's weights. {report.sentence}",
            remedy="Give a Combiner of CLIP4Cir's or a Phi of SEARLE's.",
        )
    if report.missing:
        raise CorruptFileError(f"{place.name} lacks {report.missing[0]}.", remedy="Copy it again.")
    _require_width(place.name, report.dim, model)
    composer = load_composer(report.composer, checkpoint=place)
    with model_shelf().borrow(model) as loaded:
        composer.require_model(loaded)
        kept = KeptComposer(composer.name, str(place.resolve()), loaded.name, loaded.space)
    keep(kept)
    return kept


def _require_width(name: str, dim: int, model: str) -> None:
    """Refuse a file for a model whose card states another width, before anything large is loaded."""
    card = all_cards().get(model)
    if card is not None and card.dim != dim:
        raise InvalidInputError(
            f"{name} takes features of {dim} numbers, {model} gives {card.dim}.",
            remedy="Name the model on which it was trained.",
        )

"""What a FashionViL file was trained for, and how such a head is fed; told without torch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.card import Ability, ModelCard, Resize
from fvl_core.models.fashionvil.sizes import LABELS, MASKS
from fvl_core.models.state_dicts import Outline

if TYPE_CHECKING:
    from fvl_core.models.report import CheckpointReport

UNTOLD = "contrastive or composition (the file cannot tell)"
_WORTH = MappingProxyType(
    {
        "classification": "Tuned to score its own labels; vectors are those of the encoders below its head.",
        "composition": "Tuned to find a picture by a picture and words; words alone were no part of that.",
        "contrastive": "Tuned to match pictures with texts; pairs of both were read in pre-training only.",
        "CSA-Net": "Tuned to complete outfits; it reads no words, so search is by picture alone.",
    }
)
_CONFIG = ("config", "model_config", "fashionvil")
CSA_NET = "CSA-Net"
_CSA_PAPER = "Lin, Tran, Davis: Fashion Outfit Complementary Item Retrieval, CVPR 2020"


@dataclass(frozen=True)
class Feeding:
    """State how a head is fed (pictures to 224 pixels, tokens per text), on what it was trained so, for what.

    abilities: what it can do; empty for what every model of pictures and words can.
    """

    resize: Resize
    context_length: int
    trained_on: str
    abilities: tuple[Ability, ...] = ()


FEEDING: Mapping[str, Feeding] = MappingProxyType(
    {
        "contrastive": Feeding("squash-crop", 75, "FashionGen"),
        "classification": Feeding("squash-crop", 75, "FashionGen"),
        "pre-training": Feeding("squash-crop", 100, "four data sets"),
        "composition": Feeding("squash", 50, "FashionIQ"),
        "CSA-Net": Feeding("squash", 0, "Polyvore Outfits", ("search", "outfits")),
    }
)
"""Resize and text length of every head in the evaluation of its authors."""


def head_in_words(content: Outline) -> str:
    """Name a file's head by its tensors, else by the configuration beside them.

    Contrastive and composition files have the same tensors: both are named where nothing else tells.
    """
    names = content.sketches.keys()
    if MASKS in names:
        return CSA_NET
    if LABELS in names:
        return "classification"
    if any(name.startswith("model.heads.") for name in names):
        return "pre-training"
    said = settings_of(content.settings).get("training_head_type")
    if isinstance(said, str):
        return "pre-training" if said == "pretraining" else said
    return UNTOLD


def fashionvil_card(card: ModelCard, report: CheckpointReport, architecture: str) -> ModelCard:
    """Return the published model's card as it is for a file: fed as the file's head is, else as contrastive.

    Args:
        card: of the published model.
        report: of the file.
        architecture: what a person says instead, such as "composition"; "" for nothing.

    Raises:
        InvalidInputError: when what a person says names no head.
    """
    head = stated_head(architecture or report.architecture)
    if architecture and not head:
        raise InvalidInputError(
            f"FashionViL has no head {architecture!r}.", remedy=f"Say one of {', '.join(FEEDING)}."
        )
    feeding = FEEDING[head or "contrastive"]
    trained = f"trained to be: {head}" if head else "contrastive or composition, which the file cannot tell"
    if head == CSA_NET:
        card = replace(card, title=CSA_NET, reference=_CSA_PAPER, reference_url="")
    return replace(
        card,
        dim=report.dim,
        parameters=report.n_parameters or None,
        context_length=feeding.context_length,
        preprocessing=replace(card.preprocessing, resize=feeding.resize),
        url="",
        by_hand=False,
        trained_on=feeding.trained_on,
        abilities=feeding.abilities or card.abilities,
        notes=f"Head: {trained}. {_WORTH.get(head, '')}".strip(),
    )


def stated_head(architecture: str) -> str:
    """Return the one head that a card's architecture names, "" when it names none or several.

    Example:
        >>> stated_head("FashionViL, composition head"), stated_head("contrastive or composition")
        ('composition', '')
    """
    named = [head for head in FEEDING if re.search(rf"\b{head}\b", architecture)]
    return named[0] if len(named) == 1 else ""


def settings_of(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return MMF's settings of the model from what lies beside the tensors; empty without any."""
    found: Any = settings
    for key in _CONFIG:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}

"""A card for weights that have none: written from what the file or folder itself says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from fvl_core.foundation.errors import InvalidInputError, WeightsUnavailable
from fvl_core.models.card import ModelCard, Preprocessing, ScoreRule
from fvl_core.models.families import FAMILIES
from fvl_core.models.fashionvil.heads import fashionvil_card
from fvl_core.models.inspection import inspect_checkpoint
from fvl_core.models.known import card_named, is_known
from fvl_core.models.model_settings import processor_settings
from fvl_core.models.report import CheckpointReport
from fvl_core.models.sidecar import card_as_stated

_QUICK = "-quickgelu"
"""OpenAI's CLIPs, and so all that CLIP4Cir and FashionKLIP train, have this activation; no file says so."""

_CLIP4CIR = "Baldrati et al.: Composed Image Retrieval using Contrastive Learning, ACM TOMM 2023"

_INTERPOLATIONS: Mapping[object, Literal["bilinear", "bicubic"]] = {
    2: "bilinear",
    3: "bicubic",
    None: "bicubic",
}
"""PIL's numbers, as Hugging Face's settings write them; null leaves CLIP's own."""
_HALF = (0.5, 0.5, 0.5)
_SIGMOID = ScoreRule(kind="sigmoid", scale="model", bias="model")


def card_for(path: Path, *, family: str | None, name: str) -> ModelCard:
    """Return a card for a local file or folder.

    Args:
        path: of the file or folder.
        family: overrides what the file looks like; "open_clip:ARCHITECTURE" also names the network.
        name: what the person typed; it becomes the card's name.

    Raises:
        InvalidInputError: when the family cannot be told, or a setting asks for what no code here does.
        WeightsUnavailable: when a folder has settings but no weights. CorruptFileError: for damaged files.
    """
    report = inspect_checkpoint(path)
    wanted, _, architecture = (family or report.family).partition(":")
    if not wanted:
        raise InvalidInputError(
            f"The family of {path.name} cannot be told. {report.sentence}",
            remedy='Say it: family="openfashionclip", "open_clip", "transformers" …',
        )
    if wanted not in FAMILIES or report.composes:
        raise InvalidInputError(
            f"{path.name} is not loaded as a model. {report.sentence}",
            remedy="Keep it for the model that it was trained on (python -m fvl_core models --add FILE --for "
            f"MODEL, or the Models page), or use {report.loader}."
            if report.loader
            else "Choose the checkpoint of a CLIP.",
        )
    if "weights" in report.missing:
        raise WeightsUnavailable(
            f"The folder {path} holds no weights that are whole.",
            remedy=" ".join(report.warnings) or "Put model.safetensors there.",
        )
    facts = _facts(report, wanted, architecture)
    title = f"{facts.title} ({path.name})" if is_known(wanted) else f"{report.architecture} ({path.name})"
    chosen = architecture or report.architecture or facts.architecture
    if wanted in ("clip4cir", "fashionklip") and not architecture:
        chosen = f"{chosen.removesuffix(_QUICK)}{_QUICK}"
    card = replace(facts, name=name, title=title, source="local", architecture=chosen)
    return card_as_stated(card, path)


def _facts(report: CheckpointReport, family: str, architecture: str) -> ModelCard:
    """Start from the published model of that family, where there is one, or from nothing but the report."""
    if is_known(family):
        card = card_named(family)
        if family == "fashionclip":
            return replace(card, preprocessing=transformers_preprocessing(report))
        if family == "fashionvil":
            return fashionvil_card(card, report, architecture)
        if family in ("fashionklip", "openfashionclip"):
            size = report.image_size or card.preprocessing.image_size
            card = replace(card, preprocessing=replace(card.preprocessing, image_size=size))
        if family == "fashionklip":
            return replace(card, parameters=report.n_parameters, notes=_sentence(report))
        return card
    card = ModelCard(
        name="",
        title="",
        family=family,
        dim=report.dim,
        parameters=report.n_parameters or None,
        context_length=report.context_length or 77,
        templates=("a photo of a {}",),
        score=_SIGMOID if _is_sigmoid(report) else ScoreRule(scale="model"),
        notes=_sentence(report),
    )
    if family == "transformers":
        return replace(card, preprocessing=transformers_preprocessing(report))
    if family == "open_clip":
        return replace(card, preprocessing=open_clip_preprocessing(report))
    if family == "clip4cir":
        pixels = replace(open_clip_preprocessing(report), pad="target")
        return replace(card, preprocessing=pixels, reference=_CLIP4CIR, templates=("a photo of a {}",))
    return card


def _sentence(report: CheckpointReport) -> str:
    return " ".join((report.sentence, *report.warnings))


def _is_sigmoid(report: CheckpointReport) -> bool:
    """Tell a SigLIP: it was trained to score each pair of picture and text by itself, with a bias."""
    settings = report.settings
    return settings.get("model_type") == "siglip" or "init_logit_bias" in settings.get("model_cfg", {})


def transformers_preprocessing(report: CheckpointReport) -> Preprocessing:
    """Read how a folder prepares pictures; unsaid, CLIP's or SigLIP's own way at the network's picture size.

    Raises:
        InvalidInputError: for a processor whose steps are not CLIP's, or that resamples in another way.
    """
    is_siglip = report.settings.get("model_type") == "siglip"
    facts = Preprocessing(image_size=report.image_size or 224, crop_rounding="below")
    if is_siglip:
        facts = replace(facts, resize="squash", mean=_HALF, std=_HALF)
    settings = processor_settings(report.path) if report.path.is_dir() else {}
    if not settings:
        return facts
    if not all(settings.get(f"do_{step}", True) for step in ("resize", "rescale", "normalize")):
        raise InvalidInputError(
            f"{report.path} asks for preprocessing without a step of CLIP's.", remedy=_ASK
        )
    interpolation = _INTERPOLATIONS.get(settings.get("resample", 3))
    if interpolation is None:
        raise InvalidInputError(
            f"{report.path} asks for resampling of the kind {settings['resample']}.",
            remedy="Only bicubic (3) and bilinear (2) are read; mend the settings.",
        )
    crops = bool(settings.get("do_center_crop", not is_siglip))
    size, squash = _asked_size(settings.get("size", facts.image_size), crops=crops)
    crop = size if squash else _asked_size(settings.get("crop_size", size), crops=True)[0]
    if {size, crop} != {facts.image_size}:
        raise InvalidInputError(
            f"{report.path} resizes to {size} and crops to {crop}, but the network takes {facts.image_size}.",
            remedy=_ASK,
        )
    return Preprocessing(
        image_size=size,
        resize="squash" if squash else "shortest",
        interpolation=interpolation,
        crop_rounding="below",
        mean=tuple(settings.get("image_mean", facts.mean)),
        std=tuple(settings.get("image_std", facts.std)),
    )


def open_clip_preprocessing(report: CheckpointReport) -> Preprocessing:
    """Read the preprocess_cfg of an open_clip folder; a bare file gets CLIP's own.

    Raises:
        InvalidInputError: for a way of resizing that no code here does.
    """
    settings = report.settings.get("preprocess_cfg", {})
    facts = Preprocessing(image_size=report.image_size or 224)
    resize, interpolation = settings.get("resize_mode", "shortest"), settings.get("interpolation", "bicubic")
    if resize not in ("shortest", "squash") or interpolation not in ("bicubic", "bilinear"):
        raise InvalidInputError(f"{report.path} asks for {resize} and {interpolation} resizing.", remedy=_ASK)
    return replace(
        facts,
        resize=resize,
        interpolation=interpolation,
        mean=_three(settings.get("mean", facts.mean)),
        std=_three(settings.get("std", facts.std)),
    )


_ASK = "Only shortest-side or squashing resize to the network's own size is read; mend the settings."


def _asked_size(size: Any, *, crops: bool) -> tuple[int, bool]:
    """Return (side, whether both sides are squashed to it) from the forms that Hugging Face has used."""
    if isinstance(size, int):
        return size, False
    if "shortest_edge" in size:
        return int(size["shortest_edge"]), False
    return int(size["height"]), not crops


def _three(values: Any) -> tuple[float, float, float]:
    red, green, blue = [values] * 3 if isinstance(values, int | float) else values
    return float(red), float(green), float(blue)

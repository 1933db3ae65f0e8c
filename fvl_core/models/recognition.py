"""Which of the field's systems a set of tensors belongs to, told from their names and shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fvl_core.models.checkpoints import Outline
from fvl_core.models.geometry import Geometry, infer_geometry, matching_architectures
from fvl_core.models.report import CheckpointReport, amount, call, count_parameters, unknown_report

QUICK = "-quickgelu"
_COMBINER_LAYERS = (
    "text_projection_layer",
    "image_projection_layer",
    "combiner_layer",
    "output_layer",
    "dynamic_scalar.0",
    "dynamic_scalar.3",
)
_PHI_LAYERS = ("layers.0.weight", "layers.3.weight", "layers.6.weight")
_PHI_BACKBONES = {512: "ViT-B/32", 768: "ViT-L/14"}
_COMPOSED_BY = "It is no model by itself: it joins the vectors of the CLIP that it was trained on."


def recognise(path: Path, content: Outline) -> CheckpointReport:
    """Report what a file of tensors is; one that belongs to nothing known is described as such."""
    for look in _LOOKS:
        report = look(path, content)
        if report is not None:
            return report
    where = f" under {content.wrapper!r}" if content.wrapper else ""
    n = len(content.sketches)
    tensors = "1 tensor" if n == 1 else f"{n} tensors"
    belong = "belongs" if n == 1 else "belong"
    return unknown_report(path, f"{tensors}{where} that {belong} to no network known here.", content.sketches)


def _clip(path: Path, content: Outline) -> CheckpointReport | None:
    geometry = infer_geometry(content.sketches)
    if geometry is None:
        return None
    names = matching_architectures(geometry)
    if not names:
        told = f"A CLIP ({geometry}) of sizes that no architecture of open_clip has."
        return _clip_report(path, content, geometry, ("", "", ""), told)
    plain, quick = names[0], f"{names[0]}{QUICK}"
    if content.kind == "torchscript":
        told = f"OpenAI's own program of CLIP {plain}; only its weights are read, nothing of it runs."
        return _clip_report(path, content, geometry, ("open_clip", quick, quick), told)
    if content.wrapper == "CLIP" and plain == "ViT-B-32":
        told = "A CLIP ViT-B-32 under the key 'CLIP', as OpenFashionCLIP is published."
        warning = f'CLIP4Cir saves a tuned ViT-B/32 alike: for that, say family="open_clip:{quick}".'
        return _clip_report(path, content, geometry, ("openfashionclip", plain, ""), told, warning)
    if content.wrapper == "CLIP" and quick in names:
        told = f"A CLIP {plain} under the key 'CLIP', as CLIP4Cir saves the one it has tuned."
        warning = "CLIP4Cir pads pictures before it resizes them (TargetPad); this loader does not."
        return _clip_report(path, content, geometry, ("open_clip", quick, quick), told, warning)
    told = f"A CLIP with the sizes of open_clip's {plain}{_trainer(content)}."
    warning = ""
    if quick in names:
        warning = (
            f"The file cannot tell GELU from QuickGELU, with which OpenAI's and FashionKLIP's are trained: "
            f'for that, say family="open_clip:{quick}".'
        )
    return _clip_report(path, content, geometry, ("open_clip", plain, ""), told, warning)


def _clip_report(
    path: Path,
    content: Outline,
    geometry: Geometry,
    found: tuple[str, str, str],
    told: str,
    warning: str = "",
) -> CheckpointReport:
    family, architecture, said = found
    spoken = f"{family}:{said}" if said else family
    warnings = [warning] if warning else []
    if content.n_left_out:
        warnings.append(f"Tensors outside {content.prefix!r} are left aside: {content.n_left_out}.")
    return CheckpointReport(
        path=path,
        family=family,
        architecture=architecture,
        dim=geometry.dim,
        n_parameters=count_parameters(content.sketches),
        present=("image tower", "text tower"),
        missing=() if family else ("an architecture that open_clip knows",),
        loader=call(path, spoken) if family else "",
        sentence=f"{told} {amount(content.sketches, geometry.dim)}.",
        warnings=tuple(warnings),
        weights=path,
        image_size=geometry.image_size,
        context_length=geometry.context_length,
    )


def _trainer(content: Outline) -> str:
    if any("lightning" in key for key in content.others):
        return ", saved by Lightning"
    if content.wrapper == "state_dict" and {"epoch", "name"} <= set(content.others):
        return ", saved by open_clip's or FashionKLIP's trainer"
    return ""


def _combiner(path: Path, content: Outline) -> CheckpointReport | None:
    shapes = {name: sketch.shape for name, sketch in content.sketches.items()}
    try:
        projection, dim = shapes["text_projection_layer.weight"]
        hidden = shapes["combiner_layer.weight"][0]
    except (KeyError, ValueError, IndexError):
        return None
    wanted = [f"{layer}.{part}" for layer in _COMBINER_LAYERS for part in ("weight", "bias")]
    missing = tuple(name for name in wanted if name not in shapes)
    return _composer_report(
        path,
        content,
        family="clip4cir",
        architecture=f"Combiner {dim}, {projection}, {hidden}",
        dim=dim,
        missing=missing,
        loader="" if missing else f"load_composer('combiner', checkpoint={str(path)!r})",
        sentence=f"A Combiner of CLIP4Cir for CLIPs of {dim} dimensions. {_COMPOSED_BY}",
        warnings=(
            "The file does not say on which CLIP it was trained: a stock and a tuned one are of one size.",
        ),
    )


def _phi(path: Path, content: Outline) -> CheckpointReport | None:
    shapes = [content.sketches[name].shape for name in _PHI_LAYERS if name in content.sketches]
    if len(shapes) != len(_PHI_LAYERS) or any(len(shape) != 2 for shape in shapes):
        return None
    width, dim = shapes[0][0], shapes[0][1]
    backbone = _PHI_BACKBONES.get(dim, f"CLIP of {dim} dimensions")
    return _composer_report(
        path,
        content,
        family="searle",
        architecture=f"Phi {dim}, {width}, {shapes[2][0]}",
        dim=dim,
        missing=(),
        loader="",
        sentence=f"A Phi of SEARLE for OpenAI's {backbone}: it turns a picture into a word of that CLIP.",
        warnings=(),
    )


def _composer_report(path: Path, content: Outline, **facts: Any) -> CheckpointReport:
    sentence = f"{facts.pop('sentence')} {amount(content.sketches, facts['dim'])}."
    return CheckpointReport(
        path=path,
        n_parameters=count_parameters(content.sketches),
        present=("weights",),
        sentence=sentence,
        weights=path,
        **facts,
    )


def _fashionvil(path: Path, content: Outline) -> CheckpointReport | None:
    names = content.sketches.keys()
    has_images, has_bert = (
        any(name.startswith(start) for name in names) for start in ("image_encoder.model.", "model.bert.")
    )
    if has_images and "fusion_module.masks.weight" in names:
        head, dim = "CSA-Net for outfits", content.sketches["fusion_module.masks.weight"].shape[-1]
    elif has_images and has_bert:
        head, dim = _fashionvil_head(content), 768
    else:
        return None
    return CheckpointReport(
        path=path,
        family="fashionvil",
        architecture=f"FashionViL, {head}",
        dim=dim,
        n_parameters=count_parameters(content.sketches),
        present=("image tower", *(("text tower",) if has_bert else ())),
        missing=("vocab.txt of BERT",) if has_bert else (),
        loader="",
        sentence=f"FashionViL: {head}. {amount(content.sketches, dim)}.",
        weights=path,
        image_size=224,
        context_length=512 if has_bert else 0,
    )


def _fashionvil_head(content: Outline) -> str:
    labels = content.sketches.get("model.classifier.1.weight")
    if labels is not None:
        return f"classification of {labels.shape[0]} labels"
    if any(name.startswith("model.heads.") for name in content.sketches):
        return "pre-training"
    said: Any = content.settings.get("config")
    for key in ("model_config", "fashionvil", "training_head_type"):
        said = said.get(key) if isinstance(said, Mapping) else None
    return f"{said} head" if isinstance(said, str) else "contrastive or composition (the file cannot tell)"


def _hugging_face(path: Path, content: Outline) -> CheckpointReport | None:
    projection = content.sketches.get("visual_projection.weight")
    if projection is None or "text_model.embeddings.token_embedding.weight" not in content.sketches:
        return None
    dim = projection.shape[0]
    return CheckpointReport(
        path=path,
        family="transformers",
        architecture="CLIP",
        dim=dim,
        n_parameters=count_parameters(content.sketches),
        present=("weights",),
        missing=("config.json beside it",),
        loader="",
        sentence=(
            f"The weights of a Hugging Face CLIP without their folder: put config.json beside them and load "
            f"the folder. {amount(content.sketches, dim)}."
        ),
        weights=path,
    )


_LOOKS: tuple[Callable[[Path, Outline], CheckpointReport | None], ...] = (
    _clip,
    _combiner,
    _phi,
    _fashionvil,
    _hugging_face,
)

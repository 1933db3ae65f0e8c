"""The field's systems that are no plain CLIP of open_clip, told from names and shapes; None for others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fvl_core.models.fashionvil.heads import FEEDING, head_in_words
from fvl_core.models.fashionvil.sizes import EMBEDDINGS, LABELS, MASKS, PREFIX, trunk_sizes
from fvl_core.models.fashionvil.vocabulary import find_vocabulary
from fvl_core.models.report import CheckpointReport, amount, call, count_parameters
from fvl_core.models.state_dicts import Outline

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


def combiner(path: Path, content: Outline) -> CheckpointReport | None:
    """Report the network that CLIP4Cir joins two vectors with."""
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
        composer="combiner",
        architecture=f"Combiner {dim}, {projection}, {hidden}",
        dim=dim,
        missing=missing,
        loader="" if missing else f"load_composer('combiner', checkpoint={str(path)!r})",
        sentence=f"A Combiner of CLIP4Cir for CLIPs of {dim} dimensions. {_COMPOSED_BY}",
        warnings=(
            "The file does not say on which CLIP it was trained: a stock and a tuned one are of one size.",
        ),
    )


def phi(path: Path, content: Outline) -> CheckpointReport | None:
    """Report the network with which SEARLE turns a picture into a word."""
    shapes = [content.sketches[name].shape for name in _PHI_LAYERS if name in content.sketches]
    if len(shapes) != len(_PHI_LAYERS) or any(len(shape) != 2 for shape in shapes):
        return None
    width, dim = shapes[0][0], shapes[0][1]
    backbone = _PHI_BACKBONES.get(dim, f"CLIP of {dim} dimensions")
    return _composer_report(
        path,
        content,
        family="searle",
        composer="searle",
        architecture=f"Phi {dim}, {width}, {shapes[2][0]}",
        dim=dim,
        missing=(),
        loader=f"load_composer('searle', checkpoint={str(path)!r})",
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


def fashionvil(path: Path, content: Outline) -> CheckpointReport | None:
    """Report FashionViL, or the CSA-Net that is trained from it."""
    names = content.sketches.keys()
    has_images, has_bert = (any(name.startswith(start) for name in names) for start in (PREFIX, EMBEDDINGS))
    if not has_images or not (has_bert or MASKS in names):
        return None
    head = head_in_words(content)
    dim = content.sketches[MASKS if MASKS in names else f"{EMBEDDINGS}projection.weight"].shape
    vocabulary = find_vocabulary(path) is not None
    trunk = trunk_sizes(content.sketches) is not None
    return CheckpointReport(
        path=path,
        family="fashionvil",
        architecture=f"FashionViL, {_head_spelt_out(head, content)}",
        dim=dim[-1] if MASKS in names else dim[0],
        n_parameters=count_parameters(content.sketches),
        present=(
            "image tower",
            *(("text tower",) if has_bert else ()),
            *(("vocab.txt of BERT",) if vocabulary and has_bert else ()),
        ),
        missing=(
            *(("vocab.txt of BERT",) if has_bert and not vocabulary else ()),
            *(() if trunk else ("a ResNet with bottlenecks",)),
        ),
        loader=call(path, "fashionvil") if trunk else "",
        sentence=f"FashionViL: {head}. {amount(content.sketches, dim[-1] if MASKS in names else dim[0])}.",
        warnings=_fashionvil_warnings(head, path),
        weights=path,
        image_size=224,
        context_length=FEEDING[head].context_length if head in FEEDING else 0,
    )


def _head_spelt_out(head: str, content: Outline) -> str:
    if head == "classification":
        return f"classification of {content.sketches[LABELS].shape[0]} labels"
    return f"{head} head" if head in FEEDING else head


def _fashionvil_warnings(head: str, path: Path) -> tuple[str, ...]:
    if head in FEEDING:
        return ()
    return (
        f"It is fed as a contrastive file. If it was tuned to compose (FashionIQ), say "
        f'family="fashionvil:composition", or architecture = "composition" in {path.name}.toml.',
    )


def hugging_face(path: Path, content: Outline) -> CheckpointReport | None:
    """Report the weights of a Hugging Face CLIP that came without their folder."""
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

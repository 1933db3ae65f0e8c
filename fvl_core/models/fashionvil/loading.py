"""Loading FashionViL's and CSA-Net's files as MMF writes them, all of what is needed or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.foundation.files import bytes_digest
from fvl_core.models.checkpoints import Checkpoint, read_checkpoint
from fvl_core.models.devices import choose
from fvl_core.models.digests import digest_of_file, require_as_fetched
from fvl_core.models.fashionvil.adapter import FashionVil, FashionVilClassifier
from fvl_core.models.fashionvil.csa_net import CsaNet, CsaNetwork, CsaSizes
from fvl_core.models.fashionvil.heads import settings_of
from fvl_core.models.fashionvil.network import FashionVilNetwork
from fvl_core.models.fashionvil.polyvore_categories import polyvore_categories
from fvl_core.models.fashionvil.sizes import MASKS, joint_sizes, trunk_sizes
from fvl_core.models.fashionvil.vocabulary import find_vocabulary, read_vocabulary
from fvl_core.models.locations import find_weight_file
from fvl_core.models.weights import build_unfilled, fill

if TYPE_CHECKING:
    from torch import Tensor

    from fvl_core.models.card import ModelCard
    from fvl_core.models.devices import Placement

SCALE = "model.norm_layer.norm_s"
_PRETRAINED_SCALE = "model.contrastive_norm.norm_s"
_LEFT_ASIDE = ("model.heads.", "model.image_tokenizer.", "model.loss_funcs.")
"""What serves pre-training alone."""


def load_fashionvil(path: Path | None, card: ModelCard, device: str, precision: str) -> FashionVil | CsaNet:
    """Load a file of FashionViL with any of its heads, or of CSA-Net; sizes are read from the shapes.

    Raises:
        WeightsUnavailable: without weights, or with a vocabulary that does not belong to them.
        CorruptFileError: for weights that do not fit.
    """
    placement = choose(device, precision)
    weights = find_weight_file(path, "fashionvil") if path is not None and path.is_dir() else path
    if weights is None:
        raise WeightsUnavailable(
            f"The weights of {card.title} are not in {path}.", remedy="Put the file there."
        )
    require_as_fetched(weights)
    held = read_checkpoint(weights)
    if MASKS in held.outline.sketches:
        return _load_csa_net(held, weights, card, placement)
    return _load_joint(held, weights, card, placement)


def _load_joint(held: Checkpoint, weights: Path, card: ModelCard, placement: Placement) -> FashionVil:
    tensors = _named_as_tuned(held.tensors)
    bypass = settings_of(held.outline.settings).get("bypass_transformer") is not False
    sizes = joint_sizes(held.outline.sketches, has_scale=SCALE in tensors, bypass=bypass)
    if sizes is None:
        raise _lacking(weights, "BERT, or a ResNet with bottlenecks")
    network = build_unfilled(lambda: FashionVilNetwork(sizes))
    fill(network, tensors, dtype=placement.loading_dtype, source=weights.name)
    place = find_vocabulary(weights)
    words = read_vocabulary(place, rows=sizes.vocabulary) if place is not None else None
    kind = FashionVilClassifier if sizes.n_labels else FashionVil
    completed = replace(
        card, dim=sizes.width, context_length=min(card.context_length or sizes.positions, sizes.positions)
    )
    _require_labels(card, sizes.n_labels, weights)
    digest = bytes_digest(digest_of_file(weights), json.dumps({"bypass": bypass}))
    model = kind(completed, network, words, placement=placement, weights=digest, place=weights)
    if SCALE in tensors:
        model.logit_scale = float(tensors[SCALE].float().item()) ** 2
    return model


def _load_csa_net(held: Checkpoint, weights: Path, card: ModelCard, placement: Placement) -> CsaNet:
    shapes = {name: sketch.shape for name, sketch in held.outline.sketches.items()}
    trunk = trunk_sizes(held.outline.sketches)
    first = shapes.get("fusion_module.weight_classifier.0.weight", ())
    n_categories = len(polyvore_categories())
    if trunk is None or len(first) != 2 or first[1] != 2 * n_categories:
        raise _lacking(weights, f"a ResNet with bottlenecks, or Polyvore's {n_categories} categories")
    n_masks, dim = shapes[MASKS]
    network = build_unfilled(lambda: CsaNetwork(CsaSizes(trunk, dim, n_masks, n_categories, first[0])))
    fill(network, held.tensors, dtype=placement.loading_dtype, source=weights.name)
    completed = replace(card, dim=dim, context_length=0)
    model = CsaNet(
        completed, network, placement=placement, weights=digest_of_file(weights), tokenizer="no words"
    )
    model.logit_scale = float(held.tensors["norm_layer.norm_s"].float().item()) ** 2
    return model


def _named_as_tuned(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Name a pre-training file's tensors as tuned files do, without what serves pre-training alone."""
    kept = {name: tensor for name, tensor in tensors.items() if not name.startswith(_LEFT_ASIDE)}
    if _PRETRAINED_SCALE in kept:
        kept[SCALE] = kept.pop(_PRETRAINED_SCALE)
    return kept


def _require_labels(card: ModelCard, n_labels: int, weights: Path) -> None:
    if card.labels and len(card.labels) != n_labels:
        raise CorruptFileError(
            f"{len(card.labels)} labels are stated for {weights.name}, whose head has {n_labels}.",
            remedy=f"Mend {weights.name}.toml.",
        )


def _lacking(weights: Path, what: str) -> CorruptFileError:
    return CorruptFileError(
        f"{weights.name} is no FashionViL that loads here: it lacks {what}.",
        remedy="Take the file of an end-to-end training (e2e_*.yaml), which has its ResNet-50 inside.",
    )

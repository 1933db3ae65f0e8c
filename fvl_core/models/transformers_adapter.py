"""A CLIP of Hugging Face's transformers behind the contract that every model keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from torch import Tensor, nn
from transformers.configuration_utils import PreTrainedConfig
from transformers.models.clip.configuration_clip import CLIPConfig
from transformers.models.clip.modeling_clip import CLIPModel

from fvl_core.foundation.errors import CorruptFileError, InvalidInputError, WeightsUnavailable
from fvl_core.foundation.files import bytes_digest
from fvl_core.models.card import ModelCard
from fvl_core.models.checkpoints import read_checkpoint
from fvl_core.models.devices import Placement, choose
from fvl_core.models.digests import digest_of_weights, require_as_fetched
from fvl_core.models.imports import import_library
from fvl_core.models.locations import find_weight_file
from fvl_core.models.model_settings import HUGGING_FACE_KINDS, read_settings
from fvl_core.models.patch_encoder import PatchEncoder
from fvl_core.models.pseudo_words import PseudoWordEncoder
from fvl_core.models.shards import files_of
from fvl_core.models.tokenizers import Tokenizer, load_clip_tokenizer
from fvl_core.models.weights import build_unfilled, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fvl_core.models.base import VisionLanguageModel

_LEGACY_END = 2
"""An end id that old CLIP settings carry by mistake; transformers then pools at the largest id, as CLIP."""


class TransformersClip(PatchEncoder, PseudoWordEncoder):
    """Encode with Hugging Face's CLIP and the tokenizer of its folder; features are the projected ones.

    Its patches are the last layer's patch tokens through the norm and projection that CLIP trained for the
    class token alone; see `PatchEncoder` for what that is worth.
    """

    network: CLIPModel

    def __init__(
        self, card: ModelCard, network: CLIPModel, tokenizer: Tokenizer, *, placement: Placement, weights: str
    ) -> None:
        super().__init__(card, network, placement=placement, weights=weights, tokenizer=tokenizer.digest)
        self._tokenizer = tokenizer

    def n_tokens(self, text: str) -> int:
        """Count the tokens of a text with the marks of start and end, nothing cut (`CountsTokens`)."""
        # A letter is four bytes at most and a token one byte at least, so that nothing is cut at this length.
        ids = self._tokenizer.encode([text], 4 * len(text) + 2)[0]
        return int(np.flatnonzero(ids == self._tokenizer.end)[0]) + 1

    def _word_table(self) -> nn.Embedding:
        return self.network.text_model.embeddings.token_embedding

    def _tokens(self, texts: list[str]) -> np.ndarray:
        return self._tokenizer.encode(texts, self.card.context_length)

    def _encode_pixels(self, pixels: Tensor) -> Tensor:
        tower = self.network.vision_model(pixel_values=pixels)
        return self.network.visual_projection(tower.pooler_output)

    def _encode_cells(self, pixels: Tensor) -> Tensor:
        tokens = self.network.vision_model(pixel_values=pixels).last_hidden_state[:, 1:]
        projected = self.network.visual_projection(self.network.vision_model.post_layernorm(tokens))
        patch = self.network.config.vision_config.patch_size
        rows, columns = (length // patch for length in pixels.shape[2:])
        return projected.unflatten(1, (rows, columns))

    def _encode_tokens(self, tokens: Tensor) -> Tensor:
        # No token sees those after it, and the feature is read at the end mark: padding is work for nothing.
        end = self.network.config.text_config.eos_token_id
        places = tokens if end == _LEGACY_END else (tokens == end).int()
        tower = self.network.text_model(input_ids=tokens[:, : int(places.argmax(dim=-1).max()) + 1])
        return self.network.text_projection(tower.pooler_output)


def load_transformers(path: Path | None, card: ModelCard, device: str, precision: str) -> VisionLanguageModel:
    """Load a folder with config.json of the kind clip or siglip, its weights and its tokenizer.

    Raises:
        InvalidInputError: when the folder holds neither. WeightsUnavailable: without weights or a working
        tokenizer. CorruptFileError: for weights that do not fit.
    """
    settings = read_settings(path / "config.json") if path is not None and path.is_dir() else {}
    kind = settings.get("model_type")
    if path is None or kind not in HUGGING_FACE_KINDS:
        raise InvalidInputError(f"{path} is no folder of a Hugging Face CLIP.", remedy="Name the folder.")
    if kind == "siglip":
        library = import_library("fvl_core.models.siglip_adapter", purpose="SigLIP")
        siglip: VisionLanguageModel = library.load_siglip(path, settings, card, device, precision)
        return siglip
    return _load_clip(path, CLIPConfig.from_dict(settings), card, device, precision)


def _load_clip(
    path: Path, config: CLIPConfig, card: ModelCard, device: str, precision: str
) -> TransformersClip:
    placement = choose(device, precision)
    require_agreement(card, image_size=config.vision_config.image_size, dim=config.projection_dim)
    tokenizer = load_clip_tokenizer(path, rows=config.text_config.vocab_size)
    _require_end(tokenizer, config)
    weights, tensors = read_fitting(path, card)
    network = build_unfilled(lambda: CLIPModel(config))
    fill(network, tensors, dtype=placement.loading_dtype, source=weights.name)
    digest = bytes_digest(digest_of_weights(weights), facts_of(config))
    completed = with_length(card, config.text_config.max_position_embeddings, tokenizer)
    model = TransformersClip(completed, network, tokenizer, placement=placement, weights=digest)
    model.logit_scale = float(tensors["logit_scale"].float().exp())  # before any rounding to half precision
    return model


def read_fitting(path: Path, card: ModelCard) -> tuple[Path, Mapping[str, Tensor]]:
    """Return the file of weights in a folder and its tensors, unchanged since they were fetched.

    Raises:
        WeightsUnavailable: without weights. CorruptFileError: when they have changed, or cannot be read.
    """
    weights = find_weight_file(path, "transformers")
    if weights is None:
        raise WeightsUnavailable(
            f"The weights of {card.title} are not in {path}.", remedy="Fetch them again."
        )
    for file in files_of(weights):
        require_as_fetched(file)
    return weights, read_checkpoint(weights).tensors


def require_agreement(card: ModelCard, *, image_size: int, dim: int) -> None:
    """Refuse a folder of other sizes than its card's.

    Raises:
        CorruptFileError: naming both.
    """
    said, found = (card.preprocessing.image_size, card.dim), (image_size, dim)
    if said != found:
        raise CorruptFileError(
            f"The card of {card.title} says {said} pixels and dimensions, the folder {found}.",
            remedy="Fetch the model again, or load the folder by its path.",
        )


def _require_end(tokenizer: Tokenizer, config: CLIPConfig) -> None:
    """Refuse settings under which the network would read a text's vector at a wrong place."""
    end = config.text_config.eos_token_id
    if end not in (_LEGACY_END, tokenizer.end):
        raise WeightsUnavailable(
            f"The network ends texts with token {end}, the tokenizer with {tokenizer.end}.",
            remedy="Put the tokenizer files that belong to these weights beside them.",
        )


def facts_of(config: PreTrainedConfig) -> str:
    """Return what shapes a vector beside the weights, for the name of the space."""
    facts: Mapping[str, object] = config.to_dict()
    names = ("hidden_act", "layer_norm_eps", "num_attention_heads", "eos_token_id")
    towers = {part: facts[part] for part in ("text_config", "vision_config")}
    told = {part: {name: values.get(name) for name in names} for part, values in towers.items()}  # type: ignore[attr-defined]
    return json.dumps(told, sort_keys=True)


def with_length(card: ModelCard, positions: int, tokenizer: Tokenizer) -> ModelCard:
    """Return a card whose texts end where the network's positions do, with the tokenizer's note."""
    notes = " ".join(note for note in (card.notes, tokenizer.note) if note)
    return replace(card, context_length=min(card.context_length, positions), notes=notes)

"""Any CLIP or SigLIP of open_clip behind the contract that every model keeps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from open_clip.model import CLIP, CustomTextCLIP, convert_to_custom_text_state_dict
from open_clip.transformer import VisionTransformer
from torch import Tensor, nn

from fvl_core.foundation.errors import InvalidInputError, WeightsUnavailable
from fvl_core.foundation.files import bytes_digest
from fvl_core.models.card import ModelCard
from fvl_core.models.checkpoints import read_checkpoint
from fvl_core.models.devices import Placement, choose
from fvl_core.models.digests import digest_of_weights, require_as_fetched
from fvl_core.models.geometry import architecture_config
from fvl_core.models.klip_truncation import klip_tokens, require_clip_words
from fvl_core.models.locations import find_weight_file
from fvl_core.models.model_settings import read_settings
from fvl_core.models.open_clip_words import Words, words_for
from fvl_core.models.patch_encoder import PatchEncoder
from fvl_core.models.pseudo_words import PseudoWordEncoder
from fvl_core.models.shards import files_of
from fvl_core.models.weights import build_unfilled, fill


class OpenClipModel(PseudoWordEncoder):
    """Encode with a network of open_clip and the tokenizer that its configuration names."""

    network: CLIP | CustomTextCLIP

    def __init__(
        self,
        card: ModelCard,
        network: CLIP | CustomTextCLIP,
        words: Words,
        *,
        placement: Placement,
        weights: str,
    ) -> None:
        super().__init__(card, network, placement=placement, weights=weights, tokenizer=words.digest)
        self._words = words

    def n_tokens(self, text: str) -> int:
        """Count the tokens of a text with the marks around it, nothing cut (`CountsTokens`)."""
        return self._words.count(text)

    def tokens(self, texts: Sequence[str]) -> np.ndarray:
        """Return what the text tower reads, (n, context length) ids, cut where its positions end."""
        return self._tokens(list(texts))

    def _word_table(self) -> nn.Embedding:
        text_tower = self.network.text if isinstance(self.network, CustomTextCLIP) else self.network
        return text_tower.token_embedding

    def _tokens(self, texts: list[str]) -> np.ndarray:
        if self.card.truncation == "klip":
            return klip_tokens(texts, self.card.context_length)
        return self._words.encode(texts, self.card.context_length)

    def _encode_pixels(self, pixels: Tensor) -> Tensor:
        return self.network.encode_image(pixels)

    def _encode_tokens(self, tokens: Tensor) -> Tensor:
        network = self.network
        if isinstance(network, CLIP) and _reads_the_largest(network):
            return _read_to_the_end(network, tokens)
        return network.encode_text(tokens)


class OpenClipVit(PatchEncoder, OpenClipModel):
    """Encode with a CLIP of open_clip whose image tower is a vision transformer; it also gives patches.

    They are the last layer's patch tokens through the tower's own norm and projection. Where the tower
    pools the class token, these were trained for that token alone; see `PatchEncoder` for what that is worth.
    """

    def _encode_cells(self, pixels: Tensor) -> Tensor:
        tower = self.network.visual
        found = tower.forward_intermediates(
            pixels, indices=1, normalize_intermediates=True, intermediates_only=True, output_fmt="NCHW"
        )
        [maps] = found["image_intermediates"]  # (n, width, rows, columns)
        return maps.permute(0, 2, 3, 1) @ tower.proj


def _reads_the_largest(network: CLIP) -> bool:
    """Tell the text tower of CLIP itself: each token sees those before it, the largest id is projected."""
    is_causal = network.attn_mask is not None
    return is_causal and network.text_pool_type == "argmax" and network.text_projection is not None


def _read_to_the_end(network: CLIP, tokens: Tensor) -> Tensor:
    """Do what `CLIP.encode_text` does, without the padding: no token sees those after it.

    A feature is read at the largest id, the end of the text; 77 positions for ten words cost seven times
    as much.
    """
    ends = tokens.argmax(dim=-1)
    length = int(ends.max()) + 1
    states = network.token_embedding(tokens[:, :length]).to(network.transformer.get_cast_dtype())
    states = states + network.positional_embedding[:length].to(states.dtype)
    states = network.ln_final(network.transformer(states, attn_mask=network.attn_mask[:length, :length]))
    read = states[torch.arange(len(tokens), device=tokens.device), ends]
    projection = network.text_projection
    return projection(read) if isinstance(projection, nn.Linear) else read @ projection


def load_open_clip(path: Path | None, card: ModelCard, device: str, precision: str) -> OpenClipModel:
    """Load a checkpoint file, or a folder with open_clip_config.json, into open_clip's network.

    The folder's own configuration says the architecture, else the card does. Every weight must be there.

    Raises:
        InvalidInputError: for an architecture that open_clip lacks, or whose text tower comes from
        elsewhere. WeightsUnavailable: without weights, or without the tokenizer. CorruptFileError: for
        weights that do not fit.
    """
    placement = choose(device, precision)
    weights = find_weight_file(path, "open_clip") if path is not None and path.is_dir() else path
    if path is None or weights is None:
        raise WeightsUnavailable(
            f"The weights of {card.title} are not in {path}.", remedy="Fetch them again."
        )
    config = _require_config(path, card)
    network = build_unfilled(lambda: _build(config, card))
    for file in files_of(weights):
        require_as_fetched(file)
    tensors = read_checkpoint(weights).tensors
    if isinstance(network, CustomTextCLIP):
        tensors = convert_to_custom_text_state_dict(dict(tensors))
    fill(network, tensors, dtype=placement.loading_dtype, source=weights.name)
    digest = bytes_digest(digest_of_weights(weights), json.dumps(config, sort_keys=True))
    words = words_for(path, config, card)
    require_clip_words(card, rows=config["text_cfg"].get("vocab_size", 49408))
    completed = _completed(card, config)
    adapter = OpenClipVit if _keeps_patches(network) else OpenClipModel
    model = adapter(completed, network, words, placement=placement, weights=digest)
    model.logit_scale = float(tensors["logit_scale"].float().exp())  # before any rounding to half precision
    model.logit_bias = float(tensors["logit_bias"].float()) if "logit_bias" in tensors else 0.0
    return model


def _require_config(path: Path, card: ModelCard) -> dict[str, Any]:
    settings = read_settings(path / "open_clip_config.json") if path.is_dir() else {}
    config = settings.get("model_cfg") or architecture_config(card.architecture)
    if config is None:
        raise InvalidInputError(
            f"open_clip has no architecture {card.architecture!r}.",
            remedy='Name one, for example family="open_clip:ViT-B-32-quickgelu".',
        )
    if lacking := [name for name in ("embed_dim", "vision_cfg", "text_cfg") if name not in config]:
        raise _unknown_settings(card, f"{', '.join(lacking)} is not stated")
    vision, text = config["vision_cfg"], config["text_cfg"]
    if "hf_model_name" in text or "multimodal_cfg" in config:
        raise InvalidInputError(
            f"{card.architecture} takes its text tower from another library, or writes captions.",
            remedy="Choose a CLIP or SigLIP of open_clip.",
        )
    if "timm_model_name" in vision:  # timm would fetch the tower's first weights, which are replaced anyway
        config = {**config, "vision_cfg": {**vision, "timm_model_pretrained": False}}
    return dict(config)


def _build(config: Mapping[str, Any], card: ModelCard) -> CLIP | CustomTextCLIP:
    values = {key: value for key, value in config.items() if key != "custom_text"}
    try:
        return (CustomTextCLIP if config.get("custom_text") else CLIP)(**values)
    except TypeError as error:
        raise _unknown_settings(card, str(error)) from error


def _unknown_settings(card: ModelCard, reason: str) -> InvalidInputError:
    return InvalidInputError(
        f"open_clip cannot build {card.title} from its settings: {reason}.",
        remedy="Fetch it again, or install a newer open_clip (python -m pip install -U open_clip_torch).",
    )


def _keeps_patches(network: CLIP | CustomTextCLIP) -> bool:
    """Tell whether the image tower keeps patches apart to the end; a ResNet or learned pooling does not."""
    tower = network.visual
    return isinstance(tower, VisionTransformer) and tower.attn_pool is None


def _completed(card: ModelCard, config: Mapping[str, Any]) -> ModelCard:
    """Give a card the facts that only the network knows, so that text is cut where its positions end."""
    return replace(
        card,
        dim=int(config["embed_dim"]),
        context_length=int(config["text_cfg"].get("context_length", 77)),
    )

"""A SigLIP of Hugging Face's transformers behind the contract that every model keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from torch import Tensor
from transformers.models.siglip.configuration_siglip import SiglipConfig
from transformers.models.siglip.modeling_siglip import SiglipModel

from fvl_core.foundation.files import bytes_digest
from fvl_core.models.card import ModelCard
from fvl_core.models.devices import Placement, choose
from fvl_core.models.digests import digest_of_weights
from fvl_core.models.siglip_tokenizer import count_tokens, load_siglip_tokenizer
from fvl_core.models.tokenizers import Tokenizer
from fvl_core.models.torch_encoder import TorchDualEncoder
from fvl_core.models.transformers_adapter import facts_of, read_fitting, require_agreement, with_length
from fvl_core.models.weights import build_unfilled, fill


class TransformersSiglip(TorchDualEncoder):
    """Encode with Hugging Face's SigLIP (of either generation, at a fixed picture size).

    Texts are padded to the full length and read without a mask, as the network was trained. It scores each
    label by itself: sigmoid(scale * cosine + bias), with both numbers in the weights.
    """

    network: SiglipModel

    def __init__(
        self,
        card: ModelCard,
        network: SiglipModel,
        tokenizer: Tokenizer,
        *,
        placement: Placement,
        weights: str,
    ) -> None:
        super().__init__(card, network, placement=placement, weights=weights, tokenizer=tokenizer.digest)
        self._tokenizer = tokenizer

    def n_tokens(self, text: str) -> int:
        """Count the tokens of a text with the mark of its end, nothing cut (`CountsTokens`)."""
        return count_tokens(self._tokenizer, text)

    def _tokens(self, texts: list[str]) -> np.ndarray:
        return self._tokenizer.encode(texts, self.card.context_length)

    def _encode_pixels(self, pixels: Tensor) -> Tensor:
        return self.network.vision_model(pixel_values=pixels).pooler_output

    def _encode_tokens(self, tokens: Tensor) -> Tensor:
        return self.network.text_model(input_ids=tokens).pooler_output


def load_siglip(
    path: Path, settings: dict[str, Any], card: ModelCard, device: str, precision: str
) -> TransformersSiglip:
    """Load a folder with config.json of the kind siglip, its weights and its tokenizer; all of them must fit.

    Raises:
        WeightsUnavailable: without weights or a working tokenizer. CorruptFileError: for weights that do not
        fit.
    """
    placement = choose(device, precision)
    config = SiglipConfig.from_dict(settings)
    vision, text = config.vision_config, config.text_config
    require_agreement(card, image_size=vision.image_size, dim=text.projection_size)
    tokenizer = load_siglip_tokenizer(path, rows=text.vocab_size)
    weights, tensors = read_fitting(path, card)
    network = build_unfilled(lambda: SiglipModel(config))
    fill(network, tensors, dtype=placement.loading_dtype, source=weights.name)
    digest = bytes_digest(digest_of_weights(weights), facts_of(config))
    completed = with_length(card, text.max_position_embeddings, tokenizer)
    model = TransformersSiglip(completed, network, tokenizer, placement=placement, weights=digest)
    model.logit_scale = float(tensors["logit_scale"].float().exp())  # before any rounding to half precision
    model.logit_bias = float(tensors["logit_bias"].float())
    return model

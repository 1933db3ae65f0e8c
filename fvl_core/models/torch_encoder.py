"""What every model built on torch shares: device, precision, no gradients, float32 out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import bytes_digest
from fvl_core.models.base import VisionLanguageModel
from fvl_core.models.devices import Placement, set_threads
from fvl_core.models.preprocessing import to_pixels

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.models.card import ModelCard


class TorchDualEncoder(VisionLanguageModel):
    """Run a two-tower network; an adapter writes `_tokens`, `_encode_pixels` and `_encode_tokens`.

    Pixels follow the card's preprocessing (override `_pixels` for another), weights and activations have
    the placement's precision, and features leave as float32 NumPy arrays.

    Args:
        network: both towers, with their weights loaded.
        weights: a digest of the weights. tokenizer: a digest (or a name with version) of the tokenizer.
    """

    def __init__(
        self, card: ModelCard, network: nn.Module, *, placement: Placement, weights: str, tokenizer: str
    ) -> None:
        set_threads()
        self.card = card
        self.device, self.precision = placement
        self.dtype = placement.dtype
        self.network = network.eval().requires_grad_(False).to(self.device, self.dtype)
        self.untrained = is_untrained(network)
        self.space = name_of_space(card, weights=weights, tokenizer=tokenizer)
        self.n_bytes = bytes_of(network)
        self.n_parameters = sum(tensor.numel() for tensor in network.parameters())
        self.batch_size = 128 if self.device.startswith("cuda") else 32

    @abstractmethod
    def _tokens(self, texts: list[str]) -> np.ndarray:
        """Return token ids, (n, length) int64, cut at the card's context length."""

    @abstractmethod
    def _encode_pixels(self, pixels: Tensor) -> Tensor:
        """Return raw picture features (n, d) of pixels (n, 3, s, s) on the device."""

    @abstractmethod
    def _encode_tokens(self, tokens: Tensor) -> Tensor:
        """Return raw text features (n, d) of token ids (n, length) on the device."""

    def _pixels(self, images: list[Image]) -> np.ndarray:
        return to_pixels(images, self.card.preprocessing)

    def encode_pixels(self, pixels: np.ndarray) -> Embeddings:
        """Encode pixels that are resized, cropped and normalised already (`TakesPixels`).

        Shapes: (n, 3, s, s) numbers, s the card's picture size; gives (n, d).

        Raises:
            InvalidInputError: for another shape, or numbers that are not finite.
        """
        side = self.card.preprocessing.image_size
        given = np.ascontiguousarray(pixels, dtype=np.float32)
        if given.ndim != 4 or given.shape[1:] != (3, side, side) or not np.isfinite(given).all():
            raise InvalidInputError(
                f"Pixels of shape {given.shape} came.", remedy=f"Give (n, 3, {side}, {side}) finite numbers."
            )
        size = self.batch_size
        rows = [
            self._run("encode_pixels", self._pixel_features, list(given[start : start + size]))
            for start in range(0, len(given), size)
        ]
        return self._embeddings(rows)

    def _pixel_features(self, batch: list[np.ndarray]) -> np.ndarray:
        with torch.inference_mode():
            tensor = torch.from_numpy(np.stack(batch))
            return to_numpy(self._encode_pixels(tensor.to(self.device, self.dtype)))

    def _image_features(self, images: list[Image]) -> np.ndarray:
        return self._pixel_features(list(self._pixels(images)))

    def _text_features(self, texts: list[str]) -> np.ndarray:
        tokens = torch.from_numpy(np.asarray(self._tokens(texts), np.int64))
        with torch.inference_mode():
            return to_numpy(self._encode_tokens(tokens.to(self.device)))


def name_of_space(card: ModelCard, *, weights: str, tokenizer: str) -> str:
    """Return the name of an embedding space: the architecture, and a digest of all that shapes a vector.

    Example:
        >>> from fvl_core.models.card import ModelCard
        >>> card = ModelCard(name="toy", title="Toy", family="toy", dim=2, architecture="ViT-B-32")
        >>> name_of_space(card, weights="ab", tokenizer="bpe").split(":")[0]
        'ViT-B-32'
    """
    cut = () if card.truncation == "keep_eot" else (card.truncation,)
    facts = (weights, card.architecture, repr(card.preprocessing), tokenizer, str(card.context_length), *cut)
    return f"{card.architecture}:{bytes_digest(*facts)[:16]}"


def is_untrained(network: nn.Module) -> bool:
    """Tell a network that no step of training has touched: every norm still has gain 1 and shift 0.

    Layer norms are looked at; where there is none, as in a plain ResNet, its batch norms.

    Example:
        >>> is_untrained(nn.LayerNorm(3)), is_untrained(nn.Linear(3, 3))
        (True, False)
    """
    kinds = (nn.LayerNorm, nn.BatchNorm2d)
    norms = next((found for kind in kinds if (found := _of_kind(network, kind))), [])
    pairs = [(norm.weight, norm.bias) for norm in norms if norm.weight is not None and norm.bias is not None]
    return bool(pairs) and all(bool((gain == 1).all() and (shift == 0).all()) for gain, shift in pairs)


def _of_kind(network: nn.Module, kind: type[nn.Module]) -> list[Any]:
    return [module for module in network.modules() if isinstance(module, kind)]


def bytes_of(network: nn.Module) -> int:
    """Return the bytes of all parameters and buffers."""
    tensors = (*network.parameters(), *network.buffers())
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def digest_of_tensors(tensors: Mapping[str, Tensor]) -> str:
    """Return a sha256 over names, types, shapes and bytes, independent of file format and order.

    Example:
        >>> digest_of_tensors({"a": torch.ones(2)}) == digest_of_tensors({"a": torch.zeros(2)})
        False
    """
    return bytes_digest(*(part for name in sorted(tensors) for part in _parts(name, tensors[name])))


def _parts(name: str, tensor: Tensor) -> tuple[str | bytes, ...]:
    plain = tensor.detach().cpu().contiguous().flatten().view(torch.uint8)
    return name, str(tensor.dtype), str(tuple(tensor.shape)), plain.numpy().tobytes()


def to_numpy(features: Tensor) -> np.ndarray:
    """Return features of any precision and device as a float32 array."""
    return np.asarray(features.float().cpu().numpy(), np.float32)

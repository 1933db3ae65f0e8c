"""fvl-tiny behind the contract that every model keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import torch
from torch import Tensor

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.models.card import ModelCard, Preprocessing
from fvl_core.models.devices import Placement, choose, compute_on, set_threads
from fvl_core.models.patch_encoder import PatchEncoder
from fvl_core.models.tiny.network import TinyDualEncoder, TinyShape
from fvl_core.models.tiny.tokenizer import TinyTokenizer
from fvl_core.models.torch_encoder import digest_of_tensors

if TYPE_CHECKING:
    from PIL.Image import Image

T = TypeVar("T")

WEIGHTS_FILE = "model.safetensors"
LEAST_PART = 4
"""Pictures or texts of a batch that are worth a core of their own."""
PREPROCESSING = Preprocessing(image_size=128, resize="squash", mean=(0.5, 0.5, 0.5), std=(0.25, 0.25, 0.25))


class TinyModel(PatchEncoder):
    """Encode with fvl-tiny; knows which words it has never seen.

    Its patches are 4 x 4 cells, each pooled and projected as if it were the whole picture. That is an
    approximation: training compared whole pictures only, a cell's maps also see beyond its border, and the
    vectors of the cells do not average to that of the picture.
    """

    network: TinyDualEncoder

    def __init__(
        self,
        card: ModelCard,
        network: TinyDualEncoder,
        tokenizer: TinyTokenizer,
        *,
        placement: Placement,
        weights: str,
    ) -> None:
        self.logit_scale = float(network.log_scale.detach().clamp(max=4.6052).exp())
        network = network.fold().to(memory_format=torch.channels_last)
        super().__init__(card, network, placement=placement, weights=weights, tokenizer=tokenizer.digest)
        self._tokenizer = tokenizer

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """Return the words of the text that training never showed, levelled, each once.

        Example:
            >>> from fvl_core.models.library import load_model
            >>> load_model("fvl-tiny").unknown_words("a red xylophone")
            ('xylophone',)
        """
        return self._tokenizer.unknown_words(text)

    def n_tokens(self, text: str) -> int:
        """Count the pieces of a text with the mark of its start, nothing cut (`CountsTokens`)."""
        return self._tokenizer.n_pieces(text)

    def _tokens(self, texts: list[str]) -> np.ndarray:
        return self._tokenizer.encode(texts, max_tokens=self.card.context_length)

    def _pixels(self, images: list[Image]) -> np.ndarray:
        # Box-averaging a large picture first looks the same at this size and takes a fraction of the time.
        side = 2 * self.card.preprocessing.image_size
        return super()._pixels([_reduced(image, side) for image in images])

    def _encode_pixels(self, pixels: Tensor) -> Tensor:
        return self.network.image(pixels.contiguous(memory_format=torch.channels_last))

    def _encode_cells(self, pixels: Tensor) -> Tensor:
        return self.network.image.cells(pixels.contiguous(memory_format=torch.channels_last))

    def _encode_tokens(self, tokens: Tensor) -> Tensor:
        return self.network.text(tokens)

    def _run(self, name: str, hook: Callable[[list[T]], np.ndarray], batch: list[T]) -> np.ndarray:
        return super()._run(name, self._on_all_cores(hook), batch)

    def _on_all_cores(self, hook: Callable[[list[T]], np.ndarray]) -> Callable[[list[T]], np.ndarray]:
        """Cut a batch into parts, one for each core: layers this small gain little when they are cut."""
        if self.device != "cpu":
            return hook

        def run(batch: list[T]) -> np.ndarray:
            pool, n_cores = _cores()
            size = max(LEAST_PART, -(-len(batch) // n_cores))
            parts = [batch[start : start + size] for start in range(0, len(batch), size)]
            return np.concatenate(list(pool.map(hook, parts)))

        return run


def load_tiny(path: Path | None, card: ModelCard, device: str, precision: str) -> TinyModel:
    """Load fvl-tiny from its folder, or from a file of weights beside its tokenizer.

    Raises:
        WeightsUnavailable: when a file is missing. CorruptFileError: when weights, tokenizer and card do not
        belong together.
    """
    weights = path / WEIGHTS_FILE if path is not None and path.is_dir() else path
    if weights is None or not weights.is_file():
        raise WeightsUnavailable(
            f"{WEIGHTS_FILE} of fvl-tiny is missing.",
            remedy="Restore assets/models/fvl-tiny from the repository.",
        )
    tensors, shape = read_weights(weights)
    tokenizer = TinyTokenizer.load(weights.parent)
    _require_agreement(card, shape, tokenizer)
    network = TinyDualEncoder(shape)
    missing, unexpected = network.load_state_dict(tensors, strict=False)
    if wrong := [*(name for name in missing if not name.endswith("num_batches_tracked")), *unexpected]:
        raise CorruptFileError(
            f"The weights of fvl-tiny do not fit its network: {', '.join(sorted(wrong)[:3])}.",
            remedy="Restore them from the repository, or train again.",
        )
    return TinyModel(
        _completed(card, shape),
        network,
        tokenizer,
        placement=choose(device, precision),
        weights=digest_of_tensors(tensors),
    )


def read_weights(path: Path) -> tuple[dict[str, Tensor], TinyShape]:
    """Return the tensors of a weights file, as float32, and the shape written into its header.

    Raises:
        CorruptFileError: when it is not a safetensors file of ours.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="pt") as held:
            tensors = {name: held.get_tensor(name).float() for name in held.keys()}  # noqa: SIM118 - not a mapping
            shape = TinyShape.from_dict(json.loads((held.metadata() or {})["shape"]))
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise CorruptFileError(
            f"{path} holds no fvl-tiny weights.", remedy="Restore it from the repository."
        ) from error
    return tensors, shape


def _require_agreement(card: ModelCard, shape: TinyShape, tokenizer: TinyTokenizer) -> None:
    if tokenizer.size != shape.vocabulary:
        raise CorruptFileError(
            f"The tokenizer has {tokenizer.size} pieces, the weights have rows for {shape.vocabulary}.",
            remedy="Take both from the same training run.",
        )
    if card.source == "embedded" and card.dim != shape.dim:
        raise CorruptFileError(
            f"The card of {card.name} says {card.dim} dimensions, the weights have {shape.dim}.",
            remedy="Correct `dim` in the card, or restore the weights from the repository.",
        )


def _completed(card: ModelCard, shape: TinyShape) -> ModelCard:
    """Give a card made for a mere file what the weights say."""
    if card.source == "embedded":
        return card
    return replace(
        card,
        dim=shape.dim,
        architecture="fvl-tiny",
        context_length=shape.max_tokens,
        preprocessing=PREPROCESSING,
    )


@cache
def _cores() -> tuple[ThreadPoolExecutor, int]:
    """Return workers that compute on one core each, and how many."""
    n_cores = set_threads()
    return ThreadPoolExecutor(n_cores, "fvl-tiny", initializer=compute_on, initargs=(1,)), n_cores


def _reduced(image: Image, side: int) -> Image:
    factor = min(image.width, image.height) // side
    return image.reduce(factor) if factor > 1 else image

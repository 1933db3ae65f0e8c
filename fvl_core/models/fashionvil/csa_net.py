"""CSA-Net, the network for outfits that is trained from FashionViL's image tower, and its adapter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import one_hot

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import open_image
from fvl_core.models.fashionvil.network import Scaled
from fvl_core.models.fashionvil.polyvore_categories import category_place
from fvl_core.models.fashionvil.sizes import TrunkSizes
from fvl_core.models.fashionvil.trunk import Trunk
from fvl_core.models.torch_encoder import TorchDualEncoder, to_numpy

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.foundation.images import ImageSource


class CsaSizes(NamedTuple):
    """Hold the sizes of a CSA-Net: its trunk, vectors, masks, categories, and the layer that weighs masks."""

    trunk: TrunkSizes
    dim: int
    n_masks: int
    n_categories: int
    hidden: int


class CsaNetwork(nn.Module):
    """Turn pictures into vectors (n, dim): as what is looked for, or as worn where something is looked for.

    A worn item x of category a, where one of category b is looked for, becomes x ⊙ mean_k(w_k m_k) with
    w = softmax(W₂ relu(W₁ [a; b])) over the masks m_k; both kinds get the learned length.

    Source: Lin, Tran, Davis: "Fashion Outfit Complementary Item Retrieval", CVPR 2020, in the form in which
    FashionViL's authors train it.
    """

    def __init__(self, sizes: CsaSizes) -> None:
        super().__init__()
        self.n_categories = sizes.n_categories
        self.image_encoder = Trunk(sizes.trunk)
        self.proj_layer = nn.Linear(sizes.trunk.channels, sizes.dim)
        self.fusion_module = _Fusion(sizes)
        self.norm_layer = Scaled()

    def targets(self, pixels: Tensor) -> Tensor:
        """Return pictures as what is looked for."""
        vectors: Tensor = self.norm_layer(self._items(pixels))
        return vectors

    def worn(self, pixels: Tensor, own: Tensor, wanted: Tensor) -> Tensor:
        """Return pictures as worn; own and wanted are places of categories, (n,)."""
        both = torch.cat([one_hot(places, self.n_categories) for places in (own, wanted)], dim=1)
        items = self._items(pixels)
        vectors: Tensor = self.norm_layer(items * self.fusion_module(both.to(items.dtype)))
        return vectors

    def _items(self, pixels: Tensor) -> Tensor:
        items: Tensor = self.proj_layer(self.image_encoder(pixels).mean(dim=(2, 3)))
        return items


class _Fusion(nn.Module):
    """Mix the masks for two categories; the mean (not the sum) over masks is its authors'."""

    def __init__(self, sizes: CsaSizes) -> None:
        super().__init__()
        first = nn.Linear(2 * sizes.n_categories, sizes.hidden)
        self.weight_classifier = nn.Sequential(first, nn.ReLU(), nn.Linear(sizes.hidden, sizes.n_masks))
        self.masks = nn.Embedding(sizes.n_masks, sizes.dim)

    def forward(self, categories: Tensor) -> Tensor:
        weights = self.weight_classifier(categories).softmax(dim=-1)  # (n, masks)
        mixed: Tensor = weights @ self.masks.weight / self.masks.num_embeddings
        return mixed


class CsaNet(TorchDualEncoder):
    """Encode pictures for outfits (`CompletesOutfits`); it reads no words."""

    network: CsaNetwork

    def encode_worn(
        self,
        images: Sequence[ImageSource],
        own: Sequence[str],
        wanted: Sequence[str],
        *,
        batch_size: int | None = None,
    ) -> Embeddings:
        """Encode worn items, each for the category of what is looked for.

        Args:
            images: n pictures.
            own: Polyvore's category id of each.
            wanted: the category id for which it is asked, one for each.
            batch_size: pictures at a time.

        Raises:
            InvalidInputError: for an unreadable picture, a category that Polyvore Outfits lacks, or lists of
            different lengths.
        """
        if not len(images) == len(own) == len(wanted):
            raise InvalidInputError(
                f"{len(images)} pictures, {len(own)} categories and {len(wanted)} wanted ones came.",
                remedy="Give as many of each.",
            )
        places = [
            (category_place(mine), category_place(other)) for mine, other in zip(own, wanted, strict=True)
        ]
        entries = list(zip(images, places, strict=True))
        rows = [
            self._run("encode_worn", self._worn, [(open_image(image), pair) for image, pair in batch])
            for batch in self._batches(entries, batch_size, None)
        ]
        return self._embeddings(rows)

    def _worn(self, batch: list[tuple[Image, tuple[int, int]]]) -> np.ndarray:
        pixels = torch.from_numpy(self._pixels([image for image, _ in batch]))
        own, wanted = torch.tensor([pair for _, pair in batch]).T.to(self.device)
        with torch.inference_mode():
            return to_numpy(self.network.worn(pixels.to(self.device, self.dtype), own, wanted))

    def _tokens(self, texts: list[str]) -> np.ndarray:
        del texts
        raise InvalidInputError(
            f"{self.card.title} reads no words: it was trained on pictures of outfits alone.",
            remedy="Search by a picture, or choose another model.",
        )

    def _encode_pixels(self, pixels: Tensor) -> Tensor:
        return self.network.targets(pixels)

    def _encode_tokens(self, tokens: Tensor) -> Tensor:
        raise NotImplementedError("there are no tokens: `_tokens` refuses words")

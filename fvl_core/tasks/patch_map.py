"""Which parts of a picture a model itself puts near some words, for models that keep the parts apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.abilities import GivesPatches
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import open_image
from fvl_core.foundation.trace import stage

if TYPE_CHECKING:
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import VisionLanguageModel

SAME = 1e-6
"""Cosines that differ by less are rounding."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class PatchMap:
    """Hold the match of every cell: similarity (rows, columns) float32, cosines.

    heat: (h, w) float32 over the whole picture, the cosines stretched from the lowest, 0, to the highest, 1;
    0 also where the model does not look. box: (left, top, right, bottom) of the part that it looks at, in
    pixels. cosine: of the whole picture with the words. flat: all cells match alike, heat is all 0.
    """

    similarity: np.ndarray
    heat: np.ndarray
    box: Box
    cosine: float
    flat: bool
    text: str


def patch_map(
    model: VisionLanguageModel, image: ImageSource, text: str, *, cache: EmbeddingCache | None = None
) -> PatchMap:
    """Compare the cells of a picture with some words, in one pass of the network.

    Cheaper and coarser than `occlusion_map`, and an approximation: no model here was trained to put cells
    near words (`PatchEncoder` says more). The cosines of cells and of the whole are not on one scale.

    Args:
        model: one that meets `GivesPatches`.
        image: a path, bytes or a PIL image.
        text: as the model shall read it; no prompt is put round it.
        cache: where the vectors of the words and of the whole picture are kept.

    Raises:
        InvalidInputError: for a model that gives no patches, a picture that cannot be read, or a blank text.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.models.library import load_model
        >>> picture = Image.new("RGB", (30, 50), "red")
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> found = patch_map(load_model("fvl-tiny"), picture, "red", cache=cache)
        >>> found.similarity.shape, found.heat.shape
        ((4, 4), (50, 30))
    """
    if not isinstance(model, GivesPatches):
        raise InvalidInputError(
            f"{model.name} does not keep the parts of a picture apart.",
            remedy="Use occlusion_map, which works with any model.",
        )
    opened = open_image(image)
    with stage("patch map", model=model.name):
        cache = cache or EmbeddingCache()
        words = cache.encode_texts(model, [text])
        whole = cache.encode_images(model, [opened])
        patches = model.encode_patches(opened)
        patches.cells.require_space(words.space)
    cosines = patches.cells.vectors.astype(np.float64) @ words.vectors[0].astype(np.float64)
    similarity = cosines.reshape(patches.rows, patches.columns)
    spread = float(np.ptp(similarity))
    flat = spread <= SAME
    stretched = np.zeros_like(similarity) if flat else (similarity - similarity.min()) / spread
    return PatchMap(
        similarity=similarity.astype(np.float32),
        heat=_laid_over(stretched.astype(np.float32), patches.box, opened.size),
        box=patches.box,
        cosine=float(whole.vectors[0] @ words.vectors[0]),
        flat=flat,
        text=text,
    )


def _laid_over(cells: np.ndarray, box: Box, size: tuple[int, int]) -> np.ndarray:
    """Give every pixel the value of the cell that its middle lies in, 0 outside the box; (h, w)."""
    rows, columns = cells.shape
    left, top, right, bottom = box
    down = np.floor((np.arange(size[1]) + 0.5 - top) / (bottom - top) * rows).astype(int)
    across = np.floor((np.arange(size[0]) + 0.5 - left) / (right - left) * columns).astype(int)
    within = ((down >= 0) & (down < rows))[:, None] & ((across >= 0) & (across < columns))
    laid = cells[np.ix_(down.clip(0, rows - 1), across.clip(0, columns - 1))]
    return np.where(within, laid, np.float32(0))

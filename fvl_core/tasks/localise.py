"""Where a model looks: hide parts of a picture, and see which parts the match with the words lives on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as PillowImage

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import open_image
from fvl_core.foundation.trace import stage

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import OnProgress, VisionLanguageModel

GREY = (128, 128, 128)
STEPS = 8
SHARPENINGS = 3
MOST_STEPS = 32


@dataclass(frozen=True, eq=False)
class OcclusionMap:
    """Hold where the match is: heat (h, w) float32 in [0, 1], over the whole picture.

    cosine: of the whole picture with the words. best: the highest of any view. n_views: pictures that were
    compared, the whole one included. flat: no part alone matches better than the whole, heat is all 0.
    """

    heat: np.ndarray
    cosine: float
    best: float
    n_views: int
    flat: bool
    text: str


def occlusion_map(
    model: VisionLanguageModel,
    image: ImageSource,
    text: str,
    *,
    n_steps: int = STEPS,
    sharpenings: int = SHARPENINGS,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
) -> OcclusionMap:
    """Find the parts of a picture that match some words, with any model.

    The picture stands in a grey square. Every horizontal and every vertical band of it between two of
    n_steps + 1 lines is shown alone, the rest grey; where a band matches better than the whole picture, its
    gain counts for every part that it shows. A part's mean gain over the views that show it is then
    sharpened: the mean over the picture is taken away and what falls below 0 cut off, several times. Same
    input, same map; another text for the same picture encodes the text only.

    Args:
        model: any.
        image: a path, bytes or a PIL image.
        text: as the model shall read it; no prompt is put round it.
        n_steps: lines per side; n (n + 1) - 1 views are encoded.
        sharpenings: how often the mean is taken away.
        cache: where the views' vectors are kept.
        on_progress: called with (done, total) views.

    Raises:
        InvalidInputError: for a picture that cannot be read, a blank text, or steps outside 2 … 32.
    Source: the localisation of FashionCLIP (Chia et al., Scientific Reports 2022), after CLIP-Italian; there
    horizontal bands start one step late, which loses the top edge, and gains are summed over all bands, which
    favours the middle; here neither.

    Example:
        >>> import tempfile
        >>> from fvl_core.models.hand import HandModel
        >>> picture = PillowImage.new("RGB", (40, 40), "blue")
        >>> picture.paste((255, 0, 0), (0, 0, 40, 10))
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> heat = occlusion_map(HandModel(), picture, "red", n_steps=4, cache=cache).heat
        >>> heat[0, 0], bool(heat[:10].min() > 0.5), heat[10:].max()
        (np.float32(1.0), True, np.float32(0.0))
    """
    if not 2 <= n_steps <= MOST_STEPS or sharpenings < 0:
        raise InvalidInputError(
            f"{n_steps} steps and {sharpenings} sharpenings do not work.",
            remedy=f"Give 2 to {MOST_STEPS} steps, and 0 or more sharpenings.",
        )
    opened = open_image(image)
    fitted = _fitted(opened, model.card.preprocessing.image_size)
    masks = [np.ones((n_steps, n_steps), dtype=bool), *_bands(n_steps)]
    with stage("occlusion map", views=len(masks)):
        cache = cache or EmbeddingCache()
        words = cache.encode_texts(model, [text]).vectors[0].astype(np.float64)
        scores = _score_views(model, cache, fitted, masks, words, on_progress)
    gains = np.maximum(scores - scores[0], 0.0)
    shown = np.stack(masks)  # (views, n, n)
    heat = np.tensordot(gains, shown, axes=1) / shown.sum(axis=0)
    for _ in range(sharpenings):
        heat = np.maximum(heat - heat.mean(), 0.0)
    most = float(heat.max())
    heat = heat / most if most > 0 else heat
    return OcclusionMap(
        heat=np.asarray(_enlarged(heat.astype(np.float32), opened.size), dtype=np.float32),
        cosine=float(scores[0]),
        best=float(scores.max()),
        n_views=len(masks),
        flat=most == 0,
        text=text,
    )


def _fitted(image: Image, side: int) -> Image:
    """Scale a picture so that its longer side fits."""
    scale = side / max(image.size)
    width, height = (max(1, round(length * scale)) for length in image.size)
    return image.resize((width, height), PillowImage.Resampling.BICUBIC)


def _bands(n_steps: int) -> Iterator[np.ndarray]:
    """Yield every horizontal, then every vertical band of cells but the whole, (n, n) booleans."""
    for upright in (False, True):
        for start in range(n_steps):
            for end in range(start + 1, n_steps + 1):
                if end - start < n_steps:
                    mask = np.zeros((n_steps, n_steps), dtype=bool)
                    mask[start:end] = True
                    yield mask.T if upright else mask


def _score_views(
    model: VisionLanguageModel,
    cache: EmbeddingCache,
    fitted: Image,
    masks: list[np.ndarray],
    words: np.ndarray,
    on_progress: OnProgress | None,
) -> np.ndarray:
    """Return the cosine of every view with the words, (views,), encoding batch by batch."""
    scores = []
    for start in range(0, len(masks), model.batch_size):
        views = [_view(fitted, mask) for mask in masks[start : start + model.batch_size]]
        scores.append(cache.encode_images(model, views).vectors.astype(np.float64) @ words)
        if on_progress is not None:
            on_progress(start + len(views), len(masks))
    return np.concatenate(scores)


def _view(fitted: Image, mask: np.ndarray) -> Image:
    """Show only the cells of the mask, in a square whose rest is grey."""
    side = max(fitted.size)
    square = PillowImage.new("RGB", (side, side), GREY)
    shown = _enlarged(mask.astype(np.uint8) * 255, fitted.size)
    square.paste(fitted, ((side - fitted.width) // 2, (side - fitted.height) // 2), shown)
    return square


def _enlarged(cells: np.ndarray, size: tuple[int, int]) -> Image:
    return PillowImage.fromarray(cells).resize(size, PillowImage.Resampling.NEAREST)

"""`FashionCLIP`: the class of the fashion-clip package on the studio's own models, its faults mended."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.foundation.errors import InvalidInputError, WeightsUnavailable
from fvl_core.foundation.images import open_image
from fvl_core.index.library import build_index
from fvl_core.models.library import load_model
from fvl_core.tasks.fashionclip.occlusion import SIDE, published_heatmap
from fvl_core.tasks.localise import MOST_STEPS, occlusion_map

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.models.base import VisionLanguageModel
    from fvl_core.tasks.fashionclip.dataset import FCLIPDataset

SHORT_NAMES = {"fashion-clip": "fashionclip"}
BATCH = 32


class FashionCLIP:
    """Encode, label, search and localise, under the names of the fashion-clip package.

    What differs from the package, as it is a fault there; `as_published` gives the package's numbers
    (bar Annoy's, whose trees are drawn by lot):

    - `zero_shot_classification` compares by cosine. There the labels keep their lengths, so long ones win.
    - `retrieval` compares by cosine even with `normalize=False`; there pictures then keep their lengths. Of
      equal scores the earlier product comes first; there the later one. Approximate neighbours work in any
      dimension, and are scored exactly; there the index is fixed at 512.
    - Pictures are never saved again on the way; there a JPEG that was opened from memory is compressed once
      more (its issue 14).
    - The heat map covers the whole picture evenly (`fvl.occlusion_map`); there the top edge, and what is left
      of the last step, are never shown alone, and a picture without any gain is 0 / 0.
    - A local folder, a file and a cached repository load, without network; vectors are kept on disk.

    Args:
        model_name: "fashion-clip", whatever `load_model` takes, or a loaded model.
        dataset: encoded at once, if given.
        normalize: keep `image_vectors` and `textual_vectors` at length 1.
        approx: search the dataset with a graph of neighbours instead of one by one.
        auth_token: for a private repository, which `fetch_model` fetches: loading never reaches the network.
        as_published: repeat the package's faults.
        cache: where vectors are kept.

    Attributes:
        image_vectors, textual_vectors: (n, d) float32 of the dataset. dataset_hash, model_hash, vector_hash:
        names of what they were made from. model, device.

    Raises:
        WeightsUnavailable: when the weights are not on this machine; it says what fetches them.
    Source: fashion-clip 0.2.2 (Chia et al., 2022), class FashionCLIP.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> fclip = FashionCLIP("hand", cache=EmbeddingCache(tempfile.mkdtemp()))
        >>> fclip.zero_shot_classification([Image.new("RGB", (4, 4), "blue")], ["red", "blue"])
        ['blue']
    """

    def __init__(
        self,
        model_name: str | Path | VisionLanguageModel,
        dataset: FCLIPDataset | None = None,
        normalize: bool = True,
        approx: bool = True,
        auth_token: str | None = None,
        *,
        as_published: bool = False,
        cache: EmbeddingCache | None = None,
    ) -> None:
        self.model_name = model_name if isinstance(model_name, str | Path) else model_name.name
        self.model = _load(model_name, auth_token)
        self.model_hash = self.model.space
        self.device = self.model.device
        self.dataset, self.normalize, self.approx = dataset, normalize, approx
        self.as_published = as_published
        self.cache = cache or EmbeddingCache()
        if dataset is not None:
            self.dataset_hash = dataset.hash()
            self.vector_hash = f"{self.model_hash}_{self.dataset_hash}"
            raw = self.cache.encode_images(self.model, [str(path) for path in dataset.images_path]).raw
            words = self.cache.encode_texts(self.model, [str(text) for text in dataset.captions]).raw
            self.image_vectors = _unit(raw) if normalize else raw
            self.textual_vectors = _unit(words) if normalize else words
            self._index = build_index(_unit(raw), kind="faiss-hnsw" if approx else "exact")

    def encode_images(self, images: Sequence[str | Path | Image], batch_size: int = BATCH) -> np.ndarray:
        """Encode paths or PIL pictures, also mixed, into raw features, (n, d) float32, not normalised.

        Raises:
            InvalidInputError: for a picture that cannot be read; names the file.
        """
        return self.model.encode_images(self._opened(images), batch_size=batch_size).raw

    def encode_text(self, text: Sequence[str], batch_size: int = BATCH) -> np.ndarray:
        """Encode texts as they are into raw features, (n, d) float32, not normalised.

        Raises:
            InvalidInputError: for a blank text.
        """
        return self.model.encode_texts(list(text), batch_size=batch_size).raw

    def zero_shot_classification(
        self, images: Sequence[str | Path | Image], text_labels: Sequence[str]
    ) -> list[str]:
        """Return the likeliest label of each picture; no prompt is put round the labels.

        Raises:
            InvalidInputError: for no labels, a blank one, or a picture that cannot be read.
        """
        if not text_labels:
            raise InvalidInputError("There are no labels.", remedy="Give at least one.")
        labels = self.encode_text(text_labels)
        scores = _unit(self.encode_images(images)) @ (labels if self.as_published else _unit(labels)).T
        return [text_labels[place] for place in scores.argmax(axis=1)]

    def retrieval(self, queries: Sequence[str], top_k: int = 10) -> np.ndarray:
        """Return the places in the dataset of the first k products of each query, (q, k) int64.

        Raises:
            InvalidInputError: without a dataset, for k below 1, or a blank query.
        """
        if self.dataset is None:
            raise InvalidInputError("There is no dataset to search.", remedy="Give one to FashionCLIP.")
        asked = _unit(self.encode_text(queries))
        if self.as_published and not self.approx:
            scores = asked @ self.image_vectors.T
            return np.asarray(scores.argsort(axis=1, kind="stable")[:, -top_k:][:, ::-1], np.int64)
        return self._index.search(asked, top_k)[1]

    def heatmap(
        self, image_path: str | Path | Image, query_text: str, pixel_size: int = 15, iterations: int = 5
    ) -> tuple[np.ndarray, Image]:
        """Return where the words are in a picture, and that picture.

        Returns:
            Heat (h, w) float32 in [0, 1] over the whole picture, all 0 where no part matches better than the
            whole. As published: (224, 224, 3) over the picture in a grey square.

        Raises:
            InvalidInputError: for a picture that cannot be read, a blank text, or impossible steps.
        """
        if self.as_published:
            words = self.encode_text([query_text])[0]
            return published_heatmap(
                self.encode_images,
                open_image(image_path),
                words,
                pixel_size=pixel_size,
                iterations=iterations,
            )
        n_steps = min(MOST_STEPS, max(2, round(SIDE / max(1, pixel_size))))
        picture = open_image(image_path)
        found = occlusion_map(
            self.model, picture, query_text, n_steps=n_steps, sharpenings=iterations, cache=self.cache
        )
        return found.heat, picture

    def display_attention(
        self, image_path: str | Path | Image, query_text: str, pixel_size: int = 15, iterations: int = 5
    ) -> Image:
        """Return the picture, its heat, and the picture seen through its heat, side by side.

        Raises:
            InvalidInputError: as `heatmap`.
        """
        from PIL import Image

        heat, picture = self.heatmap(image_path, query_text, pixel_size, iterations)
        flat = np.nan_to_num(heat if heat.ndim == 2 else heat[:, :, 0])
        warm = Image.fromarray((flat * 255).astype(np.uint8)).resize(picture.size).convert("RGB")
        seen = np.asarray(picture) / 255 * (np.asarray(warm) / 255)
        sheet = Image.new("RGB", (3 * picture.width, picture.height))
        for place, part in enumerate((picture, warm, Image.fromarray((seen * 255).astype(np.uint8)))):
            sheet.paste(part, (place * picture.width, 0))
        return sheet

    def _opened(self, images: Sequence[Any]) -> list[Any]:
        return [_saved_again(image) for image in images] if self.as_published else list(images)


def _load(model_name: str | Path | VisionLanguageModel, auth_token: str | None) -> VisionLanguageModel:
    if not isinstance(model_name, str | Path):
        return model_name
    name = SHORT_NAMES.get(str(model_name), str(model_name))
    try:
        return load_model(name, precision="float32")
    except WeightsUnavailable as error:
        if auth_token is None:
            raise
        raise WeightsUnavailable(
            error.message, remedy=f"Fetch them once: HF_TOKEN=… python -m fvl_core fetch {name}"
        ) from error


def _unit(raw: np.ndarray) -> np.ndarray:
    return np.asarray(raw / np.linalg.norm(raw, axis=-1, keepdims=True), np.float32)


def _saved_again(source: Any) -> Any:
    """Compress a JPEG that was opened from memory once more, as the package's data set does."""
    if getattr(source, "format", None) != "JPEG" or getattr(source, "filename", ""):
        return source
    held = io.BytesIO()
    source.save(held, format="JPEG")
    return held.getvalue()

"""What torch models share that keep the parts of a picture apart to the end."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.images import open_image
from fvl_core.foundation.patches import Patches
from fvl_core.models.preprocessing import seen_part
from fvl_core.models.torch_encoder import TorchDualEncoder, to_numpy

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    from fvl_core.foundation.images import ImageSource


class PatchEncoder(TorchDualEncoder):
    """Encode a picture's cells beside whole pictures (`GivesPatches`); an adapter writes `_encode_cells`.

    The cells are an approximation: contrastive training compares words with the one vector of a picture,
    never with a cell, and by the last layer every cell has mixed with the others. For CLIP such maps are
    known to be noisy and at times to favour the background over the thing named (Li et al., "A Closer Look
    at the Explainability of Contrastive Language-Image Pre-training", arXiv 2304.05653).
    """

    @abstractmethod
    def _encode_cells(self, pixels: Tensor) -> Tensor:
        """Return raw features of every cell, (n, rows, columns, d), of pixels (n, 3, s, s) on the device."""

    def encode_patches(self, image: ImageSource) -> Patches:
        """Encode the cells of one picture (a path, bytes or a PIL image).

        Raises:
            InvalidInputError: for a picture that cannot be read.

        Example:
            >>> from PIL import Image
            >>> from fvl_core.models.library import load_model
            >>> found = load_model("fvl-tiny").encode_patches(Image.new("RGB", (30, 50), "red"))
            >>> found.rows, found.columns, found.cells.vectors.shape, found.box
            (4, 4, (16, 256), (0.0, 0.0, 30.0, 50.0))
        """
        opened = open_image(image)
        [grid] = self._run("encode_patches", self._cells, [opened])
        rows, columns, dim = grid.shape
        cells = Embeddings.from_raw(None, grid.reshape(rows * columns, dim), space=self.space)
        return Patches(cells, rows, columns, seen_part(opened.size, self.card.preprocessing))

    def _cells(self, images: list[Image]) -> np.ndarray:
        pixels = torch.from_numpy(self._pixels(images))
        with torch.inference_mode():
            return to_numpy(self._encode_cells(pixels.to(self.device, self.dtype)))

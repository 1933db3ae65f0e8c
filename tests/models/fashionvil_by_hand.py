"""FashionViL worked out from what is published about it, in float64, without any of the studio's code."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch.nn.functional import batch_norm, conv2d, max_pool2d

T = dict[str, torch.Tensor]


def trunk(tensors: T, pixels: np.ndarray, *, blocks: tuple[int, ...]) -> np.ndarray:
    """torchvision's ResNet up to the last grid, as rows: (n, cells, channels), row by row."""
    x = conv2d(
        torch.from_numpy(pixels).double(), tensors["image_encoder.model.0.weight"], stride=2, padding=3
    )
    x = max_pool2d(norm2d(tensors, "image_encoder.model.1", x).relu(), 3, 2, 1)
    for stage, n_blocks in enumerate(blocks):
        for place in range(n_blocks):
            name, stride = f"image_encoder.model.{4 + stage}.{place}", 2 if stage and place == 0 else 1
            inner = norm2d(tensors, f"{name}.bn1", conv2d(x, tensors[f"{name}.conv1.weight"])).relu()
            inner = conv2d(inner, tensors[f"{name}.conv2.weight"], stride=stride, padding=1)
            inner = norm2d(tensors, f"{name}.bn2", inner).relu()
            inner = norm2d(tensors, f"{name}.bn3", conv2d(inner, tensors[f"{name}.conv3.weight"]))
            if f"{name}.downsample.0.weight" in tensors:
                x = conv2d(x, tensors[f"{name}.downsample.0.weight"], stride=stride)
                x = norm2d(tensors, f"{name}.downsample.1", x)
            x = (x + inner).relu()
    return x.flatten(2).transpose(1, 2).numpy()


def norm2d(tensors: T, name: str, x: torch.Tensor) -> torch.Tensor:
    parts = (tensors[f"{name}.{part}"] for part in ("running_mean", "running_var", "weight", "bias"))
    mean, variance, weight, bias = parts
    return batch_norm(x, mean, variance, weight, bias, eps=1e-5)


class Bert:
    """BERT over [words ; cells], post-norm, exact GELU, heads of 64."""

    def __init__(self, tensors: T) -> None:
        self.t = {name.removeprefix("model.bert."): tensor.numpy() for name, tensor in tensors.items()}
        self.n_layers = len({n.split(".")[2] for n in self.t if n.startswith("encoder.layer.")})

    def hidden(
        self, ids: list[int] | None, grid: np.ndarray | None, *, n_real: int | None = None
    ) -> np.ndarray:
        """Last layer of one pair, (L + cells, width); words from `n_real` on are padding."""
        rows = []
        if ids is not None:
            words = self.t["embeddings.word_embeddings.weight"][ids]
            words = words + self.t["embeddings.position_embeddings.weight"][: len(ids)]
            rows.append(words + self.t["embeddings.token_type_embeddings.weight"][0])
        if grid is not None:
            cells = self.linear("embeddings.projection", grid)
            cells = cells + self.t["embeddings.position_embeddings_visual.weight"][: len(grid)]
            rows.append(cells + self.t["embeddings.token_type_embeddings_visual.weight"][0])
        x = self.layer_norm("embeddings.LayerNorm", np.concatenate(rows))
        seen = np.ones(len(x))
        if ids is not None and n_real is not None:
            seen[n_real : len(ids)] = 0
        for layer in range(self.n_layers):
            name = f"encoder.layer.{layer}"
            attended = self.linear(
                f"{name}.attention.output.dense", self.attention(f"{name}.attention.self", x, seen)
            )
            x = self.layer_norm(f"{name}.attention.output.LayerNorm", attended + x)
            inner = gelu(self.linear(f"{name}.intermediate.dense", x))
            x = self.layer_norm(f"{name}.output.LayerNorm", self.linear(f"{name}.output.dense", inner) + x)
        return x

    def attention(self, name: str, x: np.ndarray, seen: np.ndarray) -> np.ndarray:
        query, key, value = (self.linear(f"{name}.{part}", x) for part in ("query", "key", "value"))
        heads = []
        for start in range(0, x.shape[1], 64):
            part = slice(start, start + 64)
            scores = query[:, part] @ key[:, part].T / 8 + (1 - seen)[None, :] * -10000
            weights = np.exp(scores - scores.max(axis=1, keepdims=True))
            heads.append(weights / weights.sum(axis=1, keepdims=True) @ value[:, part])
        return np.concatenate(heads, axis=1)

    def linear(self, name: str, x: np.ndarray) -> np.ndarray:
        return x @ self.t[f"{name}.weight"].T + self.t[f"{name}.bias"]

    def layer_norm(self, name: str, x: np.ndarray) -> np.ndarray:
        levelled = (x - x.mean(axis=-1, keepdims=True)) / np.sqrt(x.var(axis=-1, keepdims=True) + 1e-12)
        return levelled * self.t[f"{name}.weight"] + self.t[f"{name}.bias"]


def gelu(x: np.ndarray) -> np.ndarray:
    return x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))


def in64(made) -> T:
    """A network's tensors in float64."""
    return {
        name: tensor.double() if tensor.is_floating_point() else tensor
        for name, tensor in made.state_dict().items()
    }


def scaled(row: np.ndarray, scale: float) -> np.ndarray:
    return scale * row / np.linalg.norm(row)

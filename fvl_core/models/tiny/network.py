"""The two towers of fvl-tiny: a residual convolutional net for pictures, a small transformer for words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval


@dataclass(frozen=True)
class TinyShape:
    """Fix the sizes of both towers; `as_dict` and `from_dict` carry them through the card and checkpoints.

    Dense 3x3 convolutions only: on a CPU's bfloat16 units they run several times faster than depthwise ones.
    """

    widths: tuple[int, ...] = (24, 48, 96, 192, 288)
    blocks: tuple[int, ...] = (1, 1, 2, 1)
    dim: int = 256
    vocabulary: int = 2500
    text_width: int = 192
    text_layers: int = 2
    text_heads: int = 4
    max_tokens: int = 48

    def as_dict(self) -> dict[str, Any]:
        """Return the sizes as plain lists and integers."""
        return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(self).items()}

    @classmethod
    def from_dict(cls, sizes: Mapping[str, Any]) -> TinyShape:
        """Read sizes written by `as_dict`."""
        plain: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in sizes.items()}
        return cls(**plain)


class ConvUnit(nn.Module):
    """Convolve 3x3 and normalise; `fold` melts the normalisation into the convolution for inference."""

    def __init__(self, inward: int, outward: int, *, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inward, outward, 3, stride, 1, bias=False)
        self.norm: nn.Module = nn.BatchNorm2d(outward)

    def forward(self, maps: Tensor) -> Tensor:
        """Return normalised maps (n, outward, height, width)."""
        return self.norm(self.conv(maps))

    def fold(self) -> None:
        """Melt a trained normalisation into the convolution's weights."""
        if isinstance(self.norm, nn.BatchNorm2d):
            self.conv = fuse_conv_bn_eval(self.conv, self.norm)
            self.norm = nn.Identity()


class ResidualBlock(nn.Module):
    """Add two convolutions' correction to their input."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = ConvUnit(width, width)
        self.second = ConvUnit(width, width)

    def forward(self, maps: Tensor) -> Tensor:
        """Return maps of the input's shape."""
        return functional.relu(maps + self.second(functional.relu(self.first(maps))))


class ImageTower(nn.Module):
    """Turn pictures (n, 3, px, px), values about -2 to 2, into raw features (n, dim).

    The last three stages are pooled together: colour is settled early in the net, kind of garment late.
    """

    def __init__(self, shape: TinyShape) -> None:
        super().__init__()
        self.stem = ConvUnit(3, shape.widths[0], stride=2)
        self.downs = nn.ModuleList()
        self.stages = nn.ModuleList()
        for inward, outward, depth in zip(shape.widths, shape.widths[1:], shape.blocks, strict=False):
            self.downs.append(ConvUnit(inward, outward, stride=2))
            self.stages.append(nn.Sequential(*(ResidualBlock(outward) for _ in range(depth))))
        self.pooled = sum(shape.widths[-3:]) + shape.widths[-1]
        self.norm = nn.LayerNorm(self.pooled)
        self.project = nn.Linear(self.pooled, shape.dim)

    def forward(self, pictures: Tensor) -> Tensor:
        """Return one raw feature vector per picture."""
        return self.read(self.pool(pictures))

    def pool(self, pictures: Tensor) -> Tensor:
        """Return the pooled maps (n, pooled) of all convolutions."""
        maps = self._last_maps(pictures)
        means = [each.mean((2, 3)) for each in maps]
        return torch.cat([*means, maps[-1].amax((2, 3))], 1)

    def read(self, pooled: Tensor) -> Tensor:
        """Return raw features (n, dim) of what `pool` gave."""
        return self.project(self.norm(pooled))

    def cells(self, pictures: Tensor) -> Tensor:
        """Return raw features of every cell of the last maps, (n, rows, columns, dim), each pooled alone.

        A cell is what `forward` would give if its part of the maps were all there is.
        """
        maps = self._last_maps(pictures)
        means = [functional.adaptive_avg_pool2d(each, maps[-1].shape[2:]) for each in maps]
        alone = torch.cat([*means, maps[-1]], 1).permute(0, 2, 3, 1)
        return self.read(alone)

    def _last_maps(self, pictures: Tensor) -> list[Tensor]:
        maps = functional.relu(self.stem(pictures))
        every = []
        for down, stage in zip(self.downs, self.stages, strict=True):
            maps = stage(functional.relu(down(maps)))
            every.append(maps)
        return every[-3:]


class TextBlock(nn.Module):
    """Attend, then transform each token; both normalise their input first."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_attend = nn.LayerNorm(width)
        self.attend = nn.Linear(width, 3 * width)
        self.merge = nn.Linear(width, width)
        self.norm_mix = nn.LayerNorm(width)
        self.mix = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, tokens: Tensor, present: Tensor) -> Tensor:
        """Return tokens (n, length, width); `present` (n, 1, 1, length) hides padding."""
        count, length, width = tokens.shape
        parts = self.attend(self.norm_attend(tokens)).view(count, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=present)
        tokens = tokens + self.merge(seen.transpose(1, 2).reshape(count, length, width))
        return tokens + self.mix(self.norm_mix(tokens))


class TextTower(nn.Module):
    """Turn token ids (n, length), 0 for padding, into raw features (n, dim)."""

    def __init__(self, shape: TinyShape) -> None:
        super().__init__()
        self.words = nn.Embedding(shape.vocabulary, shape.text_width)
        self.places = nn.Parameter(torch.zeros(shape.max_tokens, shape.text_width))
        self.blocks = nn.ModuleList(
            TextBlock(shape.text_width, shape.text_heads) for _ in range(shape.text_layers)
        )
        self.norm = nn.LayerNorm(shape.text_width)
        self.project = nn.Linear(shape.text_width, shape.dim)
        nn.init.normal_(self.words.weight, std=0.05)
        nn.init.normal_(self.places, std=0.01)

    def forward(self, ids: Tensor) -> Tensor:
        """Return one raw feature vector per sentence, read at its first token."""
        tokens = self.words(ids) + self.places[: ids.shape[1]]
        present = (ids != 0)[:, None, None, :]
        for block in self.blocks:
            tokens = block(tokens, present)
        return self.project(self.norm(tokens[:, 0]))


class TinyDualEncoder(nn.Module):
    """Hold both towers and the learned scale of their cosines.

    Example:
        >>> small = TinyShape(widths=(4, 8, 8, 8, 8), blocks=(1, 1, 1, 1), dim=16, vocabulary=50,
        ...                   text_width=16, text_layers=1, text_heads=2)
        >>> net = TinyDualEncoder(small)
        >>> tuple(net.image(torch.zeros(2, 3, 64, 64)).shape), tuple(net.text(torch.ones(3, 5).long()).shape)
        ((2, 16), (3, 16))
    """

    def __init__(self, shape: TinyShape) -> None:
        super().__init__()
        self.shape = shape
        self.image = ImageTower(shape)
        self.text = TextTower(shape)
        self.log_scale = nn.Parameter(torch.tensor(2.6593))  # exp = 14.3, CLIP's start

    def fold(self) -> TinyDualEncoder:
        """Melt all normalisations into their convolutions, for inference only; return the net itself."""
        self.eval()
        for module in self.modules():
            if isinstance(module, ConvUnit):
                module.fold()
        return self

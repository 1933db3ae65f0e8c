"""Vary pictures as photographers do, without changing what may be said of them."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional


def augment(pictures: Tensor, *, px: int, generator: torch.Generator) -> Tensor:
    """Return varied pictures (n, 3, px, px), values about -2 to 2, from uint8 (n, height, width, 3).

    Zoom, shift, turn, mirror; light, contrast, saturation and white balance within the range in which colour
    words hold; coarse resolution, noise and erased patches for some.
    """
    values = _move(pictures, px, generator)
    values = _light(values, generator)
    values = _spoil(values, generator)
    return _erase(values, generator).contiguous(memory_format=torch.channels_last)


def as_input(pictures: Tensor, *, px: int) -> Tensor:
    """Return pictures unvaried, (n, 3, px, px), from uint8 (n, height, width, 3)."""
    values = pictures.permute(0, 3, 1, 2).float()
    values = functional.interpolate(
        values, size=(px, px), mode="bicubic", antialias=True, align_corners=False
    )
    return ((values.clamp(0, 255) / 255 - 0.5) * 4).contiguous(memory_format=torch.channels_last)


def _uniform(count: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return torch.rand(count, generator=generator) * (high - low) + low


def _move(pictures: Tensor, px: int, generator: torch.Generator) -> Tensor:
    count = len(pictures)
    zoom = torch.exp(_uniform(count, math.log(0.62), math.log(1.12), generator))
    stretch = torch.exp(_uniform(count, -0.14, 0.14, generator))
    angle = torch.randn(count, generator=generator) * 0.13
    mirror = (torch.rand(count, generator=generator) < 0.5) * 2.0 - 1.0
    slack = (1.08 - zoom).clamp(min=0.04)
    across, down = zoom * stretch, zoom / stretch
    matrix = torch.zeros(count, 2, 3)
    matrix[:, 0, 0] = across * torch.cos(angle) * mirror
    matrix[:, 0, 1] = -across * torch.sin(angle)
    matrix[:, 1, 0] = down * torch.sin(angle) * mirror
    matrix[:, 1, 1] = down * torch.cos(angle)
    matrix[:, 0, 2] = _uniform(count, -1, 1, generator) * slack
    matrix[:, 1, 2] = _uniform(count, -1, 1, generator) * slack
    grid = functional.affine_grid(matrix, [count, 3, px, px], align_corners=False)
    values = (pictures.permute(0, 3, 1, 2).float() / 255 - 0.5) * 4
    return functional.grid_sample(
        values, grid, mode="bilinear", padding_mode="reflection", align_corners=False
    )


def _light(values: Tensor, generator: torch.Generator) -> Tensor:
    count = len(values)
    column = (count, 1, 1, 1)
    contrast = _uniform(count, 0.8, 1.2, generator).view(column)
    brightness = _uniform(count, -0.22, 0.22, generator).view(column)
    saturation = _uniform(count, 0.8, 1.25, generator).view(column)
    balance = 1 + 0.05 * torch.randn(count, 3, 1, 1, generator=generator)
    grey = values.mean(1, keepdim=True)
    values = grey + (values - grey) * saturation
    return (((values + 2) * balance - 2) * contrast + brightness).clamp(-2, 2)


def _spoil(values: Tensor, generator: torch.Generator) -> Tensor:
    count, _, px, _ = values.shape
    blurred = torch.nonzero(torch.rand(count, generator=generator) < 0.15).flatten()
    if len(blurred):
        small = functional.interpolate(
            values[blurred], scale_factor=0.5, mode="bilinear", align_corners=False
        )
        values[blurred] = functional.interpolate(small, size=(px, px), mode="bilinear", align_corners=False)
    noisy = torch.nonzero(torch.rand(count, generator=generator) < 0.15).flatten()
    if len(noisy):
        values[noisy] += 0.12 * torch.randn(values[noisy].shape, generator=generator)
    return values


def _erase(values: Tensor, generator: torch.Generator) -> Tensor:
    count, _, px, _ = values.shape
    for place in torch.nonzero(torch.rand(count, generator=generator) < 0.25).flatten().tolist():
        tall, wide = (int(v) for v in torch.randint(px // 8, px // 3, (2,), generator=generator))
        top, left = (int(v) for v in torch.randint(0, px - max(tall, wide), (2,), generator=generator))
        colour = torch.rand(3, 1, 1, generator=generator) * 4 - 2
        values[place, :, top : top + tall, left : left + wide] = colour
    return values

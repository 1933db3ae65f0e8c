"""The image tower of FashionViL: a ResNet with bottlenecks up to its last grid, under MMF's names."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from fvl_core.models.fashionvil.sizes import GROWTH, TrunkSizes


class Trunk(nn.Module):
    """Turn pixels (n, 3, s, s) into a grid (n, channels, s/32, s/32): a ResNet without its end.

    Source: He et al., "Deep Residual Learning for Image Recognition", 2015; the stride lies on the 3 x 3
    convolution, as in torchvision's ResNet-50.
    """

    def __init__(self, sizes: TrunkSizes) -> None:
        super().__init__()
        width = sizes.width
        layers: list[nn.Module] = [
            nn.Conv2d(3, width, 7, stride=2, padding=3, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2, padding=1),
        ]
        n_in = width
        for stage, n_blocks in enumerate(sizes.blocks):
            planes = width * 2**stage
            blocks = []
            for place in range(n_blocks):
                blocks.append(_Bottleneck(n_in, planes, stride=2 if stage and not place else 1))
                n_in = planes * GROWTH
            layers.append(nn.Sequential(*blocks))
        self.model = nn.Sequential(*layers)

    def forward(self, pixels: Tensor) -> Tensor:
        """Return the last grid."""
        grid: Tensor = self.model(pixels)
        return grid


class _Bottleneck(nn.Module):
    """Narrow, look around, widen, and add what came in."""

    def __init__(self, n_in: int, planes: int, *, stride: int) -> None:
        super().__init__()
        n_out = planes * GROWTH
        self.conv1 = nn.Conv2d(n_in, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, n_out, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(n_out)
        self.relu = nn.ReLU()
        if stride != 1 or n_in != n_out:
            shortcut = nn.Conv2d(n_in, n_out, 1, stride=stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(n_out))
        else:
            self.downsample = nn.Sequential()

    def forward(self, grid: Tensor) -> Tensor:
        found = self.relu(self.bn1(self.conv1(grid)))
        found = self.relu(self.bn2(self.conv2(found)))
        return torch.relu(self.bn3(self.conv3(found)) + self.downsample(grid))

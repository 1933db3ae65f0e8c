"""CLIP4Cir's Combiner as a network that learns, and the loss that teaches it."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

SCALE = 100.0
"""CLIP4Cir's fixed scale of cosines; it is no parameter and stands in no file."""


class CombinerNet(nn.Module):
    """Learn what `composition.Combiner` computes; names and shapes of the state dict are CLIP4Cir's.

    Takes un-normalised features (n, d) of pictures and of words; gives unit rows (n, d). Dropout stands after
    every ReLU, as published.

    Example:
        >>> net = CombinerNet(8, 16, 32).eval()
        >>> net(torch.ones(3, 8), torch.zeros(3, 8)).shape, len(net.state_dict())
        (torch.Size([3, 8]), 12)
    """

    def __init__(self, dim: int, projection: int, hidden: int, dropout: float = 0.5) -> None:
        super().__init__()
        self.text_projection_layer = nn.Linear(dim, projection)
        self.image_projection_layer = nn.Linear(dim, projection)
        self.dropout1 = nn.Dropout(dropout)
        self.dropout2 = nn.Dropout(dropout)
        self.combiner_layer = nn.Linear(2 * projection, hidden)
        self.output_layer = nn.Linear(hidden, dim)
        self.dropout3 = nn.Dropout(dropout)
        self.dynamic_scalar = nn.Sequential(
            nn.Linear(2 * projection, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden, 1),
            nn.Sigmoid(),
        )

    def forward(self, image: Tensor, text: Tensor) -> Tensor:
        """Fuse pictures and words row by row."""
        words = self.dropout1(functional.relu(self.text_projection_layer(text)))
        picture = self.dropout2(functional.relu(self.image_projection_layer(image)))
        both = torch.cat([words, picture], dim=-1)
        learned = self.output_layer(self.dropout3(functional.relu(self.combiner_layer(both))))
        share = self.dynamic_scalar(both)
        return functional.normalize(learned + share * text + (1 - share) * image, dim=-1)


def batch_loss(queries: Tensor, targets: Tensor, right: Tensor) -> Tensor:
    """Return CLIP4Cir's batch contrastive loss: each query against all targets of the batch, one direction.

    Where the batch holds other right answers of a query than its own, they are left out of the rivals:
    drawn edits have several, which CLIP4Cir's data do not know of. Without such it is the published loss.

    Shapes: queries, targets (b, d) unit rows; row i of targets answers query i. right (b, b) booleans, the
    diagonal included.

    Example:
        >>> eye = torch.eye(2)
        >>> float(batch_loss(eye, eye, eye.bool())) < 1e-6
        True
    """
    rivals = right & ~torch.eye(len(right), dtype=torch.bool, device=right.device)
    logits = (SCALE * queries @ targets.T).masked_fill(rivals, -torch.inf)
    return functional.cross_entropy(logits, torch.arange(len(logits), device=logits.device))

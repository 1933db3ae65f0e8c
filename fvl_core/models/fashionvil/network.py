"""FashionViL's network: one BERT that reads words, a picture's grid, or both, under MMF's names."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.functional import normalize
from transformers.models.bert.configuration_bert import BertConfig
from transformers.models.bert.modeling_bert import BertEncoder, BertPooler, BertPredictionHeadTransform

from fvl_core.models.fashionvil.sizes import JointSizes
from fvl_core.models.fashionvil.trunk import Trunk

_UNSEEN = -10000.0
"""Added to the attention that nobody may pay to padding, as BERT was trained."""


class FashionVilNetwork(nn.Module):
    """Turn pictures, texts, or pairs of both into vectors (n, width).

    Shapes: pixels (n, 3, s, s). ids (n, L) of tokens, mask (n, L): 1 for a token, 0 for padding. The grid
    of a picture has (s/32)² cells, row by row.

    Source: Han et al., "FashionViL: Fashion-Focused Vision-and-Language Representation Learning", 2022.
    """

    def __init__(self, sizes: JointSizes) -> None:
        super().__init__()
        self.bypass = sizes.bypass
        self.n_labels = sizes.n_labels
        self.image_encoder = Trunk(sizes.trunk)
        self.model = _Heads(sizes)

    def cells(self, pixels: Tensor) -> Tensor:
        """Return the vectors of a picture's cells, (n, cells, width); their mean is the picture's."""
        grid = self._grid(pixels)
        bert = self.model.bert
        if self.bypass:
            projected: Tensor = bert.embeddings.projection(grid)
            return projected
        through: Tensor = bert(bert.embeddings(None, grid), None)
        return through

    def images(self, pixels: Tensor) -> Tensor:
        """Return the vectors of pictures."""
        return self.model.scaled(self.cells(pixels).mean(dim=1))

    def texts(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the vectors of texts: the mean over all tokens, the marks of start and end among them."""
        bert = self.model.bert
        hidden = bert(bert.embeddings(ids, None), mask)
        weights = mask.to(hidden.dtype)[:, :, None]
        return self.model.scaled((hidden * weights).sum(dim=1) / weights.sum(dim=1))

    def joint(self, pixels: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        """Return one vector per pair: the mean over the picture's cells after they have read the words."""
        hidden, n_cells = self._pairs(pixels, ids, mask)
        return self.model.scaled(hidden[:, -n_cells:].mean(dim=1))

    def label_logits(self, pixels: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the classification head's scores of pairs, (n, n_labels)."""
        hidden, _ = self._pairs(pixels, ids, mask)
        logits: Tensor = self.model.classifier(self.model.bert.pooler(hidden))
        return logits

    def _pairs(self, pixels: Tensor, ids: Tensor, mask: Tensor) -> tuple[Tensor, int]:
        grid = self._grid(pixels)
        bert = self.model.bert
        seen = torch.cat([mask, mask.new_ones(grid.shape[:2])], dim=1)
        return bert(bert.embeddings(ids, grid), seen), grid.shape[1]

    def _grid(self, pixels: Tensor) -> Tensor:
        grid: Tensor = self.image_encoder(pixels)
        return grid.flatten(2).transpose(1, 2)  # (n, cells, channels)


class _Heads(nn.Module):
    """Hold BERT and what stands on it; the names are those of MMF's files."""

    def __init__(self, sizes: JointSizes) -> None:
        super().__init__()
        config = BertConfig(
            vocab_size=sizes.vocabulary,
            hidden_size=sizes.width,
            num_hidden_layers=sizes.layers,
            num_attention_heads=sizes.heads,
            intermediate_size=sizes.feed_forward,
            max_position_embeddings=sizes.positions,
            hidden_act="gelu",
            layer_norm_eps=1e-12,
            attn_implementation="sdpa",
        )
        self.bert = _JointBert(config, sizes)
        if sizes.has_scale:
            self.norm_layer = Scaled()
        if sizes.n_labels:
            last = nn.Linear(sizes.width, sizes.n_labels)
            self.classifier = nn.Sequential(BertPredictionHeadTransform(config), last)

    def scaled(self, rows: Tensor) -> Tensor:
        """Give rows the learned length, where there is one."""
        found: Tensor = self.norm_layer(rows) if hasattr(self, "norm_layer") else rows
        return found


class Scaled(nn.Module):
    """Normalise rows to one learned length σ, so that σ² times the cosine is the score."""

    def __init__(self) -> None:
        super().__init__()
        self.norm_s = nn.Parameter(torch.full((1,), 4.0))

    def forward(self, rows: Tensor) -> Tensor:
        """Return σ x / ‖x‖."""
        return self.norm_s * normalize(rows, dim=-1)


class _JointBert(nn.Module):
    def __init__(self, config: BertConfig, sizes: JointSizes) -> None:
        super().__init__()
        self.embeddings = _Embeddings(config, sizes)
        self.encoder = BertEncoder(config)
        self.pooler = BertPooler(config)

    def forward(self, embedded: Tensor, mask: Tensor | None) -> Tensor:
        seen = None
        if mask is not None:
            seen = ((1 - mask.to(embedded.dtype)) * _UNSEEN)[:, None, None, :]
        hidden: Tensor = self.encoder(embedded, seen).last_hidden_state
        return hidden


class _Embeddings(nn.Module):
    """Embed words, a grid, or the words and then the grid; each side counts its positions from 0."""

    def __init__(self, config: BertConfig, sizes: JointSizes) -> None:
        super().__init__()
        width = config.hidden_size
        self.word_embeddings = nn.Embedding(config.vocab_size, width)
        self.position_embeddings = nn.Embedding(sizes.positions, width)
        self.token_type_embeddings = nn.Embedding(config.type_vocab_size, width)
        self.token_type_embeddings_visual = nn.Embedding(config.type_vocab_size, width)
        self.position_embeddings_visual = nn.Embedding(sizes.visual_positions, width)
        self.LayerNorm = nn.LayerNorm(width, eps=config.layer_norm_eps)
        self.projection = nn.Linear(sizes.trunk.channels, width)

    def forward(self, ids: Tensor | None, grid: Tensor | None) -> Tensor:
        parts = []
        if ids is not None:
            places = self.position_embeddings.weight[: ids.shape[1]]
            parts.append(self.word_embeddings(ids) + places + self.token_type_embeddings.weight[0])
        if grid is not None:
            places = self.position_embeddings_visual.weight[: grid.shape[1]]
            parts.append(self.projection(grid) + places + self.token_type_embeddings_visual.weight[0])
        levelled: Tensor = self.LayerNorm(torch.cat(parts, dim=1))
        return levelled

"""Losses over pairs whose truth is known, false or open."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_FAR = -1e4


@dataclass(frozen=True)
class PairTruth:
    """Say for each (picture, sentence) whether the words are true or false of it; neither is unknown."""

    true: Tensor
    false: Tensor


def pair_truth(known_true: Tensor, known_false: Tensor, asserted: Tensor, denied: Tensor) -> PairTruth:
    """Judge every sentence of a batch against every picture.

    `known_true` and `known_false` (n, facts) say what is known of each picture, `asserted` and `denied`
    (m, facts) what each sentence claims and what it rules out ("without stripes"), all as 0/1 floats. A
    sentence is true when all of it is known to hold, false when a part is known not to, open otherwise.
    Duplicate captions are so never counted as wrong answers.

    Example:
        >>> eye = torch.eye(2)
        >>> pair_truth(eye, 1 - eye, asserted=eye, denied=0 * eye).true.tolist()
        [[True, False], [False, True]]
        >>> pair_truth(eye, 1 - eye, asserted=0 * eye, denied=eye).true.tolist()
        [[False, True], [True, False]]
    """
    parts = asserted.sum(1) + denied.sum(1)
    holds = known_true @ asserted.T + known_false @ denied.T
    fails = known_false @ asserted.T + known_true @ denied.T
    return PairTruth(true=(holds == parts[None]) & (parts[None] > 0), false=fails > 0)


def matching_loss(cosines: Tensor, truth: PairTruth, scale: Tensor) -> Tensor:
    """Return the symmetric contrastive loss with many right answers per row and open pairs left out.

    Each true pair competes with the false pairs of its row (and of its column) only, never with another true
    one, so a short sentence and a long one may both be right. Rows without a true pair count nothing.
    Source: the "out" form of Khosla et al., Supervised Contrastive Learning (2020), on two modalities.

    Example:
        >>> truth = PairTruth(true=torch.eye(3).bool(), false=~torch.eye(3).bool())
        >>> float(matching_loss(torch.eye(3), truth, torch.tensor(50.0))) < 1e-6
        True
    """
    logits = cosines.float() * scale
    return (_one_way(logits, truth.true, truth.false) + _one_way(logits.T, truth.true.T, truth.false.T)) / 2


def _one_way(logits: Tensor, true: Tensor, false: Tensor) -> Tensor:
    rivals = logits.masked_fill(~false, _FAR).logsumexp(1, keepdim=True)
    losses = functional.softplus(rivals - logits) * true
    counts = true.sum(1)
    rows = losses.sum(1) / counts.clamp(min=1)
    return rows.sum() / (counts > 0).sum().clamp(min=1)


def unit(features: Tensor) -> Tensor:
    """Return rows of length one in float32."""
    return functional.normalize(features.float(), dim=-1)


def bounded_scale(log_scale: Tensor) -> Tensor:
    """Return exp(log_scale), at most 100 as in CLIP."""
    return torch.exp(log_scale.clamp(max=4.6052))

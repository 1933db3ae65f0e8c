"""What fvl-tiny lowers: captions find their pictures, and every question about a picture finds its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor
from torch.nn import functional

from fvl_core.models.devices import cpu_has_bfloat16
from fvl_core.models.tiny.network import TinyDualEncoder
from fvl_core.training.banks import BANKS
from fvl_core.training.losses import bounded_scale, matching_loss, unit
from fvl_core.training.tiny_batches import TinyBatch


def tiny_loss(
    net: TinyDualEncoder,
    batch: TinyBatch,
    *,
    bank_weight: float,
    weights: Mapping[str, float] | None = None,
    look: Callable[[Tensor], Tensor] | None = None,
) -> Tensor:
    """Return the caption-matching loss plus `bank_weight` times the mean loss of the label banks.

    `weights` say what a bank of that name counts instead of its own weight; `look` turns the batch's pictures
    into raw features, by the image tower unless given.
    """
    with torch.autocast("cpu", torch.bfloat16, enabled=cpu_has_bfloat16()):
        pictures = (look or net.image)(batch.pictures)
        captions, labels = _encode_words(net, batch.captions), net.text(batch.bank_ids)
    scale = bounded_scale(net.log_scale)
    pictures = unit(pictures)
    loss = matching_loss(pictures @ unit(captions).T, batch.truth, scale)
    return loss + bank_weight * bank_loss(scale * pictures @ unit(labels).T, batch, weights or {})


def bank_loss(logits: Tensor, batch: TinyBatch, weights: Mapping[str, float]) -> Tensor:
    """Return the cross-entropy of zero-shot labelling, as the weighted mean over the banks asked."""
    losses, counts, start = [], [], 0
    for column, number in enumerate(batch.banks):
        bank = BANKS[number]
        stop = start + len(bank.labels)
        asked = batch.right[:, column] >= 0
        if bool(asked.any()):
            wanted = batch.right[asked, column]
            loss = functional.cross_entropy(logits[asked, start:stop], wanted, label_smoothing=0.02)
            count = weights.get(bank.name, bank.weight)
            losses.append(count * loss)
            counts.append(count)
        start = stop
    return torch.stack(losses).sum() / sum(counts) if losses else logits.sum() * 0


def _encode_words(net: TinyDualEncoder, ids: Tensor) -> Tensor:
    """Encode short and long sentences apart, so that the short ones carry little padding."""
    lengths = (ids != 0).sum(1)
    order = lengths.argsort()
    parts = [net.text(ids[rows, : int(lengths[rows].max())]) for rows in order.tensor_split(3)]
    return torch.cat(parts)[order.argsort()]

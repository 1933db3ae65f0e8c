"""Whether a trained composer is worth having: against the best weighted sum, edit by edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.composition.arithmetic import WeightedSum
from fvl_core.metrics import Interval, bootstrap_interval, recall_at_k
from fvl_core.models.card import Measurement
from fvl_core.training.combiner import ranks_of

if TYPE_CHECKING:
    from fvl_core.composition.base import Composer
    from fvl_core.training.edit_data import EditData

GRID = tuple(round(0.05 * step, 2) for step in range(1, 20))
"""Shares of the words that the weighted sum may choose from."""
RECALL_K = (1, 10, 50)
RESAMPLES = 2000
SEED = 0
PROTOCOL = (
    "edit triplets among {n_items} drawings, the reference left out; any right target among the first k; the "
    "weighted sum has the best of 19 shares of the words for this very figure, which favours it; difference: "
    "paired, {resamples:,} bootstrap resamples of references, seed {seed}, 95 %"
)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """State one measure of both composers, and the interval of their difference.

    `share` is the weighted sum's best share of the words; `kind` is "" over all edits.
    """

    measure: str
    kind: str
    composer: float
    weighted: float
    share: float
    difference: float
    low: float
    high: float
    n: int
    protocol: str


def compare(composer: Composer, data: EditData) -> tuple[Comparison, ...]:
    """Compare a composer with the weighted sum at its best, over all edits and for each kind."""
    own = ranks_of(composer, data)
    by_share = {
        share: ranks_of(WeightedSum(), data, image_weight=1 - share, text_weight=share) for share in GRID
    }
    kinds = np.array(data.kinds)
    protocol = PROTOCOL.format(n_items=len(data.pictures), resamples=RESAMPLES, seed=SEED)
    found = []
    for kind in ("", *dict.fromkeys(data.kinds)):
        chosen = np.flatnonzero((kinds == kind) | (kind == ""))
        for k in RECALL_K:
            values = {share: recall_at_k(ranks[chosen], k) for share, ranks in by_share.items()}
            share = max(values, key=lambda share: values[share])
            gains = (own[chosen] <= k).astype(float) - (by_share[share][chosen] <= k)
            low, high = paired_interval(gains, data.references[chosen])
            found.append(
                Comparison(
                    measure=f"recall@{k}",
                    kind=kind,
                    composer=recall_at_k(own[chosen], k),
                    weighted=values[share],
                    share=share,
                    difference=float(gains.mean()),
                    low=low,
                    high=high,
                    n=len(chosen),
                    protocol=protocol,
                )
            )
    return tuple(found)


def measure_edits(composer: Composer, data: EditData, *, told: str, command: str) -> list[Measurement]:
    """Measure recall@1 and @10 over held-out edits, as a card states them; `told` names their source."""
    ranks = ranks_of(composer, data)
    protocol = (
        f"edit triplets among {told}, the reference left out; any right target among the first k; composer "
        f"{composer.name}; interval: {RESAMPLES:,} bootstrap resamples of references, seed {SEED}"
    )
    found = []
    for k in RECALL_K[:2]:
        low, high = paired_interval((ranks <= k).astype(float), data.references)
        found.append(
            Measurement(
                measure=f"drawings, edit recall@{k}",
                value=round(recall_at_k(ranks, k), 4),
                low=round(low, 4),
                high=round(high, 4),
                n=len(data),
                protocol=protocol,
                command=command,
            )
        )
    return found


def paired_interval(gains: np.ndarray, groups: Sequence[int] | np.ndarray) -> Interval:
    """Return the bootstrap interval of a mean gain; edits of one reference are drawn together.

    Example:
        >>> tuple(paired_interval(np.array([1.0, 1.0, 1.0]), [0, 0, 1]))
        (1.0, 1.0)
    """
    _, place = np.unique(groups, return_inverse=True)
    sums = np.stack([np.bincount(place, weights=gains), np.bincount(place)], axis=1)  # (references, 2)
    return bootstrap_interval(
        sums, lambda rows: float(rows[:, 0].sum() / rows[:, 1].sum()), n_resamples=RESAMPLES, seed=SEED
    )

"""What a changed label list, template or temperature did: every picture whose answer changed, both ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.tasks.compare.answers import LabelAnswers, LabelSource
from fvl_core.tasks.compare.verdicts import Scored, Verdict, verdicts

Effect = Literal["gained", "lost", "still wrong", "unknown"]


@dataclass(frozen=True)
class Flip:
    """Hold one changed answer; effect: what it did, where the truth is known."""

    item_id: str
    before: str
    after: str
    p_before: float
    p_after: float
    effect: Effect


@dataclass(frozen=True, kw_only=True)
class FlipLedger:
    """Hold all changed answers among n pictures.

    Attributes:
        flips: in the order of the pictures. moves: (before, after) with how many pictures went that way,
        the commonest first. n_labelled: pictures whose truth is known. verdict: "after" against "before"
        in accuracy on these; None without any.
    """

    n: int
    flips: tuple[Flip, ...]
    moves: Mapping[tuple[str, str], int]
    n_labelled: int
    verdict: Verdict | None

    def count(self, effect: Effect) -> int:
        """Return how many flips had this effect."""
        return sum(flip.effect == effect for flip in self.flips)

    @property
    def sentence(self) -> str:
        """Say what changed, and what that did."""
        told = f"{len(self.flips):,} of {self.n:,} answers changed"
        if self.verdict is None:
            return f"{told}."
        parts = f"{self.count('gained'):,} became right, {self.count('lost'):,} became wrong"
        return f"{told}: {parts}. {self.verdict.sentence}"


def flip_ledger(
    before: LabelSource,
    after: LabelSource,
    *,
    truth: Mapping[str, str] | None = None,
    renamed: Mapping[str, str] | None = None,
) -> FlipLedger:
    """List the pictures whose answer differs between two runs of one model.

    Args:
        before: predictions or a report.
        after: the same pictures under another label list, template or temperature.
        truth: by item id; by default what the reports know. A truth that neither list has is left out.
        renamed: old label to new label, where a label only got another name: such a change is no flip.

    Raises:
        InvalidInputError: when the pictures differ.

    Example:
        >>> def said(*labels):
        ...     table = np.array([[label == "red", label == "blue"] for label in labels], dtype=float)
        ...     return Predictions(("red", "blue"), table, table, (("red",), ("blue",)), "", ("1", "2"))
        >>> from fvl_core.tasks.zero_shot import Predictions
        >>> ledger = flip_ledger(said("red", "blue"), said("red", "red"), truth={"1": "red", "2": "blue"})
        >>> [(flip.item_id, flip.before, flip.after, flip.effect) for flip in ledger.flips]
        [('2', 'blue', 'red', 'lost')]
    """
    old, new = LabelAnswers.of(before), LabelAnswers.of(after)
    if old.ids != new.ids:
        raise InvalidInputError("Before and after hold different pictures.", remedy="Label the same ones.")
    names = dict(renamed or {})
    known = {
        item_id: names.get(label, label)
        for item_id, label in (truth if truth is not None else {**old.truth, **new.truth}).items()
        if label in old.labels or names.get(label, label) in new.labels
    }
    said_before = [names.get(label, label) for label in old.predicted]
    rows = zip(
        old.ids, old.predicted, said_before, new.predicted, old.confidences, new.confidences, strict=True
    )
    flips = tuple(
        Flip(item_id, own, last, float(p_old), float(p_new), _effect(same, last, known.get(item_id)))
        for item_id, own, same, last, p_old, p_new in rows
        if same != last
    )
    moves = Counter((flip.before, flip.after) for flip in flips)
    labelled = [place for place, item_id in enumerate(old.ids) if item_id in known]
    right = {
        name: np.array([said[place] == known[old.ids[place]] for place in labelled], dtype=bool)
        for name, said in (("after", new.predicted), ("before", said_before))
    }
    found = verdicts({name: Scored(row, row) for name, row in right.items()}, measure="accuracy")
    return FlipLedger(
        n=len(old.ids),
        flips=flips,
        moves=dict(moves.most_common()),
        n_labelled=len(labelled),
        verdict=found[0] if labelled else None,
    )


def _effect(before: str, after: str, truth: str | None) -> Effect:
    if truth is None:
        return "unknown"
    if after == truth:
        return "gained"
    return "lost" if before == truth else "still wrong"

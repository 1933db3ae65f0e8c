"""The same pictures and labels under several models: who says what, who is right, and is it luck."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

import fvl_core.metrics as metrics
from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.tasks.compare.answers import LabelAnswers, LabelSource
from fvl_core.tasks.compare.verdicts import Scored, Verdict, require_two_to_four, verdicts
from fvl_core.tasks.figures import averages_over_classes, share
from fvl_core.tasks.report import Figure

MEASURES = ("accuracy", "macro_f1")


@dataclass(frozen=True, kw_only=True, eq=False)
class LabelPair:
    """Hold A beside B on n pictures.

    Attributes:
        labels, counts: (L, L), A's answer in the row, B's in the column. agreement: share of equal
        answers. kappa: that beyond chance. both_right … both_wrong: item ids, the answer that is wrong
        with most confidence first; empty without truth.
    """

    a: str
    b: str
    labels: tuple[str, ...]
    counts: np.ndarray
    agreement: float
    kappa: float
    both_right: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    both_wrong: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[str, ...]]

    def cell(self, label_a: str, label_b: str) -> tuple[str, ...]:
        """Return the ids of the pictures that A and B label so."""
        return self.cells.get((label_a, label_b), ())


@dataclass(frozen=True, kw_only=True, eq=False)
class LabelComparison:
    """Hold two to four contenders on the same pictures and labels.

    Attributes:
        names: in order. ids: all pictures. labels: the closed set. predicted, confidences: by name, in the
        order of `ids`. truth: by id, for the labelled ones. figures: by name, accuracy and macro F1 with
        their own intervals (never compare two of these: see `verdicts`). pairs, verdicts: every two of them;
        no verdicts without truth.
    """

    names: tuple[str, ...]
    ids: tuple[str, ...]
    labels: tuple[str, ...]
    predicted: Mapping[str, tuple[str, ...]]
    confidences: Mapping[str, np.ndarray]
    truth: Mapping[str, str]
    figures: Mapping[str, tuple[Figure, ...]]
    pairs: tuple[LabelPair, ...]
    verdicts: tuple[Verdict, ...]

    def answers_to(self, item_id: str) -> dict[str, tuple[str, float]]:
        """Return every contender's label for a picture, and its confidence.

        Raises:
            UnknownNameError: for a picture that was not labelled.
        """
        place = self._places.get(item_id)
        if place is None:
            raise UnknownNameError("picture", item_id, self.ids)
        return {n: (self.predicted[n][place], float(self.confidences[n][place])) for n in self.names}

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {item_id: place for place, item_id in enumerate(self.ids)}


def compare_labels(
    sources: Mapping[str, LabelSource],
    *,
    truth: Mapping[str, str] | None = None,
    measure: str = "accuracy",
    groups: Mapping[str, Hashable] | None = None,
) -> LabelComparison:
    """Compare two to four sets of labels for the same pictures.

    Args:
        sources: by name, predictions or reports of `evaluate_classification`.
        truth: by item id; by default what the reports know. Pictures without truth, or whose truth is none
            of the labels, count for agreement only.
        measure: what decides, "accuracy" or "macro_f1".
        groups: the product of each picture by item id; then whole products are resampled.

    Raises:
        InvalidInputError: when pictures or labels differ, or truths contradict each other.
        UnknownNameError: for another measure.

    Example:
        >>> def said(*labels):
        ...     table = np.array([[label == "red", label == "blue"] for label in labels], dtype=float)
        ...     return Predictions(("red", "blue"), table, table, (("red",), ("blue",)), "", ("1", "2", "3"))
        >>> from fvl_core.tasks.zero_shot import Predictions
        >>> truth = {"1": "red", "2": "blue", "3": "blue"}
        >>> answers = {"A": said("red", "red", "blue"), "B": said("red", "red", "red")}
        >>> found = compare_labels(answers, truth=truth)
        >>> found.pairs[0].only_a, found.pairs[0].cell("blue", "red"), found.verdicts[0].clear
        (('3',), ('3',), False)
    """
    names = require_two_to_four(sources)
    if measure not in MEASURES:
        raise UnknownNameError("measure", measure, MEASURES)
    answers = {name: LabelAnswers.of(source) for name, source in sources.items()}
    first = answers[names[0]]
    for name in names[1:]:
        _require_same(names[0], first, name, answers[name])
    known = _truths(answers, truth)
    labelled = [place for place, item_id in enumerate(first.ids) if known.get(item_id) in first.labels]
    kept = {first.ids[place]: known[first.ids[place]] for place in labelled}
    return LabelComparison(
        names=names,
        ids=first.ids,
        labels=first.labels,
        predicted={name: answers[name].predicted for name in names},
        confidences={name: answers[name].confidences for name in names},
        truth=kept,
        figures={name: _figures(answers[name], kept) for name in names} if kept else {},
        pairs=tuple(_pair(a, b, answers[a], answers[b], kept) for a, b in combinations(names, 2)),
        verdicts=_verdicts(answers, kept, measure, groups) if kept else (),
    )


def _require_same(first_name: str, first: LabelAnswers, name: str, other: LabelAnswers) -> None:
    if first.ids != other.ids:
        raise InvalidInputError(
            f"{first_name} and {name} have labelled different pictures.",
            remedy="Give both the same catalogue, in the same order.",
        )
    if set(first.labels) != set(other.labels):
        raise InvalidInputError(
            f"{first_name} and {name} chose from different labels.",
            remedy="Give both one list, or look at the flip ledger of one model instead.",
        )


def _truths(answers: Mapping[str, LabelAnswers], given: Mapping[str, str] | None) -> dict[str, str]:
    if given is not None:
        return dict(given)
    merged: dict[str, str] = {}
    for entry in answers.values():
        for item_id, label in entry.truth.items():
            if merged.setdefault(item_id, label) != label:
                raise InvalidInputError(
                    f"The truth of {item_id} is {merged[item_id]!r} in one report and {label!r} in another.",
                    remedy="Measure both on the same catalogue and attribute.",
                )
    return merged


def _labelled(answers: LabelAnswers, truth: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Return truths and answers of the pictures whose truth is known, in order."""
    pairs = [
        (truth[item_id], label)
        for item_id, label in zip(answers.ids, answers.predicted, strict=True)
        if item_id in truth
    ]
    return [true for true, _ in pairs], [label for _, label in pairs]


def _figures(answers: LabelAnswers, truth: Mapping[str, str]) -> tuple[Figure, ...]:
    true, said = _labelled(answers, truth)
    n_right = sum(t == s for t, s in zip(true, said, strict=True))
    by_lot = 1 / len(answers.labels)
    averages = averages_over_classes(true, said, "zero-shot", by_lot=by_lot)
    return (
        share("accuracy", n_right, len(true), "zero-shot", chance=by_lot),
        *(figure for figure in averages if figure.measure == "macro_f1"),
    )


def _verdicts(
    answers: Mapping[str, LabelAnswers],
    truth: Mapping[str, str],
    measure: str,
    groups: Mapping[str, Hashable] | None,
) -> tuple[Verdict, ...]:
    scored = {}
    labels = next(iter(answers.values())).labels  # one order for all: columns are compared place by place
    for name, entry in answers.items():
        true, said = _labelled(entry, truth)
        right = np.array([t == s for t, s in zip(true, said, strict=True)], dtype=bool)
        columns = right if measure == "accuracy" else metrics.f1_columns(true, said, labels)
        scored[name] = Scored(right, columns)
    return verdicts(
        scored,
        measure=measure,
        statistic=None if measure == "accuracy" else metrics.macro_f1_of_means,
        groups=None if groups is None else [groups.get(item_id, item_id) for item_id in truth],
    )


def _pair(a: str, b: str, first: LabelAnswers, second: LabelAnswers, truth: Mapping[str, str]) -> LabelPair:
    counts = metrics.confusion_matrix(first.predicted, second.predicted, labels=first.labels)
    cells: dict[tuple[str, str], list[str]] = {}
    for item_id, one, other in zip(first.ids, first.predicted, second.predicted, strict=True):
        cells.setdefault((one, other), []).append(item_id)
    both_right, only_a, only_b, both_wrong = _piles(first, second, truth)
    return LabelPair(
        a=a,
        b=b,
        labels=first.labels,
        counts=counts,
        agreement=metrics.accuracy(first.predicted, second.predicted),
        kappa=metrics.cohens_kappa(counts),
        both_right=both_right,
        only_a=only_a,
        only_b=only_b,
        both_wrong=both_wrong,
        cells={pair: tuple(item_ids) for pair, item_ids in cells.items()},
    )


def _piles(
    first: LabelAnswers, second: LabelAnswers, truth: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    """Sort the labelled pictures by who is right; in a pile, the most confident wrong answer comes first."""
    piles: dict[tuple[bool, bool], list[tuple[float, str]]] = {}
    rows = zip(
        first.ids, first.predicted, first.confidences, second.predicted, second.confidences, strict=True
    )
    for item_id, one, p_one, other, p_other in rows:
        if item_id in truth:
            right = (one == truth[item_id], other == truth[item_id])
            wrong = [p for p, is_right in zip((p_one, p_other), right, strict=True) if not is_right]
            piles.setdefault(right, []).append((-max(wrong, default=0.0), item_id))
    order: Sequence[tuple[bool, bool]] = ((True, True), (True, False), (False, True), (False, False))
    return tuple(
        tuple(item_id for _, item_id in sorted(piles.get(key, []), key=lambda entry: entry[0]))
        for key in order
    )

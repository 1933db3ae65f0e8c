"""The rules under which labels are measured: how they are worded, and which figure comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fvl_core.foundation.errors import InvalidInputError, UnknownNameError

LABEL_PROTOCOLS = {
    "zero-shot": "Every labelled picture is given the likeliest of a closed set of labels, without training; "
    "of equal scores the earlier label wins.",
    "fashionclip": "FashionCLIP's: every labelled picture is given the nearest of the bare labels; "
    "the headline is F1 weighted by how often a label occurs; of equal scores the earlier label wins.",
}
"""Rules of classification by name, each in a sentence."""


class LabelRules(NamedTuple):
    """Hold the rules' name, their sentence, the first figure's name, and the prompts (None: the card's)."""

    name: str
    sentence: str
    headline: str
    templates: Sequence[str] | None


def label_rules(protocol: str, templates: Sequence[str] | None, *, as_published: bool) -> LabelRules:
    """Return the rules of a protocol.

    Raises:
        UnknownNameError: for another protocol; suggests the nearest.
        InvalidInputError: for prompts or published faults where the protocol has none.

    Example:
        >>> label_rules("fashionclip", None, as_published=False).headline
        'weighted_f1'
    """
    if protocol not in LABEL_PROTOCOLS:
        raise UnknownNameError("protocol", protocol, LABEL_PROTOCOLS)
    sentence = LABEL_PROTOCOLS[protocol]
    if protocol == "zero-shot":
        if as_published:
            raise InvalidInputError("zero-shot repeats nobody's faults.", remedy='Say "fashionclip".')
        return LabelRules("zero-shot", sentence, "accuracy", templates)
    if templates is not None:
        raise InvalidInputError(
            "FashionCLIP's protocol puts no words round labels.", remedy="Leave the templates out."
        )
    if as_published:
        more = f"{sentence} Label vectors keep their lengths, as published."
        return LabelRules("fashionclip as published", more, "weighted_f1", ("{}",))
    return LabelRules("fashionclip", sentence, "weighted_f1", ("{}",))

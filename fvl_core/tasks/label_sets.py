"""Lists of labels: built in, typed, or read from a file of concepts; with one level above them or without."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np

from fvl_core.foundation.errors import InvalidInputError, UnknownNameError
from fvl_core.tasks.zero_shot import NONE_OF_THESE, Predictions

_FILE = Path(__file__).with_name("label_sets.toml")


@dataclass(frozen=True)
class LabelSet:
    """Hold labels in order; `parents` names the group of each where there are two levels, else is empty."""

    name: str
    title: str
    labels: tuple[str, ...]
    parents: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "parents", MappingProxyType(dict(self.parents)))


@lru_cache(maxsize=1)
def list_label_sets() -> tuple[LabelSet, ...]:
    """Return the built-in sets, each with its source.

    Example:
        >>> [(s.name, len(s.labels)) for s in list_label_sets()][:2]
        [('fashion-mnist', 10), ('deepfashion-category', 50)]
    """
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(_built_in(name, facts) for name, facts in told.items())


def load_label_set(name: str) -> LabelSet:
    """Return a built-in set.

    Raises:
        UnknownNameError: when there is none of this name; suggests the nearest.

    Example:
        >>> load_label_set("deepfashion-category").parents["Jeans"]
        'lower body'
    """
    known = {entry.name: entry for entry in list_label_sets()}
    if name not in known:
        raise UnknownNameError("label set", name, known)
    return known[name]


def parse_label_set(text: str) -> LabelSet:
    r"""Read typed or pasted labels: separated by commas or lines, "tops > shirt" for a label in a group.

    A group may have several labels on its line, and a colon does as well: "tops: shirt, blouse".
    Repeats and blanks are dropped. Where some lines have a group, labels without one are their own group.

    Raises:
        InvalidInputError: for no labels, or a label in two groups.

    Example:
        >>> found = parse_label_set("tops: shirt, blouse\nshoes > boots")
        >>> found.labels, dict(found.parents)
        (('shirt', 'blouse', 'boots'), {'shirt': 'tops', 'blouse': 'tops', 'boots': 'shoes'})
    """
    groups: list[tuple[str, str]] = []
    for line in text.splitlines():
        group, sign, rest = line.rpartition(">") if ">" in line else line.partition(":")
        words = re.split(r"[,;\t]", rest if sign else line)
        groups += [(word.strip(), group.strip() if sign else "") for word in words if word.strip()]
    if not groups:
        raise InvalidInputError("There are no labels.", remedy="Type at least one.")
    return _grouped("typed", "Typed labels", groups)


def read_concepts(path: str | Path) -> LabelSet:
    """Read a FashionKLIP concept file: a JSON object a line, with "phrase" and perhaps "phrase_father".

    Raises:
        InvalidInputError: for a file that cannot be read or holds no such line; it names file and line.
    Source: the files *_concepts_queries.jsonl and *_concepts_fathers.jsonl that FashionKLIP publishes.
    """
    file = Path(path)
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInputError(f"{file.name} cannot be read.", remedy="Give a text file.") from error
    groups = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            groups.append(_concept(line, f"{file.name}, line {number}"))
    if not groups:
        raise InvalidInputError(f"{file.name} holds no concepts.", remedy="Give a file of FashionKLIP.")
    return _grouped(file.stem, file.name, groups)


def roll_up(predictions: Predictions, parents: Mapping[str, str]) -> Predictions:
    """Return the answers one level up: of a group, the sum of its labels' probabilities.

    Under the sigmoid rule, where probabilities need not sum to 1, a group has that of its best label. A
    group's cosine is that of its best label, so the first group need not hold the first label. Labels
    without a group stay as they are.

    Example:
        >>> table = np.array([[0.4, 0.25, 0.35]])
        >>> below = Predictions(("boots", "shirt", "blouse"), table, table, ((), (), ()), "Softmax", ("1",))
        >>> above = roll_up(below, {"shirt": "tops", "blouse": "tops"})
        >>> above.labels, above.probabilities.round(2).tolist()
        (('boots', 'tops'), [[0.4, 0.6]])
    """
    groups = [parents.get(label) or label for label in predictions.labels]
    names = tuple(dict.fromkeys(groups))
    columns = [[j for j, group in enumerate(groups) if group == name] for name in names]
    summed = predictions.rule.startswith("Softmax")
    p = predictions.probabilities
    tables = [p[:, own].sum(axis=1) if summed else p[:, own].max(axis=1) for own in columns]
    return Predictions(
        names,
        np.stack(tables, axis=1),
        np.stack([predictions.cosines[:, own].max(axis=1) for own in columns], axis=1),
        tuple(tuple(text for j in own for text in predictions.texts[j]) for own in columns),
        f"{predictions.rule} Groups: {'sum' if summed else 'greatest'} of their labels.",
        predictions.ids,
    )


def _built_in(name: str, facts: Mapping[str, object]) -> LabelSet:
    groups = facts.get("groups", {})
    assert isinstance(groups, dict)
    parents = {label: group for group, labels in groups.items() for label in labels}
    listed = facts.get("labels", tuple(parents))
    assert isinstance(listed, list | tuple)
    told = {key: str(facts[key]) for key in ("title", "source", "url")}
    return LabelSet(name, told["title"], tuple(listed), parents, told["source"], told["url"])


def _grouped(name: str, title: str, groups: list[tuple[str, str]]) -> LabelSet:
    parents: dict[str, str] = {}
    for label, group in groups:
        if label == NONE_OF_THESE or (parents.setdefault(label, group) or group) != group:
            raise InvalidInputError(
                f"The label {label!r} cannot stand there.",
                remedy="Put it into one group, under its own name.",
            )
        parents[label] = parents[label] or group
    two_levels = any(parents.values())
    return LabelSet(
        name,
        title,
        tuple(parents),
        {label: group or label for label, group in parents.items()} if two_levels else {},
    )


def _concept(line: str, where: str) -> tuple[str, str]:
    try:
        entry = json.loads(line)
        return str(entry["phrase"]).strip(), str(entry.get("phrase_father", "")).strip()
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInputError(
            f"{where}: no concept.", remedy='Each line is a JSON object with "phrase".'
        ) from error

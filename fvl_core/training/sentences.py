"""Write sentences about garments: any register, any order, any choice of words, and what each one claims."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from fvl_core.training.facts import GENERIC_PATTERNS, fact_index
from fvl_core.training.words import ANYTHING, FILLERS, FRAMES, GROUP_NOUNS, NOUNS, PHRASES, SECOND_PHRASES

_BEHIND = (
    *("with ", "in ", "made ", "and ", "of ", "without ", "to ", "down ", "above ", "below ", "cut "),
    *(
        "not ",
        "no ",
        "a shade ",
        "covered ",
        "that ",
        "lacking ",
        "between ",
        "sleeves ",
        "dyed in ",
        "divided into ",
    ),
    "split in ",
)
_ORDER = ("fit", "length", "tone", "colour", "sleeve", "neckline", "fabric", "pattern", "closure")
_STRIPES = ("horizontal stripes", "vertical stripes")
_DENIED = ("pattern", "pattern", "pattern", "colour", "neckline", "closure")
"""What sentences rule out, the pattern most often."""

_POSITIVE_ONLY = frozenset(("plain", "patterned", "pull-on", "slip-on"))
"""Values whose words are negative themselves, or true of nearly everything: never denied."""


@dataclass(frozen=True)
class Sentence:
    """A text, the facts that it claims ("colour=red") and those that it rules out ("not red")."""

    text: str
    claims: tuple[str, ...]
    denials: tuple[str, ...] = ()


def write_sentence(values: Mapping[str, str], rng: np.random.Generator) -> Sentence:
    """Write one sentence about a picture whose attributes are `values`; absent attributes are left alone.

    About a third of the sentences name one attribute or the noun alone, a third two or three, the rest more;
    one in twelve says what the garment does not have.

    Example:
        >>> sentence = write_sentence({"category": "dress", "colour": "red"}, np.random.default_rng(4))
        >>> set(sentence.claims) <= {"category=dress", "colour=red"}
        True
    """
    known = [name for name in _ORDER if f"{name}={values.get(name)}" in fact_index()]
    wanted = _choose_attributes(known, rng)
    noun, claims = _noun(values, rng, must=not wanted)
    phrases = {name: _phrase(name, values[name], rng, claims) for name in wanted}
    if "pattern" in wanted and values.get("second") and rng.random() < 0.5:
        phrases["pattern"] = _two_colours(values, phrases["pattern"], rng, claims)
    denials = _deny(values, phrases, rng) if rng.random() < 1 / 12 else ()
    return Sentence(_arrange(noun, phrases, rng), tuple(claims), denials)


def _deny(values: Mapping[str, str], phrases: dict[str, str], rng: np.random.Generator) -> tuple[str, ...]:
    """Put something that the garment does not have into `phrases`; nothing where too little is known."""
    free = [name for name in _DENIED if values.get(name) and name not in phrases]
    if not free:
        return ()
    attribute = pick(free, rng)
    own = {values[attribute], *(name for name, of in GENERIC_PATTERNS.items() if values[attribute] in of)}
    value = pick([name for name in PHRASES[attribute] if name not in own | _POSITIVE_ONLY], rng)
    phrases[attribute] = negate(pick(PHRASES[attribute][value], rng), rng)
    return (f"{attribute}={value}",)


def negate(phrase: str, rng: np.random.Generator) -> str:
    """Turn "with stripes" into "without stripes", "with no stripes" …, any other phrase into "not …".

    Example:
        >>> negate("red", np.random.default_rng(0))
        'not red'
    """
    if not phrase.startswith("with "):
        return f"not {phrase}"
    owned = phrase.removeprefix("with ")
    bare = owned.removeprefix("a ").removeprefix("an ")
    return pick((f"without {owned}", f"without the {bare}", f"with no {bare}", f"no {bare}"), rng)


def _choose_attributes(known: Sequence[str], rng: np.random.Generator) -> list[str]:
    most = len(known)
    count = min(most, int(rng.choice(7, p=(0.14, 0.3, 0.22, 0.14, 0.1, 0.06, 0.04))))
    weights = np.array(
        [3.0 if name in {"colour", "pattern"} else 2.0 if name == "sleeve" else 1.0 for name in known]
    )
    if not count:
        return []
    return [known[i] for i in rng.choice(most, count, replace=False, p=weights / weights.sum())]


def _noun(values: Mapping[str, str], rng: np.random.Generator, *, must: bool) -> tuple[str, list[str]]:
    draw = rng.random()
    category, parent = values.get("category", ""), values.get("parent", "")
    if category in NOUNS and (draw < 0.72 or (must and draw < 0.85)):
        nouns = NOUNS[category]
        noun = nouns[0] if rng.random() < 0.35 else pick(nouns, rng)
        return _filled(noun, category, rng), [f"category={category}"]
    if parent in GROUP_NOUNS and (draw < 0.84 or must):
        return pick(GROUP_NOUNS[parent], rng), [f"parent={parent}"]
    return ("" if draw > 0.93 else pick(ANYTHING, rng)), []


def _filled(noun: str, category: str, rng: np.random.Generator) -> str:
    """Put a word that says nothing before one noun in six, unless both together name another category."""
    if rng.random() > 1 / 6:
        return noun
    filled = f"{pick(FILLERS, rng)} {noun}"
    return noun if _category_of().get(filled, category) != category else filled


@cache
def _category_of() -> Mapping[str, str]:
    return {noun: category for category, nouns in NOUNS.items() for noun in nouns}


def _phrase(attribute: str, value: str, rng: np.random.Generator, claims: list[str]) -> str:
    if attribute == "pattern" and value in _STRIPES and rng.random() < 0.4:
        claims.append("pattern=striped")
        return pick(PHRASES["pattern"]["striped"], rng)
    claims.append(f"{attribute}={value}")
    words = PHRASES[attribute][value]
    return words[0] if rng.random() < 0.3 else pick(words, rng)


def _two_colours(values: Mapping[str, str], pattern: str, rng: np.random.Generator, claims: list[str]) -> str:
    if values["pattern"] not in SECOND_PHRASES or "pattern=striped" in claims:
        return pattern
    claims.append(f"second={values['second']}")
    return pick(SECOND_PHRASES[values["pattern"]], rng).format(values["second"])


def _arrange(noun: str, phrases: Mapping[str, str], rng: np.random.Generator) -> str:
    draw = rng.random()
    names = [name for name in _ORDER if name in phrases]
    if draw < 0.35:
        rng.shuffle(names)
    ahead = [phrases[name] for name in names if not phrases[name].startswith(_BEHIND)]
    behind = [phrases[name] for name in names if phrases[name].startswith(_BEHIND)]
    if draw > 0.9:
        parts = [part for part in (noun, *ahead, *behind) if part]
        rng.shuffle(parts)
        return ", ".join(parts)
    if draw > 0.8 and noun and ahead:
        return f"{noun} that is {' and '.join(ahead)} {' and '.join(behind)}".strip()
    if draw > 0.76 and behind and not any(part.startswith(("in ", "made ")) for part in behind):
        return _has(noun, ahead, behind)
    if draw > 0.68:
        return pick(FRAMES, rng).format(
            ", ".join(part for part in (" ".join((*ahead, noun)).strip(), *behind) if part)
        )
    joined = " and ".join(behind) if rng.random() < 0.4 else " ".join(behind)
    return pick(FRAMES, rng).format(" ".join(part for part in (*ahead, noun, joined) if part))


def _has(noun: str, ahead: Sequence[str], behind: Sequence[str]) -> str:
    """Speak as people do who compare two pictures: "is red and has long sleeves"."""
    owned = "has " + " and ".join(part.removeprefix("with ") for part in behind)
    if not ahead:
        return f"{noun} {owned}".strip()
    return f"is {' and '.join(ahead)} and {owned}" if not noun else f"{' '.join((*ahead, noun))} {owned}"


def pick(values: Sequence[str], rng: np.random.Generator) -> str:
    """Return one of `values`, each as likely as any other."""
    return values[int(rng.integers(len(values)))]

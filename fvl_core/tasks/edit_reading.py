"""Read from the words of an edit which values of which attributes are wanted, denied, or to be shifted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from fvl_core.catalogues.edit_words import Phrase, further, known_phrases, normal_words

_DENIAL = re.compile(
    r"\b(no|not|isn't|without|minus|less|fewer|lose|drop|remove|anything but|any \w+ but|"
    r"(an)?other \w* ?than|instead of|rather than)( (the|a|an|any|its|in))?$"
)

_TAKEN = re.compile(
    r"\b(?:no|not|isn't|without|minus|lose|drop|remove|anything but)\b|\btake (?:\w+ ){1,3}(?:off|away)\b"
)
_FILLING = frozenset(
    """
    a an the this that these it its it's i i'd is are was be has have having in of on at to for as so also
    one all same like make give get want wants would please coloured colour colours shade garment item
    piece me them they instead otherwise just only come comes look looks turn into change swap put
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Words that carry no wish of their own at either end of a phrase."""
_LEADS = frozenset(
    {"more", "less", "very", "much", "no", "not", "without", "slightly", "bit", "little", "most"}
)
"""Words that mean something only before others."""
_KEPT = re.compile(r"\b(?:this|that|the same) colour(?: and pattern)?\b")
"""What asks for nothing new."""
_PART = re.compile(
    r" (?:neck|collar|waist|heel|strap|back|front|logo|print|pattern|graphic|design|letter|text|bust|"
    r"shoulder|belt|button|pocket|hood|trim|background)"
)
"""Parts of a garment that follow a step which speaks of them alone: "a lower neckline", "shorter straps"."""


@dataclass(frozen=True)
class Wish:
    """Hold what words ask of one attribute.

    Attributes:
        attribute: its name. wanted: values of which one shall be there. denied: values that shall not.
        step: "more" or "less" of the reference's own value (darker, longer), or "".
    """

    attribute: str
    wanted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    step: str = ""

    def grants(self, value: str, own: str | None) -> bool | None:
        """Tell whether a value, "" where the attribute does not apply, is what was asked for.

        Args:
            value: of an answer.
            own: of the reference; None where it is unknown.

        Returns:
            None where that cannot be told: a step from an unknown value, or along no known order.
        """
        if value in self.denied:
            return False
        if self.wanted:
            return value in self.wanted
        if not self.step:
            return True
        allowed = further(self.attribute, own, self.step) if own else None
        return None if allowed is None else value in allowed


def takes_away(words: str) -> bool:
    """Tell whether words ask for something to be gone.

    Example:
        >>> [takes_away(words) for words in ("without the belt", "not in red", "take it off", "in red")]
        [True, True, True, False]
    """
    return _TAKEN.search(normal_words(words)) is not None


def read_wishes(words: str, values: Mapping[str, Iterable[str]]) -> tuple[Wish, ...]:
    """Read an edit by the words that name values of attributes, the longest first.

    Args:
        words: "make it red, without the belt", or any other description.
        values: of each attribute, as the catalogue spells them. What it does not list is not read.

    Returns:
        One wish for each attribute that the words speak of, in the order of `values`.

    Example:
        >>> values = {"colour": ["red", "navy"], "closure": ["belt", "zip"]}
        >>> for wish in read_wishes("Navy instead of red, no belt", values):
        ...     print(wish.attribute, sorted(wish.wanted), sorted(wish.denied))
        colour ['navy'] ['red']
        closure [] ['belt']
    """
    pattern, phrases = _reader(_held(values))
    text = normal_words(words)
    found: dict[str, dict[str, set[str]]] = {}
    for match in pattern.finditer(text):
        denied = _DENIAL.search(text[: match.start()].rstrip())
        for phrase in _meant(match, phrases):
            sense = "deny" if denied and phrase.sense == "want" else phrase.sense
            found.setdefault(phrase.attribute, {}).setdefault(sense, set()).add(phrase.value)
    return tuple(_wish(attribute, found[attribute]) for attribute in values if attribute in found)


def unread_words(words: str, values: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Return what an edit says beside the values that it names: what `read_wishes` cannot judge.

    Example:
        >>> unread_words("is red, shinier and has a lower neckline", {"colour": ["red", "navy"]})
        ('shinier', 'lower neckline')
    """
    pattern, phrases = _reader(_held(values))
    said = pattern.sub(lambda match: "|" if _meant(match, phrases) else match.group(), normal_words(words))
    rest = _KEPT.sub("|", said)
    found = (
        _without_filling(part) for part in re.split(r"[^\w\s']|\b(?:and|but|with|or|instead of|than)\b", rest)
    )
    return tuple(dict.fromkeys(part for part in found if part))


def _meant(match: re.Match[str], phrases: Mapping[str, tuple[Phrase, ...]]) -> tuple[Phrase, ...]:
    """Return what a find may mean: a step ("lower") of a part ("neckline") is none of the whole garment's."""
    of_a_part = _PART.match(match.string, match.end()) is not None
    return tuple(
        phrase for phrase in phrases[match.group()] if not (of_a_part and phrase.sense in ("more", "less"))
    )


def _without_filling(part: str) -> str:
    """Take off both ends what carries no wish of its own."""
    words = part.split()
    while words and words[0] in _FILLING:
        del words[0]
    while words and words[-1] in _FILLING | _LEADS:
        del words[-1]
    return " ".join(words)


def _held(values: Mapping[str, Iterable[str]]) -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((attribute, frozenset(each)) for attribute, each in values.items())


@lru_cache(maxsize=8)
def _reader(
    held: tuple[tuple[str, frozenset[str]], ...],
) -> tuple[re.Pattern[str], Mapping[str, tuple[Phrase, ...]]]:
    """Return one pattern for all phrases, the longest first, and what each may mean."""
    values = dict(held)
    known = [
        phrase
        for phrase in known_phrases()
        if phrase.attribute in values and (not phrase.value or phrase.value in values[phrase.attribute])
    ]
    taken = {phrase.words for phrase in known}
    own = [
        Phrase(words, attribute, value, "want")
        for attribute, each in held
        for value in sorted(each)
        if (words := normal_words(value)) not in taken
    ]
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for phrase in (*known, *own):
        phrases[phrase.words] = (*phrases.get(phrase.words, ()), phrase)
    longest_first = sorted(phrases, key=lambda words: (-len(words), words))
    joined = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{joined or '(?!)'})(?!\w)"), phrases


def _wish(attribute: str, senses: Mapping[str, set[str]]) -> Wish:
    denied = frozenset(senses.get("deny", ()))
    wanted = frozenset(senses.get("want", ())) - denied
    step = next((step for step in ("more", "less") if step in senses), "")
    return Wish(attribute, wanted, denied, "" if wanted else step)

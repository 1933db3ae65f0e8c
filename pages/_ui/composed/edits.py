"""What became of every attribute: applied, kept or lost, under each tile and summed up over the page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import streamlit as st

import fvl_core as fvl
from pages._ui import asked, gallery
from pages._ui.writing import plain

_SOURCES = {
    "truth": "By the attributes that the catalogue tells.",
    "probe": "By the model itself, which compares every picture with words for each attribute: a guess.",
    "both": "The results by the catalogue's attributes; your picture as the model reads it: a guess.",
}


def onto(
    drawn: Sequence[gallery.Tile],
    engine: fvl.SearchEngine,
    question: asked.Asked,
    share: float,
    hits: fvl.Hits,
) -> list[gallery.Tile]:
    """Return the tiles with what became of the attributes, after drawing the sums above them.

    Raises:
        FvlError: when the attributes cannot be judged.
    """
    ledger = fvl.judge_edit(
        engine, question.query(share), hits, reference_id=next(iter(question.without), None)
    )
    tallies = ledger.summary()
    told = summed(tallies)
    source = " ".join(filter(None, (_SOURCES[ledger.source], checked(ledger.right, tallies))))
    judged = f"{told} :small[{source}]" if told else ""
    if judged or ledger.unread:
        st.markdown(" ".join(part for part in (judged, unjudged(ledger.unread)) if part))
    if not told:
        return list(drawn)
    return [
        replace(tile, marks=marks_of(row), alt=f"{tile.alt}; {spoken(row)}" if row else tile.alt)
        for tile, (_, row) in zip(drawn, ledger.rows, strict=True)
    ]


def summed(tallies: Mapping[str, fvl.Tally]) -> str:
    """Say over the whole page what was applied and what was kept, "" of nothing.

    Example:
        >>> summed({"colour": fvl.Tally("applied", 8, 10), "sleeve": fvl.Tally("kept", 9, 10)})
        'Applied: **colour in 8 of 10**. Kept: **sleeve in 9 of 10**.'
    """
    parts = []
    for verdict in ("applied", "kept"):
        counted = [
            f"{plain(name)} in {tally.n} of {tally.of}"
            for name, tally in tallies.items()
            if tally.verdict == verdict
        ]
        if counted:
            parts.append(f"{verdict.capitalize()}: **{', '.join(counted)}**.")
    return " ".join(parts)


def checked(right: Mapping[str, tuple[float, int]], names: Collection[str]) -> str:
    """Say how often the model reads attributes right, where the catalogue could tell; "" where it could not.

    Example:
        >>> checked({"colour": (0.985, 1200), "fit": (0.8, 300)}, ["colour", "sleeve"])
        'On garments that the catalogue knows it is right in 98 of 100 (colour).'
    """
    told = [
        f"{100 * share:.0f} of 100 ({plain(name)})" for name, (share, _) in right.items() if name in names
    ]
    return f"On garments that the catalogue knows it is right in {', '.join(told)}." if told else ""


def unjudged(phrases: Sequence[str]) -> str:
    """Say which words name no value that could be looked for, "" where all do.

    Example:
        >>> unjudged(["shinier", "lower neckline"])
        ':small[Not judged, because no known value is named: “shinier”, “lower neckline”.]'
    """
    if not phrases:
        return ""
    named = ", ".join(f"“{plain(phrase)}”" for phrase in phrases)
    return f":small[Not judged, because no known value is named: {named}.]"


def marks_of(row: Mapping[str, fvl.Judgement]) -> tuple[gallery.Mark, ...]:
    """Return a mark for each attribute that the words speak of or that was lost; what was kept is counted."""
    named = [
        gallery.Mark(kind=kind, words=_named(name, judged))
        for kind in ("applied", "missed", "lost")
        for name, judged in row.items()
        if judged.verdict == kind
    ]
    counts = {kind: sum(judged.verdict == kind for judged in row.values()) for kind in ("kept", "unclear")}
    return (*named, *(gallery.Mark(kind=kind, words=f"{n} {kind}") for kind, n in counts.items() if n))


def spoken(row: Mapping[str, fvl.Judgement]) -> str:
    """Say what became of every attribute.

    Example:
        >>> spoken({"colour": fvl.Judgement("applied", "blue"), "sleeve": fvl.Judgement("lost", "long")})
        'colour applied, sleeve lost'
    """
    return ", ".join(f"{name} {judged.verdict}" for name, judged in row.items())


def _named(name: str, judged: fvl.Judgement) -> str:
    verdict = "" if judged.verdict == "applied" else f" {judged.verdict}"
    return f"{name}{verdict}" + (f": {judged.value}" if judged.value else "")

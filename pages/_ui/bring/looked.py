"""What a look at a draft found, kept while nothing is added: a long table is read once, not per click."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

import fvl_core as fvl

MOST_ROWS = 8


@dataclass(frozen=True)
class Table:
    """Describe the table of a draft: its columns, what they hold, and the guess which is what."""

    name: str
    facts: tuple[fvl.ColumnFacts, ...]
    guess: fvl.ColumnChoice
    notes: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(each.name for each in self.facts)


@dataclass(frozen=True)
class Found:
    """Hold a survey with its first rows only, and how many items there are in all."""

    survey: fvl.Survey
    n_items: int


def stamp(draft: fvl.CatalogueDraft) -> str:
    """Return what changes whenever something is added to a draft."""
    files = sorted(path for path in draft.folder.iterdir() if path.is_file())
    return ";".join(f"{path.name}:{path.stat().st_mtime_ns}" for path in files)


@st.cache_resource(show_spinner="Reading the table …", ttl=900, max_entries=8)
def table(folder: str, stamp: str) -> Table | None:
    """Read the table of a draft, None without one."""
    del stamp
    sheet = fvl.CatalogueDraft(Path(folder)).sheet()
    if sheet is None:
        return None
    return Table(sheet.name, fvl.column_facts(sheet), fvl.guess_columns(sheet), tuple(sheet.notes))


def survey(folder: str, stamp: str, choice: fvl.ColumnChoice | None) -> Found:
    """Say what would become of a draft with these columns."""
    chosen = (choice.image, choice.id, choice.title, choice.caption, *choice.attributes) if choice else ()
    return _survey(folder, stamp, chosen)


@st.cache_resource(show_spinner="Looking it over …", ttl=900, max_entries=8)
def _survey(folder: str, stamp: str, chosen: tuple[str, ...]) -> Found:
    del stamp
    choice = fvl.ColumnChoice(chosen[0], chosen[1], chosen[2], chosen[3], chosen[4:]) if chosen else None
    whole = fvl.CatalogueDraft(Path(folder)).survey(choice)
    return Found(replace(whole, rows=whole.rows[:MOST_ROWS]), len(whole.rows))


def source(draft: fvl.CatalogueDraft) -> str:
    """Say in a few words where a draft came from."""
    return draft.table_name or f"{len(draft.pile.pictures):,} pictures"

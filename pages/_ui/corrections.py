"""What visitors corrected: each sees the own corrections, and those that somebody kept for everyone."""

from __future__ import annotations

import secrets
from weakref import WeakKeyDictionary

import streamlit as st

import fvl_core as fvl

LASTING = "Only you see these, until this visit ends. The catalogue's files are never changed."
_OWNER = "corrections_owner"
_ORIGINALS: WeakKeyDictionary[fvl.Catalogue, fvl.Catalogue] = WeakKeyDictionary()


def owner() -> str:
    """Return whose corrections these are: this session's."""
    name: str = st.session_state.setdefault(_OWNER, secrets.token_hex(16))
    return name


def own(original: fvl.Catalogue) -> fvl.CorrectionJournal:
    """Return this visitor's journal of a catalogue."""
    return fvl.CorrectionJournal(_paths(original, owner())[0])


def kept(original: fvl.Catalogue) -> fvl.CorrectionJournal:
    """Return the journal of what was kept for everyone."""
    return fvl.CorrectionJournal(_paths(original, owner())[1])


def applied(original: fvl.Catalogue) -> fvl.Catalogue:
    """Return the catalogue as this visitor sees it, made once for as long as no journal changes."""
    everybodys, mine = kept(original), own(original)
    stamps = everybodys.stamp, mine.stamp
    if stamps == ((0, 0), (0, 0)):
        return original
    with fvl.stage("corrections", catalogue=original.name):
        return _applied(str(mine.path), stamps, original.fingerprint, original, everybodys, mine)


def original_of(shown: fvl.Catalogue) -> fvl.Catalogue:
    """Return the catalogue that a corrected one was made from; any other is its own."""
    return _ORIGINALS.get(shown, shown)


def keep_for_everyone(original: fvl.Catalogue) -> None:
    """Move this visitor's corrections to what everybody sees, as one step; a crash between leaves both."""
    mine = own(original)
    kept(original).add(*mine.merged.values())
    mine.forget()


@st.cache_resource(show_spinner=False, max_entries=64)
def _applied(
    path: str,
    stamps: tuple[tuple[int, int], ...],
    fingerprint: str,
    _original: fvl.Catalogue,
    _kept: fvl.CorrectionJournal,
    _own: fvl.CorrectionJournal,
) -> fvl.Catalogue:
    del path, stamps, fingerprint  # they name the result to the cache
    corrected = fvl.correct_catalogue(_original, _kept, _own)
    if corrected is not _original:
        _ORIGINALS[corrected] = _original
    return corrected


@st.cache_resource(show_spinner=False, max_entries=256)
def _journal_paths(fingerprint: str, name: str, owner_name: str, _original: fvl.Catalogue) -> tuple:
    del fingerprint, name
    return tuple(fvl.CorrectionJournal.of(_original, owner=who).path for who in (owner_name, ""))


def _paths(original: fvl.Catalogue, owner_name: str) -> tuple:
    return _journal_paths(original.fingerprint, original.name, owner_name, original)

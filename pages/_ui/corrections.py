"""What visitors corrected: each browser sees its own corrections, and those that were kept for everyone."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

import streamlit as st

import fvl_core as fvl
from pages._ui import ownership

LASTING = (
    f"Only this browser sees these, until it has been away for {fvl.PrivateStore.IDLE_H} hours. "
    "The catalogue's files are never changed."
)
_SESSION = "corrections_store"
_ORIGINALS: WeakKeyDictionary[fvl.Catalogue, fvl.Catalogue] = WeakKeyDictionary()


def own(original: fvl.Catalogue) -> fvl.CorrectionJournal:
    """Return this browser's journal of a catalogue."""
    return fvl.CorrectionJournal(_path(original.fingerprint, str(_folder()), original))


def kept(original: fvl.Catalogue) -> fvl.CorrectionJournal:
    """Return the journal of what was kept for everyone."""
    return fvl.CorrectionJournal(_path(original.fingerprint, "", original))


def applied(original: fvl.Catalogue) -> fvl.Catalogue:
    """Return the catalogue as this browser sees it, made once for as long as no journal changes."""
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
    """Move this browser's corrections to what everybody sees, as one step; a crash between leaves both."""
    mine = own(original)
    kept(original).add(*mine.merged.values())
    mine.forget()


def _folder() -> Path:
    """Return where this browser's journals lie; without cookies, those of this visit."""
    mine = ownership.store()
    if mine is None:
        secret = st.session_state.setdefault(_SESSION, fvl.PrivateStore.new_secret())
        mine = fvl.PrivateStore.open(secret)
        assert mine is not None
    return mine.folder / "corrections"


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
def _path(fingerprint: str, folder: str, _original: fvl.Catalogue) -> Path:
    del fingerprint  # it names the catalogue to the cache
    return fvl.CorrectionJournal.of(_original, folder=Path(folder) if folder else None).path

"""The one place where model and catalogue are chosen, for all pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

import fvl_core as fvl
from pages._ui import model_cards, notices, ownership, resources
from pages._ui.models import arriving
from pages._ui.writing import plain

_CHOICE = "choice"
_ARRIVED = "arrived_with"


@dataclass(frozen=True)
class Choice:
    """Say what the pages work with: `model` can be loaded now, even when `wanted` cannot."""

    model: str
    wanted: str
    catalogue: str


def chosen() -> Choice:
    """Return what the sidebar of this run says."""
    choice: Choice = st.session_state[_CHOICE]
    return choice


def arrive(page: str) -> None:
    """Keep what a link asks for when a page of the menu is pressed before the sidebar is there.

    Streamlit takes a parameter along to another page once the browser knows its widget. Who presses sooner
    comes without it, and only then is the page of the second run another than that of the first.
    """
    first_page, wanted = st.session_state.get(_ARRIVED, (page, {}))
    if page != first_page:
        missing = {name: value for name, value in wanted.items() if name not in st.query_params}
        st.session_state.update(missing)
        st.query_params.update(missing)
    is_first = _ARRIVED not in st.session_state
    asked = {name: st.query_params[name] for name in ("model", "catalogue") if name in st.query_params}
    st.session_state[_ARRIVED] = (page, asked if is_first else {})


def draw() -> DeltaGenerator:
    """Draw both pickers, note the choice, and return the place that says where the model runs."""
    cards = {card.name: card for card in fvl.list_models()}
    with st.sidebar:
        wanted = _pick("model", _models(cards), _first_on_disk(cards))
        model = wanted if fvl.model_state(wanted).on_disk else _first_on_disk(cards)
        slot = st.empty()
        model_cards.tell_place(slot, model)
        model_cards.about_chosen(cards.get(wanted))
        arriving.in_sidebar()
        catalogue = _pick("catalogue", *_catalogues())
        _catalogue_facts(catalogue)
    st.session_state[_CHOICE] = Choice(model, wanted, catalogue)
    return slot


def show_stand_in() -> None:
    """Say above the page when the wanted model is not here and another works in its place."""
    if chosen().model != chosen().wanted:
        model_cards.stand_in(chosen().wanted, chosen().model)


def _catalogues() -> tuple[tuple[str, ...], str]:
    """Return everyone's catalogues and those of this browser, and the one to begin with."""
    everyones = fvl.list_catalogues()
    return tuple(dict.fromkeys((*everyones, *ownership.names()))), everyones[0]


def _pick(name: str, options: Sequence[str], default: str) -> str:
    asked = str(st.query_params.get(name, ""))
    if asked and asked not in options:
        notices.keep(
            name, f"The link asks for the {name} “{asked}”, which is not here. Showing “{default}” instead."
        )
    if st.session_state.get(name) not in options:
        st.session_state.pop(name, None)
    chosen = st.selectbox(
        name.capitalize(),
        options,
        index=list(options).index(default),
        key=name,
        bind="query-params",
    )
    return str(chosen)


def _models(cards: dict[str, fvl.ModelCard]) -> tuple[str, ...]:
    """Name the models of the picker: those listed, and an unlisted one that the address asks for."""
    asked = str(st.query_params.get("model", "") or st.session_state.get("model", ""))
    if asked and asked not in cards:
        try:
            fvl.model_state(asked)
        except fvl.UnknownNameError:
            return tuple(cards)
        return (*cards, asked)
    return tuple(cards)


def _first_on_disk(cards: dict[str, fvl.ModelCard]) -> str:
    return next((name for name in cards if fvl.model_state(name).on_disk), next(iter(cards)))


def _catalogue_facts(name: str) -> None:
    with notices.caught():
        if ownership.is_mine(name):
            st.caption("Yours: other browsers do not find it.")
        shown = resources.catalogue(name)
        count = len(shown.attribute_names)
        st.caption(f"{len(shown):,} pictures, {count or 'no'} attribute{'s' * (count != 1)}")
        if shown.licence:
            st.caption(f"Licence: {plain(shown.licence)}")

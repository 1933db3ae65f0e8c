"""The one place where model and catalogue are chosen, for all pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

import fvl_core as fvl
from pages._ui import notices, resources

_CHOICE = "choice"


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


def draw() -> None:
    """Draw both pickers with what is known about the chosen ones, and note the choice for the pages."""
    cards = {card.name: card for card in fvl.list_models()}
    with st.sidebar:
        wanted = _pick("model", _models(cards), _first_on_disk(cards))
        model = wanted if fvl.model_state(wanted).on_disk else _first_on_disk(cards)
        _model_facts(cards.get(wanted), wanted, model)
        with st.expander("All models", icon=":material/stacks:"):
            for card in cards.values():
                _model_card(card)
        catalogue = _pick("catalogue", fvl.list_catalogues(), fvl.list_catalogues()[0])
        _catalogue_facts(catalogue)
    st.session_state[_CHOICE] = Choice(model, wanted, catalogue)


def show_stand_in() -> None:
    """Say above the page that the wanted model is not here and which one works in its place."""
    choice = chosen()
    if choice.model == choice.wanted:
        return
    state = fvl.model_state(choice.wanted)
    st.warning(
        f"**{choice.wanted}** cannot be used yet. {state.sentence} "
        f"The studio goes on with **{choice.model}**."
        + (
            f"\n\nTo fetch it, run `{state.fetch_command}` where the studio is installed."
            if state.fetch_command
            else ""
        ),
        icon=":material/cloud_download:",
    )


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
        persist_state="session",
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


def _model_facts(card: fvl.ModelCard | None, wanted: str, model: str) -> None:
    if card is not None:
        if card.source == "embedded":
            st.caption(
                "Our own small model, made for this demonstration. Larger models understand far more words."
            )
        st.caption(" · ".join(_facts(card)))
    where = resources.model_facts(model)
    place = f"{where[0]}, {where[1]}" if where else "loads at the first search"
    st.caption(
        f"{'Running' if where else 'Ready'}: {place}" if model == wanted else f"Working with {model}: {place}"
    )


def _model_card(card: fvl.ModelCard) -> None:
    state = fvl.model_state(card.name)
    badge = ":green-badge[on this machine]" if state.on_disk else ":gray-badge[not on this machine]"
    if card.non_commercial:
        badge += " :orange-badge[non-commercial]"
    st.markdown(f"**{card.title}**  \n{badge}")
    st.caption(" · ".join(_facts(card)))
    if not state.on_disk:
        st.caption(state.sentence)
        if state.fetch_command:
            st.code(state.fetch_command, language=None, wrap_lines=True)


def _facts(card: fvl.ModelCard) -> list[str]:
    facts = [f"{card.dim} dimensions"]
    if card.parameters:
        facts.append(f"{card.parameters / 1e6:.1f} M parameters")
    facts.append(f"licence {card.licence or 'not stated'}")
    if card.trained_on:
        facts.append(f"trained on {card.trained_on}")
    return facts


def _catalogue_facts(name: str) -> None:
    with notices.caught():
        shown = resources.catalogue(name)
        names = ", ".join(shown.attribute_names[:4])
        st.caption(f"{len(shown):,} pictures" + (f" with {names} …" if names else ", without attributes"))
        if shown.licence:
            st.caption(f"Licence: {shown.licence}")

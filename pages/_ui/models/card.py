"""One model on the Models page: what it is, whose, what it can do, where it stands, what to do with it."""

from __future__ import annotations

import streamlit as st

import fvl_core as fvl
from pages._ui import model_cards
from pages._ui.models import work
from pages._ui.models.here import at_the_server
from pages._ui.writing import plain


def show(card: fvl.ModelCard, loaded: tuple[fvl.LoadedModel, ...], current: str) -> None:
    """Draw a card in a frame."""
    with st.container(border=True, key=f"model_{_key(card.name)}"):
        facts, actions = st.columns([7, 4], gap="large")
        with facts:
            _facts(card)
        with actions:
            _state(card, loaded)
            _actions(card, loaded, current)
        for kind in ("fetch", "load"):
            work.show(kind, card.name)


def _facts(card: fvl.ModelCard) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(plain(card.title), anchor=False, width="content")
        st.markdown(model_cards.badges(card), width="content")
    numbers = [
        f"{card.dim} dimensions",
        f"{card.preprocessing.image_size} px",
        f"{card.context_length} tokens" if card.context_length else "no words",
    ]
    if card.parameters:
        numbers.append(f"{card.parameters / 1e6:.1f} M parameters")
    st.markdown(f"`{card.name}` · {' · '.join(numbers)}")
    lines = [
        f"**Can** {', '.join(card.abilities)}"
        + (f" · **cannot** {', '.join(card.lacks)}" if card.lacks else ""),
        f"**Licence** {plain(card.licence) or 'not stated'}{_forbidden(card)}",
        f"**From** {_source(card)}",
    ]
    if card.trained_on:
        lines.append(f"**Trained on** {plain(card.trained_on)}")
    if card.reference:
        cited = plain(card.reference)
        lines.append(f"**See** [{cited}]({card.reference_url})" if card.reference_url else f"**See** {cited}")
    lines += [
        f"**Composes by {kept.composer}** with `{kept.path}`"
        for kept in fvl.kept_composers()
        if kept.model == card.name
    ]
    if card.notes:
        lines.append(f"**Mind** {plain(card.notes)}")
    st.markdown("  \n".join(lines))


def _forbidden(card: fvl.ModelCard) -> str:
    return ", not for commercial use" if card.non_commercial else ""


def _source(card: fvl.ModelCard) -> str:
    if card.source == "embedded":
        return "this repository"
    if card.source == "local":
        return f"`{card.path}`"
    named = f"huggingface.co/{card.repository}" if card.repository else card.url
    return f"`{named}`" + ("" if card.verified else " (nobody has tried this address yet)")


def _state(card: fvl.ModelCard, loaded: tuple[fvl.LoadedModel, ...]) -> None:
    standing = [entry for entry in loaded if entry.name == card.name]
    if standing:
        for entry in standing:
            memory = work.megabytes(entry.n_bytes)
            st.markdown(f"**In memory**: {memory} MB, {entry.precision} on {entry.device}")
    elif work.under_way(card.name):
        st.markdown("**On its way**")
    else:
        state = fvl.model_state(card.name)
        st.markdown("**Ready**: loads when it is first needed" if state.on_disk else plain(state.sentence))


def _actions(card: fvl.ModelCard, loaded: tuple[fvl.LoadedModel, ...], current: str) -> None:
    name, state = card.name, fvl.model_state(card.name)
    busy = work.under_way(name)
    with st.container(horizontal=True, gap="small"):
        if not state.on_disk and state.fetch_command and not busy and (card.companions or not card.by_hand):
            label = "Go on" if state.n_bytes_come else "Fetch"
            if card.by_hand:
                label = f"Fetch {', '.join(each.filename for each in card.companions)}"
            _button(label, "download", f"fetch_{name}", work.fetch, name, help=_command(state))
        if state.on_disk:
            if name == current:
                st.markdown(":violet-badge[in use on the pages]")
            else:
                _button("Use it", "check", f"use_{name}", _use, name)
            if any(entry.name == name for entry in loaded):
                _button("Unload", "eject", f"unload_{name}", _unload, name)
            elif not busy:
                _button("Load", "memory", f"load_{name}", work.load, name)
        if name in fvl.added_models() and at_the_server():
            _button("Forget", "delete", f"forget_{name}", _forget, name)
        for kept in fvl.kept_composers() if at_the_server() else ():
            if kept.model == name:
                key = f"forget_{kept.composer}_{name}"
                _button(f"Forget its {kept.composer}", "delete", key, _forget_composer, kept)


def _command(state: fvl.ModelState) -> str:
    return f"On the command line: `{model_cards.BIN}{state.fetch_command}`"


def _button(label: str, icon: str, key: str, act: object, name: object, *, help: str | None = None) -> None:
    st.button(
        label,
        icon=f":material/{icon}:",
        key=_key(key),
        help=help,
        on_click=act,  # type: ignore[arg-type]
        args=(name,),
    )


def _use(name: str) -> None:
    st.session_state["model"] = name


def _unload(name: str) -> None:
    work.dismiss("load", name)
    if not fvl.model_shelf().put_away(name):
        st.toast(f"{name} is at work; it can be unloaded when that is done.")


def _forget(name: str) -> None:
    fvl.forget_model(name)


def _forget_composer(kept: fvl.KeptComposer) -> None:
    fvl.forget_composer(kept.composer, model=kept.model)


def _key(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "_-" else "-" for sign in text)

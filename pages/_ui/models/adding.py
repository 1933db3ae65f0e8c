"""Adding a model: what was found in a file or folder before anything is loaded, and then the check."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

import fvl_core as fvl
from pages._ui import framed, notices
from pages._ui.models import composer_file, work
from pages._ui.models.here import at_the_server
from pages._ui.writing import plain

_TOLD = "As its content tells"
_FAMILIES = (
    _TOLD,
    "open_clip",
    "transformers",
    "openfashionclip",
    "fashionclip",
    "clip4cir",
    "fashionklip",
    "fashionvil",
    "fashionvil:composition",
    "open_clip:ViT-B-32-quickgelu",
)
_CUTS = {
    "keep_eot": "keep the mark of their end",
    "klip": "lose it, as in FashionKLIP's own code: they all get one vector",
}


def show() -> None:
    """Draw the form, and below it what was found under the address that stands in it."""
    if not at_the_server():
        st.caption("Models are added by whoever sits at the machine that runs the studio.")
        return
    st.caption(
        "A repository of the Hugging Face hub, a folder in Hugging Face's or open_clip's layout, or a "
        "checkpoint file on this machine; also the file of a trained composer (CLIP4Cir's Combiner, SEARLE's "
        "Phi), which is kept for a model. Nothing in it is executed. Weights stay where they are."
    )
    with st.form("add_model", border=False):
        name, button = st.columns([5, 1], vertical_alignment="bottom")
        given = name.text_input(
            "Hub id, folder or file",
            placeholder="user/repository or /path/to/checkpoint.pt",
            key="given",
            bind="query-params",
        )
        button.form_submit_button("Look", icon=":material/search:", width="stretch")
    if given := given.strip():
        with notices.caught():
            _found(given)


def _found(given: str) -> None:
    if fvl.is_hub_id(given) and not Path(given).expanduser().exists():
        _of_hub(given)
        return
    report = fvl.inspect_checkpoint(given)
    st.markdown(f"**{plain(report.sentence)}**")
    framed.specification(_facts(report))
    for warning in report.warnings:
        st.warning(plain(warning), icon=":material/info:")
    if report.composer:
        composer_file.show(given, report)
        return
    family = st.selectbox(
        "What it is",
        _FAMILIES,
        key="add_family",
        accept_new_options=True,
        help="open_clip:ARCHITECTURE names the network; a TOML file beside it (FILE.toml) can state more",
    )
    said = "" if family in (None, _TOLD) else str(family)
    _buttons(given, said, _cut(said or report.family))


def _cut(family: str) -> str:
    """Draw how texts that are too long are cut, where the family leaves a choice; return it, "" without."""
    ways = fvl.truncations(family)
    if len(ways) < 2:
        return ""
    return str(
        st.selectbox(
            "Texts that are too long", ways, format_func=lambda way: _CUTS[way], key="add_truncation"
        )
    )


def _of_hub(given: str) -> None:
    known = next((card for card in fvl.list_models() if given in (card.name, card.repository)), None)
    if known is not None and fvl.model_state(known.name).on_disk:
        _among(known)
        return
    st.markdown(f"Fetch **{plain(given)}** from the hub? It is looked at there, and loaded once as a check.")
    if not work.under_way(given):
        st.button("Fetch it", icon=":material/download:", type="primary", on_click=work.fetch, args=(given,))
    work.show("fetch", given)
    st.caption("A private repository opens with your token in the environment variable HF_TOKEN.")


def _buttons(given: str, family: str, truncate: str) -> None:
    added = next((card for card in fvl.list_models() if given in (card.path, card.repository)), None)
    if added is not None:
        _among(added)
    elif not work.under_way(given):
        st.button(
            "Add it", icon=":material/add:", type="primary", on_click=work.add, args=(given, family, truncate)
        )
    work.show("add", given)


def _among(card: fvl.ModelCard) -> None:
    marked = " It is untrained: its weights are random." if card.untrained else ""
    st.success(f"It is among all models now, as **{plain(card.name)}**.{marked}", icon=":material/check:")


def _facts(report: fvl.CheckpointReport) -> dict[str, str]:
    facts = {
        "Family": report.family or "cannot be told",
        "Architecture": report.architecture,
        "Dimensions": f"{report.dim}" if report.dim else "",
        "Parameters": f"{report.n_parameters:,}" if report.n_parameters else "",
        "Picture": f"{report.image_size} px" if report.image_size else "",
        "Tokens": f"{report.context_length}" if report.context_length else "",
        "Present": ", ".join(report.present),
        "Missing": ", ".join(report.missing),
        "Loads with": report.loader or "nothing here",
    }
    return {name: value for name, value in facts.items() if value}

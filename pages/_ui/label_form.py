"""What goes into a classification: the pictures, the labels, the templates."""

from __future__ import annotations

import random
from collections.abc import Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import address, concept_file, gallery, inlet, label_lists, labelling, pictures, uploads


def draw_pictures(catalogue: fvl.Catalogue, shown: Sequence[pictures.Picture], current: str) -> None:
    """Draw how pictures come in, and those that are there."""
    inlet.draw("Bring one or many pictures", name="label_pictures", on_upload=_uploaded, multiple=True)
    choose, draw = st.columns([3, 2], vertical_alignment="bottom")
    choose.selectbox(
        "Or take a garment of the catalogue",
        catalogue.ids,
        index=None,
        key="take_item",
        format_func=lambda item_id: _title(catalogue, item_id),
        on_change=_taken,
        placeholder="type to find one",
    )
    draw.button(
        "Surprise me", icon=":material/casino:", width="stretch", on_click=_surprise, args=(catalogue,)
    )
    if shown:
        gallery.show(
            [
                gallery.Tile(
                    id=picture.id,
                    src=picture.preview.src,
                    aspect=picture.preview.aspect,
                    alt=picture.name,
                    title=picture.name,
                    pressed=picture.id == current,
                )
                for picture in shown
            ],
            key="tray",
            label="Pictures to label",
            on_pick=lambda picture_id, _: address.push(open=picture_id),
            size="small",
        )
        st.button(
            "Clear pictures",
            type="tertiary",
            icon=":material/close:",
            on_click=address.push,
            kwargs={"item": (), "picture": (), "open": ""},
        )


def draw_wording(catalogue: fvl.Catalogue, wording: labelling.Wording, card: fvl.ModelCard) -> None:
    """Draw label presets, the editable labels and the templates."""
    lists = labelling.presets(catalogue)
    fitting = next((name for name, labels in lists.items() if labels == wording.labels), None)
    st.pills(
        "Labels from the catalogue",
        list(lists),
        default=address.follow("preset", fitting),
        key="preset",
        on_change=_preset,
        args=(lists,),
    )
    built_in, file = st.columns([3, 2], vertical_alignment="bottom")
    built_in.selectbox(
        "Or a built-in list",
        [found.name for found in fvl.list_label_sets()],
        index=None,
        key="label_set",
        format_func=lambda name: fvl.load_label_set(name).title,
        on_change=_built_in,
        placeholder="Fashion-MNIST, DeepFashion, colours, sleeves …",
    )
    with file:
        concept_file.inlet()
    mended = label_lists.being_mended()
    listed = label_lists.as_text(wording.labels, dict(wording.parents))
    written = address.follow("label_words", listed if mended is None else mended)
    templates = address.follow("template_words", "\n".join(wording.templates))
    with st.form("wording", border=False):
        st.text_area(
            "Labels, separated by commas or lines",
            written,
            key="label_words",
            height=110,
            help="Two levels: “tops > shirt, blouse”, a line for each group. Groups get probabilities too.",
        )
        label_lists.tell_problem()
        st.text_area(
            "Templates, one per line; {} is the label",
            templates,
            key="template_words",
            height=70,
            help=f"{card.name} was made for the prompt that stands here first. Several are averaged.",
        )
        st.form_submit_button("Classify", type="primary", on_click=_submitted, args=(card, wording))


def _title(catalogue: fvl.Catalogue, item_id: str) -> str:
    title = catalogue.item(item_id).title
    return f"{title} ({item_id})" if title else item_id


def _uploaded(brought: Sequence[uploads.Upload]) -> None:
    digests = [upload.digest for upload in brought]
    address.push(picture=tuple(dict.fromkeys((*address.many("picture"), *digests))), open=digests[0])


def _take(item_id: str) -> None:
    address.push(item=tuple(dict.fromkeys((*address.many("item"), item_id))), open=item_id)


def _taken() -> None:
    if chosen := st.session_state.take_item:
        st.session_state.take_item = None
        _take(chosen)


def _surprise(catalogue: fvl.Catalogue) -> None:
    _take(random.choice(catalogue.ids))


def _preset(lists: dict[str, tuple[str, ...]]) -> None:
    if chosen := st.session_state.preset:
        label_lists.push(lists[chosen], {})


def _built_in() -> None:
    if chosen := st.session_state.label_set:
        st.session_state.label_set = None
        found = fvl.load_label_set(chosen)
        label_lists.push(found.labels, found.parents)


def _submitted(card: fvl.ModelCard, wording: labelling.Wording) -> None:
    lines = (line.strip() for line in st.session_state.template_words.splitlines())
    templates = list(dict.fromkeys(line for line in lines if line))
    labels = label_lists.typed(st.session_state.label_words, wording.labels, dict(wording.parents))
    if labels is not None:
        address.push(labels=labels, template=() if templates == list(card.templates) else templates)

"""The frame around every page: its names in the menu, the sidebar, and the notices above the content.

A new page is one file in pages/ and one line in the list below.
"""

from __future__ import annotations

import streamlit as st

from pages._ui import engines, keyboard, libraries, model_cards, notices, places, pushes, sidebar

page = st.navigation(
    [
        st.Page(places.HOME, title="Home", default=True),
        st.Page(places.SEARCH, title="Search"),
        st.Page(places.ZERO_SHOT, title="Zero-shot"),
        st.Page(places.OUTFITS, title="Outfits"),
        st.Page(places.COMPARE, title="Compare"),
        st.Page(places.ERRORS, title="Errors"),
        st.Page(places.BRING, title="Bring pictures"),
        st.Page(places.CATALOGUE, title="Catalogue"),
        st.Page(places.MODELS, title="Models"),
    ]
)
sidebar.arrive(page.title)
# An icon of the menu would become the page's, and Streamlit fetches those from another machine.
st.set_page_config(page_title=f"{page.title} · Fashion VL Studio", page_icon=places.ICON, layout="wide")
# Streamlit tells the colour scheme to its main element only; dialogs and popovers stand outside of it.
st.html(f"<style>:root {{ color-scheme: {st.context.theme.type or 'light'} }}</style>")
st.logo(places.ICON, size="large")
place = sidebar.draw()
notices.show()
sidebar.show_stand_in()
if st.session_state.get("page") != page.title:
    st.session_state.update(page=page.title, arrived=True)
page.run()
engines.room().release()
model_cards.tell_place(place, sidebar.chosen().model)
keyboard.handed()
pushes.told()
libraries.ahead()

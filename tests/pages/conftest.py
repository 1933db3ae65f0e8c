"""The studio without a browser, over six plain garments and a model that can be worked out by hand."""

import csv
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

import fvl_core as fvl
from pages._ui import jobs, places

STUDIO = places.PAGES / "_ui" / "studio.py"
GARMENTS = ("red dress", "blue dress", "red skirt", "green skirt", "black shoe", "white shoe")


@pytest.fixture
def rail(tmp_path, empty_cache) -> Iterator[Path]:
    """A catalogue named "rail" of six plain garments, the last of which cannot be read."""
    folder = tmp_path / "rail"
    (folder / "images").mkdir(parents=True)
    with (folder / "items.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "image", "title", "description", "category", "colour", "pattern"])
        for number, garment in enumerate(GARMENTS):
            colour, category = garment.split()
            writer.writerow(
                [f"g{number}", f"images/{number}.png", garment, f"A {garment}", category, colour, "plain"]
            )
            Image.new("RGB", (30, 40), colour).save(folder / "images" / f"{number}.png")
    (folder / "images" / "5.png").write_bytes(b"no picture")
    fvl.register_catalogue("rail", folder)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield folder
    st.cache_resource.clear()


@pytest.fixture
def studio(rail, monkeypatch) -> Callable[..., AppTest]:
    """Open a page as a link would: `studio("search", q="red")`."""
    # Streamlit leaves its script behind as __main__, which every process that a later test spawns would run.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setattr(jobs, "PATIENCE_S", 30.0)  # no browser is here that draws the page anew

    def open_page(page: str = "home", /, **params: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(STUDIO), default_timeout=30)
        link = {"model": "hand", "catalogue": "rail", **params}
        app.query_params.update(link)
        app.run()
        if page != "home":
            app.switch_page(str(places.PAGES / f"{page}.py"))
            app.query_params.update(link)
            app.run()
        return app

    return open_page

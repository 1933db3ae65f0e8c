"""Home: what is loaded, what to try, and what has been measured."""

import subprocess
import sys

import fvl_core as fvl
from tests.pages.shown import words


def test_home_says_what_is_loaded(studio):
    app = studio()
    facts = "".join(html.body for html in (element.proto for element in app.get("html")))
    assert "hand" in facts
    assert "6 pictures, 3 categories" in facts


def test_home_offers_four_starters_that_lead_on(studio):
    app = studio()
    *links, own = [element.proto for element in app.get("page_link")]
    assert own.label == "Bring pictures"
    assert len(links) == 4
    assert {link.page for link in links} == {"search", "zero_shot"}
    assert all(link.query_string for link in links)


def test_measured_figures_come_with_interval_and_number(studio, monkeypatch):
    card = next(card for card in fvl.list_models() if card.name == "fvl-tiny")
    shown = words(studio(model="fvl-tiny"))
    for figure in card.measured:
        assert f"**{figure.value:.3f}** | {figure.low:.3f} to {figure.high:.3f} | {figure.n:,}" in shown


def test_home_paints_without_torch(rail, root):
    script = (
        "import sys; from tests.pages.conftest import STUDIO; from streamlit.testing.v1 import AppTest\n"
        "from pages._ui import libraries; libraries.ahead = lambda: None  # what comes after the page\n"
        "app = AppTest.from_file(str(STUDIO), default_timeout=30).run()\n"
        "assert not app.exception and app.title, app.exception\n"
        "heavy = {'torch', 'torchvision', 'open_clip', 'transformers', 'faiss'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True, timeout=60)

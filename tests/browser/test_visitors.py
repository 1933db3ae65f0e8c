"""Many visitors, small screens, dark rooms, and people who do not see the page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ENCODING
from tests.browser.test_journeys import hits

pytestmark = pytest.mark.browser

PAGES = {
    "/?model=hand": "Try one of these",
    "/search?model=hand": "Start with one of these",
    "/search?model=hand&q=red+dress&where=colour:red": "ranked by hand",
    "/zero_shot?model=hand&labels=red&labels=blue": "Bring a picture, or take",
    "/outfits?model=hand": "does not complete outfits",
    "/compare?model=hand&vs=hand&vs=hand;wording=green+{}&q=red": "of their first 24",
    "/compare?model=hand&vs=hand&vs=hand;wording=green+{}&on=labels&by=colour": "Who says what",
    "/bring?model=hand": "What do you bring?",
    "/errors?model=hand&by=parent": "What is taken for what",
}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390)])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_stands_in_anybodys_way_and_no_page_scrolls_sideways(
    server, visit, path, scheme, width
):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    visitor = visit(server, color_scheme=scheme)
    visitor.page.set_viewport_size({"width": width, "height": 900})
    page = visitor.open(path)
    expect(page.get_by_text(PAGES[path]).first).to_be_visible()
    visitor.settled()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.run(page).response["violations"]
    serious = {
        v["id"]: [node["target"] for node in v["nodes"]]
        for v in found
        if v["impact"] in ("serious", "critical")
    }
    assert serious == {}


def test_two_visitors_open_two_models_on_a_cold_server(fresh_server, visit):
    here, there = visit(fresh_server), visit(fresh_server)
    here.page.goto(fresh_server.url + "/search?q=red+dress")
    there.page.goto(fresh_server.url + "/search?model=hand&q=red+dress")
    expect(hits(here.page).first).to_be_visible(timeout=ENCODING)
    expect(hits(there.page).first).to_be_visible(timeout=ENCODING)
    expect(here.page.get_by_text("ranked by fvl-tiny")).to_be_visible()
    expect(there.page.get_by_text("ranked by hand")).to_be_visible()


def test_a_link_to_an_unknown_model_goes_on_with_the_default_and_says_so(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=nobody&catalogue=nowhere&q=red+dress")
    expect(hits(page).first).to_be_visible(timeout=ENCODING)
    expect(page.get_by_text("asks for the model “nobody”")).to_be_visible()
    expect(page.get_by_text("asks for the catalogue “nowhere”")).to_be_visible()
    page.get_by_role("button", name="Dismiss").first.click()
    expect(page.get_by_text(re.compile("asks for the"))).to_have_count(1)


def test_writing_on_the_accent_is_dark_in_a_dark_dialog_too(server, visit):
    visitor = visit(server, color_scheme="dark")
    page = visitor.open("/search?model=hand&q=red+dress")
    hits(page).first.get_by_role("button").first.click()
    words = page.get_by_role("dialog").get_by_role("button", name="More like this").locator("p")
    expect(words).to_have_css("color", "rgb(20, 18, 21)")

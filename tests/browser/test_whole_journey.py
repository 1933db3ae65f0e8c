"""The studio's main job on the embedded model, over the demo and over a folder of one's own."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.browser import pictures
from tests.browser.conftest import ENCODING, ROOT
from tests.browser.test_journeys import first_hit, hits
from tests.browser.test_pictures import bring

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def own_folder(cache, tmp_path_factory):
    """A folder of photographs in sub-folders, three of them no pictures, indexed from the command line."""
    folder = tmp_path_factory.mktemp("holiday") / "wardrobe"
    for place, file in enumerate(pictures.photographs(200)):
        into = folder / ("summer", "winter/coats", ".")[place % 3]
        into.mkdir(parents=True, exist_ok=True)
        (into / file["name"]).write_bytes(file["buffer"])
    for bad in pictures.bad_files()[:3]:
        (folder / bad["name"]).write_bytes(bad["buffer"])
    command = [sys.executable, "-m", "fvl_core", "index", str(folder)]
    environment = {**os.environ, "FVL_CACHE_DIR": str(cache)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return "wardrobe"


def answered(page, heading):
    """Wait until the results stand under this heading."""
    expect(page.get_by_text(heading)).to_be_visible(timeout=ENCODING)
    expect(hits(page).first).to_be_visible()


def test_the_demo_is_searched_by_words_picture_and_both_and_labelled(server, visit):
    visitor = visit(server)
    page = visitor.open("/")
    page.get_by_role("link", name="Search", exact=True).click()
    visitor.search("red dress")
    answered(page, re.compile("24 of [\\d,]+ pictures in demo, ranked by fvl-tiny$"))

    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Category", exact=True).fill("dress")
    page.get_by_role("option", name=re.compile("^dress \\(")).click()
    page.keyboard.press("Escape")  # closes the list of values
    expect(page.get_by_role("button", name="category: dress")).to_be_visible()
    # An open menu follows its button while the page scrolls, and would come between press and release.
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    expect(first_hit(page)).to_have_attribute("aria-label", re.compile("dress, cosine"))

    first_hit(page).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Nearest to it in this catalogue")).to_be_visible()
    dialog.get_by_role("button", name="More like this").click()
    expect(dialog).to_be_hidden()
    expect(first_hit(page)).to_have_attribute("aria-label", re.compile("^rank 1, .*cosine 1.00"))

    photograph = pictures.photograph()
    bring(page, photograph)
    expect(page.get_by_alt_text(f"The picture of the query: {photograph['name']}")).to_be_visible()
    visitor.search("in blue")
    answered(page, re.compile("put together by weighted"))
    page.get_by_role("slider", name="Share of the words").press("ArrowRight")
    page.wait_for_function("location.search.includes('w=0.55')")

    page.get_by_role("button", name=re.compile("^Use as reference")).first.click()
    expect(page.get_by_text("from the catalogue")).to_be_visible()
    page.get_by_role("link", name="Zero-shot").click()
    expect(page.get_by_role("heading", name="Zero-shot")).to_be_visible()
    expect(page.get_by_label("Describe what you are looking for")).to_be_hidden()
    bring(page, photograph)
    expect(page.get_by_text("probability").first).to_be_visible()
    expect(page.get_by_text(re.compile("^Softmax over \\d+ labels"))).to_be_visible()


def test_a_folder_of_ones_own_stands_in_the_sidebar_and_works_on_every_page(server, visit, own_folder):
    visitor = visit(server)
    page = visitor.open("/")
    page.get_by_role("combobox", name=re.compile("Catalogue")).click()
    page.get_by_role("option", name=own_folder).click()
    expect(page.get_by_text("What is this?")).to_be_visible()
    page.get_by_role("link", name="More like this one").click()
    answered(page, re.compile(f"pictures in {own_folder}, ranked by fvl-tiny"))
    expect(first_hit(page)).to_have_attribute("aria-label", re.compile("cosine 1.00"))
    page.get_by_text("3 pictures could not be read").click()
    for bad in pictures.bad_files()[:3]:
        expect(page.get_by_text(re.compile(f"^{re.escape(bad['name'])} cannot be read"))).to_be_visible()
    visitor.search("red dress")
    answered(page, re.compile("put together by weighted"))
    page.get_by_role("link", name="Zero-shot").click()
    expect(page.get_by_role("heading", name="Zero-shot")).to_be_visible()
    expect(page.get_by_label("Describe what you are looking for")).to_be_hidden()
    expect(page.get_by_role("textbox", name="Labels, separated by")).to_have_value(
        re.compile("^dress, shirt")
    )
    page.get_by_role("button", name="Surprise me").click()
    expect(page.get_by_text(re.compile("^Softmax over 7 labels"))).to_be_visible()
    assert f"catalogue={own_folder}" in visitor.address


def test_words_that_the_model_has_never_seen_are_named_on_both_pages(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?q=chartreuse+dress")
    expect(page.get_by_text("fvl-tiny has never seen: ‘chartreuse’.")).to_be_visible(timeout=ENCODING)
    page = visitor.open("/zero_shot?labels=dress&labels=fooble")
    page.get_by_role("button", name="Surprise me").click()
    expect(page.get_by_text("fvl-tiny has never seen: ‘fooble’.")).to_be_visible()

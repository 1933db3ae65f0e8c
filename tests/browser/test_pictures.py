"""Journeys with pictures: as a query, with words, on the Zero-shot page, and files that are none."""

import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import pictures
from tests.browser.test_journeys import first_hit, hits, titles
from tests.foundation.odd_pictures import BAD, GOOD

pytestmark = pytest.mark.browser


def bring(page, *files):
    page.locator("input[type=file]").first.set_input_files(list(files))


def test_a_photograph_finds_neighbours_and_words_change_them(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand")
    photograph = pictures.photograph()
    bring(page, photograph)
    expect(page.get_by_alt_text(f"The picture of the query: {photograph['name']}")).to_be_visible()
    expect(hits(page).first).to_be_visible()
    visitor.settled()
    by_picture = titles(page)

    visitor.search("in yellow")
    expect(page.get_by_text("put together by weighted")).to_be_visible()
    visitor.settled()
    assert titles(page) != by_picture

    page.get_by_role("slider", name="Share of the words").press("End")
    page.wait_for_function("location.search.includes('w=1')")
    page.get_by_role("button", name="Remove picture").click()
    expect(page.get_by_text("put together by")).to_be_hidden()
    assert "picture=" not in visitor.address


def test_a_link_with_an_upload_says_that_the_picture_stays_behind(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand")
    bring(page, pictures.file("dress.jpg", pictures.as_bytes(pictures.dress(), "JPEG")))
    page.wait_for_function("location.search.includes('picture=')")
    other = visit(server)
    there = other.open(visitor.address.removeprefix(server.url))
    expect(there.get_by_text("leaves out an uploaded picture")).to_be_visible()


def test_odd_files_are_read_or_named_and_the_picture_before_stays(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand")
    for name, make in GOOD.items():
        bring(page, pictures.file(name, make()))
        expect(page.get_by_alt_text(f"The picture of the query: {name}")).to_be_visible()
        expect(hits(page).first).to_be_visible()
    for name, make in BAD.items():
        bring(page, pictures.file(name, make()))
        expect(page.get_by_role("alert").filter(has_text=name)).to_be_visible()
        expect(page.get_by_alt_text(f"The picture of the query: {list(GOOD)[-1]}")).to_be_visible()


def test_more_like_this_and_use_as_reference(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red+dress")
    page.get_by_role("button", name=re.compile("^Use as reference")).nth(2).click()
    expect(page.get_by_text("put together by weighted")).to_be_visible()
    page.get_by_role("button", name=re.compile("^More like this")).nth(1).click()
    expect(page.get_by_text("put together by")).to_be_hidden()
    expect(page.get_by_label("Describe what you are looking for")).to_have_value("")
    expect(first_hit(page)).to_have_attribute("aria-label", re.compile("^rank 1, .*cosine 1.00"))


def test_pictures_are_labelled_and_a_bad_one_is_named(server, visit):
    visitor = visit(server)
    page = visitor.open("/zero_shot?model=hand&labels=red&labels=blue&labels=green")
    colours = [
        pictures.file(f"{c}.png", pictures.as_bytes(Image.new("RGB", (60, 80), c), "PNG"))
        for c in ("red", "blue")
    ]
    bring(page, colours[0], pictures.file("words.jpg", b"no picture"), colours[1])
    expect(page.get_by_role("alert").filter(has_text="words.jpg")).to_be_visible()
    expect(page.get_by_role("heading", name="red")).to_be_visible()
    expect(page.get_by_role("heading", name="All 2 pictures")).to_be_visible()
    expect(page.get_by_text("Softmax over 3 labels")).to_be_visible()
    page.get_by_role("button", name="blue.png").click()
    expect(page.get_by_role("heading", name="blue")).to_be_visible()
    page.get_by_role("textbox", name="Labels, separated by").fill("yellow, black")
    page.get_by_role("button", name="Classify").click()
    expect(page.get_by_text("Softmax over 2 labels")).to_be_visible()
    page.get_by_text("The exact texts that were encoded").click()
    expect(page.get_by_text("yellow: “yellow”")).to_be_visible()


def test_filters_become_chips_that_go_one_by_one(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red&where=category:dress&where=colour:red")
    expect(page.get_by_role("button", name="category: dress")).to_be_visible()
    assert all("dress" in title.lower() for title in titles(page))
    page.get_by_role("button", name="category: dress").click()
    expect(page.get_by_role("button", name="category: dress")).to_be_hidden()
    expect(page.get_by_role("button", name="colour: red")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("button", name="category: dress")).to_be_visible()

"""A sceptic at work: rankings side by side, a pressed cell, a blind duel."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PAIR = "/compare?model=hand&vs=hand&vs=hand;wording=green+{}"


def test_a_garment_lights_up_in_every_column_and_opens_with_all_its_ranks(server, visit):
    visitor = visit(server)
    page = visitor.open(f"{PAIR}&q=red&k=12")
    first = page.get_by_role("list", name="Ranked by hand", exact=True).get_by_role("button").first
    other = page.get_by_role("list", name="Ranked by hand, “green {}”").get_by_role("button")
    expect(first).to_have_attribute("aria-label", re.compile("^rank 1 by hand, .*; hand, “green {}”: "))
    first.hover()
    item = first.get_attribute("data-item")
    joined = page.locator(f".cell.lit[data-item='{item}']")
    assert joined.count() == 1 + sum(cell.get_attribute("data-item") == item for cell in other.all())
    first.focus()
    first.press("ArrowDown")
    expect(page.locator(".cell:focus")).to_have_attribute("aria-label", re.compile("^rank 2 by hand, "))
    first.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(re.compile("rank 1, cosine"))).to_be_visible()
    expect(dialog.get_by_text("hand, “green {}”")).to_be_visible()


def test_another_query_replaces_the_columns_and_back_brings_them_again(server, visit):
    visitor = visit(server)
    page = visitor.open(f"{PAIR}&q=red&k=12")
    first = page.get_by_role("list", name="Ranked by hand", exact=True).get_by_role("button").first
    red = first.get_attribute("data-item")
    visitor.search("blue")
    expect(first).not_to_have_attribute("data-item", str(red))
    page.go_back()
    expect(first).to_have_attribute("data-item", str(red))


def test_a_pressed_cell_opens_its_pictures_and_its_chip_closes_them(server, visit):
    visitor = visit(server)
    page = visitor.open("/errors?model=hand&by=parent")
    plot = page.locator("[data-testid=stPlotlyChart] .nsewdrag").first
    plot.scroll_into_view_if_needed()
    visitor.settled()
    box = plot.bounding_box()
    row, column = 2 - 0.5, 1 - 0.5  # "bags" called "accessories", of 8 families
    page.mouse.click(box["x"] + box["width"] * column / 8, box["y"] + box["height"] * row / 8)
    chip = page.locator(".st-key-cell_chip").get_by_role("button", name="bags, called accessories")
    expect(chip).to_be_visible()
    assert "cell=" in visitor.address
    chip.click()
    expect(chip).to_be_hidden()


def test_a_duel_shows_no_name_and_goes_on_after_a_reload(server, visit):
    visitor = visit(server)
    page = visitor.open(f"{PAIR}&on=duel")
    page.get_by_role("button", name="The left one is better").click()
    expect(page.get_by_text("1 question judged")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 question judged")).to_be_visible()
    page.get_by_text("Show who was preferred").click()
    expect(page.get_by_text("No clear preference")).to_be_visible()

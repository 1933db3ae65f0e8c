"""Whole journeys through the studio, as a person makes them."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def hits(page):
    return page.get_by_role("list", name=re.compile("results, best first")).get_by_role("listitem")


def first_hit(page):
    return hits(page).first.get_by_role("button").first


def titles(page):
    expect(hits(page).first).to_be_visible()
    return [tile.get_attribute("aria-label") for tile in page.locator(".tile").all()]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/?model=hand", "Try one of these"),
        ("/search?model=hand&q=red+dress", "ranked by hand"),
        ("/zero_shot?model=hand&labels=dress&labels=shoes", "Bring a picture, or take a garment"),
        ("/compare?model=hand&vs=hand&vs=hand;wording=green+{}&q=red", "of their first 24"),
        ("/errors?model=hand&by=parent", "What is taken for what"),
        ("/catalogue?model=hand&where=colour:red&page=2&k=24", "of 1,200 pictures"),
    ],
)
def test_every_page_opens_by_its_link_on_a_fresh_server(fresh_server, visit, path, words):
    visitor = visit(fresh_server)
    page = visitor.open(path)
    expect(page.get_by_text(words).first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name="Zero-shot")).to_be_visible()
    expect(page).to_have_title(re.compile("Fashion VL Studio"))


def test_back_returns_to_the_search_before_and_reload_keeps_the_one_shown(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand")
    visitor.search("red dress")
    expect(hits(page).first).to_be_visible()
    visitor.settled()
    red = titles(page)
    visitor.search("blue jeans")
    expect(page.get_by_label("Describe what you are looking for")).to_have_value("blue jeans")
    expect(page.locator(".tile").first).not_to_have_attribute("aria-label", red[0])
    visitor.settled()
    blue = titles(page)
    assert blue != red

    page.go_back()
    expect(page.get_by_label("Describe what you are looking for")).to_have_value("red dress")
    expect(page.locator(".tile").first).to_have_attribute("aria-label", red[0])
    page.go_forward()
    expect(page.locator(".tile").first).to_have_attribute("aria-label", blue[0])
    page.reload()
    expect(page.locator(".tile").first).to_have_attribute("aria-label", blue[0])
    assert "q=blue+jeans" in visitor.address


def test_a_tile_opens_with_the_keyboard_and_back_closes_it(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red+dress")
    first_hit(page).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Nearest to it in this catalogue")).to_be_visible()
    opened = visitor.address
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_text("2 of 24")).to_be_visible()
    assert visitor.address != opened
    page.go_back()
    expect(dialog.get_by_text("1 of 24")).to_be_visible()
    page.go_back()
    expect(dialog).to_be_hidden()
    assert "open=" not in visitor.address


def test_closing_a_garment_takes_it_out_of_the_link(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red+dress")
    first_hit(page).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_function("location.search.includes('open=')")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.wait_for_function("!location.search.includes('open=')")
    expect(hits(page).first).to_be_visible()


def test_the_chosen_model_stays_while_pages_change(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red+dress")
    expect(page.get_by_text("ranked by hand")).to_be_visible()
    page.get_by_role("link", name="Zero-shot").click()
    expect(page.get_by_role("heading", name="Zero-shot")).to_be_visible()
    page.wait_for_function("location.search.includes('model=hand')")
    page.get_by_role("link", name="Home", exact=True).click()
    expect(page.get_by_text("Try one of these")).to_be_visible()
    page.get_by_role("link", name=re.compile("^More like")).click()
    expect(page.get_by_text("ranked by hand")).to_be_visible()
    assert "model=hand" in visitor.address
    page.go_back()
    expect(page.get_by_text("Try one of these")).to_be_visible()


def test_starters_ask_at_once_and_surprise_me_draws_a_garment(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand")
    page.get_by_role("list", name="Questions to start with").get_by_role("button").first.click()
    expect(hits(page).first).to_be_visible()
    assert "q=" in visitor.address
    page.get_by_role("button", name="Surprise me").click()
    page.wait_for_function("location.search.includes('item=')")
    expect(first_hit(page)).to_have_attribute("aria-label", re.compile("cosine 1.00"))


def test_a_press_on_the_menu_before_the_page_is_there_keeps_the_model(server, visit):
    visitor = visit(server)
    visitor.page.goto(f"{server.url}/search?model=hand", wait_until="commit")
    visitor.page.get_by_role("link", name="Zero-shot").click()
    expect(visitor.page.get_by_role("heading", name="Zero-shot")).to_be_visible()
    visitor.page.wait_for_function("location.search.includes('model=hand')")

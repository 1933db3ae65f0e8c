"""The gallery without a mouse."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journeys import first_hit, hits

pytestmark = pytest.mark.browser


def focused(page):
    """Return the name of what has the keyboard, also inside the gallery."""
    return page.evaluate(
        """() => {
          let node = document.activeElement
          while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement
          return node?.getAttribute("aria-label") || node?.textContent || ""
        }"""
    )


def tab_until(page, wanted, *, most=40, key="Tab"):
    """Press Tab, or Shift and Tab, until something whose name matches has the keyboard."""
    for _ in range(most):
        page.keyboard.press(key)
        if re.search(wanted, focused(page)):
            return
    raise AssertionError(f"{most} times {key} never reached {wanted!r}; the last was {focused(page)!r}")


def test_a_search_is_asked_walked_and_opened_by_keys_alone(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&alike=false")
    page.get_by_label("Describe what you are looking for").focus()
    page.keyboard.type("red dress")
    page.keyboard.press("Enter")
    expect(hits(page).first).to_be_visible()
    visitor.settled()
    tab_until(page, "^rank 1,")
    page.keyboard.press("ArrowRight")
    assert focused(page).startswith("rank 2,")
    page.keyboard.press("End")
    assert focused(page).startswith("rank 24,")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    below = focused(page)
    assert below.startswith("rank ")
    assert not below.startswith(("rank 1,", "rank 2,"))
    page.keyboard.press("ArrowUp")
    assert focused(page).startswith("rank 1,")
    outline = page.locator(".tile").first.evaluate("node => getComputedStyle(node).outlineStyle")
    assert outline == "solid"

    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("1 of 24")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    tab_until(page, "^More like this", most=80)
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('item=')")
    expect(first_hit(page)).to_have_attribute("aria-label", re.compile("^rank 1, .*cosine 1.00"))


def test_menus_take_the_keyboard_keep_it_and_give_it_back(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red+dress")
    expect(first_hit(page)).to_be_visible()
    for name in ("Add to the query", "Filters", "Show"):
        button = page.get_by_test_id("stPopoverButton").filter(has_text=name)
        button.focus()
        page.keyboard.press("Enter")
        menu = page.get_by_test_id("stPopoverBody")
        expect(menu).to_be_focused()
        expect(menu.locator("input").last).to_be_attached()
        visitor.settled()
        for key in ("Shift+Tab", "Tab", "Tab"):  # round the end, and back, and on
            page.keyboard.press(key)
            assert menu.evaluate("node => node.contains(document.activeElement)")
        page.keyboard.press("Escape")
        expect(menu).to_have_count(0)
        expect(button).to_be_focused()


def test_a_filter_is_chosen_by_keys_and_its_menu_stays(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red+dress")
    expect(first_hit(page)).to_be_visible()
    page.get_by_test_id("stPopoverButton").filter(has_text="Filters").press("Enter")
    menu = page.get_by_test_id("stPopoverBody")
    field = menu.get_by_label("Category", exact=True)
    field.focus()
    page.keyboard.type("dress")
    expect(page.get_by_role("option", name=re.compile(r"^dress \("))).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('where=category')")
    visitor.settled()
    expect(field).to_be_focused()


def test_a_filter_taken_away_by_keys_leaves_the_keyboard_beside_it(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red+dress&where=colour:red&where=category:dress")
    colour, category = (page.get_by_role("button", name=name) for name in ("colour: red", "category: dress"))
    category.press("Enter")
    expect(category).to_have_count(0)
    expect(colour).to_be_focused()
    colour.press("Enter")
    expect(colour).to_have_count(0)
    expect(page.get_by_role("button", name="Surprise me")).to_be_focused()


def test_tab_offers_to_skip_the_controls_and_a_closed_garment_gives_the_keyboard_back(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=hand&q=red+dress")
    expect(first_hit(page)).to_be_visible()
    page.get_by_label("Describe what you are looking for").focus()
    tab_until(page, "^Skip to the results", most=2)
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.shadowRoot !== null")
    assert focused(page).startswith("rank 1,")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    visitor.settled()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.wait_for_function("document.activeElement.shadowRoot !== null")
    assert focused(page).startswith("rank 1,")

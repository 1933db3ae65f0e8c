"""The Catalogue page in a browser: bars, Back, corrections by mouse and by keys, and who sees them."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.test_keyboard import focused, tab_until

pytestmark = pytest.mark.browser
SLOW = 120_000
"""Milliseconds in which a busy machine has fetched and drawn all of a page that is opened anew."""


def shelf(page):
    return page.get_by_role("list", name=re.compile("^Page 1 of"))


def bar(page, name):
    return page.get_by_role("button", name=re.compile(f"^{name}, "))


def test_a_bar_filters_and_back_and_a_second_press_let_go(server, visit):
    visitor = visit(server)
    page = visitor.open("/catalogue?model=hand")
    expect(page.get_by_text("1,200 pictures of demo", exact=True)).to_be_visible()
    bar(page, "colour: olive").click()
    expect(page.get_by_text("84 of 1,200 pictures")).to_be_visible()
    page.get_by_role("button", name="Show the kinds of footwear").click()
    bar(page, "category: sandals").click()
    expect(page.get_by_role("button", name="category: sandals", exact=True)).to_be_visible()
    page.reload()
    expect(bar(page, "category: sandals")).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    page.go_back()
    expect(page.get_by_text("84 of 1,200 pictures")).to_be_visible()
    expect(bar(page, "colour: olive")).to_have_attribute("aria-pressed", "true")
    bar(page, "colour: olive").click()
    expect(page.get_by_text("1,200 pictures of demo", exact=True)).to_be_visible()


def test_pages_are_turned_and_back_turns_them_back(server, visit):
    visitor = visit(server)
    page = visitor.open("/catalogue?model=hand&k=24")
    first = page.locator(".tile").first.get_attribute("aria-label")
    page.get_by_role("button", name="Page 2", exact=True).first.click()
    page.wait_for_function("location.search.includes('page=2')")
    expect(page.get_by_role("list", name=re.compile("^Page 2 of 50"))).to_be_visible()
    expect(page.locator(".tile").first).not_to_have_attribute("aria-label", str(first))
    page.go_back()
    expect(page.locator(".tile").first).to_have_attribute("aria-label", str(first))


def test_a_correction_is_seen_at_once_after_reload_and_by_nobody_else_and_undo_takes_it_back(server, visit):
    visitor = visit(server)
    page = visitor.open("/catalogue?model=hand&where=colour:red")
    page.locator(".tile").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Correct").click()
    dialog.get_by_label("Title", exact=True).fill("Crimson test piece")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("heading", name="Crimson test piece")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.wait_for_function("!location.search.includes('open=')")
    expect(
        shelf(page).get_by_role("button", name=re.compile("^Crimson test piece, .*corrected"))
    ).to_be_visible()
    page.reload()
    expect(
        shelf(page).get_by_role("button", name=re.compile("^Crimson test piece, .*corrected"))
    ).to_be_visible(timeout=SLOW)

    other = visit(server).open("/catalogue?model=hand&where=colour:red")
    expect(other.get_by_text("48 of 1,200 pictures")).to_be_visible(timeout=SLOW)
    expect(other.get_by_role("button", name=re.compile("^Crimson test piece"))).to_have_count(0)

    page.get_by_role("button", name=re.compile("^Undo: Crimson|^Undo: .*title")).click()
    expect(shelf(page).get_by_role("button", name=re.compile("^Crimson test piece, "))).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    expect(shelf(page).get_by_role("button", name=re.compile("^Crimson test piece, "))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(shelf(page).get_by_role("button", name=re.compile("^Crimson test piece, "))).to_have_count(0)


def test_a_picture_is_removed_from_its_tile_and_put_back(server, visit):
    visitor = visit(server)
    page = visitor.open("/catalogue?model=hand&where=colour:red")
    page.get_by_role("button", name=re.compile("^Remove: ")).first.click()
    expect(page.get_by_text("47 of 1,199 pictures")).to_be_visible()
    page.get_by_text("Removed (1)").click()
    expect(shelf(page).get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name=re.compile("^Put back: ")).click()
    expect(page.get_by_text("No picture passes")).to_be_visible()
    visitor.settled()
    page.get_by_text("All (1,200)").click()
    expect(page.get_by_text("48 of 1,200 pictures")).to_be_visible()


def test_a_correction_is_made_and_undone_by_keys_alone(server, visit):
    visitor = visit(server)
    page = visitor.open("/catalogue?model=hand&where=colour:red&k=24")
    expect(shelf(page)).to_be_visible()
    first = page.locator(".tile").first
    first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("2 of 48")).to_be_visible()
    tab_until(page, "^.*Correct$")
    page.keyboard.press("Enter")
    title = dialog.get_by_label("Title", exact=True)
    expect(title).to_be_visible()
    visitor.settled()
    for _ in range(20):
        page.keyboard.press("Tab")
        if title.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Control+A")
    page.keyboard.type("Typed by keys")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("heading", name="Typed by keys")).to_be_visible()
    visitor.settled()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.wait_for_function("!location.search.includes('open=')")
    expect(shelf(page).get_by_role("button", name=re.compile("^Typed by keys"))).to_be_visible()
    visitor.settled()
    assert re.match("Typed by keys", focused(page))  # where the dialog was opened
    tab_until(page, "^(undo)?Undo", most=120, key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(shelf(page).get_by_role("button", name=re.compile("^Typed by keys"))).to_have_count(0)


def test_what_is_shown_is_taken_away_as_a_zip_that_no_other_browser_gets(server, visit, tmp_path):
    visitor = visit(server)
    page = visitor.open("/catalogue?model=hand&where=colour:red")
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Zip with pictures").click()
    link = page.get_by_role("link", name="Save demo.zip")
    expect(link).to_be_visible()
    with page.expect_download() as started:
        link.click()
    started.value.save_as(tmp_path / "demo.zip")
    with zipfile.ZipFile(tmp_path / "demo.zip") as archive:
        assert archive.testzip() is None
        assert len([name for name in archive.namelist() if name.startswith("images/")]) == 48
    address = server.url + str(link.get_attribute("href"))
    assert visitor.context.request.get(address).status == 200
    stranger = visit(server)
    stranger.open("/?model=hand")
    assert stranger.context.request.get(address).status == 404

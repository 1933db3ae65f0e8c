"""Composed journeys, each by mouse and again by keys alone: no act is a dead end for either hand."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import pictures
from tests.browser.hand import FIELD, Hand
from tests.browser.test_composed import EDIT, turns
from tests.browser.test_journeys import hits, titles

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("by", ["mouse", "keys"])]

SHIRT = "/search?model=fvl-tiny&item=pink-t-shirt-0078&q=in+black"


@pytest.fixture
def hand(server, visit, by):
    return Hand(visit(server), by)


def recipe(page):
    return page.get_by_role("list", name="The recipe of this query").get_by_role("listitem")


def expect_the_same(there, here):
    """Look whether a link has brought everything to another window."""
    expect(there.get_by_label(FIELD)).to_have_value(here.get_by_label(FIELD).input_value())
    expect(turns(there)).to_have_count(turns(here).count())
    expect(recipe(there)).to_have_count(recipe(here).count())
    assert titles(there) == titles(here)


def test_a_composer_and_a_weight_travel_in_the_link(hand, server, visit):
    hand.open(EDIT)
    with hand.menu("Composer: weighted") as menu, hand.until("composer=slerp"):
        hand.choose(menu.get_by_role("radio", name=re.compile("^slerp")))
    with hand.until("w=0.7"):
        hand.write(recipe(hand.page).nth(1).get_by_role("spinbutton"), "0.7")
    expect(hand.page.get_by_text("put together by slerp")).to_be_visible()
    hand.refine(0, "in beige")
    expect(turns(hand.page)).to_have_count(2)
    there = visit(server).open(hand.visitor.address.removeprefix(server.url))
    expect(there.get_by_text("put together by slerp")).to_be_visible()
    expect_the_same(there, hand.page)


def test_suggestions_lead_from_garment_to_garment_and_undo_leads_back(hand):
    hand.open("/search?model=fvl-tiny&item=black-gilet-0117")
    suggestions = hand.page.locator(".st-key-suggestions").get_by_role("button")
    for place in range(3):
        words = suggestions.nth(place).inner_text()
        with hand.until(f"[?&]q={words.replace(' ', '.')}(&|$)"):
            hand.press(suggestions.nth(place))
        if place < 2:
            hand.on_hit(1, "Use as reference")
            expect(turns(hand.page)).to_have_count(2 + place)
            hand.visitor.settled()
    undo = hand.page.get_by_role("button", name="Undo")
    hand.press(undo)
    expect(turns(hand.page)).to_have_count(2)
    hand.visitor.settled()
    hand.press(undo)
    expect(undo).to_be_hidden()
    expect(hand.page.get_by_label(FIELD)).not_to_have_value("")


def test_a_known_answer_is_swept_and_set_beside_another_composer(hand):
    hand.open("/search?model=fvl-tiny")
    with hand.menu("Known answers"), hand.until("[?&]item="):
        hand.press(
            hand.page.get_by_role("list", name="Questions with known answers").get_by_role("button").nth(1)
        )
    expect(hand.page.get_by_text(re.compile("This question has"))).to_be_visible()
    view = hand.page.get_by_role("radiogroup", name="View")
    with hand.until("view=sweep"):
        hand.choose(view.get_by_role("radio", name="Sweep of the weight"))
    with hand.until("w=0.25"):
        hand.press(hand.page.get_by_role("button", name="Words 25 %", exact=True))
    expect(hits(hand.page).first).to_be_visible()
    with hand.until("view=beside"):
        hand.choose(view.get_by_role("radio", name="Two composers"))
    expect(hand.page.get_by_text("weighted beside")).to_be_visible()


def test_a_photograph_is_cut_by_presets_and_numbers_and_a_bad_one_is_named(hand):
    hand.open("/search?model=fvl-tiny")
    photograph = pictures.photograph()
    for file, said in (
        (photograph, hand.page.get_by_alt_text(f"The picture of the query: {photograph['name']}")),
        (pictures.bad_files()[1], hand.page.get_by_role("alert").filter(has_text="cut.jpg")),
    ):
        with hand.page.expect_file_chooser() as chooser:
            hand.press(hand.page.locator("[data-testid=stFileUploader] button").first)
        chooser.value.set_files([file])
        expect(said).to_be_visible()
        hand.visitor.settled()
    with hand.menu("Crop") as menu:
        with hand.until("crop=0,0,100,55"):
            hand.press(menu.get_by_role("button", name="Top", exact=True))
        with hand.until("crop=20,0,100,55"):
            hand.write(menu.get_by_label("Left, %"), "20")
    hand.say("in black")
    with hand.menu("Crop") as menu:
        hand.press(menu.get_by_role("button", name="Whole picture"))
        hand.page.wait_for_function("!location.search.includes('crop=')")
    expect(hits(hand.page).first).to_be_visible()


def test_another_way_forks_off_and_the_whole_trail_is_in_the_link(hand, server, visit):
    hand.open(SHIRT)
    hand.refine(0, "with stripes")
    with hand.until("[?&]q=in.black(&|$)"):
        hand.press(turns(hand.page).first.get_by_role("button"))
    hand.refine(1, "with long sleeves")
    hand.press(hand.page.locator("summary").filter(has_text="1 other turn, on another way"))
    others = hand.page.get_by_role("list", name="Turns on another way").get_by_role("listitem")
    expect(others).to_have_count(1)
    there = visit(server).open(hand.visitor.address.removeprefix(server.url))
    expect(there.get_by_text("1 other turn, on another way")).to_be_visible()
    expect_the_same(there, hand.page)
    with hand.until("[?&]q=with.stripes(&|$)"):
        hand.press(others.first.get_by_role("button"))


def test_words_are_added_disliked_and_filtered(hand):
    hand.open("/search?model=fvl-tiny&q=dress")
    with hand.menu("Add to the query") as menu:
        with hand.until("part=0.5.words:floral"):
            hand.write(menu.get_by_label("Words"), "floral")
        hand.choose(menu.get_by_role("radio", name="Less like this"))
        hand.visitor.settled()
        with hand.until("part=-0.3.words:stripes"):
            hand.write(menu.get_by_label("Words"), "stripes")
    expect(recipe(hand.page)).to_have_count(3)
    with hand.until("part=0.3.words:stripes"):
        hand.press(recipe(hand.page).nth(2).get_by_role("button", name=re.compile("^Less like")))
    with hand.menu("Filters") as menu, hand.until("where=sleeve:short"):
        field = menu.get_by_label("Sleeve", exact=True)
        hand.go_to(field) if hand.keys else field.click()
        hand.page.keyboard.type("short")
        expect(hand.page.get_by_role("option", name=re.compile("^short"))).to_be_visible()
        hand.page.keyboard.press("Enter")
        hand.page.keyboard.press("Escape")  # closes the list of values, another the menu
    with hand.until("part=0.5.words:floral(?!.*part=)"):
        hand.press(recipe(hand.page).nth(2).get_by_role("button", name=re.compile("^Remove words")))
    expect(recipe(hand.page)).to_have_count(2)


def test_a_garment_is_opened_liked_and_set_aside_and_the_list_is_taken_away(hand):
    hand.open(SHIRT)
    hand.on_hit(1, "rank")
    dialog = hand.page.get_by_role("dialog")
    with hand.until("part=0.5.item:"):
        hand.press(dialog.get_by_role("button", name="Add as liked"))
    expect(dialog).to_be_hidden()
    expect(recipe(hand.page)).to_have_count(3)
    with hand.until("keep="):
        hand.on_hit(2, "Save to the shortlist")
    with hand.menu("Shortlist (1)") as menu, hand.page.expect_download() as download:
        hand.press(menu.get_by_role("button", name="CSV"))
    assert len(download.value.path().read_text("utf-8").splitlines()) == 2

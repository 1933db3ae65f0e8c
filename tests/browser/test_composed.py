"""Composed journeys: from a picture over several turns to a link, by mouse and by keyboard alone."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser import pictures
from tests.browser.test_journeys import first_hit, hits
from tests.browser.test_keyboard import focused, tab_until

pytestmark = pytest.mark.browser

EDIT = "/search?model=fvl-tiny&item=black-loafers-0001&q=make+it+burgundy"


def wait_for_address(page, part):
    page.wait_for_function("part => decodeURIComponent(location.search).includes(part)", arg=part)


def refine(visitor, words, *, by):
    """Make a hit the next reference and say what should change about it."""
    page = visitor.page
    before = page.evaluate("location.search")
    by()
    page.wait_for_function("before => location.search !== before", arg=before)
    expect(page.get_by_label("Describe what you are looking for")).to_have_value("")
    visitor.settled()
    visitor.search(words)
    wait_for_address(page, f"q={words.replace(' ', '+')}")
    expect(page.get_by_text("put together by weighted").first).to_be_visible()
    visitor.settled()


def turns(page):
    return page.get_by_role("list", name="The turns of this search").get_by_role("listitem")


def test_the_slider_redraws_the_recipe_and_the_results_alone(server, visit):
    visitor = visit(server)
    page, frames = visitor.page, []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(frame)))
    visitor.open(EDIT)
    expect(hits(page).first).to_be_visible()
    visitor.settled()
    frames.clear()
    visitor.search("make it lighter")
    wait_for_address(page, "q=make+it+lighter")
    visitor.settled()
    whole, before = len(frames), first_hit(page).get_attribute("aria-label")

    field = page.get_by_label("Describe what you are looking for")
    field.fill("make it li")  # not asked yet
    frames.clear()
    page.get_by_role("slider", name="Share of the words").press("End")
    wait_for_address(page, "w=1")
    expect(first_hit(page)).not_to_have_attribute("aria-label", before)
    visitor.settled()
    assert 0 < len(frames) < whole / 2
    expect(page.get_by_label("Weight of “make it lighter”")).to_have_value("1.00")
    expect(field).to_have_value("make it li")

    first_hit(page).click()  # what is opened stands at the place that the new weight gave it
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("1 of 24")).to_be_visible()
    visitor.settled()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Equal shares").press("Enter")
    expect(page.get_by_role("slider", name="Share of the words")).to_be_focused()
    expect(first_hit(page)).to_have_attribute("aria-label", before)


def test_who_acts_again_within_a_round_trip_loses_neither_act(server, visit):
    visitor = visit(server)
    page = visitor.open(f"{EDIT}&w=0.9")
    first_hit(page).click()
    expect(page.get_by_role("dialog").get_by_text("1 of 24")).to_be_visible()
    visitor.settled()
    page.evaluate("""() => {
      document.querySelector("[data-testid=stDialog] [aria-label=Close]").click()
      const shares = [...document.querySelectorAll("button")].find((b) => b.textContent === "Equal shares")
      setTimeout(() => shares.click(), 50)
    }""")
    expect(page.get_by_role("slider", name="Share of the words")).to_have_value("0.5")
    visitor.settled()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert "open=" not in visitor.address


def test_back_and_forward_in_a_hurry_end_where_they_lead(server, visit):
    """A browser that let go of a message to which an act under way refers ends at an error for good."""
    visitor = visit(server)
    page = visitor.open("/search?q=red+dress")
    expect(hits(page).first).to_be_visible()
    best = {"red dress": first_hit(page).get_attribute("aria-label")}
    for words in ("blue dress", "green dress", "red shirt", "blue shirt", "green shirt"):
        visitor.settled()
        visitor.search(words)
        wait_for_address(page, f"q={words.replace(' ', '+')}")
        visitor.settled()
        best[words] = first_hit(page).get_attribute("aria-label")
    page.evaluate("""async () => {
      for (const step of [-1, -1, 1, 1, -1, -1, 1]) {
        history.go(step)
        await new Promise((done) => setTimeout(done, 10))
      }
    }""")
    visitor.settled()
    # A busy browser may leave out a step.
    here = page.evaluate("new URLSearchParams(location.search).get('q')")
    expect(page.get_by_label("Describe what you are looking for")).to_have_value(here)
    expect(first_hit(page)).to_have_attribute("aria-label", best[here])


def test_upload_crop_modify_refine_go_back_and_share(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=fvl-tiny")
    dress = pictures.file("dress.jpg", pictures.as_bytes(pictures.dress(), "JPEG"))
    page.locator("input[type=file]").first.set_input_files([dress])
    expect(page.get_by_alt_text("The picture of the query: dress.jpg")).to_be_visible()
    visitor.settled()
    expect(hits(page).first).to_be_visible()

    page.get_by_role("button", name="Crop").click()
    stage = page.locator(".stage")
    expect(stage).to_be_visible()
    place = stage.bounding_box()
    corner = page.locator(".handle.s.e").bounding_box()
    page.mouse.move(corner["x"] + 7, corner["y"] + 7)
    page.mouse.down()
    page.mouse.move(place["x"] + place["width"] * 0.8, place["y"] + place["height"] * 0.6, steps=4)
    page.mouse.up()
    page.wait_for_function("/crop=0,0,(79|80|81),(59|60|61)/.test(decodeURIComponent(location.search))")
    expect(page.get_by_text(re.compile(r"cropped to 2[34]\d × 2[34]\d"))).to_be_visible()
    page.keyboard.press("Escape")

    visitor.search("in red")
    wait_for_address(page, "q=in+red")
    expect(page.get_by_text("put together by weighted").first).to_be_visible()
    visitor.settled()
    reference = page.get_by_role("button", name=re.compile("^Use as reference"))
    for words in ("with long sleeves", "in green", "with stripes"):
        refine(visitor, words, by=reference.nth(1).click)
    expect(turns(page)).to_have_count(4)
    here = visitor.address

    page.go_back()  # the words of the last turn
    page.go_back()  # its reference
    expect(page.get_by_label("Describe what you are looking for")).to_have_value("in green")
    expect(turns(page)).to_have_count(3)
    page.go_forward()
    page.go_forward()
    expect(turns(page)).to_have_count(4)

    turns(page).nth(1).get_by_role("button").click()
    expect(page.get_by_label("Describe what you are looking for")).to_have_value("with long sleeves")
    expect(turns(page)).to_have_count(2)
    expect(page.get_by_text("2 other turns, on another way")).to_be_visible()

    other = visit(server)
    there = other.open(here.removeprefix(server.url))
    expect(there.get_by_text("leaves out an uploaded picture").or_(turns(there).first)).to_be_visible()
    expect(turns(there)).to_have_count(4)
    expect(turns(there).first.get_by_text("your picture, not in this link")).to_be_visible()
    expect(there.get_by_label("Describe what you are looking for")).to_have_value("with stripes")
    expect(first_hit(there)).to_be_visible()
    there.get_by_role("button", name="Undo").click()
    expect(there.get_by_label("Describe what you are looking for")).to_have_value("in green")
    expect(turns(there)).to_have_count(3)


def test_the_same_by_keyboard_alone(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=fvl-tiny&item=black-loafers-0001")
    expect(hits(page).first).to_be_visible()

    tab_until(page, "^cropCrop|^Crop|Crop$")
    page.keyboard.press("Enter")
    expect(page.locator(".stage")).to_be_visible()
    page.wait_for_function("document.activeElement?.shadowRoot?.activeElement?.className === 'box'")
    assert focused(page).startswith("Part of the picture: 0 to 100 percent across")
    page.keyboard.press("Shift+ArrowLeft")
    wait_for_address(page, "crop=0,0,98,100")
    visitor.settled()
    page.keyboard.press("Escape")

    page.get_by_label("Describe what you are looking for").focus()
    page.keyboard.type("make it burgundy")
    page.keyboard.press("Enter")
    expect(page.get_by_text("put together by weighted").first).to_be_visible()
    visitor.settled()
    tab_until(page, "^Weight of “make it burgundy”")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    wait_for_address(page, "w=0.55")
    visitor.settled()
    tab_until(page, "^Use as reference", most=90)
    page.keyboard.press("Enter")
    expect(turns(page)).to_have_count(2)
    visitor.settled()
    page.get_by_label("Describe what you are looking for").focus()
    page.keyboard.type("in green")
    page.keyboard.press("Enter")
    wait_for_address(page, "q=in+green")
    visitor.settled()
    page.keyboard.press("Home")
    page.locator("h1").evaluate("node => { node.tabIndex = -1; node.focus() }")
    tab_until(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Describe what you are looking for")).to_have_value("make it burgundy")


def test_chips_are_weighed_turned_and_removed(server, visit):
    visitor = visit(server)
    page = visitor.open(EDIT)
    page.get_by_role("button", name=re.compile("^Less like this")).nth(2).click()
    wait_for_address(page, "part=-0.3+item:")
    recipe = page.get_by_role("list", name="The recipe of this query")
    expect(recipe.get_by_role("listitem")).to_have_count(3)
    disliked = recipe.get_by_role("listitem").nth(2)
    disliked.get_by_role("spinbutton").fill("0.6")
    disliked.get_by_role("spinbutton").press("Enter")
    wait_for_address(page, "part=-0.6+item:")
    visitor.settled()
    disliked.get_by_role("button", name=re.compile("^Less like")).click()
    wait_for_address(page, "part=0.6+item:")
    visitor.settled()
    disliked.get_by_role("button", name=re.compile("^Remove picture")).click()
    expect(recipe.get_by_role("listitem")).to_have_count(2)
    page.go_back()
    expect(recipe.get_by_role("listitem")).to_have_count(3)


def test_a_question_with_a_known_answer_is_chosen_and_swept(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=fvl-tiny")
    page.get_by_role("button", name="Known answers").click()
    page.get_by_role("list", name="Questions with known answers").get_by_role("button").first.click()
    expect(page.get_by_text(re.compile("This question has"))).to_be_visible()
    page.keyboard.press("Escape")
    framed = page.locator("li.framed").first
    expect(framed.get_by_text("Right answer")).to_be_visible()
    border = framed.locator(".frame").evaluate("node => getComputedStyle(node, '::after').borderTopWidth")
    assert border == "3px"
    page.get_by_role("radio", name="Sweep of the weight").click()
    page.get_by_role("button", name="Words 75 %", exact=True).click()
    wait_for_address(page, "w=0.75")
    expect(hits(page).first).to_be_visible()
    assert "view=" not in visitor.address


def test_a_pasted_picture_and_one_of_the_camera_are_queries(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=fvl-tiny")
    expect(page.get_by_role("button", name="Paste a picture")).to_be_visible()
    visitor.settled()
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), "red").save(buffer, "PNG")
    page.evaluate(
        """bytes => {
          const data = new DataTransfer()
          data.items.add(new File([new Uint8Array(bytes)], "x.png", { type: "image/png" }))
          document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }))
        }""",
        list(buffer.getvalue()),
    )
    expect(page.get_by_alt_text("The picture of the query: pasted.png")).to_be_visible()
    visitor.settled()
    expect(hits(page).first).to_be_visible()
    page.get_by_role("button", name="Camera").click()
    page.wait_for_function("document.querySelector('video')?.readyState >= 2")
    page.get_by_role("button", name="Take Photo").click()
    expect(page.get_by_alt_text("The picture of the query: photograph.jpg")).to_be_visible()


def test_the_shortlist_fills_travels_and_is_taken_away(server, visit):
    visitor = visit(server)
    page = visitor.open("/search?model=fvl-tiny&q=red+dress")
    for place in (0, 2):
        page.get_by_role("button", name=re.compile("^Save to the shortlist")).nth(place).click()
        expect(page.get_by_role("button", name=f"Shortlist ({1 + bool(place)})")).to_be_visible()
        visitor.settled()
    page.get_by_role("link", name="Errors").click()
    expect(page.get_by_role("heading", name="Errors").first).to_be_visible()
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_role("button", name="Shortlist (2)").click()
    with page.expect_download() as download:
        page.get_by_test_id("stPopoverBody").get_by_role("button", name="CSV").click()
    lines = download.value.path().read_text("utf-8").splitlines()
    assert lines[0].startswith("id,title,")
    assert len(lines) == 3

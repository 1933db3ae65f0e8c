"""Somebody at the Search page with a mouse, or with keys alone; every act waits until it can be seen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visitor
from tests.browser.test_journeys import hits

FIELD = "Describe what you are looking for"
HERE = """let here = document.activeElement
  while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement"""
WITHIN = f"node => {{ {HERE}; return here === node || (here !== document.body && node.contains(here)) }}"
AHEAD = f"""node => {{ {HERE}
  const outside = (one) => {{ while (one.getRootNode().host) one = one.getRootNode().host; return one }}
  const [from, to] = outside(here) === outside(node) ? [here, node] : [outside(here), outside(node)]
  return from === document.body || Boolean(from.compareDocumentPosition(to) & 4) }}"""
FARTHEST = 60
"""Presses of Tab that any control may be away."""


class Hand:
    """Go through the Search page."""

    def __init__(self, visitor: Visitor, by: str) -> None:
        self.visitor, self.page, self.keys = visitor, visitor.page, by == "keys"

    def open(self, path: str) -> None:
        """Follow a link."""
        self.visitor.open(path)
        expect(self.page.get_by_label(FIELD)).to_be_visible()

    def go_to(self, target: Locator) -> None:
        """Press Tab, or Shift and Tab towards what stands before, until the target has the keyboard."""
        expect(target).to_be_visible()
        for _ in range(FARTHEST):
            if target.evaluate(WITHIN):
                return
            self.page.keyboard.press("Tab" if target.evaluate(AHEAD) else "Shift+Tab")
        raise AssertionError(f"{FARTHEST} times Tab never reached {target}")

    def press(self, target: Locator) -> None:
        """Press a button."""
        expect(target).to_be_visible()
        if self.keys:
            self.go_to(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def write(self, target: Locator, words: str) -> None:
        """Put words into a field in place of what it held, and press Enter."""
        if self.keys:
            self.go_to(target)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(words)
        else:
            target.fill(words)
        self.page.keyboard.press("Enter")

    def choose(self, radio: Locator) -> None:
        """Choose one of several: by keys the group is reached first, and the arrows go on from there."""
        if not self.keys:
            radio.click(force=True)
            return
        group = radio.locator("xpath=ancestor::*[@role='radiogroup'][1]")
        self.go_to(group)
        for _ in range(10):
            if radio.evaluate(WITHIN):
                break
            self.page.keyboard.press("ArrowRight" if radio.evaluate(AHEAD) else "ArrowLeft")
        self.page.keyboard.press("Space")

    @contextmanager
    def until(self, part: str) -> Iterator[None]:
        """Wait after an act until the address has this part, a regular expression, and all is drawn.

        Whoever came by keys must then be somewhere on the page.
        """
        yield
        self.page.wait_for_function(
            "part => new RegExp(part).test(decodeURIComponent(location.search))", arg=part
        )
        self.visitor.settled()
        if self.keys:
            self.page.wait_for_function("document.activeElement !== document.body")

    @contextmanager
    def menu(self, name: str) -> Iterator[Locator]:
        """Open a menu, and in the end close it by Escape, which gives the keyboard back to its button."""
        self.press(self.page.get_by_test_id("stPopoverButton").filter(has_text=name))
        body = self.page.get_by_test_id("stPopoverBody")
        expect(body).to_be_visible()
        yield body
        if body.count():
            self.page.keyboard.press("Escape")
        expect(body).to_have_count(0)

    def say(self, words: str) -> None:
        """Say what should change."""
        with self.until(f"[?&]q={re.escape(words.replace(' ', '+'))}(&|$)"):
            self.write(self.page.get_by_label(FIELD), words)
        expect(hits(self.page).first).to_be_visible()

    def on_hit(self, place: int, action: str) -> None:
        """Press a small button of a hit; by keys the arrows lead from the first picture to this one."""
        if self.keys:
            self.go_to(self.page.get_by_role("button", name="Skip to the results"))
            self.page.keyboard.press("Enter")
            for _ in range(place):
                self.page.keyboard.press("ArrowRight")
        self.press(hits(self.page).nth(place).get_by_role("button", name=re.compile(f"^{action}")).first)

    def refine(self, place: int, words: str) -> None:
        """Make a hit the next reference and say what should change about it."""
        before = self.page.evaluate("location.search")
        self.on_hit(place, "Use as reference")
        self.page.wait_for_function("before => location.search !== before", arg=before)
        expect(self.page.get_by_label(FIELD)).to_have_value("")
        self.visitor.settled()
        self.say(words)

"""The Models page, as a person uses it: a download that outlives everything, and a model of their own."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ENCODING, running
from tests.models.making import hugging_face_folder, open_clip_folder
from tests.models.serving import serve

pytestmark = pytest.mark.browser

FETCHING = re.compile(r"Fetching me/slow: [\d.]* of 14 MB")


@pytest.fixture
def hub(tmp_path, monkeypatch):
    with serve() as site:
        site.add_repository("me/slow", open_clip_folder(tmp_path / "slow"))
        monkeypatch.setenv("FVL_HUB_ENDPOINT", site.address)
        yield site


@pytest.fixture
def studio(hub, tmp_path):
    with running(tmp_path / "cache") as server:
        yield server


def test_a_download_goes_on_over_pages_and_reloads_is_cancelled_and_goes_on_where_it_was(studio, hub, visit):
    hub.pause_s = 3.0  # 128 kB at a time: minutes for all of it
    visitor = visit(studio)
    page = visitor.open("/models?part=Add+a+model")
    page.get_by_label("Hub id, folder or file").fill("me/slow")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("button", name="Fetch it").click()
    sidebar, main = (page.get_by_test_id(part) for part in ("stSidebarUserContent", "stMain"))
    expect(main.get_by_text(FETCHING)).to_be_visible()
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_label("Describe what you are looking for")).to_be_visible()
    expect(sidebar.get_by_text(FETCHING)).to_be_visible()
    page.get_by_role("link", name="Models", exact=True).click()
    expect(page.get_by_role("heading", name="Models")).to_be_visible()
    page.goto(f"{studio.url}/models?part=Add+a+model&given=me%2Fslow")
    expect(main.get_by_text(FETCHING)).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Fetch it")).to_be_visible()
    n_before = len([path for path, _ in hub.requests if path.endswith("safetensors")])
    hub.pause_s = 0.0
    page.get_by_role("button", name="Fetch it").click()
    expect(page.get_by_text("It is among all models now, as")).to_be_visible(timeout=ENCODING)
    spans = [span for path, span in hub.requests if path.endswith("safetensors")][n_before:]
    assert len(spans) == 1
    assert int(spans[0].removeprefix("bytes=").removesuffix("-")) > 100_000

    page.get_by_role("tab", name="All models").click()
    expect(page.get_by_role("heading", name="me/slow")).to_be_visible()
    mine = page.locator(".st-key-model_me-slow")
    expect(mine.get_by_text("untrained", exact=True)).to_be_visible()
    mine.get_by_role("button", name="Load").click()
    expect(mine.get_by_text("In memory")).to_be_visible(timeout=ENCODING)
    mine.get_by_role("button", name="Unload").click()
    expect(mine.get_by_text("loads when it is first needed")).to_be_visible()
    mine.get_by_role("button", name="Use it").click()
    expect(mine.get_by_text("in use on the pages")).to_be_visible()
    assert "model=me%2Fslow" in visitor.address or "model=me/slow" in visitor.address


def test_a_folder_is_looked_at_added_and_searched_with(studio, visit, tmp_path):
    folder = hugging_face_folder(tmp_path / "My CLIP")
    visitor = visit(studio)
    page = visitor.open("/models?part=Add+a+model")
    page.get_by_label("Hub id, folder or file").fill(str(folder))
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("A Hugging Face CLIP folder")).to_be_visible()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("It is untrained: its weights are random.")).to_be_visible(timeout=ENCODING)
    page = visitor.open("/search?model=my-clip&catalogue=demo&q=red+dress")
    expect(page.get_by_text("ranked by my-clip")).to_be_visible(timeout=ENCODING)
    expect(page.get_by_text("whatever it answers means nothing")).to_be_visible()

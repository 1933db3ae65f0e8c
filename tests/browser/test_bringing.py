"""A person brings a zip: it is looked over, indexed, found again after a restart, and nobody else's."""

import json
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ENCODING, running
from tests.catalogues.bringing.archives import packed, picture

pytestmark = pytest.mark.browser

N_GOOD, N_BAD = 40, 3


@pytest.fixture
def archive(tmp_path):
    """A zip of forty pictures in two folders, and three files that are none."""
    files = {f"shop/{'tops' if n % 2 else 'shoes'}/{n:02}.png": picture(n) for n in range(N_GOOD)}
    bad = {f"shop/tops/bad{n}.jpg": b"no picture %d" % n for n in range(N_BAD)}
    path = tmp_path / "shop.zip"
    path.write_bytes(packed({**files, **bad}).getvalue())
    return path


def test_a_zip_is_brought_indexed_searched_and_survives_the_server(tmp_path, archive, visit):
    cache = tmp_path / "cache"
    with running(cache) as server:
        owner = visit(server)
        page = owner.open("/bring?model=hand")
        page.locator("input[type=file]").set_input_files(archive)
        expect(page.get_by_role("heading", name="What came")).to_be_visible()
        expect(page.get_by_text("3 could not be read or found")).to_be_visible()
        owner.settled()
        page.get_by_role("button", name="Make it and index it with hand").click()
        expect(page.get_by_text("40 pictures can be searched with hand")).to_be_visible(timeout=ENCODING)
        expect(page.get_by_text("3 could not be read and are left out")).to_be_visible()
        page.get_by_role("link", name="Search it").click()
        expect(page.get_by_role("heading", name="Search")).to_be_visible()
        page = owner.open("/search?model=hand&catalogue=shop&q=red")
        expect(page.get_by_text("ranked by hand")).to_be_visible()
        thumbnail = page.locator("img[src*='/own/thumbs/']").first.get_attribute("src")
        state = owner.context.storage_state()
        page.goto("about:blank")  # an open page would complain that its server is gone
    (job,) = [json.loads(path.read_text()) for path in (cache / "jobs").glob("*.json")]
    assert (job["state"], job["n_searchable"], len(job["failures"])) == ("done", N_GOOD, N_BAD)
    with running(cache) as again:
        back, stranger = visit(again, storage_state=state), visit(again)
        page = back.open("/bring?model=hand")
        expect(page.get_by_text("40 pictures can be searched with hand")).to_be_visible()
        expect(page.get_by_role("heading", name="Your catalogues")).to_be_visible()
        theirs = stranger.open("/bring?model=hand")
        expect(theirs.get_by_text("What do you bring?")).to_be_visible()
        expect(theirs.get_by_role("heading", name="Your catalogues")).to_have_count(0)
        for visitor, status in ((back, 200), (stranger, 404)):
            for address in (thumbnail, f"/own/jobs/{job['id']}"):
                assert visitor.context.request.get(again.url + address).status == status
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(again.url + thumbnail)

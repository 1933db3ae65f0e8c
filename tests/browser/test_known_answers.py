"""From a badly ranked query of a published benchmark to its search, where the answer is framed, and back."""

import json
import re

import pytest
from playwright.sync_api import expect

import fvl_core as fvl
from tests.tasks.published import fashioniq_folder

pytestmark = pytest.mark.browser


@pytest.fixture
def fashioniq(cache, tmp_path):
    """FashionIQ among everyone's catalogues, and the report on it that the command line would write."""
    root = fashioniq_folder(tmp_path / "fiq")
    entry = cache / "catalogues" / "small fashioniq.json"
    entry.parent.mkdir(exist_ok=True)
    entry.write_text(json.dumps({"name": "small fashioniq", "path": str(root)}), encoding="utf-8")
    vectors = fvl.EmbeddingCache(tmp_path / "vectors")
    yield fvl.evaluate_fashioniq(root, fvl.load_model("hand"), composer="weighted", cache=vectors)
    entry.unlink()


def test_a_press_leads_from_a_query_of_a_report_to_its_search_and_back_leads_back(server, visit, fashioniq):
    worst = fvl.QueryRanks.of(fashioniq).queries[0]
    visitor = visit(server)
    page = visitor.open("/errors?model=hand&catalogue=small+fashioniq&of=edits")
    report = {"name": "fiq.json", "mimeType": "application/json", "buffer": fashioniq.to_json().encode()}
    page.locator("input[type=file]").first.set_input_files([report])
    queries = page.get_by_role("list", name=re.compile("the worst first"))
    first = queries.get_by_role("link").first
    expect(first).to_have_attribute("aria-label", re.compile(f"^rank {worst.rank}: "))
    visitor.settled()
    first.click()
    told = page.get_by_text(re.compile("By the rules of the benchmark"))
    expect(told).to_contain_text(f"rank {worst.rank} of 7")
    framed = page.locator("li.framed")
    expect(framed).to_have_count(1)
    expect(framed.get_by_text("Right answer")).to_be_visible()
    visitor.settled()
    page.go_back()
    expect(first).to_be_visible()

"""Every page: it runs with the tests' model, has a title, stays short, and knows only the front door."""

import ast

import pytest

from pages._ui import places
from tests.pages.conftest import rail, studio  # noqa: F401 - fixtures

PAGES = sorted(path for path in places.PAGES.glob("*.py"))
PARTS = sorted(path for path in (places.PAGES / "_ui").rglob("*.py"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_runs_and_has_a_title(studio, path):  # noqa: F811
    app = studio(path.stem)
    assert not app.exception
    assert len(app.title) == 1
    assert app.error == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_stands_in_the_menu(path):
    assert f"places.{path.stem.upper()}" in (places.PAGES / "_ui" / "studio.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES + PARTS, ids=lambda path: path.stem)
def test_a_page_has_at_most_150_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", PAGES + PARTS, ids=lambda path: path.stem)
def test_a_page_knows_only_the_front_door(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and id(node) not in guarded:
            assert not (node.module or "").startswith("fvl_core."), f"line {node.lineno}"
            assert node.module != "fvl_core", f"line {node.lineno}"

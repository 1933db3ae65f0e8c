"""The floors of the house, kept: an import goes only down, and the front door opens without waiting."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

FLOORS = {
    "foundation": 0,
    "catalogues": 1,
    "models": 1,
    "index": 1,
    "composition": 1,
    "metrics": 1,
    "embedding": 2,
    "tasks": 3,
    "training": 3,
    "commands": 4,
}
HEAVY = (
    "torch",
    "torchvision",
    "open_clip",
    "transformers",
    "faiss",
    "plotly",
    "pandas",
    "pyarrow",
    "scipy",
    "sklearn",
    "huggingface_hub",
)
BANNED_FILES = {"utils.py", "common.py", "helpers.py", "misc.py"}
BANNED_WORDS = ("Manager", "Helper", "Processor")


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def imported_names(path: Path) -> Iterator[str]:
    """Yield the full dotted name behind every import of a file, wherever in the file it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path, package: Path) -> str:
    """Return the room a file stands in; "" for the front door and the command line's entry."""
    inside = path.relative_to(package).parts
    return inside[0] if len(inside) > 1 else ""


def wrong_imports(package: Path) -> list[str]:
    """List the imports that go up or sideways, or that enter the own house by the front door."""
    wrong = []
    for path in sources(package):
        room = room_of(path, package)
        if not room:
            continue
        for name in imported_names(path):
            parts = name.split(".")
            if parts[0] != "fvl_core":
                continue
            target = parts[1] if len(parts) > 1 else ""
            if target != room and FLOORS.get(target, 99) >= FLOORS[room]:
                wrong.append(f"{path.relative_to(package)} imports {name}")
    return wrong


def test_every_room_has_a_floor(root):
    rooms = {folder.name for folder in (root / "fvl_core").iterdir() if (folder / "__init__.py").exists()}
    assert rooms <= FLOORS.keys()


def test_imports_go_only_down(root):
    assert wrong_imports(root / "fvl_core") == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("foundation/items.py", "from fvl_core.models.card import ModelCard"),
        ("models/base.py", "import fvl_core.tasks.search"),
        ("models/base.py", "from fvl_core.index.base import VectorIndex"),
        ("metrics/ranking.py", "from fvl_core.embedding import pipeline"),
        ("tasks/search.py", "from fvl_core.training import losses"),
        ("tasks/search.py", "from fvl_core import load_model"),
        ("embedding/cache.py", "def late():\n    from fvl_core.commands import index"),
    ],
)
def test_a_planted_upward_or_sideways_import_is_found(tmp_path, file, line):
    planted = tmp_path / "fvl_core" / file
    planted.parent.mkdir(parents=True)
    planted.write_text(f"from fvl_core.foundation.errors import FvlError\n{line}\n", encoding="utf-8")
    found = wrong_imports(tmp_path / "fvl_core")
    assert len(found) == 1
    assert found[0].startswith(file)


def test_streamlit_is_imported_only_by_app_and_pages(root):
    users = [
        p for p in sources(root / "fvl_core") for n in imported_names(p) if n.split(".")[0] == "streamlit"
    ]
    assert users == []


def test_pages_enter_by_the_front_door(root):
    inside = [
        f"{path.name}: {name}"
        for path in [root / "app.py", *sources(root / "pages")]
        for name in imported_names(path)
        if name.startswith("fvl_core.") and name.split(".")[1] in FLOORS
    ]
    assert inside == []


def loaded_after(statement: str) -> set[str]:
    """Run a statement in a fresh Python and return which heavy libraries it loaded."""
    script = f"import sys\n{statement}\nprint(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return set(done.stdout.split())


def test_the_front_door_opens_without_heavy_libraries():
    assert loaded_after("import fvl_core, fvl_core.foundation.images") == set()


def test_the_cards_are_read_without_heavy_libraries():
    assert loaded_after("import fvl_core\nassert fvl_core.list_models()") == set()


def test_the_app_and_its_pages_load_without_torch():
    statement = (
        "import importlib, pathlib\n"
        "import app\n"
        "for path in sorted(pathlib.Path('pages/_ui').glob('*.py')):\n"
        "    if path.stem not in ('studio', 'serve', '__init__'):\n"
        "        importlib.import_module('pages._ui.' + path.stem)"
    )
    # Streamlit itself loads plotly's light root and pandas.
    assert not loaded_after(statement) & {
        "torch",
        "transformers",
        "open_clip",
        "torchvision",
        "faiss",
        "scipy",
    }


def test_no_file_is_a_drawer_for_odds_and_ends(root):
    drawers = [
        path.relative_to(root)
        for folder in ("fvl_core", "pages")
        for path in sources(root / folder)
        if path.name in BANNED_FILES
    ]
    assert drawers == []


def test_no_class_has_a_name_that_says_nothing(root):
    vague = [
        node.name
        for folder in ("fvl_core", "pages")
        for path in sources(root / folder)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and node.name.endswith(BANNED_WORDS)
    ]
    assert vague == []


def test_no_file_beside_the_studio_script_hides_a_standard_module(root):
    # The script's folder is first on sys.path, so a `queue.py` there would replace Python's own.
    hidden = {path.stem for path in (root / "pages" / "_ui").glob("*.py")} & set(sys.stdlib_module_names)
    assert hidden == set()

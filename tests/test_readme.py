"""The README, run: its Python works, its commands exist, its tables are those of the code.

`make readme` writes the generated parts anew.
"""

import re
import subprocess
import sys

import pytest

import fvl_core as fvl
from tests.conftest import ROOT

README = ROOT / "README.md"
BEGIN, END = "<!-- {}: begin (written by `make readme`) -->", "<!-- {}: end -->"


def models_table():
    """Draw the table of models from their cards."""
    rows = [
        "| Name | Model | Dimension | Picture | Download | From | Can | Licence | Trained on |",
        "|---|---|--:|--:|--:|---|---|---|---|",
    ]
    for card in fvl.list_models():
        title = f"[{card.title}]({card.reference_url})" if card.reference_url else card.title
        cells = (
            f"`{card.name}`",
            title,
            card.dim,
            f"{card.preprocessing.image_size} px",
            size(card),
            origin(card),
            ", ".join(card.abilities),
            licence(card),
        )
        rows.append("| " + " | ".join(map(str, (*cells, card.trained_on))) + " |")
    return "\n".join(rows)


def size(card):
    """Say how much a first use fetches."""
    if card.source == "embedded":
        return "ships with the studio"
    if card.download_mb is None:
        return "by hand" if card.by_hand else "unknown"
    return f"{'about ' if card.download_about else ''}{card.download_mb:.0f} MB"


def origin(card):
    """Say where the weights come from, and whether anybody has fetched them from there."""
    if card.source == "embedded":
        return "this repository"
    named = card.repository or card.url.split("/")[2]
    return named if card.verified else f"{named} (untried)"


def licence(card):
    return f"{card.licence} (non-commercial)" if card.non_commercial else card.licence


def figures_table():
    """Draw the table of what was measured of the embedded model, from its card."""
    rows = ["| Measure | Value | 95 % interval | n | Protocol |", "|---|--:|--:|--:|---|"]
    for figure in next(card for card in fvl.list_models() if card.name == "fvl-tiny").measured:
        interval = f"{figure.low:.1%} to {figure.high:.1%}"
        cells = (figure.measure, f"{figure.value:.1%}", interval, f"{figure.n:,}", figure.protocol)
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


TABLES = {"models": models_table, "figures": figures_table}


def with_tables(text):
    """Return the README with its generated parts drawn anew."""
    for name, table in TABLES.items():
        begin, end = BEGIN.format(name), END.format(name)
        before, rest = text.split(begin)
        _, after = rest.split(end)
        text = f"{before}{begin}\n{table()}\n{end}{after}"
    return text


def blocks(language):
    """Return the fenced blocks of one language, in order."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", README.read_text("utf-8"), flags=re.M | re.S)
    return [body for name, body in fenced if name == language]


def test_the_tables_are_those_of_the_cards():
    text = README.read_text("utf-8")
    assert with_tables(text) == text, "run: make readme"


def test_the_python_of_the_readme_runs(capsys):
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in printed[:5]] == ["1", "2", "3", "4", "5"]
    assert "fvl-tiny" in printed[5]


def test_the_first_example_has_five_lines_at_most():
    assert len([line for line in blocks("python")[0].splitlines() if line]) <= 5


def test_every_job_that_the_documents_name_is_in_the_makefile():
    jobs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M))
    for document in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md"):
        text = (ROOT / document).read_text("utf-8")
        code = "\n".join(
            re.findall(r"`([^`\n]+)`", text) + re.findall(r"^```sh\n(.*?)^```", text, flags=re.M | re.S)
        )
        named = set(re.findall(r"(?:^|\s)make ([a-z-]+)", code))
        assert named <= jobs, document


def test_every_verb_that_the_documents_name_is_in_the_command_line():
    done = subprocess.run(
        [sys.executable, "-m", "fvl_core", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    for document in ("README.md", "CONTRIBUTING.md"):
        named = set(re.findall(r"-m fvl_core ([a-z]+)", (ROOT / document).read_text("utf-8")))
        assert {verb for verb in named if not re.search(rf"\b{verb}\b", done.stdout)} == set(), document


def test_every_page_stands_in_the_table_of_pages():
    addresses = set(re.findall(r"^\| [^|]+ \| `/([a-z_]*)` \|", README.read_text("utf-8"), flags=re.M))
    pages = {"" if path.stem == "home" else path.stem for path in (ROOT / "pages").glob("*.py")}
    assert addresses == pages - {"__init__"}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md"])
def test_every_file_that_a_document_links_to_exists(document):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_room_stands_in_the_floor_plan():
    plan = blocks("")[0]
    rooms = {folder.parent.name for folder in (ROOT / "fvl_core").glob("*/__init__.py")}
    assert {room for room in rooms if f"{room}/" not in plan} == set()


def test_every_setting_of_the_environment_is_described():
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "fvl_core").rglob("*.py"))
    described = set(re.findall(r"`(FVL_[A-Z_]+)", README.read_text("utf-8")))
    assert set(re.findall(r"""environ(?:\.get\(|\[)["'](FVL_[A-Z_]+)""", code)) == described


if __name__ == "__main__":
    README.write_text(with_tables(README.read_text("utf-8")), encoding="utf-8")

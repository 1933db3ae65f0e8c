"""The set-up: what is imported is required, what is required is pinned, CI runs the same."""

import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT
from tests.test_architecture import imported_names, sources

OWN = {"fvl_core", "pages", "tests", "app"}
NOT_IMPORTED = {
    "uvicorn": "started as python -m uvicorn",
    "sentencepiece": "the tokenizers of SigLIP models load it",
    "ruff": "run by make",
    "mypy": "run by make",
}


def requirements(name: str) -> dict[str, Requirement]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def third_party(paths: list[Path]) -> set[str]:
    """Return the distributions behind the imports of some files."""
    modules = {name.split(".")[0] for path in paths for name in [*imported_names(path), *late_imports(path)]}
    modules -= OWN | set(sys.stdlib_module_names)
    providers = packages_distributions()
    return {canonicalize_name(providers[module][0]) if module in providers else module for module in modules}


def late_imports(path: Path) -> list[str]:
    """Return the names of libraries that a file imports by a call."""
    return re.findall(r"""import_(?:library|module)\(\s*["']([\w.]+)["']""", path.read_text("utf-8"))


STUDIO = [ROOT / "app.py", *sources(ROOT / "pages"), *sources(ROOT / "fvl_core")]


def test_what_the_studio_imports_is_required():
    # Streamlit brings and needs them: st.App hands out starlette's types, tables are pandas' and pyarrow's.
    brought = {"starlette", "pandas", "pyarrow"}
    assert third_party(STUDIO) - requirements("requirements.txt").keys() <= brought


def test_what_is_required_is_imported():
    imported = third_party(STUDIO) | NOT_IMPORTED.keys()
    assert requirements("requirements.txt").keys() - imported == set()


def test_what_the_tests_import_is_required():
    known = requirements("requirements.txt").keys() | requirements("tests/requirements.txt").keys()
    assert third_party(sources(ROOT / "tests")) - known <= {"starlette", "packaging", "pyarrow"}


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_every_range_is_closed_and_holds_the_pinned_version(name):
    pinned = {key: next(iter(r.specifier)).version for key, r in requirements("constraints.txt").items()}
    for key, requirement in requirements(name).items():
        operators = {part.operator for part in requirement.specifier}
        assert operators == {">=", "<"}, key
        assert requirement.specifier.contains(pinned[key]), key


def test_constraints_are_exact_public_versions():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    exact = re.compile(r"[A-Za-z0-9._-]+==[0-9A-Za-z.]+")
    assert [line for line in lines if not line.startswith("#") and not exact.fullmatch(line)] == []


def test_ci_runs_what_a_laptop_runs():
    assert (ROOT / ".ci" / "run").read_text("utf-8").rstrip().endswith("exec make test")
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


@pytest.fixture
def make_in_an_empty_clone(tmp_path):
    """Run make where there is a Makefile, no environment, and only the Python that a test writes."""
    for name in ("Makefile", "requirements.txt", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("make", "sh", "awk", "test", "sed"):
        if path := shutil.which(tool):
            (tools / tool).symlink_to(path)

    def run(*words: str, python: str | None = None) -> subprocess.CompletedProcess[str]:
        if python is not None:
            (tools / "python3").write_text(f"#!/bin/sh\n{python}\n")
            (tools / "python3").chmod(0o755)
        return subprocess.run(
            ["make", *words],
            cwd=tmp_path,
            env={"PATH": str(tools)},
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_without_python_make_says_what_to_install(make_in_an_empty_clone):
    done = make_in_an_empty_clone("run")
    assert done.returncode != 0
    assert "Python 3.11 or newer" in done.stdout
    assert "apt-get install python3" in done.stdout


def test_with_an_old_python_make_names_its_version(make_in_an_empty_clone):
    old = 'case "$1" in --version) echo Python 3.10.13;; *) exit 1;; esac'
    done = make_in_an_empty_clone("run", "PYTHON=python3", python=old)
    assert done.returncode != 0
    assert "python3 is Python 3.10.13" in done.stdout


def test_without_venv_make_names_the_package(make_in_an_empty_clone):
    bare = f'case "$2" in *ensurepip*) exit 1;; *) exec {sys.executable} "$@";; esac'
    done = make_in_an_empty_clone("run", python=bare)
    assert done.returncode != 0
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in done.stdout


def test_make_help_lists_every_job(make_in_an_empty_clone):
    listed = set(re.findall(r"^  make ([a-z]+)", make_in_an_empty_clone("help").stdout, flags=re.M))
    assert {"setup", "run", "test", "check", "fix", "bench", "lock"} <= listed

"""Heavy libraries that several threads want at once."""

import subprocess
import sys

WHILE_IMPORTING = """
import importlib.abc, sys, threading
from pages._ui import libraries

begun, drawn = threading.Event(), threading.Event()

class Slow(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == "pandas.core" and not begun.is_set():
            begun.set()
            drawn.wait(1)

sys.meta_path.insert(0, Slow())
threading.Thread(target=lambda: __import__("pandas")).start()
assert begun.wait(20)
libraries.graph_objects().Heatmap(z=[[1]], hoverinfo="skip")
drawn.set()
"""


def test_a_chart_waits_for_a_pandas_that_is_only_half_there(root):
    subprocess.run([sys.executable, "-c", WHILE_IMPORTING], cwd=root, check=True, timeout=60)


def test_no_page_takes_plotly_but_through_the_door_that_waits(root):
    files = sorted((root / "pages").rglob("*.py"))
    own = [file.name for file in files if "import plotly" in file.read_text(encoding="utf-8")]
    assert own == ["libraries.py"]

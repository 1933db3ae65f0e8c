"""How many cores a thread computes on, and what the others keep."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT

ASK = """
import threading, torch
from fvl_core.models.devices import compute_on, set_threads

def of_new_thread(before=lambda: None):
    found = []
    def run():
        before()
        found.append(torch.get_num_threads())
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]

set_threads()
print(of_new_thread(lambda: compute_on(1)), torch.get_num_threads(), of_new_thread())
"""


def test_a_thread_that_computes_on_one_core_leaves_the_others_theirs():
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "FVL_THREADS": "3", "OMP_NUM_THREADS": "4"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["1", "3", "3"]

"""Progress on stderr: a bar for work that lasts, lines for training."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fvl_core.commands.output import notice

if TYPE_CHECKING:
    from fvl_core.training.trainer import Progress

SHOW_AFTER_S = 0.5
WIDEST = 100
LINE_EVERY_S = 30.0


@contextmanager
def progress_bar(what: str, *, unit: str = "picture") -> Iterator[Callable[[int, int], None]]:
    """Give a callback for (done, total) that draws a bar with rate and remaining time.

    Nothing is drawn for work of under half a second. Where stderr is a file, a line comes every ten seconds.
    """
    from tqdm import tqdm

    bars: list[Any] = []

    def advance(done: int, total: int) -> None:
        if not bars:
            size = shutil.get_terminal_size()  # 80 × 24 where a terminal claims to have no size
            interval = 0.1 if sys.stderr.isatty() else 10.0
            bars.append(
                tqdm(
                    total=total,
                    desc=what,
                    unit=f" {unit}",
                    unit_scale=unit == "B",
                    file=sys.stderr,
                    delay=SHOW_AFTER_S,
                    mininterval=interval,
                    ncols=min(size.columns, WIDEST),
                    nrows=size.lines,
                )
            )
        bar = bars[0]
        bar.total = total
        bar.update(done - bar.n)

    try:
        yield advance
    finally:
        for bar in bars:
            bar.close()


def step_teller() -> Callable[[Progress], None]:
    """Return a callback that writes a training's first step, one every half minute, and the last."""
    told = [-LINE_EVERY_S]

    def tell(progress: Progress) -> None:
        if progress.elapsed_s - told[0] >= LINE_EVERY_S or progress.share >= 1:
            told[0] = progress.elapsed_s
            notice(f"step {progress.step:6d}  {progress.share:6.1%}  loss {progress.loss:.3f}")

    return tell

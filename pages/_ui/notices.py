"""Sentences that a page shows above its content: what a link lost, and what failed and how to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count

import streamlit as st

import fvl_core as fvl
from pages._ui import jobs
from pages._ui.job import Job
from pages._ui.writing import plain

MOST_NAMED = 50
LOOK_EVERY_S = 0.3
_KEPT = "notices"


class ComingError(fvl.FvlError):
    """Tell that what a page needs is on its way; once `here()` is true the page goes on by itself.

    With a job, its progress and a Stop stand there meanwhile; `forget` lets go of one that was stopped.
    """

    def __init__(
        self,
        message: str,
        *,
        here: Callable[[], bool],
        remedy: str = "The page goes on by itself in a moment.",
        job: Job | None = None,
        forget: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.here = here
        self.job = job
        self.forget = forget


def keep(name: str, sentence: str) -> None:
    """Keep a sentence over reruns until it is dismissed; `name` replaces an earlier one of that name."""
    st.session_state.setdefault(_KEPT, {})[name] = plain(sentence)


def drop(name: str) -> None:
    """Forget a kept sentence."""
    st.session_state.get(_KEPT, {}).pop(name, None)


def show() -> None:
    """Draw the kept sentences, each with a button that dismisses it."""
    for name, sentence in dict(st.session_state.get(_KEPT, {})).items():
        box, button = st.columns([8, 1], vertical_alignment="center")
        box.warning(sentence, icon=":material/info:")
        button.button("Dismiss", key=f"dismiss_{name}", type="tertiary", on_click=drop, args=(name,))


def lost(sentences: Iterable[str]) -> None:
    """Say what the address asked for and this studio cannot give; stands as long as the address does."""
    for sentence in sentences:
        st.warning(plain(sentence), icon=":material/link_off:")


def failed(error: fvl.FvlError) -> None:
    """Show an error as its sentence and, on a line of its own, what to do about it."""
    st.error(_told(error), icon=":material/error:")


def coming(error: ComingError) -> None:
    """Say what a page waits for, and draw the page anew once it is here; meanwhile all else can be used."""
    if error.job is not None:
        jobs.watch(error.job, error.forget)
    else:
        st.info(_told(error), icon=":material/hourglass_top:")
        st.fragment(_look, run_every=LOOK_EVERY_S)(error.here, count())


def _look(here: Callable[[], bool], times: Iterator[int]) -> None:
    if next(times) and here():  # the first time belongs to the page, which has just looked
        st.rerun()


def _told(error: fvl.FvlError) -> str:
    return f"**{plain(error.message)}**\n\n{plain(error.remedy)}".rstrip()


def unreadable(failures: Sequence[tuple[str, str]]) -> None:
    """Name the pictures, (item id, why), that could not be read and are therefore left out everywhere."""
    if failures:
        n = len(failures)
        with st.expander(
            "1 picture could not be read and is left out"
            if n == 1
            else f"{n:,} pictures could not be read and are left out"
        ):
            for _, sentence in failures[:MOST_NAMED]:
                st.markdown(f"- {plain(sentence)}")
            if n > MOST_NAMED:
                st.markdown(f"- and {n - MOST_NAMED:,} more")


@contextmanager
def caught() -> Iterator[None]:
    """Show an FvlError raised inside and let the page go on below it."""
    try:
        yield
    except ComingError as error:
        coming(error)
    except fvl.FvlError as error:
        failed(error)

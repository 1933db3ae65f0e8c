"""What each contender costs, beside how good it is: measured on this machine when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

import fvl_core as fvl
from pages._ui import jobs
from pages._ui.compare import contenders
from pages._ui.compare.contenders import Contender
from pages._ui.writing import plain

N_PICTURES = 8
_WANTED = "wanted_costs"


def show(catalogue: fvl.Catalogue, chosen: Sequence[Contender]) -> None:
    """Draw the costs that were measured, or the button that measures them.

    Raises:
        FvlError: when a model cannot be used.
    """
    st.header("What they cost", anchor=False)
    seen = contenders.by_model(chosen)
    keys = [_key(catalogue, contender) for contender in seen]
    known = all(jobs.room().known(key) for key in keys) or st.session_state.get(_WANTED) == keys
    st.button(
        "Measure again" if known else "Measure here and now",
        icon=":material/timer:",
        on_click=_want,
        args=(keys, known),
        help="Takes a few seconds per model",
    )
    if not known:
        st.caption("Parameters, download, memory, milliseconds per picture and per text, size of the index.")
        return
    waiting = st.empty()
    lines: list[fvl.CostLine] = []
    for key, contender in zip(keys, seen, strict=True):  # one after the other, or they would slow each other
        line = jobs.result(key, _work(catalogue, contender), waiting)
        if line is None:
            return
        lines.append(line)
    _table([contender.name for contender in seen], lines)


def _key(catalogue: fvl.Catalogue, contender: Contender) -> tuple[str, ...]:
    return "cost", catalogue.name, catalogue.fingerprint, contender.model, contender.precision


def _want(keys: Sequence[tuple[str, ...]], again: bool) -> None:
    st.session_state[_WANTED] = keys
    for key in keys if again else ():
        jobs.room().forget(key)


def _work(catalogue: fvl.Catalogue, contender: Contender) -> Callable[[jobs.Job], fvl.CostLine]:
    def work(job: jobs.Job) -> fvl.CostLine:
        job.begin(f"Loading the weights of {contender.model}, once")
        with fvl.model_shelf().borrow(contender.model, precision=contender.precision) as model:
            job.begin(f"Timing {contender.name}")
            pictures = []
            for item in catalogue:
                try:
                    pictures.append(item.open())
                except fvl.FvlError:
                    continue
                if len(pictures) == N_PICTURES:
                    break
            return fvl.measure_cost(model, pictures, n_items=len(catalogue))

    return work


def _table(names: Sequence[str], lines: Sequence[fvl.CostLine]) -> None:
    st.dataframe(
        {
            "Contender": list(names),
            "Parameters": [line.parameters for line in lines],
            "Download": [_download(line) for line in lines],
            "Memory, MB": [line.memory_mb for line in lines],
            "ms per picture": [line.ms_per_picture for line in lines],
            "ms per text": [line.ms_per_text for line in lines],
            "Index, MB": [line.index_mb for line in lines],
            "Runs on": [f"{line.device}, {line.precision}" for line in lines],
        },
        column_config={
            "Parameters": st.column_config.NumberColumn(format="localized"),
            **{
                name: st.column_config.NumberColumn(format="%.1f")
                for name in ("Memory, MB", "ms per picture", "ms per text", "Index, MB")
            },
        },
        hide_index=True,
        key="costs",
    )
    last = lines[-1]
    st.caption(
        f"Measured {last.measured_at} on {plain(last.hardware)}: medians, pictures in batches of "
        f"{last.batch}, one text at a time; memory is that of the weights, the index that of "
        f"{last.n_items:,} vectors."
    )


def _download(line: fvl.CostLine) -> str:
    if line.download_mb is None:
        return "not known"
    if line.download_mb == 0:
        return "ships with the studio"
    return f"{'about ' if line.download_about else ''}{line.download_mb:,.0f} MB"

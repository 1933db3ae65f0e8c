"""What a server does from its start to its end beside answering: modules ahead, the index queue, sweeping."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

import fvl_core as fvl
from pages._ui import libraries, parcels

SWEEP_EVERY_S = 600
ALONE_S = 10.0
"""So long after its start a server waits for a first page before it goes on with an index."""
GC_AFTER = 20_000, 20, 50
"""New objects before the collector looks at them: the hundred small lists of a run are not worth a look."""


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Go on with the indexing that an earlier process left behind, and forget whoever is long gone."""
    gc.set_threshold(*GC_AFTER)
    queue = fvl.index_queue()
    beside = (asyncio.to_thread(libraries.modules), _go_on(queue), _sweep())
    working = [asyncio.create_task(each) for each in beside]
    yield
    for task in working:
        task.cancel()
    await asyncio.to_thread(queue.close)


async def _go_on(queue: fvl.IndexQueue) -> None:
    """Start the queue once the first page stands: its libraries and weights would hold that page up."""
    deadline = time.monotonic() + ALONE_S
    while not libraries.brought() and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    queue.start()


async def _sweep() -> None:
    while True:
        await asyncio.to_thread(fvl.PrivateStore.forget_idle)
        await asyncio.to_thread(parcels.sweep)
        await asyncio.to_thread(gc.collect)  # in place of Streamlit's own after every run (config.toml)
        await asyncio.sleep(SWEEP_EVERY_S)

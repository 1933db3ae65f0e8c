"""The launcher: one ASGI application around pages/_ui/studio.py.

`make run`, `uvicorn app:app`, `streamlit run app.py` and `python app.py` all start it. Streamlit finds it by
reading this file, so the line `app = st.App(…)` must stay a plain assignment at the top level.
"""

from __future__ import annotations

import streamlit as st

from pages._ui import lifetime, server

app = st.App(
    server.ROOT / "pages" / "_ui" / "studio.py",
    routes=server.routes(),
    middleware=server.middleware(),
    lifespan=lifetime.lifespan,
    on_script_error=server.explain_failure,
)

if __name__ == "__main__":
    app.run()

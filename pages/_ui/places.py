"""Where the pages lie: Streamlit wants full paths, because no pages/ folder stands beside studio.py."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

PAGES = Path(__file__).resolve().parents[1]
HOME = PAGES / "home.py"
SEARCH = PAGES / "search.py"
ZERO_SHOT = PAGES / "zero_shot.py"
OUTFITS = PAGES / "outfits.py"
COMPARE = PAGES / "compare.py"
CATALOGUE = PAGES / "catalogue.py"
ERRORS = PAGES / "errors.py"
BRING = PAGES / "bring.py"
MODELS = PAGES / "models.py"
ICON = "data:image/png;base64," + b64encode((PAGES / "_ui" / "icon.png").read_bytes()).decode()
"""The picture itself: as a file, Streamlit now and then dropped it while somebody else's run ended (404)."""
INK = PAGES / "_ui" / "ink.css"
STYLE = PAGES / "_ui" / "studio.css"
KEYBOARD = PAGES / "_ui" / "keyboard.js"
SIDE_BY_SIDE = PAGES / "_ui" / "compare" / "compare.css"

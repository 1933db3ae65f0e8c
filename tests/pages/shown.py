"""What a page shows, read from its elements, and what a visitor does to it."""

import io
import json

from PIL import Image
from streamlit.testing.v1 import AppTest


def tiles(app: AppTest, key: str) -> list[dict]:
    """Return the tiles of the gallery with this key."""
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json)
        if f"-{key}" in element.proto.id or element.proto.id.endswith(key):
            return list(data["tiles"])
    return []


def words(app: AppTest) -> str:
    """Return all running text of the page."""
    kinds = (app.markdown, app.caption, app.warning, app.error, app.info, app.title, app.header, app.code)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def press(app: AppTest, label: str) -> None:
    """Press the button with this label."""
    next(button for button in app.button if button.label == label).click()
    app.run()


def upload(app: AppTest, *files: tuple[str, bytes]) -> None:
    """Bring files to the page's uploader."""
    for name, content in files:
        app.file_uploader[0].upload(name, content)
    app.run()


def png(colour: str) -> bytes:
    """Return a small picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (30, 40), colour).save(buffer, "PNG")
    return buffer.getvalue()

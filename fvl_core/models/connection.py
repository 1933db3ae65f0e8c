"""Asking a server for a file, and saying in one sentence why it does not give it."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from fvl_core.foundation.errors import WeightsUnavailable

BROKEN_LINE = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
"""What urllib raises when a server cannot be reached, or the line breaks."""

_TIMEOUT_S = 20.0
_AGENT = "fashion-vl-studio"
_RANGE_NOT_SATISFIABLE = 416
_OF_THE_HUB = {
    "GatedRepo": (
        "asks you to accept its terms first",
        "Accept them on the model's page, set HF_TOKEN, and fetch again.",
    ),
    "RepoNotFound": ("knows no such repository", "Check the name; a private one needs HF_TOKEN."),
    "RevisionNotFound": ("knows no such revision of it", "Check the revision in the card."),
    "EntryNotFound": ("has no such file", "Try later: the repository may just be changing."),
}
"""The hub's own names of refusals, with what to do about them."""

_OF_ANY_SERVER = {
    401: ("wants a login", "Get the file in another way, or set HF_TOKEN if it lies on the hub."),
    403: ("forbids the download", "Get the file in another way."),
    404: ("has no such file", "Check the address, or get the file in another way."),
    429: ("asks for patience", "Try again in a few minutes."),
}


class RangeRefusedError(ConnectionError):
    """Report that a server cannot go on where the part on disk ends."""


def ask(url: str, *, headers: Mapping[str, str] | None = None, token: str = "") -> Any:
    """Return a server's answer to a GET, open for reading.

    Args:
        url: http or https.
        headers: sent besides the program's name, also after a redirect.
        token: sent to this server only, never to where it redirects.

    Raises:
        WeightsUnavailable: when the server refuses. One of `BROKEN_LINE`: when it cannot be reached.
    """
    request = urllib.request.Request(url, headers={"User-Agent": _AGENT, **(headers or {})})
    if token:
        request.add_unredirected_header("Authorization", f"Bearer {token}")
    try:
        return urllib.request.urlopen(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == _RANGE_NOT_SATISFIABLE:
            raise RangeRefusedError("the server does not have that part") from error
        raise _refused(url, error) from error


def reason_of(error: BaseException) -> str:
    """Say in a few words why the line broke.

    Example:
        >>> reason_of(urllib.error.URLError(ConnectionRefusedError(111, "Connection refused")))
        'Connection refused'
    """
    inner = getattr(error, "reason", error)
    words = getattr(inner, "strerror", None) or str(inner) or type(inner).__name__
    return " ".join(str(words).split())


def _refused(url: str, error: urllib.error.HTTPError) -> WeightsUnavailable:
    unknown = (f"answers with error {error.code}", "Try later, or get the file in another way.")
    by_code = _OF_ANY_SERVER.get(error.code, unknown)
    reason, remedy = _OF_THE_HUB.get(error.headers.get("X-Error-Code", ""), by_code)
    return WeightsUnavailable(f"The server {reason}: {url}", remedy=remedy)

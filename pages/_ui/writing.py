"""Words of visitors and names of files, made safe to stand in Streamlit's Markdown."""

from __future__ import annotations

_SIGNS = frozenset("\\`*_[]<>#$~|:")


def plain(words: str) -> str:
    r"""Keep words from acting as Markdown, and line breaks from ending a sentence.

    Example:
        >>> plain("a_*b*")
        'a\\_\\*b\\*'
    """
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in " ".join(words.split()))


def time(seconds: float) -> str:
    """Write a stretch of time as people say it.

    Example:
        >>> time(42.4), time(150), time(7300)
        ('42 s', '3 min', '2 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60 + 0.5:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"

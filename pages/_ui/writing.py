"""Words of visitors and names of files, made safe to stand in Streamlit's Markdown."""

from __future__ import annotations

_SIGNS = frozenset("\\`*_[]<>#$~|:")


def plain(words: str) -> str:
    r"""Keep words from acting as Markdown, and line breaks from ending a sentence.

    Example:
        >>> plain("a_*b*")
        'a\\\\_\\\\*b\\\\*'
    """
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in " ".join(words.split()))

"""In which East Asian encoding a table was saved that is no UTF-8; whoever is not sure says nothing."""

from __future__ import annotations

import re

LANGUAGES = {
    "gb18030": "GB18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp932": "Shift-JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "EUC-KR (Korean)",
}
"""The encodings that are told apart, and how they are called."""

_ENOUGH = 12
_SAMPLE_BYTES = 60_000
_CELL = re.compile(rb'[^,;\t\r\n"]+')  # none of what stands between cells is ever the second byte of a letter
_RUNS = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af]+")


def east_asian(content: bytes) -> str:
    r"""Return the East Asian encoding of a table, "" where its letters do not make that certain.

    charset_normalizer alone takes a few short words with accents for Chinese or Japanese. Words of these
    languages are told by more than that: a dozen such letters, side by side, and not inside of Latin words.

    Example:
        >>> east_asian("1.jpg,红色连衣裙\n2.jpg,黑色长裤\n3.jpg,白色棉质短裙\n".encode("gb18030"))
        'gb18030'
        >>> east_asian("1.jpg,Robe d'été\n".encode("cp1252"))
        ''
    """
    from charset_normalizer import from_bytes

    sample = _foreign_cells(content)
    best = from_bytes(sample, cp_isolation=[*LANGUAGES, "cp1252"]).best()
    if best is None or best.encoding not in LANGUAGES:
        return ""
    try:
        content.decode(best.encoding)
        return best.encoding if _is_plausible(sample.decode(best.encoding)) else ""
    except UnicodeError:
        return ""


def _foreign_cells(content: bytes) -> bytes:
    """Return each cell with letters beyond ASCII once: what is English in a table says nothing."""
    cells: dict[bytes, None] = {}
    n_bytes = 0
    for found in _CELL.finditer(content):
        cell = found[0]
        if cell not in cells and not cell.isascii():
            cells[cell] = None
            n_bytes += len(cell)
            if n_bytes > _SAMPLE_BYTES:
                break
    return b"\n".join(cells)


def _is_plausible(text: str) -> bool:
    runs = list(_RUNS.finditer(text))
    n_letters = sum(len(run[0]) for run in runs)
    n_foreign = sum(not letter.isascii() for letter in text)
    if n_letters < _ENOUGH or n_letters < 0.9 * n_foreign or n_letters < 2 * len(runs):
        return False
    within = sum(
        _is_latin(text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1])
        for run in runs
    )
    return within <= len(runs) / 4


def _is_latin(around: str) -> bool:
    return any(letter.isascii() and letter.isalpha() for letter in around)

"""Errors of the studio, each of which says what came, what is allowed, and what to do.

FvlError
├── UnknownNameError    (LookupError)   no such model, composer, index or catalogue; suggests the nearest
├── MissingLibraryError (ImportError)   an optional library is absent; carries the install command
├── WeightsUnavailable  (OSError)       weights are not on this machine; names size and the fetch command
├── SpaceMismatchError  (ValueError)    vectors of two models met
├── InvalidInputError   (ValueError)    wrong shape, empty query, unreadable picture, impossible option
└── CorruptFileError    (OSError)       a file of ours fails its checksum, or a checkpoint is not what it says
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class FvlError(Exception):
    """State what went wrong in one sentence, and in `remedy` what to do about it.

    Example:
        >>> error = InvalidInputError("The query is empty.", remedy="Type words or add a picture.")
        >>> str(error)
        'The query is empty. Type words or add a picture.'
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class UnknownNameError(FvlError, LookupError):
    """Report a name that nothing answers to, with the nearest known ones.

    Example:
        >>> UnknownNameError("composer", "sume", ["sum", "slerp"]).remedy
        'Did you mean sum? Known: slerp, sum.'
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        nearest = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {nearest[0]}? " if nearest else ""
        super().__init__(
            f"There is no {kind} named {name!r}.", remedy=f"{hint}Known: {', '.join(known) or 'none'}."
        )
        self.name = name


class MissingLibraryError(FvlError, ImportError):
    """Report an optional library that is absent, with the command that installs it.

    Example:
        >>> MissingLibraryError("faiss", purpose="This index", install="faiss-cpu").remedy
        'Run: python -m pip install faiss-cpu'
    """

    def __init__(self, library: str, *, purpose: str, install: str | None = None) -> None:
        command = f"python -m pip install {install or library}"
        super().__init__(f"{purpose} needs the library {library}.", remedy=f"Run: {command}")


class WeightsUnavailable(FvlError, OSError):  # noqa: N818 - the name is part of the public front door
    """Report weights (or a tokenizer) that are not on this machine."""


class SpaceMismatchError(FvlError, ValueError):
    """Report vectors of two different models that were about to be compared.

    Example:
        >>> SpaceMismatchError("fvl-tiny:ab", "fashionclip:cd").message
        "Vectors of two embedding spaces met: 'fvl-tiny:ab' and 'fashionclip:cd'."
    """

    def __init__(self, left: str, right: str) -> None:
        super().__init__(
            f"Vectors of two embedding spaces met: {left!r} and {right!r}.",
            remedy="Encode both sides with the same model, weights and preprocessing.",
        )


class InvalidInputError(FvlError, ValueError):
    """Report input that cannot be used as it is."""


class CorruptFileError(FvlError, OSError):
    """Report a file whose content is not what it should be."""

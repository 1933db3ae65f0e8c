"""The turns of a search: what was asked before, and what followed what."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs

MOST = 16
"""Turns that a link carries; the oldest leaves."""


@dataclass(frozen=True)
class Turn:
    """Hold one question of the past, as a query string, and the place of the turn that it followed.

    Example:
        >>> Turn(0, "q=in+red&item=g3").params["q"]
        ('in red',)
    """

    after: int | None
    asked: str

    @property
    def params(self) -> dict[str, tuple[str, ...]]:
        """Return the question as parameters of the address."""
        return {name: tuple(values) for name, values in parse_qs(self.asked).items()}

    @property
    def entry(self) -> str:
        """Return it as the address holds it."""
        return f"{'' if self.after is None else self.after}~{self.asked}"


@dataclass(frozen=True)
class Trail:
    """Hold the turns before the present question, in the order of asking, and the one that it follows.

    Example:
        >>> trail = Trail().extended("q=red").extended("item=g1")
        >>> [turn.entry for turn in trail.turns], trail.after
        (['~q=red', '0~item=g1'], 1)
    """

    turns: tuple[Turn, ...] = ()
    after: int | None = None

    @property
    def path(self) -> tuple[int, ...]:
        """Return the places of the turns that led to the present question, first to last."""
        steps: list[int] = []
        place = self.after
        while place is not None:
            steps.insert(0, place)
            place = self.turns[place].after
        return tuple(steps)

    def extended(self, present: str) -> Trail:
        """Keep the present question as a turn, so that the next one follows it."""
        kept, place = self._keep(present)
        return Trail(kept, place) if place is not None else self

    def returned(self, place: int, present: str) -> Trail:
        """Go back to a turn; the present question stays as a turn beside it."""
        kept, _ = self._keep(present)
        before = self.turns[place].after
        moved_up = len(kept) == len(self.turns) and kept != self.turns
        return Trail(kept, _earlier(before) if moved_up else before)

    def undone(self) -> Trail:
        """Forget the present question and go back to the turn before it."""
        assert self.after is not None
        before = self.turns[self.after].after
        is_last = self.after == len(self.turns) - 1
        return Trail(self.turns[:-1] if is_last else self.turns, before)

    def _keep(self, present: str) -> tuple[tuple[Turn, ...], int | None]:
        turn = Turn(self.after, present)
        if not present:
            return self.turns, None
        if turn in self.turns:
            return self.turns, self.turns.index(turn)
        if len(self.turns) < MOST:
            return (*self.turns, turn), len(self.turns)
        moved = tuple(Turn(_earlier(old.after), old.asked) for old in (*self.turns[1:], turn))
        return moved, MOST - 1


def _earlier(place: int | None) -> int | None:
    return place - 1 if place else None

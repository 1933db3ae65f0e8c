"""The blind duel: two unnamed rankings, choose the better, and see whether that is a preference."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Literal

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import bytes_digest
from fvl_core.metrics import Preference, preference
from fvl_core.tasks.report import json_text

Side = Literal["left", "right", "tie"]
SIDES: tuple[Side, ...] = ("left", "right", "tie")


@dataclass(frozen=True)
class Round:
    """Hold one choice: the question, who stood left and right, and which side was better."""

    query: str
    left: str
    right: str
    choice: Side

    @property
    def winner(self) -> str | None:
        """Name the one that was preferred, None for a tie."""
        return {"left": self.left, "right": self.right}.get(self.choice)


@dataclass(frozen=True)
class BlindDuel:
    """Hold a duel of A and B; nothing in it changes, a choice gives a new one.

    Who stands left follows from seed and question, so that a resumed duel shows each question as before,
    and nobody can tell the sides without the seed.
    A question that is judged again counts once, as judged last.

    Example:
        >>> duel = BlindDuel("A", "B", seed=3)
        >>> sides = duel.sides("red dress")
        >>> duel = duel.judged("red dress", "left" if sides[0] == "B" else "right")
        >>> duel.tally().n_b, BlindDuel.from_json(duel.to_json()) == duel
        (1, True)
    """

    a: str
    b: str
    seed: int = 0
    rounds: tuple[Round, ...] = ()

    def __post_init__(self) -> None:
        if self.a == self.b:
            raise InvalidInputError(f"{self.a} cannot duel itself.", remedy="Choose two contenders.")

    def sides(self, query: str) -> tuple[str, str]:
        """Return who stands left and who right for a question."""
        swapped = int(bytes_digest(str(self.seed), self.a, self.b, query)[:8], 16) % 2
        return (self.b, self.a) if swapped else (self.a, self.b)

    def judged(self, query: str, choice: Side) -> BlindDuel:
        """Return the duel with one more choice.

        Raises:
            InvalidInputError: for a choice other than left, right and tie.
        """
        if choice not in SIDES:
            raise InvalidInputError(f"{choice!r} is no side.", remedy="Choose left, right or tie.")
        left, right = self.sides(query)
        kept = tuple(entry for entry in self.rounds if entry.query != query)
        return replace(self, rounds=(*kept, Round(query, left, right, choice)))

    def tally(self) -> Preference:
        """Return how often A was preferred, with interval and sign test; ties are left out."""
        winners = [entry.winner for entry in self.rounds]
        return preference(winners.count(self.a), winners.count(self.b), winners.count(None))

    def to_json(self) -> str:
        """Write the duel, to be saved and resumed."""
        return json_text(self)

    @classmethod
    def from_json(cls, text: str) -> BlindDuel:
        """Read what `to_json` wrote.

        Raises:
            InvalidInputError: for anything else.
        """
        try:
            told = json.loads(text)
            duel = cls(str(told["a"]), str(told["b"]), int(told["seed"]))
            for entry in told["rounds"]:
                duel = duel.judged(str(entry["query"]), entry["choice"])
        except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
            raise InvalidInputError("This is no saved duel.", remedy="Choose a file saved here.") from error
        return duel

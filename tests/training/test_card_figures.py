"""Figures go into a card's file and come back out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.models.card import Measurement
from fvl_core.training.card_figures import write_figures

CARD = 'name = "toy"\ntitle = "Toy"\nfamily = "hand"\ndim = 4\n\n[score]\nscale = 100.0\n'
FIGURE = Measurement(
    measure="a", value=0.5, low=0.4, high=0.6, n=9, protocol='the "plain" one, 50 %', command="c"
)


def test_figures_are_replaced_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "toy.toml"
    path.write_text(CARD)
    write_figures(path, [FIGURE, FIGURE])
    card = write_figures(path, [FIGURE])
    assert card.measured == (FIGURE,)
    assert card.score.scale == 100.0
    assert path.read_text().startswith(CARD)


def test_a_file_that_is_no_card_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "toy.toml"
    path.write_text("colour = 3\n")
    with pytest.raises(InvalidInputError):
        write_figures(path, [FIGURE])
    assert path.read_text() == "colour = 3\n"

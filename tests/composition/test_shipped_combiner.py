"""The Combiner that ships: small, and trained on the features of the fvl-tiny that ships beside it."""

import pytest

from fvl_core.composition.combiner import shipped_combiner
from fvl_core.composition.library import load_composer
from fvl_core.models.library import load_model

pytestmark = pytest.mark.skipif(
    not shipped_combiner().is_file(), reason="no Combiner in assets/ (python -m fvl_core train combiner)"
)


def test_it_fits_its_allowance():
    assert shipped_combiner().stat().st_size <= 4_000_000


def test_it_belongs_to_the_fvl_tiny_that_ships():
    model, composer = load_model("fvl-tiny"), load_composer("combiner")
    composer.require_fit(model.space, model.dim)
    query = composer.compose(model, None, ["red"])
    assert query.space == model.space

"""CSA-Net against numbers worked out by hand from what is published about it."""

import numpy as np
import pytest

from fvl_core.foundation.abilities import CompletesOutfits
from fvl_core.foundation.errors import CorruptFileError, InvalidInputError
from fvl_core.models.adding import add_model
from fvl_core.models.fashionvil.csa_net import CsaNetwork, CsaSizes
from fvl_core.models.fashionvil.polyvore_categories import polyvore_categories
from fvl_core.models.fashionvil.sizes import TrunkSizes
from fvl_core.models.inspection import inspect_checkpoint
from fvl_core.models.library import load_model
from tests.models.fashionvil_by_hand import in64, scaled, trunk
from tests.models.fashionvil_making import SCALE, checkpoint, csa_network
from tests.models.making import pictures
from tests.models.test_fashionvil import can, pixels_of


@pytest.fixture
def made():
    return csa_network()


@pytest.fixture
def model(tmp_path, made):
    return load_model(checkpoint(tmp_path / "best.ckpt", made), family="fashionvil", precision="float32")


def items(tensors):
    """Each picture's projected feature, before anything is conditioned: (3, 20)."""
    grid = trunk(tensors, pixels_of(pictures(), squash_only=True), blocks=(1, 1, 1, 1))
    return grid.mean(axis=1) @ tensors["proj_layer.weight"].numpy().T + tensors["proj_layer.bias"].numpy()


def conditioned(tensors, item, own, wanted, *, share=1 / 5):
    t = {name.removeprefix("fusion_module."): tensor.numpy() for name, tensor in tensors.items()}
    both = np.zeros(306)
    both[[own, 153 + wanted]] = 1
    inner = np.maximum(t["weight_classifier.0.weight"] @ both + t["weight_classifier.0.bias"], 0)
    scores = np.exp(t["weight_classifier.2.weight"] @ inner + t["weight_classifier.2.bias"])
    weights = scores / scores.sum()
    return item * (share * weights @ t["masks.weight"])


def test_targets_are_projected_and_scaled_without_a_mask(model, made):
    expected = [scaled(item, SCALE) for item in items(in64(made))]
    np.testing.assert_allclose(model.encode_images(pictures()).raw, expected, atol=1e-5)


def test_its_card_says_what_it_can_and_cannot_do_and_random_weights_are_marked(empty_cache, tmp_path):
    sizes = CsaSizes(TrunkSizes(8, (1, 1, 1, 1)), 20, 5, 153, 64)
    path = checkpoint(tmp_path / "fresh.ckpt", CsaNetwork(sizes).eval())
    card = add_model(path)
    assert (card.abilities, card.lacks) == (("search", "outfits"), ("compose", "classify", "localise"))
    assert card.title == "CSA-Net (fresh.ckpt)"
    assert card.untrained
    assert not load_model(checkpoint(tmp_path / "best.ckpt", csa_network())).untrained


def test_worn_items_are_masked_for_the_category_that_is_looked_for(model, made):
    assert can(model, CompletesOutfits)
    tensors = in64(made)
    worn = model.encode_worn(pictures(), ["3", "1605", "4518"], ["11", "11", "9"], batch_size=2)
    places = [(0, 8), (53, 8), (152, 6)]
    given = list(zip(items(tensors), places, strict=True))
    expected = [scaled(conditioned(tensors, item, *pair), SCALE) for item, pair in given]
    np.testing.assert_allclose(worn.raw, expected, atol=1e-5)
    assert worn.space == model.space
    for what, rows in {
        "no mask": [scaled(item, SCALE) for item, _ in given],
        "categories swapped": [scaled(conditioned(tensors, item, b, a), SCALE) for item, (a, b) in given],
        "1605 before 1606": [scaled(conditioned(tensors, items(tensors)[1], 51, 8), SCALE)] * 3,
    }.items():
        assert np.abs(worn.raw[1] - rows[1]).max() > 1e-3, what


def test_the_table_has_polyvores_153_categories_in_the_order_of_the_authors():
    table = polyvore_categories()
    assert len(set(table)) == len(table) == 153
    known = {"3": 0, "15": 9, "31": 22, "69": 50, "1606": 51, "1607": 52, "1605": 53, "104": 54, "231": 58}
    known |= {"270": 89, "343": 129, "4452": 130, "4468": 145, "4470": 146, "4518": 152, "318": 125, "59": 44}
    assert {category: table.index(category) for category in known} == known


def test_what_it_cannot_do_is_said(model):
    with pytest.raises(InvalidInputError, match="reads no words"):
        model.encode_texts(["red"])
    with pytest.raises(InvalidInputError, match="'12' is no category"):
        model.encode_worn(pictures()[:1], ["12"], ["11"])
    with pytest.raises(InvalidInputError, match="3 pictures, 1 categories"):
        model.encode_worn(pictures(), ["11"], ["11"])
    assert model.encode_worn([], [], []).vectors.shape == (0, 20)


def test_the_inspector_and_the_loader_know_it(tmp_path, made):
    report = inspect_checkpoint(checkpoint(tmp_path / "csa.ckpt", made))
    assert (report.family, report.architecture, report.dim) == ("fashionvil", "FashionViL, CSA-Net head", 20)
    assert report.missing == ()
    assert report.context_length == 0


def test_another_number_of_categories_is_refused(tmp_path, made):
    import torch

    tensors = made.state_dict()
    tensors["fusion_module.weight_classifier.0.weight"] = torch.zeros(64, 20)
    torch.save({"model": tensors}, tmp_path / "other.ckpt")
    with pytest.raises(CorruptFileError, match="153 categories"):
        load_model(tmp_path / "other.ckpt", family="fashionvil")

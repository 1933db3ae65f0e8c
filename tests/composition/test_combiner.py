"""The Combiner against a plain computation, its files, and the models that it refuses."""

import math
import pickle

import numpy as np
import pytest
import torch

from fvl_core.composition import combiner
from fvl_core.composition.combiner import Combiner
from fvl_core.composition.combiner_file import CombinerWeights, combiner_shapes, read_combiner
from fvl_core.composition.library import load_composer
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import CorruptFileError, InvalidInputError, WeightsUnavailable
from fvl_core.models.inspection import inspect_checkpoint
from tests.composition.making import random_combiner, random_tensors, save_safetensors, save_torch

CLIP4CIR_LAYERS = (
    "text_projection_layer",
    "image_projection_layer",
    "combiner_layer",
    "output_layer",
    "dynamic_scalar.0",
    "dynamic_scalar.3",
)


def plain_forward(tensors, v, t):
    """One query, number by number, from the published formulas; no array arithmetic."""

    def layer(name, x):
        rows, bias = tensors[f"{name}.weight"].tolist(), tensors[f"{name}.bias"].tolist()
        return [
            sum(w * e for w, e in zip(row, x, strict=True)) + b for row, b in zip(rows, bias, strict=True)
        ]

    def relu(x):
        return [max(e, 0.0) for e in x]

    r = relu(layer("text_projection_layer", t)) + relu(layer("image_projection_layer", v))
    c = relu(layer("combiner_layer", r))
    (z,) = layer("dynamic_scalar.3", relu(layer("dynamic_scalar.0", r)))
    share = 1 / (1 + math.exp(-z))
    o = [a + share * b + (1 - share) * d for a, b, d in zip(layer("output_layer", c), t, v, strict=True)]
    length = math.sqrt(sum(e * e for e in o))
    return [e / length for e in o]


def sides(n, dim, seed=1):
    random = np.random.default_rng(seed)
    lengths = random.uniform(0.2, 3, (2, n, 1))
    return (random.standard_normal((2, n, dim)) * lengths).astype(np.float32)


def test_it_equals_a_plain_computation_of_the_published_formulas():
    tensors = random_tensors(7)
    image, text = sides(20, 7)
    fused = Combiner(CombinerWeights(tensors)).fuse(image, text)
    wanted = [plain_forward(tensors, v, t) for v, t in zip(image.tolist(), text.tolist(), strict=True)]
    np.testing.assert_allclose(fused, wanted, atol=1e-6)


def test_it_equals_a_network_of_torch_layers_with_the_published_names():
    import torch
    from torch import nn

    class Reference(nn.Module):
        def __init__(self, d, p, h):
            super().__init__()
            self.text_projection_layer, self.image_projection_layer = nn.Linear(d, p), nn.Linear(d, p)
            self.combiner_layer, self.output_layer = nn.Linear(2 * p, h), nn.Linear(h, d)
            self.dynamic_scalar = nn.Sequential(
                nn.Linear(2 * p, h), nn.ReLU(), nn.Dropout(0.5), nn.Linear(h, 1), nn.Sigmoid()
            )

        def forward(self, v, t):
            both = torch.cat([self.text_projection_layer(t).relu(), self.image_projection_layer(v).relu()], 1)
            share = self.dynamic_scalar(both)
            out = self.output_layer(self.combiner_layer(both).relu()) + share * t + (1 - share) * v
            return nn.functional.normalize(out, dim=-1)

    torch.manual_seed(0)
    network = Reference(16, 64, 128).eval()
    tensors = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    image, text = sides(30, 16)
    with torch.inference_mode():
        wanted = network(torch.from_numpy(image), torch.from_numpy(text)).numpy()
    np.testing.assert_allclose(Combiner(CombinerWeights(tensors)).fuse(image, text), wanted, atol=1e-6)


def test_picture_and_words_are_not_interchangeable_and_lengths_count():
    fuse = random_combiner(7).fuse
    image, text = sides(5, 7)
    assert np.abs(fuse(image, text) - fuse(text, image)).max() > 0.1
    assert np.abs(fuse(image, text) - fuse(3 * image, text)).max() > 0.01


def test_names_and_sizes_are_those_of_the_published_file():
    keys = {f"{layer}.{part}" for layer in CLIP4CIR_LAYERS for part in ("weight", "bias")}
    assert set(combiner_shapes(640, 2560, 5120)) == keys
    assert combiner_shapes(640, 2560, 5120)["dynamic_scalar.0.weight"] == (5120, 5120)
    for dim, count in ((512, 37_765_633), (768, 84_960_001), (1024, 151_028_737)):
        shapes = combiner_shapes(dim, 4 * dim, 8 * dim).values()
        assert sum(math.prod(shape) for shape in shapes) == count


@pytest.mark.parametrize("ending", ["pt", "safetensors"])
def test_both_kinds_of_file_give_the_same_composer(tmp_path, ending):
    tensors, path = random_tensors(7), tmp_path / f"combiner.{ending}"
    (save_torch if ending == "pt" else save_safetensors)(path, tensors)
    image, text = sides(4, 7)
    loaded = load_composer("combiner", checkpoint=path)
    np.testing.assert_array_equal(
        loaded.fuse(image, text), Combiner(CombinerWeights(tensors)).fuse(image, text)
    )


def test_what_the_inspector_takes_for_a_combiner_is_read_as_one(tmp_path):
    tensors, path = random_tensors(7), tmp_path / "combiner.pt"
    state = {name: torch.from_numpy(tensor) for name, tensor in tensors.items()}
    parallel = {f"module.{name}": tensor for name, tensor in state.items()}
    within = {f"net.combiner.{name}": tensor for name, tensor in state.items()}
    for content in ({"epoch": 3, "Combiner": parallel}, {"state_dict": state}, {"model": within}, parallel):
        torch.save(content, path)
        assert inspect_checkpoint(path).loader == f"load_composer('combiner', checkpoint={str(path)!r})"
        held = read_combiner(path)
        np.testing.assert_array_equal(held.tensors["output_layer.bias"], tensors["output_layer.bias"])


def test_parameters_are_read_as_tensors_are(tmp_path):
    tensors = random_tensors(7)
    state = {name: torch.nn.Parameter(torch.from_numpy(tensor)) for name, tensor in tensors.items()}
    torch.save({"epoch": 1, "Combiner": state}, tmp_path / "combiner.pt")
    held = read_combiner(tmp_path / "combiner.pt")
    np.testing.assert_array_equal(held.tensors["output_layer.bias"], tensors["output_layer.bias"])


def test_half_precision_is_read_as_it_stands(tmp_path):
    tensors = {name: tensor.astype(np.float16) for name, tensor in random_tensors(7).items()}
    save_safetensors(tmp_path / "half.safetensors", tensors, model="toy", space="toy:1")
    held = read_combiner(tmp_path / "half.safetensors")
    assert (held.model, held.space, held.dim) == ("toy", "toy:1", 7)
    np.testing.assert_array_equal(held.tensors["output_layer.bias"], tensors["output_layer.bias"])


def test_a_model_of_another_width_is_refused_in_one_sentence():
    sides_of_four = Embeddings.from_raw(None, np.eye(4), space="hand:1")
    for ask in (
        lambda c: c.fuse(np.eye(4), np.eye(4)),
        lambda c: c.fuse_embeddings(sides_of_four, sides_of_four),
        lambda c: c.mix(sides_of_four, [1] * 4, sides_of_four, [1] * 4),
    ):
        with pytest.raises(InvalidInputError, match="takes features of 7 numbers, the model gives 4"):
            ask(random_combiner(7))


def test_a_model_whose_features_it_was_not_trained_on_is_refused():
    composer = random_combiner(4, model="fvl-tiny", space="fvl-tiny:aa")
    own = Embeddings.from_raw(None, np.eye(4), space="fvl-tiny:aa")
    assert composer.fuse_embeddings(own, own).vectors.shape == (4, 4)
    other = Embeddings.from_raw(None, np.eye(4), space="fvl-tiny:bb")
    with pytest.raises(InvalidInputError, match=r"of fvl-tiny was trained on other features.*train combiner"):
        composer.fuse_embeddings(other, other)


def test_one_side_alone_needs_no_network(monkeypatch, tmp_path):
    monkeypatch.setattr(combiner, "shipped_combiner", lambda: tmp_path / "absent")
    words = Embeddings.from_raw(None, [[3.0, 4.0]], space="any")
    np.testing.assert_allclose(load_composer("combiner").mix(None, [], words, [1.0]), [[0.6, 0.8]], atol=1e-6)


def test_the_shipped_network_is_read_when_first_used_and_its_absence_is_said(monkeypatch, tmp_path):
    path = tmp_path / "combiner.safetensors"
    monkeypatch.setattr(combiner, "shipped_combiner", lambda: path)
    composer = load_composer("combiner")
    with pytest.raises(WeightsUnavailable, match=r"is not here.*train combiner.*another composer"):
        composer.fuse(*sides(2, 7))
    save_safetensors(path, random_tensors(7), model="fvl-tiny", space="fvl-tiny:aa")
    np.testing.assert_array_equal(composer.fuse(*sides(2, 7)), random_combiner(7).fuse(*sides(2, 7)))


def test_what_could_run_code_is_not_opened(tmp_path):
    class Trap:
        def __reduce__(self):
            return (print, ("opened",))

    import torch

    torch.save({"epoch": 1, "Combiner": Trap()}, tmp_path / "trap.pt")
    (tmp_path / "plain.pt").write_bytes(pickle.dumps({"Combiner": 1}))
    for name in ("trap.pt", "plain.pt"):
        with pytest.raises(CorruptFileError):
            load_composer("combiner", checkpoint=tmp_path / name)


def without(name):
    return {key: tensor for key, tensor in random_tensors(7).items() if key != name}


@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        (without("output_layer.bias"), "output_layer.bias"),
        (without("text_projection_layer.weight"), "holds no Combiner"),
        ({**random_tensors(7), "extra.weight": np.zeros((2, 2), np.float32)}, "extra.weight"),
        (
            {**random_tensors(7), "combiner_layer.weight": np.zeros((5, 6), np.float32)},
            "combiner_layer.weight",
        ),
        ({**random_tensors(7), "output_layer.bias": np.full(7, np.nan, np.float32)}, "not finite"),
    ],
)
@pytest.mark.parametrize("ending", ["pt", "safetensors"])
def test_a_file_that_is_no_whole_combiner_is_refused(tmp_path, tensors, sentence, ending):
    path = tmp_path / f"combiner.{ending}"
    (save_torch if ending == "pt" else save_safetensors)(path, tensors)
    with pytest.raises(CorruptFileError, match=sentence):
        load_composer("combiner", checkpoint=path)


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"PK\x03\x04 cut"])
@pytest.mark.parametrize("ending", ["pt", "safetensors"])
def test_a_damaged_file_is_named(tmp_path, content, ending):
    path = tmp_path / f"combiner.{ending}"
    path.write_bytes(content)
    with pytest.raises(CorruptFileError, match=path.name):
        load_composer("combiner", checkpoint=path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(WeightsUnavailable, match=r"nowhere\.pt"):
        load_composer("combiner", checkpoint=tmp_path / "nowhere.pt")

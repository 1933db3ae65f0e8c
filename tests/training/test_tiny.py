"""fvl-tiny's recipe in small: drawings in, weights out, and the loss falls."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch

from fvl_core.catalogues.garment import sample_garment
from fvl_core.foundation.errors import CorruptFileError
from fvl_core.models.library import load_model
from fvl_core.models.tiny.network import TinyDualEncoder, TinyShape
from fvl_core.models.tiny.tokenizer import TinyTokenizer
from fvl_core.training.augment import as_input, augment
from fvl_core.training.banks import BANKS, answers
from fvl_core.training.data import Pack, pack_drawings
from fvl_core.training.sentences import write_sentence
from fvl_core.training.tiny import TinyData, TinyRecipe, export_tiny, finished_weights, train_tiny
from fvl_core.training.tiny_batches import TinyBatches
from fvl_core.training.tiny_heads import HeadsRecipe, pool_packs, train_heads
from fvl_core.training.tiny_loss import tiny_loss
from fvl_core.training.trainer import TrainingPlan

SHAPE = TinyShape(
    widths=(4, 8, 8, 16, 16),
    blocks=(1, 1, 1, 1),
    dim=32,
    vocabulary=200,
    text_width=32,
    text_layers=1,
    text_heads=2,
)
PHOTO_RECORD = {"id": "p", "label": "Pants", "colour": "navy", "held_out": False}


@pytest.fixture(scope="module")
def data() -> TinyData:
    rng = np.random.default_rng(0)
    garments = [sample_garment(rng) for _ in range(32)]
    pictures = np.stack(
        [np.full((48, 48, 3), tuple(bytes.fromhex(g.colour_hex[1:])), np.uint8) for g in garments]
    )
    photos = Pack(rng.integers(0, 255, (4, 48, 48, 3)).astype(np.uint8), (PHOTO_RECORD,) * 4)
    return TinyData(Pack(pictures, tuple(asdict(garment) for garment in garments)), photos)


@pytest.fixture(scope="module")
def tokenizer() -> TinyTokenizer:
    rng = np.random.default_rng(0)
    values = [{k: v for k, v in asdict(sample_garment(rng)).items() if v} for _ in range(300)]
    return TinyTokenizer.train([write_sentence(entry, rng).text for entry in values], size=200)


def _recipe(tokenizer: TinyTokenizer, steps: int) -> TinyRecipe:
    shape = TinyShape.from_dict({**SHAPE.as_dict(), "vocabulary": tokenizer.size})
    plan = TrainingPlan(steps=steps, rate=0.01, warm_up=0.1)
    return TinyRecipe(shape=shape, plan=plan, batch=16, sizes=((1.0, 32),), seed=1)


def test_a_few_steps_lower_the_loss_and_the_files_load_as_a_model(
    data: TinyData, tokenizer: TinyTokenizer, tmp_path: Path
) -> None:
    recipe = _recipe(tokenizer, 25)
    losses: list[float] = []
    trainer = train_tiny(
        recipe, data, tokenizer, tmp_path, on_progress=lambda progress: losses.append(progress.loss)
    )
    assert losses[-1] < losses[0] - 0.2
    export_tiny([trainer], recipe, tokenizer, tmp_path / "model", data.facts)
    model = load_model(tmp_path / "model", family="fvl-tiny", precision="float32")
    assert model.encode_texts(["a red dress", "blue"]).vectors.shape == (2, 32)
    assert model.dim == 32


def test_the_heads_learn_on_while_the_convolutions_stand_still(
    data: TinyData, tokenizer: TinyTokenizer, tmp_path: Path
) -> None:
    recipe = _recipe(tokenizer, 6)
    first = train_tiny(recipe, data, tokenizer, tmp_path)
    heads = HeadsRecipe(steps=30, rate=0.01, batch=16, looks=2, px=32)
    packs = (data.drawings, data.photos)
    pooled = pool_packs(first.averaged, recipe.shape, heads, packs, seed=1)
    assert [rows.shape for rows in pooled] == [(32, 2, 8 + 16 + 16 + 16), (4, 2, 56)]
    losses: list[float] = []
    second = train_heads(
        first.averaged,
        recipe.shape,
        heads,
        packs,
        pooled,
        tokenizer,
        tmp_path / "heads",
        seed=1,
        on_progress=lambda progress: losses.append(progress.loss),
    )
    assert losses[-1] < losses[0] - 0.1
    moved = {name for name, value in second.averaged.items() if not value.equal(first.averaged[name])}
    assert {name.split(".")[1] for name in moved if name.startswith("image.")} == {"norm", "project"}
    assert any(name.startswith("text.") for name in moved)


def test_a_finished_model_can_be_taken_up_again(
    data: TinyData, tokenizer: TinyTokenizer, tmp_path: Path
) -> None:
    recipe = _recipe(tokenizer, 2)
    trainer = train_tiny(recipe, data, tokenizer, tmp_path)
    export_tiny([trainer], recipe, tokenizer, tmp_path / "model", data.facts)
    weights, shape, before = finished_weights(tmp_path / "model")
    assert shape == recipe.shape
    assert set(weights) == set(trainer.averaged)
    for name, value in trainer.averaged.items():
        assert name.endswith("num_batches_tracked") or value.half().float().equal(weights[name]), name
    assert before["steps"] == [2]
    assert before["drawings_fingerprint"] == data.drawings.fingerprint


@pytest.mark.parametrize("native", [True, False])
def test_half_precision_is_used_only_where_the_processor_has_it(
    data: TinyData, tokenizer: TinyTokenizer, monkeypatch: pytest.MonkeyPatch, *, native: bool
) -> None:
    monkeypatch.setattr("fvl_core.training.tiny_loss.cpu_has_bfloat16", lambda: native)
    net = TinyDualEncoder(_recipe(tokenizer, 1).shape)
    batch = TinyBatches(data.drawings, data.photos, tokenizer, size=8).draw(0, px=32, photo_share=0.25)
    seen: list[bool] = []

    def look(pictures: torch.Tensor) -> torch.Tensor:
        seen.append(torch.is_autocast_enabled("cpu"))
        return net.image(pictures)

    tiny_loss(net, batch, bank_weight=1.0, look=look)
    assert seen == [native]


def test_the_first_look_is_the_picture_as_it_is(
    data: TinyData, tokenizer: TinyTokenizer, tmp_path: Path
) -> None:
    recipe = _recipe(tokenizer, 2)
    trainer = train_tiny(recipe, data, tokenizer, tmp_path)
    heads = HeadsRecipe(looks=2, px=32)
    pooled, _ = pool_packs(trainer.averaged, recipe.shape, heads, (data.drawings, data.photos), seed=1)
    net = TinyDualEncoder(recipe.shape)
    net.load_state_dict(trainer.averaged)
    with torch.no_grad():
        expected = net.eval().image.pool(as_input(torch.from_numpy(data.drawings.pictures), px=32))
    np.testing.assert_allclose(pooled[:, 0], expected.numpy(), rtol=0.05, atol=0.05)
    assert not np.array_equal(pooled[:, 1], pooled[:, 0])


def test_a_resumed_run_equals_an_uninterrupted_one(
    data: TinyData, tokenizer: TinyTokenizer, tmp_path: Path
) -> None:
    recipe = _recipe(tokenizer, 4)
    whole = train_tiny(recipe, data, tokenizer, tmp_path / "whole")
    train_tiny(recipe, data, tokenizer, tmp_path / "parts", until=2)
    resumed = train_tiny(recipe, data, tokenizer, tmp_path / "parts", resume=True)
    for name, value in whole.averaged.items():
        assert torch.equal(value, resumed.averaged[name]), name


def test_the_same_number_draws_the_same_batch(data: TinyData, tokenizer: TinyTokenizer) -> None:
    first, second = (TinyBatches(data.drawings, data.photos, tokenizer, size=12, seed=3) for _ in range(2))
    left, right = first.draw(7, px=32, photo_share=0.25), second.draw(7, px=32, photo_share=0.25)
    assert torch.equal(left.pictures, right.pictures)
    assert torch.equal(left.captions, right.captions)
    assert not torch.equal(left.pictures, first.draw(8, px=32, photo_share=0.25).pictures)


def test_every_picture_s_own_sentence_is_never_false(data: TinyData, tokenizer: TinyTokenizer) -> None:
    batches = TinyBatches(data.drawings, data.photos, tokenizer, size=32, seed=0)
    for number in range(5):
        assert not batches.draw(number, px=32, photo_share=0.25).truth.false.diagonal().any()


def test_the_batch_holds_the_asked_share_of_photos(data: TinyData, tokenizer: TinyTokenizer) -> None:
    batches = TinyBatches(data.drawings, data.photos, tokenizer, size=16, seed=0)
    raw, places = batches._choose(np.random.default_rng(0), 0.25)
    assert len(raw) == 16
    assert (places >= 32).sum() == 4


def test_banks_ask_drawings_and_photos_their_own_questions(data: TinyData) -> None:
    drawn, real = answers(data.drawings.records[0]), answers(PHOTO_RECORD)
    names = [bank.name for bank in BANKS]
    assert drawn[names.index("photo category")] == -1
    assert BANKS[0].labels[drawn[0]] == data.drawings.records[0]["category"]
    assert BANKS[names.index("photo category")].labels[real[names.index("photo category")]] == "trousers"
    assert BANKS[names.index("photo colour")].labels[real[names.index("photo colour")]] == "blue"


def test_variation_keeps_the_shape_and_the_range_and_unvaried_input_keeps_the_colour() -> None:
    pictures = torch.full((3, 48, 48, 3), 255, dtype=torch.uint8)
    varied = augment(pictures, px=32, generator=torch.Generator().manual_seed(0))
    assert tuple(varied.shape) == (3, 3, 32, 32)
    assert float(varied.abs().max()) < 3
    assert torch.allclose(as_input(pictures, px=32), torch.full((3, 3, 32, 32), 2.0))


def test_shards_are_kept_and_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fvl_core.training.data.SHARD", 2)
    first = pack_drawings(tmp_path, count=4, seed=3, px=32, workers=1)
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    again = pack_drawings(tmp_path, count=3, seed=3, px=32, workers=1)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == stamps
    assert np.array_equal(again.pictures, first.pictures[:3])
    assert again.records == first.records[:3]
    assert first.fingerprint != again.fingerprint


@pytest.mark.parametrize("content", [b"", b"PK no archive", None], ids=["empty", "torn", "of something else"])
def test_a_damaged_shard_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    monkeypatch.setattr("fvl_core.training.data.SHARD", 2)
    pack_drawings(tmp_path, count=2, seed=3, px=32, workers=1)
    [shard] = tmp_path.iterdir()
    if content is None:
        np.savez(shard, other=np.zeros(3))
    else:
        shard.write_bytes(content)
    with pytest.raises(CorruptFileError, match="is damaged"):
        pack_drawings(tmp_path, count=2, seed=3, px=32, workers=1)

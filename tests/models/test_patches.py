"""Cells of a picture, against computations that share nothing with the adapters but the weights."""

import json
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

import fvl_core as fvl
from fvl_core.models import open_clip_adapter
from fvl_core.models.card import Preprocessing
from fvl_core.models.preprocessing import resize_and_crop, seen_part, to_pixels
from fvl_core.models.tiny.network import ImageTower, TinyShape
from tests.models.making import (
    OPEN_CLIP_SETTINGS,
    TINY_OPEN_CLIP,
    hugging_face_folder,
    hugging_face_network,
    open_clip_folder,
    open_clip_network,
    pictures,
)

FINE = {**TINY_OPEN_CLIP, "vision_cfg": {**TINY_OPEN_CLIP["vision_cfg"], "patch_size": 8}}
SMALL = TinyShape(
    widths=(4, 8, 8, 8, 8), blocks=(1, 1, 1, 1), dim=16, vocabulary=50, text_width=16, text_heads=2
)


def rows_of(model, picture):
    """The raw cells that a model gives, (rows, columns, d)."""
    found = model.encode_patches(picture)
    return found.cells.raw.reshape(found.rows, found.columns, -1)


def normalised(rows, norm):
    """Layer normalisation written out."""
    values = rows.astype(np.float64)
    centred = values - values.mean(axis=-1, keepdims=True)
    weight, bias = (tensor.detach().numpy() for tensor in (norm.weight, norm.bias))
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + norm.eps) * weight + bias


def caught(module, run) -> np.ndarray:
    """What a module gives while something runs."""
    seen: list[Any] = []
    handle = module.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    with torch.no_grad():
        run()
    handle.remove()
    [output] = seen
    return output.numpy()


def written(folder, settings, seed=0):
    """A folder of open_clip with these settings of the network."""
    from safetensors.torch import save_file

    folder.mkdir()
    network = open_clip_network(settings, seed=seed)
    (folder / "open_clip_config.json").write_text(json.dumps({**OPEN_CLIP_SETTINGS, "model_cfg": settings}))
    save_file(network.state_dict(), folder / "open_clip_model.safetensors")
    return fvl.load_model(folder, precision="float32"), network


def test_open_clips_cells_are_the_last_tokens_through_norm_and_projection(tmp_path):
    model, network = written(tmp_path / "net", FINE)
    for picture in pictures():
        pixels = torch.from_numpy(to_pixels([picture], model.card.preprocessing))
        tokens = caught(network.visual.transformer, lambda pixels=pixels: network.encode_image(pixels))[0]
        projected = normalised(tokens, network.visual.ln_post) @ network.visual.proj.detach().numpy()
        # the class token, by the same rule, is the picture's own vector: this is the space of the words
        np.testing.assert_allclose(projected[0], model.encode_images([picture]).raw[0], atol=1e-5)
        cells = rows_of(model, picture)
        assert cells.shape == (4, 4, 24)
        for row in range(4):
            for column in range(4):
                np.testing.assert_allclose(
                    cells[row, column], projected[1 + 4 * row + column], atol=1e-5, err_msg=f"{row} {column}"
                )


def test_where_open_clip_averages_its_patches_the_cells_average_to_the_picture(tmp_path):
    averaging = {**FINE, "vision_cfg": {**FINE["vision_cfg"], "pool_type": "avg"}}
    model, _ = written(tmp_path / "net", averaging)
    for picture in pictures():
        whole = model.encode_images([picture]).raw[0]
        np.testing.assert_allclose(rows_of(model, picture).mean(axis=(0, 1)), whole, atol=1e-5)


def test_hugging_faces_cells_are_the_last_tokens_through_norm_and_projection(tmp_path):
    model = fvl.load_model(hugging_face_folder(tmp_path / "net"), precision="float32")
    network = hugging_face_network()
    for picture in pictures():
        pixels = torch.from_numpy(to_pixels([picture], model.card.preprocessing))
        last = network.vision_model.encoder.layers[-1]
        tokens = caught(last, lambda pixels=pixels: network.get_image_features(pixel_values=pixels))[0]
        projection = network.visual_projection.weight.detach().numpy()
        projected = normalised(tokens, network.vision_model.post_layernorm) @ projection.T
        np.testing.assert_allclose(projected[0], model.encode_images([picture]).raw[0], atol=1e-5)
        np.testing.assert_allclose(rows_of(model, picture), projected[1:].reshape(2, 2, 24), atol=1e-5)


@pytest.mark.parametrize("make", [open_clip_folder, hugging_face_folder])
@pytest.mark.parametrize(("row", "column"), [(0, 1), (1, 0)])
def test_what_changes_on_the_picture_changes_its_own_cell_most(tmp_path, make, row, column):
    model = fvl.load_model(make(tmp_path / "net"), precision="float32")
    [before] = pictures([(32, 32)])
    after = before.copy()
    after.paste("white", (16 * column, 16 * row, 16 * column + 16, 16 * row + 16))
    moved = np.linalg.norm(rows_of(model, after) - rows_of(model, before), axis=2)
    assert np.unravel_index(moved.argmax(), (2, 2)) == (row, column)


def small_tower():
    torch.manual_seed(0)
    return ImageTower(SMALL).eval()


def test_a_picture_of_one_cell_has_the_cell_for_its_vector():
    tower = small_tower()
    noise = torch.randn(3, 3, 32, 32)
    with torch.no_grad():
        cells, whole = tower.cells(noise), tower(noise)
    assert cells.shape == (3, 1, 1, 16)
    np.testing.assert_allclose(cells[:, 0, 0].numpy(), whole.numpy(), atol=1e-5)


def test_each_cell_of_fvl_tiny_is_its_part_of_the_maps_pooled_alone():
    tower = small_tower()
    noise = torch.randn(1, 3, 64, 96)
    with torch.no_grad():
        cells = tower.cells(noise)[0].numpy()
    fine, middle, last = (caught(stage, lambda: tower(noise))[0] for stage in tower.stages[-3:])
    assert cells.shape == (2, 3, 16)
    assert (fine.shape, middle.shape, last.shape) == ((8, 8, 12), (8, 4, 6), (8, 2, 3))
    weight, bias = (tensor.detach().numpy() for tensor in (tower.project.weight, tower.project.bias))
    for row in range(2):
        for column in range(3):
            parts = [
                maps[:, row * n : row * n + n, column * n : column * n + n]
                for maps, n in ((fine, 4), (middle, 2), (last, 1))
            ]
            pooled = np.concatenate([*(part.mean(axis=(1, 2)) for part in parts), parts[2].max(axis=(1, 2))])
            expected = normalised(pooled, tower.norm) @ weight.T + bias
            np.testing.assert_allclose(cells[row, column], expected, atol=1e-5, err_msg=f"{row} {column}")


def test_fvl_tiny_gives_sixteen_cells_over_the_whole_picture():
    model = fvl.load_model("fvl-tiny", device="cpu", precision="float32")
    assert isinstance(model, fvl.GivesPatches)
    found = model.encode_patches(Image.new("RGB", (50, 90), "navy"))
    assert (found.rows, found.columns, found.box) == (4, 4, (0, 0, 50, 90))
    assert found.cells.space == model.space
    assert found.cells.vectors.shape == (16, model.dim)


def test_an_image_tower_without_patches_claims_none(tmp_path):
    resnet = {
        **TINY_OPEN_CLIP,
        "vision_cfg": {"image_size": 32, "layers": [1, 1, 1, 1], "width": 8, "patch_size": None},
    }
    model, _ = written(tmp_path / "resnet", resnet)
    assert isinstance(model, open_clip_adapter.OpenClipModel)
    assert not isinstance(model, fvl.GivesPatches)
    pooling = {**FINE["vision_cfg"], "attentional_pool": True, "attn_pooler_heads": 2}
    pooled, _ = written(tmp_path / "pooled", {**FINE, "vision_cfg": pooling})
    assert not isinstance(pooled, fvl.GivesPatches)
    assert not isinstance(fvl.load_model("hand"), fvl.GivesPatches)
    assert isinstance(fvl.load_model("fvl-tiny"), fvl.GivesPatches)
    assert isinstance(fvl.load_model(open_clip_folder(tmp_path / "vit")), fvl.GivesPatches)


@pytest.mark.parametrize("size", [(60, 30), (30, 75), (32, 32), (96, 33)])
def test_the_seen_part_is_what_the_crop_keeps(size):
    facts = Preprocessing(image_size=30)
    across = np.tile(np.arange(size[0], dtype=np.uint8), (size[1], 1))
    down = np.tile(np.arange(size[1], dtype=np.uint8)[:, None], (1, size[0]))
    ramp = Image.fromarray(np.stack([across, down, across], axis=2))
    kept = np.asarray(resize_and_crop(ramp, facts))  # red tells the column a pixel came from, green the row
    left, top, right, bottom = seen_part(size, facts)
    middle = (kept[15, 14:16, 0].mean(), kept[14:16, 15, 1].mean())
    assert middle == pytest.approx(((left + right) / 2 - 0.5, (top + bottom) / 2 - 0.5), abs=1)
    assert (right - left, bottom - top) == pytest.approx((min(size), min(size)), abs=0.5)

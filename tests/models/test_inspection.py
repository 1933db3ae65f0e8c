"""What a file is, told from names and shapes: files of published sizes whose numbers are all one zero."""

import json
import zipfile

import pytest
import torch

import fvl_core as fvl
from fvl_core.models.geometry import architecture_config
from fvl_core.models.hub_cache import download_folder
from fvl_core.models.local_cards import card_for
from tests.models.making import hugging_face_folder, open_clip_folder


def hollow(shape):
    """A tensor of any size that takes four bytes."""
    return torch.zeros(()).expand(tuple(shape))


def clip_of(name):
    """The state dict of one of open_clip's architectures, hollow."""
    from open_clip.model import CLIP

    with torch.device("meta"):
        network = CLIP(**(architecture_config(name) or {}))
    return {key: hollow(tensor.shape) for key, tensor in network.state_dict().items()}


def combiner_of(dim, projection, hidden):
    rows = {
        "text_projection_layer": (projection, dim),
        "image_projection_layer": (projection, dim),
        "combiner_layer": (hidden, 2 * projection),
        "output_layer": (dim, hidden),
        "dynamic_scalar.0": (hidden, 2 * projection),
        "dynamic_scalar.3": (1, hidden),
    }
    weights = {f"{name}.weight": hollow(shape) for name, shape in rows.items()}
    return weights | {f"{name}.bias": hollow(shape[:1]) for name, shape in rows.items()}


def phi_of(dim):
    sizes = {"0": (4 * dim, dim), "3": (4 * dim, 4 * dim), "6": (dim, 4 * dim)}
    weights = {f"layers.{n}.weight": hollow(shape) for n, shape in sizes.items()}
    return weights | {f"layers.{n}.bias": hollow(shape[:1]) for n, shape in sizes.items()}


def fashionvil_of(**more):
    names = {
        "image_encoder.model.0.weight": (64, 3, 7, 7),
        "model.bert.embeddings.word_embeddings.weight": (30522, 768),
        "model.bert.embeddings.projection.weight": (768, 2048),
        "model.norm_layer.norm_s": (1,),
        **more,
    }
    return {name: hollow(shape) for name, shape in names.items()}


@pytest.fixture
def inspect(tmp_path):
    def inspect_content(content, name="file.pt"):
        torch.save(content, tmp_path / name)
        return fvl.inspect_checkpoint(tmp_path / name)

    return inspect_content


def test_openfashionclip_and_the_warning_that_clip4cir_looks_alike(inspect):
    report = inspect({"epoch": 1, "CLIP": clip_of("ViT-B-32")})
    assert (report.family, report.architecture, report.dim) == ("openfashionclip", "ViT-B-32", 512)
    assert report.n_parameters == 151_277_313
    assert (report.image_size, report.context_length) == (224, 77)
    assert 'family="clip4cir"' in report.warnings[0]


@pytest.mark.parametrize(
    ("name", "dim", "side"), [("RN50x4", 640, 288), ("RN50", 1024, 224), ("ViT-L-14", 768, 224)]
)
def test_a_clip_tuned_by_clip4cir_takes_quickgelu(inspect, name, dim, side):
    report = inspect({"epoch": 1, "CLIP": clip_of(name)})
    assert (report.family, report.architecture) == ("clip4cir", f"{name}-quickgelu")
    assert (report.dim, report.image_size) == (dim, side)
    assert "family='clip4cir'" in report.loader
    assert "CLIP4Cir" in report.sentence
    assert "TargetPad 1.25" in report.warnings[0]


def test_a_program_of_openai_takes_quickgelu(tmp_path):
    """What TorchScript writes, made by hand: a class, its attributes, and constants.pkl beside them."""
    torch.save({"state_dict": clip_of("ViT-B-32")}, tmp_path / "plain.pt")
    with zipfile.ZipFile(tmp_path / "plain.pt") as old, zipfile.ZipFile(tmp_path / "jit.pt", "w") as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename.endswith("data.pkl"):
                content = as_program(content)
            new.writestr(info.filename, content)
        new.writestr("plain/constants.pkl", b"\x80\x02).")
    report = fvl.inspect_checkpoint(tmp_path / "jit.pt")
    assert (report.family, report.architecture) == ("open_clip", "ViT-B-32-quickgelu")
    assert "family='open_clip:ViT-B-32-quickgelu'" in report.loader
    assert "only its weights are read" in report.sentence


def as_program(content):
    """Turn the pickle {"state_dict": {...}} into an object of a class whose state is the inner dictionary."""
    start = content.index(b"state_dict") + len(b"state_dict") + 2  # behind the key and its BINPUT
    end = content.rindex(b"s.")
    return b"\x80\x02c__torch__\nCLIP\n)\x81" + content[start:end] + b"b."


@pytest.mark.parametrize("prefix", ["", "module."])
def test_a_trainers_file_says_that_the_activation_is_unknown(inspect, prefix):
    tensors = {f"{prefix}{name}": tensor for name, tensor in clip_of("ViT-B-32").items()}
    report = inspect({"epoch": 9, "name": "run", "state_dict": tensors, "optimizer": {"state": {}}})
    assert (report.family, report.architecture) == ("open_clip", "ViT-B-32")
    assert "FashionKLIP's trainer" in report.sentence
    assert "QuickGELU" in report.warnings[0]


def test_a_bare_state_dict_of_an_architecture_without_a_twin_warns_of_nothing(inspect):
    report = inspect(clip_of("ViT-B-32-256"))
    assert (report.family, report.image_size, report.warnings) == ("open_clip", 256, ())


def test_a_lightning_file_is_read_below_its_prefix(inspect):
    tensors = {f"net.{name}": tensor for name, tensor in clip_of("ViT-B-16").items()}
    report = inspect(
        {"state_dict": tensors | {"loss.t": hollow((1,))}, "pytorch-lightning_version": "2"}, "a.ckpt"
    )
    assert report.architecture == "ViT-B-16"
    assert "saved by Lightning" in report.sentence
    assert report.warnings[-1] == "Tensors outside 'net.' are left aside: 1."


@pytest.mark.parametrize(
    ("dim", "projection", "hidden", "n"), [(640, 2560, 5120, 59_003_521), (512, 2048, 4096, 37_765_633)]
)
def test_a_combiner_gives_its_sizes_from_its_shapes(inspect, dim, projection, hidden, n):
    report = inspect({"epoch": 1, "Combiner": combiner_of(dim, projection, hidden)})
    assert (report.family, report.dim, report.n_parameters) == ("clip4cir", dim, n)
    assert report.architecture == f"Combiner {dim}, {projection}, {hidden}"
    assert report.loader.startswith("load_composer('combiner'")
    assert "stock and a tuned one" in report.warnings[0]


def test_a_combiner_without_one_of_its_tensors_names_it(inspect):
    tensors = combiner_of(640, 2560, 5120)
    del tensors["dynamic_scalar.3.bias"]
    report = inspect({"Combiner": tensors})
    assert (report.missing, report.loader) == (("dynamic_scalar.3.bias",), "")


@pytest.mark.parametrize(
    ("dim", "backbone", "n"), [(512, "ViT-B/32", 6_296_064), (768, "ViT-L/14", 14_162_688)]
)
def test_a_phi_names_the_clip_it_belongs_to(inspect, dim, backbone, n):
    report = inspect({"epoch": 1, "Phi": phi_of(dim)})
    assert (report.family, report.dim, report.n_parameters) == ("searle", dim, n)
    assert backbone in report.sentence


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "contrastive or composition (the file cannot tell)"),
        ({"model.classifier.1.weight": (121, 768)}, "classification of 121 labels"),
        ({"model.heads.itm.seq_relationship.weight": (2, 768)}, "pre-training"),
        ({"fusion_module.masks.weight": (5, 256)}, "CSA-Net"),
    ],
)
def test_fashionvil_is_told_with_and_without_the_key_of_mmf(inspect, more, said):
    for content in ({"model": fashionvil_of(**more), "config": {}, "git/branch": "x"}, fashionvil_of(**more)):
        report = inspect(content, "best.ckpt")
        assert report.family == "fashionvil"
        assert said in report.architecture
        assert report.loader == ""
    assert report.dim == (256 if "CSA" in said else 768)


def test_the_head_of_fashionvil_is_read_from_its_settings(inspect):
    settings = {"model_config": {"fashionvil": {"training_head_type": "composition"}}}
    assert "composition head" in inspect({"model": fashionvil_of(), "config": settings}).architecture


def test_weights_of_hugging_face_without_their_folder_say_what_is_missing(tmp_path):
    folder = hugging_face_folder(tmp_path / "net")
    (folder / "config.json").unlink()
    report = fvl.inspect_checkpoint(folder / "model.safetensors")
    assert (report.family, report.dim, report.missing) == ("transformers", 24, ("config.json beside it",))


@pytest.mark.parametrize(
    "content",
    [
        {
            "image_encoder.model.0.weight": (64, 3, 7, 7),
            "model.bert.embeddings.word_embeddings.weight": (9, 8),
        },
        {"image_encoder.model.0.weight": (64, 3, 7, 7), "fusion_module.masks.weight": ()},
        {"visual_projection.weight": (), "text_model.embeddings.token_embedding.weight": (9, 8)},
    ],
)
def test_names_of_a_known_network_over_other_tensors_are_no_network_known(inspect, content):
    report = inspect({name: hollow(shape) for name, shape in content.items()})
    assert (report.family, report.loader) == ("", "")
    assert "2 tensors that belong to no network known here" in report.sentence


@pytest.mark.parametrize("shape", ["text_width", '{"text_width": 192}', '["text_width"]'])
def test_a_header_that_only_claims_to_be_fvl_tinys_is_told(tmp_path, shape):
    from safetensors.torch import save_file

    save_file({"a": torch.ones(1)}, tmp_path / "file.safetensors", metadata={"shape": shape})
    with pytest.raises(fvl.CorruptFileError, match=r"file\.safetensors does not state the sizes of fvl-tiny"):
        fvl.inspect_checkpoint(tmp_path / "file.safetensors")


def test_a_clip_of_unknown_sizes_still_tells_them(tmp_path):
    report = fvl.inspect_checkpoint(open_clip_folder(tmp_path / "net") / "open_clip_model.safetensors")
    assert (report.family, report.dim, report.image_size, report.context_length) == ("", 24, 32, 16)
    assert "no architecture of open_clip" in report.sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"Combiner": combiner_of(512, 2048, 4096)}, r"Combiner of CLIP4Cir.*load_composer\('combiner'"),
        ({"Phi": phi_of(512)}, "Phi of SEARLE"),
        ({"weight": torch.ones(3)}, r"cannot be told.*belongs to no network.*Say it"),
    ],
)
def test_what_is_no_model_is_not_loaded_as_one(tmp_path, content, said):
    torch.save(content, tmp_path / "file.pt")
    with pytest.raises(fvl.InvalidInputError, match=said):
        fvl.load_model(tmp_path / "file.pt")


def test_the_warnings_come_with_the_loaded_card_and_on_the_command_line(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from fvl_core.commands.entry import cli

    torch.save({"state_dict": clip_of("ViT-B-32")}, tmp_path / "file.pt")
    assert "QuickGELU" in card_for(tmp_path / "file.pt", family=None, name="x").notes
    done = CliRunner().invoke(cli, ["inspect", str(tmp_path / "file.pt")])
    assert done.exit_code == 0
    assert "Mind: The file cannot tell GELU from QuickGELU" in done.stdout
    told = json.loads(CliRunner().invoke(cli, ["inspect", str(tmp_path / "file.pt"), "--json"]).stdout)
    assert told["warnings"]


SIDECAR = """
family = "open_clip"
architecture = "ViT-B-32-quickgelu"
title = "Our own CLIP"
licence = "MIT"
templates = ["a shop's photo of a {}"]
[preprocessing]
interpolation = "bilinear"
[score]
scale = 100.0
"""


def test_a_sidecar_states_what_the_file_cannot(tmp_path):
    path = tmp_path / "file.pt"
    torch.save(clip_of("ViT-B-32"), path)
    (tmp_path / "file.pt.toml").write_text(SIDECAR)
    report = fvl.inspect_checkpoint(path)
    assert (report.architecture, report.warnings) == ("ViT-B-32-quickgelu", ())
    assert "family='open_clip:ViT-B-32-quickgelu'" in report.loader
    assert "file.pt.toml says" in report.sentence
    card = card_for(path, family=None, name="x")
    assert (card.architecture, card.title, card.licence) == ("ViT-B-32-quickgelu", "Our own CLIP", "MIT")
    assert card.templates == ("a shop's photo of a {}",)
    assert (card.preprocessing.interpolation, card.preprocessing.image_size) == ("bilinear", 224)
    assert (card.score.kind, card.score.scale) == ("softmax", 100.0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("famly = 'open_clip'", r"file\.pt\.toml states famly.*family"),
        ("family = ", "is no TOML"),
        ("[preprocessing]\nresise = 'squash'", "resise"),
        ("name = 'other'", "states name"),
        ("abilities = ['fly']", r"file\.pt\.toml: unknown ability fly"),
        ("preprocessing = 3", r"file\.pt\.toml"),
        ("[[measured]]\nmeasur = 'colour'", r"file\.pt\.toml: unknown key measur"),
    ],
)
def test_a_sidecar_with_a_mistake_is_named(tmp_path, text, said):
    torch.save(clip_of("ViT-B-32"), tmp_path / "file.pt")
    (tmp_path / "file.pt.toml").write_text(text)
    with pytest.raises(fvl.InvalidInputError, match=said):
        card_for(tmp_path / "file.pt", family=None, name="x")


@pytest.mark.parametrize("family", ["fashionklip", "openfashionclip"])
def test_pictures_are_as_large_as_the_network_takes_them(tmp_path, family):
    torch.save({"state_dict": clip_of("ViT-L-14-336")}, tmp_path / "file.pt")
    assert card_for(tmp_path / "file.pt", family=family, name="x").preprocessing.image_size == 336


FIGURE = 'measure = "colour"\nvalue = 0.9\nlow = 0.8\nhigh = 0.95\nn = 40\nprotocol = "p"\ncommand = "c"\n'


def test_figures_in_a_sidecar_are_figures(tmp_path):
    torch.save(clip_of("ViT-B-32"), tmp_path / "file.pt")
    (tmp_path / "file.pt.toml").write_text(f"[[measured]]\n{FIGURE}")
    [figure] = card_for(tmp_path / "file.pt", family=None, name="x").measured
    assert (figure.measure, figure.value, figure.n) == ("colour", 0.9, 40)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", {"model_type": "clip", "vision_config": None}),
        ("config.json", {"model_type": "clip", "projection_dim": "wide"}),
        ("config.json", "[" * 100_000),
        ("open_clip_config.json", {"model_cfg": [1]}),
        ("open_clip_config.json", {"model_cfg": {"embed_dim": 4, "text_cfg": 3}}),
    ],
)
def test_a_folder_whose_settings_are_of_another_form_is_told(empty_cache, name, content):
    from safetensors.torch import save_file

    from fvl_core.models.locations import find_hub_folder

    folder = download_folder("me/odd")
    folder.mkdir(parents=True)
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / name).write_text(text)
    for weights in ("model.safetensors", "open_clip_model.safetensors"):
        save_file({"a": torch.ones(1)}, folder / weights)
    with pytest.raises(fvl.CorruptFileError, match=r"settings|not readable JSON"):
        fvl.inspect_checkpoint(folder)
    assert find_hub_folder("me/odd") == folder  # whoever loads it is told; lists of models go on


def test_a_folder_of_many_checkpoints_asks_for_one(tmp_path):
    for name in ("a.pt", "b.pt"):
        torch.save({"w": torch.ones(2)}, tmp_path / name)
    assert "2 files of weights: name one, such as a.pt" in fvl.inspect_checkpoint(tmp_path).sentence

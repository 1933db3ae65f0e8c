"""The class of the fashion-clip package: its names and shapes, its faults mended, and repeated on demand."""

import io

import numpy as np
import pytest
from PIL import Image

import fvl_core as fvl
from tests.models.making import hugging_face_folder

COLOURS = ("red", "green", "blue", "black")


@pytest.fixture
def cache(tmp_path):
    return fvl.EmbeddingCache(tmp_path / "vectors")


@pytest.fixture
def dataset(tmp_path):
    for colour in COLOURS:
        Image.new("RGB", (8, 8), colour).save(tmp_path / f"{colour}.png")
    rows = [{"id": n, "image": f"{c}.png", "caption": f"a {c} shirt"} for n, c in enumerate(COLOURS)]
    return fvl.FCLIPDataset("shop", tmp_path, "LOCAL", rows)


@pytest.fixture
def make(cache):
    def build(dataset=None, **options):
        return fvl.FashionCLIP("hand", dataset, cache=cache, **options)

    return build


def plain(colour, size=(8, 8)):
    return Image.new("RGB", size, colour)


def test_features_come_raw_and_vectors_of_the_dataset_at_length_one(make, dataset):
    fclip = make(dataset)
    assert fclip.encode_text(["red red", "blue"]).tolist() == [[2, 0, 0, 0], [0, 0, 1, 0]]
    assert fclip.encode_images([plain("red"), dataset.images_path[2]]).tolist() == [
        [1, 0, 0, 0],
        [0, 0, 1, 0],
    ]
    assert fclip.textual_vectors.tolist() == np.eye(4).tolist()
    assert fclip.image_vectors.dtype == np.float32
    assert make(dataset, normalize=False).image_vectors.shape == (4, 4)
    assert fclip.vector_hash == f"{fclip.model_hash}_{dataset.hash()}"


def test_labels_are_compared_by_cosine_and_as_published_long_ones_win(make):
    # the picture is nearer to red; "blue blue blue" is three times as long
    picture = Image.new("RGB", (8, 8), (255, 0, 200))
    labels = ["red", "blue blue blue"]
    assert make().zero_shot_classification([picture], labels) == ["red"]
    assert make(as_published=True).zero_shot_classification([picture], labels) == ["blue blue blue"]


@pytest.mark.parametrize("approx", [True, False])
def test_retrieval_gives_places_in_the_dataset(make, dataset, approx):
    found = make(dataset, approx=approx).retrieval(["blue", "red red"], top_k=1)
    assert found.tolist() == [[2], [0]]


def test_retrieval_without_normalising_is_still_by_cosine_and_as_published_long_pictures_win(make, tmp_path):
    dark = (60, 0, 0)  # of the same direction as red but for its darkness
    for name, colour in (("red", dark), ("pink", (255, 0, 255))):
        plain(colour).save(tmp_path / f"{name}.png")
    rows = [{"id": n, "image": f"{n}.png", "caption": n} for n in ("red", "pink")]
    shop = fvl.FCLIPDataset("two", tmp_path, catalog=rows)
    # "black red" = (1, 0, 0, 1): the dark one is nearly that, pink (1, 0, 1, 0) is longer
    options = {"normalize": False, "approx": False}
    assert make(shop, **options).retrieval(["black red"], top_k=2).tolist() == [[0, 1]]
    raw = make(shop, **options).image_vectors
    scores = raw @ (np.array([1, 0, 0, 1]) / np.sqrt(2))
    theirs = make(shop, as_published=True, **options).retrieval(["black red"], top_k=2)
    assert theirs.tolist() == [[int(scores.argmax()), int(scores.argmin())]]


def test_of_equal_scores_the_earlier_product_comes_first_and_as_published_the_later(make, tmp_path):
    for name in "abc":
        plain("blue", (8, 8 + ord(name) % 3)).save(tmp_path / f"{name}.png")
    shop = fvl.FCLIPDataset(
        "blues", tmp_path, catalog=[{"id": n, "image": f"{n}.png", "caption": "blue"} for n in "abc"]
    )
    assert make(shop, approx=False).retrieval(["blue"], top_k=2).tolist() == [[0, 1]]
    assert make(shop, approx=False, as_published=True).retrieval(["blue"], top_k=2).tolist() == [[2, 1]]


def test_a_jpeg_from_memory_is_read_once_and_as_published_compressed_again(make):
    numbers = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    held = io.BytesIO()
    Image.fromarray(numbers).save(held, format="JPEG", quality=95)
    picture = Image.open(io.BytesIO(held.getvalue()))
    again = io.BytesIO()
    Image.open(io.BytesIO(held.getvalue())).save(again, format="JPEG")
    ours, theirs = make().encode_images([picture]), make(as_published=True).encode_images([picture])
    assert (ours == make().encode_images([Image.open(held).convert("RGB")])).all()
    assert (theirs == make().encode_images([Image.open(again).convert("RGB")])).all()
    assert (ours != theirs).any()


def test_the_heat_is_where_the_words_are_even_at_the_top_edge(make):
    picture = plain("blue", (90, 120))
    picture.paste((255, 0, 0), (0, 0, 90, 20))
    heat, shown = make().heatmap(picture, "red", pixel_size=28, iterations=3)
    assert heat.shape == (120, 90)
    assert shown.size == picture.size
    assert heat[:10].min() > heat[40:].max()
    theirs, square = make(as_published=True).heatmap(picture, "red", pixel_size=28, iterations=3)
    assert theirs.shape == (224, 224, 3)
    assert square.size == (224, 224)
    top = theirs[:28, 112, 0]
    assert top.max() < theirs[28:56, 112, 0].max() or top.max() == 0  # the top edge is never shown alone


def test_a_map_without_any_gain_is_zero_and_as_published_no_number(make):
    heat, _ = make().heatmap(plain("red", (40, 40)), "red", pixel_size=56)
    assert heat.max() == 0
    theirs, _ = make(as_published=True).heatmap(plain("red", (224, 224)), "red", pixel_size=56)
    assert np.isnan(theirs).all()
    assert make(as_published=True).display_attention(plain("red"), "red", 56).size == (3 * 224, 224)
    assert make().display_attention(plain("red"), "blue", 56).size == (24, 8)


def test_the_published_map_counts_its_bands(make, monkeypatch):
    """Steps of 15 pixels: the whole, 91 horizontal and 105 vertical bands; of 10 pixels 485 in all."""
    from fvl_core.tasks.fashionclip.occlusion import published_heatmap

    for pixel_size, n in ((15, 197), (10, 485)):
        seen: list[int] = []

        def encode(pictures, seen=seen):
            seen.append(len(pictures))
            return np.ones((len(pictures), 2))

        published_heatmap(encode, plain("red"), np.ones(2), pixel_size=pixel_size, iterations=1)
        assert seen == [n]


@pytest.mark.parametrize("steps", [0, 112, -3])
def test_steps_that_make_no_sense_are_refused(make, steps):
    with pytest.raises(fvl.InvalidInputError):
        make(as_published=True).heatmap(plain("red"), "red", pixel_size=steps)


def test_a_local_folder_loads_and_an_absent_repository_says_what_fetches_it(tmp_path, cache, empty_cache):
    fclip = fvl.FashionCLIP(hugging_face_folder(tmp_path / "mine"), cache=cache)
    assert fclip.encode_text(["red dress", "a coat"]).shape == (2, 24)
    assert fclip.model.precision == "float32"
    with pytest.raises(fvl.WeightsUnavailable, match="fetch fashionclip"):
        fvl.FashionCLIP("fashion-clip")
    with pytest.raises(fvl.WeightsUnavailable, match=r"HF_TOKEN=… python -m fvl_core fetch me/private"):
        fvl.FashionCLIP("me/private", auth_token="hf_secret")


def test_what_cannot_be_asked_is_said(make, dataset):
    with pytest.raises(fvl.InvalidInputError, match="no dataset"):
        make().retrieval(["red"])
    with pytest.raises(fvl.InvalidInputError, match="no labels"):
        make().zero_shot_classification([plain("red")], [])


def test_a_dataset_hashes_names_as_the_package_does(dataset):
    import hashlib

    def sha(text):
        return hashlib.sha256(text.encode()).hexdigest()

    columns = (["0", "1", "2", "3"], [f"{c}.png" for c in COLOURS], [f"a {c} shirt" for c in COLOURS])
    assert dataset.hash() == sha("".join(sha(" ".join(map(sha, column))) for column in columns))


def test_a_dataset_finds_its_rows_and_becomes_a_catalogue(dataset):
    assert dataset.retrieve_row("2")["caption"] == "a blue shirt"
    assert {dataset.random_product_id() for _ in range(60)} == {"0", "1", "2", "3"}
    catalogue = dataset.to_catalogue()
    assert (catalogue.ids, catalogue[1].caption) == (("0", "1", "2", "3"), "a green shirt")
    assert catalogue[0].open().size == (8, 8)


def test_products_are_shown_five_in_a_row(dataset):
    sheet = dataset.display_products(["0", "1", "2", "3", "0", "1"])
    assert sheet.width == 5 * 180
    assert sheet.getpixel((90, 90)) == (255, 0, 0)
    with pytest.raises(fvl.InvalidInputError, match="short_description"):
        dataset.display_products(["0"], fields=("short_description",))


@pytest.mark.parametrize(
    ("catalog", "source", "said"),
    [
        ([{"id": 1, "image": "a.png"}], "LOCAL", "Row 1 .* 'caption'"),
        (
            [{"id": 1, "image": "a", "caption": ""}, {"id": "1", "image": "b", "caption": ""}],
            "local",
            "'1' occurs",
        ),
        (None, "LOCAL", "no catalogue 'shop'"),
        (["x"], "LOCAL", "Row 1"),
        ([{"id": 1, "image": "a", "caption": "x"}], "S3", "source S3"),
    ],
)
def test_a_faulty_dataset_is_named(tmp_path, catalog, source, said):
    with pytest.raises(fvl.InvalidInputError, match=said):
        fvl.FCLIPDataset("shop", tmp_path, source, catalog)

"""Measure fvl-tiny as its card reports it: on drawings of a new seed and on real photos held out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from fvl_core.catalogues.captions import describe
from fvl_core.catalogues.garment import Garment
from fvl_core.catalogues.taxonomy import CATEGORIES, COLOURS, PATTERNS, SLEEVES
from fvl_core.composition.combiner import shipped_combiner
from fvl_core.composition.library import load_composer
from fvl_core.foundation.errors import FvlError
from fvl_core.metrics import wilson_interval
from fvl_core.models.card import Measurement
from fvl_core.training.colours import BASIC_COLOURS, COLOUR_TABLE, CONFIDENT_SHARE, read_colour
from fvl_core.training.combiner_report import measure_edits
from fvl_core.training.data import OnProgress, pack_drawings
from fvl_core.training.edit_data import gather_edits
from fvl_core.training.photos import TEST_WORDS, Photo, read_photos
from fvl_core.training.unseen_wordings import UNSEEN_WORDINGS
from fvl_core.training.words import NOUNS

if TYPE_CHECKING:
    from fvl_core.composition.base import Composer
    from fvl_core.foundation.images import ImageSource
    from fvl_core.models.base import VisionLanguageModel

TUPLE = ("category", "colour", "pattern", "sleeve", "length", "neckline")
"""The attributes that a description names and that a right answer must share."""

REPORT_SEED, REPORT_COUNT, REPORT_PX = 20_261, 1_200, 256
REPORT_COMMAND = "python -m fvl_core train tiny --report"

_FRAMES = {
    "category": "a photo of a {}",
    "colour": "a {} garment",
    "pattern": "a {} garment",
    "sleeve": "{} sleeves",
}
_LABELS = {
    "category": tuple(CATEGORIES),
    "colour": tuple(COLOURS),
    "pattern": tuple(PATTERNS),
    "sleeve": tuple(SLEEVES),
}
_SLEEVELESS = {"sleeveless": "sleeveless"}


def full_report(
    model: VisionLanguageModel, photos: Path | None, folder: Path, *, on_progress: OnProgress | None = None
) -> tuple[Measurement, ...]:
    """Measure everything that the card states; drawings of `REPORT_SEED` are kept under `folder`.

    Without a folder of photos the figures on real photos are left out.
    """
    told = f"{REPORT_COUNT} drawings of seed {REPORT_SEED}, {REPORT_PX} px"
    pack = pack_drawings(
        folder / f"report-{REPORT_SEED}",
        count=REPORT_COUNT,
        seed=REPORT_SEED,
        px=REPORT_PX,
        on_progress=on_progress,
    )
    pictures = [Image.fromarray(picture) for picture in pack.pictures]
    garments = [Garment(**record) for record in pack.records]
    described = [
        describe(garment, np.random.default_rng((REPORT_SEED, i))).description
        for i, garment in enumerate(garments)
    ]
    attributes = [garment.attributes() for garment in garments]
    command = f"{REPORT_COMMAND}{' --photos PHOTOS' if photos else ''}"
    figures = measure_drawings(model, pictures, attributes, described, told=told, command=command)
    figures += measure_paraphrases(model, UNSEEN_WORDINGS, command=command)
    composer = _own_combiner(model)
    if composer is not None:
        edits = gather_edits(
            model,
            folder,
            count=REPORT_COUNT,
            seed=REPORT_SEED,
            px=REPORT_PX,
            name="report",
            on_progress=on_progress,
        )
        figures += measure_edits(composer, edits, told=told, command=command)
    if photos is not None:
        held_out = [photo for photo in read_photos(photos) if photo.held_out]
        told = f"{len(held_out)} photos left out of training (sha1 of the id ends in 3)"
        figures += measure_photos(model, held_out, told=told, command=command)
    return tuple(figures)


def _own_combiner(model: VisionLanguageModel) -> Composer | None:
    """Return the shipped Combiner where it was trained for these very weights."""
    if not shipped_combiner().is_file():
        return None
    composer = load_composer("combiner")
    try:
        composer.require_fit(model.space, model.dim)
    except FvlError:
        return None
    return composer


def measure_drawings(
    model: VisionLanguageModel,
    pictures: Sequence[ImageSource],
    attributes: Sequence[Mapping[str, str]],
    descriptions: Sequence[str],
    *,
    told: str,
    command: str,
) -> list[Measurement]:
    """Measure zero-shot labelling and description retrieval on drawings whose attributes are known.

    `told` says where the drawings come from; it becomes part of each figure's protocol.
    """
    vectors = model.encode_images(pictures).vectors
    figures = []
    for name, labels in _LABELS.items():
        rows = [row for row, held in enumerate(attributes) if held.get(name)]
        texts = [_SLEEVELESS.get(label, _FRAMES[name].format(label)) for label in labels]
        right = _right(model, vectors[rows], texts, [labels.index(attributes[row][name]) for row in rows])
        protocol = f"{told}; zero-shot over {len(labels)} labels, prompt {_FRAMES[name]!r}"
        figures.append(_figure(f"drawings, {name}", right, protocol, command))
    return figures + _retrieval(model, vectors, attributes, descriptions, told=told, command=command)


def measure_photos(
    model: VisionLanguageModel, photos: Sequence[Photo], *, told: str, command: str
) -> list[Measurement]:
    """Measure the ten largest classes and the main colour on real photos."""
    asked = [photo for photo in photos if photo.label in TEST_WORDS]
    vectors = model.encode_images([photo.path for photo in asked]).vectors
    words = list(TEST_WORDS)
    texts = [f"a photo of a {TEST_WORDS[word]}" for word in words]
    right = _right(model, vectors, texts, [words.index(photo.label) for photo in asked])
    spoken = ", ".join(TEST_WORDS.values())
    protocol = f"{told}; ten largest classes by the words {spoken}; prompt 'a photo of a {{}}'"
    figures = [_figure("real photos, category", right, protocol, command)]
    return [*figures, _photo_colour(model, photos, told=told, command=command)]


def measure_paraphrases(
    model: VisionLanguageModel, paraphrases: Mapping[str, Mapping[str, Sequence[str]]], *, command: str
) -> list[Measurement]:
    """Measure how often another wording is nearest to its own label's plain wording among all labels.

    One figure per attribute; categories include the one that only photos have.
    """
    figures = []
    for attribute, table in paraphrases.items():
        labels = tuple(NOUNS) if attribute == "category" else _LABELS[attribute]
        plain = [_plain(attribute, label) for label in labels]
        pairs = [(label, text) for label, texts in table.items() for text in texts]
        vectors = model.encode_texts([text for _, text in pairs]).vectors
        right = _right(model, vectors, plain, [labels.index(label) for label, _ in pairs])
        protocol = f"nearest of {len(labels)} plain wordings, by text alone"
        figures.append(_figure(f"paraphrases, {attribute}", right, protocol, command))
    return figures


def _plain(attribute: str, label: str) -> str:
    return _SLEEVELESS.get(label, f"{label} sleeves") if attribute == "sleeve" else label


def _photo_colour(
    model: VisionLanguageModel, photos: Sequence[Photo], *, told: str, command: str
) -> Measurement:
    from fvl_core.foundation.images import open_image

    chosen, truth = [], []
    for photo in photos:
        colour, share = read_colour(np.asarray(open_image(photo.path)))
        if share >= CONFIDENT_SHARE:
            chosen.append(photo.path)
            truth.append(BASIC_COLOURS.index(COLOUR_TABLE[colour][1]))
    vectors = model.encode_images(chosen).vectors
    right = _right(model, vectors, [f"a {name} garment" for name in BASIC_COLOURS], truth)
    protocol = (
        f"{told}; 11 basic colour terms against a pixel reading (central 40 % window without the border's "
        f"colour, share of the term at least 50 %); prompt 'a {{}} garment'"
    )
    return _figure("real photos, main colour", right, protocol, command)


def _retrieval(
    model: VisionLanguageModel,
    vectors: np.ndarray,
    attributes: Sequence[Mapping[str, str]],
    descriptions: Sequence[str],
    *,
    told: str,
    command: str,
) -> list[Measurement]:
    tuples = [tuple(held.get(name, "") for name in TUPLE) for held in attributes]
    scores = model.encode_texts(descriptions).vectors @ vectors.T
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    hits = np.array([[tuples[place] == tuples[row] for place in places] for row, places in enumerate(order)])
    protocol = (
        f"{told}; description to a garment with the same {', '.join(TUPLE)} among {len(tuples)}; ceiling 1.0"
    )
    return [
        _figure("drawings, description recall@1", hits[:, 0], protocol, command),
        _figure("drawings, description recall@10", hits.any(1), protocol, command),
    ]


def _right(
    model: VisionLanguageModel, vectors: np.ndarray, texts: Sequence[str], truth: Sequence[int]
) -> np.ndarray:
    return (vectors @ model.encode_texts(texts).vectors.T).argmax(1) == np.array(truth)


def _figure(measure: str, right: Any, protocol: str, command: str) -> Measurement:
    low, high = wilson_interval(int(right.sum()), len(right))
    return Measurement(
        measure=measure,
        value=round(float(right.mean()), 4) if len(right) else float("nan"),
        low=round(low, 4),
        high=round(high, 4),
        n=len(right),
        protocol=protocol,
        command=command,
    )

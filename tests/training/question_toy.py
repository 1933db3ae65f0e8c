"""Questions over plain pictures with one or two captions, and a CLIP small enough to tune."""

from dataclasses import replace

import numpy as np
from PIL import Image

from fvl_core.catalogues.questions import Question, QuestionSet
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.models.library import load_model
from fvl_core.training.questions import LearningData
from tests.models.making import open_clip_folder

COLOURS = {"red": (200, 30, 30), "green": (30, 180, 40), "blue": (30, 40, 200), "white": (240, 240, 240)}


def picture(kind, colour):
    """A kind is where the colour is: one of four quarters of a grey picture."""
    grid = np.full((32, 32, 3), 110, np.uint8)
    top, left = 16 * (kind // 2), 16 * (kind % 2)
    grid[top : top + 16, left : left + 16] = COLOURS[colour]
    return Image.fromarray(grid)


def colour_questions(*, kinds=(0, 1, 2, 3), two=True):
    """Ask for each picture in each other colour; the answer is the same kind in that colour."""
    items = [Item(f"{colour}{kind}", picture(kind, colour)) for kind in kinds for colour in COLOURS]
    questions = [
        Question(
            id=f"{kind}-{old}-{new}",
            reference=f"{old}{kind}",
            captions=(f"is {new}.", f"not {old}") if two else (f"is {new}",),
            targets=(f"{new}{kind}",),
            kind="toy",
        )
        for kind in kinds
        for old in COLOURS
        for new in COLOURS
        if new != old
    ]
    return QuestionSet("toy", Catalogue("toy", items), tuple(questions))


def learning_data(kind="fashioniq", *, n=None, two=True):
    """The same questions to learn from and to be judged by: a run that learns must get better at them."""
    asked = colour_questions(two=two)
    asked = replace(asked, questions=asked.questions[:n])
    return LearningData(kind, asked.gallery, asked.questions, (asked,), 0)


def small_clip(folder, seed=0):
    return load_model(open_clip_folder(folder, seed=seed), precision="float32")

"""Pictures on disk, and a model that counts what it is asked to encode."""

import time

import numpy as np
from PIL import Image

from fvl_core.foundation.items import Catalogue, Item
from fvl_core.models.hand import HandModel


class CountingModel(HandModel):
    """HandModel that remembers how often it was asked; `name` gives it a space of its own."""

    pause_s = 0.0  # how long a batch of pictures takes

    def __init__(self, name="hand:1"):
        super().__init__()
        self.space = name
        self.seen = []  # the mean colour of each picture
        self.read = []  # each text
        self.batches = []  # how many pictures came at a time

    def _image_features(self, images):
        time.sleep(self.pause_s)
        features = super()._image_features(images)
        self.seen += [tuple(row) for row in features]
        self.batches.append(len(images))
        return features

    def _text_features(self, texts):
        self.read += texts
        return super()._text_features(texts)


def colours(n, seed=0):
    """Return n different colours."""
    values = np.random.default_rng(seed).permutation(200**3)[:n]
    return [(int(v // 40000) + 20, int(v // 200 % 200) + 20, int(v % 200) + 20) for v in values]


def catalogue_on_disk(folder, n, seed=0):
    """Draw n one-coloured pictures of different colours as files."""
    folder.mkdir(parents=True, exist_ok=True)
    items = []
    for number, colour in enumerate(colours(n, seed)):
        path = folder / f"{number:03d}.png"
        Image.new("RGB", (5, 4), colour).save(path)
        items.append(Item(f"{number:03d}", path))
    return Catalogue("colours", items)

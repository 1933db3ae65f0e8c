"""Small FashionIQ and CIRR folders of plain colours, in the published layout, and their answers by hand."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

FIQ_QUERIES = {
    "shirt": [
        ("S0", "S1", [" Is RED. ", "and not green?"]),
        ("S2", "S3", ["blue", "is more blue, "]),
        ("S4", "S0", ["is black", "pink"]),
    ],
    "dress": [("D0", "D1", ["green.", "yellow"]), ("D1", "D4", ["is cyan", "has white"])],
    "toptee": [("T0", "T2", ["", "red"]), ("gone", "T0", ["red", "red"]), ("T1", "gone", ["red", "red"])],
}
"""Reference, target, captions; "gone" is listed and has no picture."""
N_PICTURES = 7


def colour_of(number):
    """A colour of its own for every number, none of them a tie of another."""
    return tuple(int(c) for c in np.random.default_rng(number).integers(5, 250, 3))


def save_picture(path, number):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (6, 6), colour_of(number)).save(path)


def fashioniq_folder(root: Path, *, split="val") -> Path:
    """Seven pictures a category, of which the last are neither reference nor target; toptee lacks one."""
    for place, (category, queries) in enumerate(FIQ_QUERIES.items()):
        names = [f"{category[0].upper()}{n}" for n in range(N_PICTURES)]
        for number, name in enumerate(names):
            save_picture(root / "images" / f"{name}.png", 100 * place + number)
        listed = [*names[:2], "gone", *names[2:]] if category == "toptee" else names
        entries = [
            {"candidate": reference, "captions": captions} | ({"target": target} if split != "test" else {})
            for reference, target, captions in queries
        ]
        for folder, kind, content in (("captions", "cap", entries), ("image_splits", "split", listed)):
            path = root / folder / f"{kind}.{category}.{split}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(content))
    return root


def cirr_folder(root: Path, *, split="val", n=54, n_queries=8) -> Path:
    """Pictures below dev, image sets of six, one caption each."""
    words = ["make it red", "blue instead", "is green and yellow", "black"]
    names = [f"{split}-{number}-img0" for number in range(n)]
    for number, name in enumerate(names):
        save_picture(root / "dev" / f"{name}.png", 1000 + number)
    entries = []
    for number in range(n_queries):
        members = [names[(number * 5 + step) % n] for step in range(6)]
        entry = {"pairid": 12060 + number, "reference": members[number % 6], "caption": words[number % 4]}
        entry["img_set"] = {"id": number, "members": members, "reference_rank": 3}
        if split != "test1":
            entry["target_hard"] = members[(number + 2) % 6]
            entry["target_soft"] = {members[(number + 2) % 6]: 1.0}
        entries.append(entry)
    for folder, kind, content in (
        ("captions", "cap", entries),
        ("image_splits", "split", {name: f"./dev/{name}.png" for name in names}),
    ):
        path = root / "cirr" / folder / f"{kind}.rc2.{split}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content))
    return root


def order_of(query, names, paths, model):
    """Names by falling cosine to a query row, by sorting them all; equal ones in the given order."""
    query = query / np.linalg.norm(query)
    scored = []
    for place, name in enumerate(names):
        vector = model.encode_images([paths[name]]).vectors[0].astype(np.float64)
        scored.append((-np.float32(vector @ query), place, name))
    return [name for _, _, name in sorted(scored)]


def summed(model, picture, *texts):
    """The mean of normalised element-wise sums of raw features, one for each text."""
    rows = [model.encode_images([picture]).raw[0] + model.encode_texts([text]).raw[0] for text in texts]
    return np.mean([row / np.linalg.norm(row) for row in rows], axis=0)

"""Put trained weights where the studio finds them, and the demo catalogue's embeddings beside them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from fvl_core.embedding.cache import EmbeddingCache
from fvl_core.embedding.pipeline import encode_catalogue
from fvl_core.foundation.errors import InvalidInputError

if TYPE_CHECKING:
    from fvl_core.foundation.items import Catalogue
    from fvl_core.models.base import OnProgress, VisionLanguageModel

MODEL_FILES = ("model.safetensors", "tokenizer.json", "words.txt", "recipe.json")


def ship_files(files: Iterable[Path], folder: Path) -> None:
    """Copy files into `folder`, readable by everyone.

    Raises:
        InvalidInputError: when one is missing; nothing is copied then.
    """
    files = list(files)
    if missing := [str(path) for path in files if not path.is_file()]:
        raise InvalidInputError(f"{', '.join(missing)}: there is no such file.", remedy="Train it first.")
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        shutil.copyfile(path, folder / path.name)


def ship_embeddings(
    catalogue: Catalogue,
    models: Iterable[VisionLanguageModel],
    folder: Path,
    *,
    on_progress: OnProgress | None = None,
) -> None:
    """Encode a catalogue with each model and keep the vectors in `folder`, in the layout of the cache.

    What was in `folder` is removed: vectors of weights that no longer ship would never be found again.

    Raises:
        InvalidInputError: when a picture of the catalogue cannot be read.
    """
    shutil.rmtree(folder, ignore_errors=True)
    for model in models:
        with tempfile.TemporaryDirectory() as scratch:
            cache = EmbeddingCache(scratch)
            report = encode_catalogue(catalogue, model, cache=cache, on_progress=on_progress)
            if report.failures:
                item_id, sentence = report.failures[0]
                raise InvalidInputError(f"{item_id} cannot ship: {sentence}", remedy="Mend the catalogue.")
            made = cache.store(model).folder
            (folder / made.name).mkdir(parents=True)
            for path in made.glob("*.vectors"):
                shutil.copyfile(path, folder / made.name / f"{catalogue.name}.vectors")

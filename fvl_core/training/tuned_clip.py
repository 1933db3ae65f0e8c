"""CLIPs that can be tuned, and the file in which CLIP4Cir keeps a tuned one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import torch

from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.files import atomic_write
from fvl_core.models.sidecar import sidecar_of

if TYPE_CHECKING:
    from open_clip.model import CLIP

    from fvl_core.models.base import VisionLanguageModel
    from fvl_core.models.open_clip_adapter import OpenClipModel

CHECKPOINT_FILE = "tuned_clip_best.pt"
KEY = "CLIP"


def tunable_clip(model: VisionLanguageModel) -> tuple[OpenClipModel, CLIP]:
    """Return a model that CLIP4Cir's first stage can tune, and its network, which its format can hold.

    Raises:
        InvalidInputError: for anything but a CLIP of open_clip, or one that is not in float32.
    """
    from open_clip.model import CLIP

    from fvl_core.models.open_clip_adapter import OpenClipModel

    if not isinstance(model, OpenClipModel) or not isinstance(model.network, CLIP):
        raise InvalidInputError(
            f"{model.name} is no CLIP of open_clip, and CLIP4Cir's files hold no other network.",
            remedy="Choose one, such as openai-clip-vit-b32, or train a Combiner on its frozen features.",
        )
    if model.precision != "float32":
        raise InvalidInputError(
            f"{model.name} was loaded in {model.precision}, in which small steps are lost.",
            remedy="Load it with precision float32.",
        )
    return model, model.network


def save_tuned_clip(model: VisionLanguageModel, clip: CLIP, epoch: int, folder: Path) -> None:
    """Write the weights as CLIP4Cir does, and beside them what its format cannot say."""
    state = {name: tensor.detach().float().cpu() for name, tensor in clip.state_dict().items()}
    with atomic_write(folder / CHECKPOINT_FILE) as stream:
        torch.save({"epoch": epoch, KEY: state}, stream)
    pixels = model.card.preprocessing
    stated = [
        'family = "clip4cir"',
        f"architecture = {json.dumps(model.card.architecture)}",
        f"query_template = {json.dumps(model.card.query_template, ensure_ascii=False)}",
        "",
        "[preprocessing]",
        f"image_size = {pixels.image_size}",
        f'pad = "{pixels.pad}"',
        f"pad_ratio = {pixels.pad_ratio}",
    ]
    with atomic_write(sidecar_of(folder / CHECKPOINT_FILE)) as stream:
        stream.write(("\n".join(stated) + "\n").encode())

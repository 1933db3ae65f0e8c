"""Small and full-size CLIPs with random weights, written the way their projects publish them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

TINY_OPEN_CLIP: dict[str, Any] = {
    "embed_dim": 24,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "patch_size": 16},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 64, "heads": 2, "layers": 2},
}
OPEN_CLIP_SETTINGS = {"model_cfg": TINY_OPEN_CLIP, "preprocess_cfg": {"interpolation": "bicubic"}}
TEXTS = ["red dress", "a photo of a blue shirt with long sleeves", "shoe " * 100]


def pictures(sizes=((30, 52), (51, 30), (224, 227))) -> list[Image.Image]:
    """Noise of the given (width, height), the same on every run."""
    numbers = np.random.default_rng(7)
    return [Image.fromarray(numbers.integers(0, 256, (h, w, 3), dtype=np.uint8)) for w, h in sizes]


def open_clip_network(config=None, *, name: str = "", seed: int = 0):
    """A network of open_clip with random weights."""
    import torch
    from open_clip.model import CLIP

    from fvl_core.models.geometry import architecture_config

    torch.manual_seed(seed)
    return CLIP(**(config or architecture_config(name) or TINY_OPEN_CLIP)).eval()


def open_clip_folder(folder: Path, *, seed: int = 0) -> Path:
    """A folder as `open_clip.push_to_hf_hub` writes it."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "open_clip_config.json").write_text(json.dumps(OPEN_CLIP_SETTINGS))
    save_file(open_clip_network(seed=seed).state_dict(), folder / "open_clip_model.safetensors")
    return folder


def hugging_face_network(*, full: bool = False, seed: int = 0):
    """A CLIP of transformers with random weights; `full` is the published ViT-B/32."""
    import torch
    from transformers.models.clip.configuration_clip import CLIPConfig
    from transformers.models.clip.modeling_clip import CLIPModel

    torch.manual_seed(seed)
    if full:
        return CLIPModel(CLIPConfig()).eval()
    small = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    text = {**small, "vocab_size": 49408, "max_position_embeddings": 16, "eos_token_id": 49407}
    vision = {**small, "image_size": 32, "patch_size": 16}
    return CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=24)).eval()


def hugging_face_folder(folder: Path, *, full: bool = False, tokenizer: bool = True, seed: int = 0) -> Path:
    """A folder as `CLIPModel.save_pretrained` writes it, with CLIP's own tokenizer and preprocessing."""
    network = hugging_face_network(full=full, seed=seed)
    network.save_pretrained(folder)
    size = network.config.vision_config.image_size
    processor = {
        "do_resize": True,
        "do_center_crop": True,
        "do_normalize": True,
        "resample": 3,
        "crop_size": size,
    }
    facts = {"size": size, "feature_extractor_type": "CLIPFeatureExtractor", **processor}
    facts |= {
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(facts))
    if tokenizer:
        clip_tokenizer_files(folder)
    return folder


def clip_tokenizer_files(folder: Path) -> None:
    """CLIP's vocab.json and merges.txt, from the table that open_clip packages."""
    from open_clip.tokenizer import SimpleTokenizer

    inner = SimpleTokenizer()
    names = {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}
    vocabulary = {names.get(word, word): number for word, number in inner.encoder.items()}
    merges = [" ".join(pair) for pair in sorted(inner.bpe_ranks, key=inner.bpe_ranks.__getitem__)]
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")


def open_fashion_clip_file(path: Path, *, seed: int = 0) -> Path:
    """A full-size file as OpenFashionCLIP publishes it, with random weights."""
    import torch

    torch.save({"epoch": 3, "CLIP": open_clip_network(name="ViT-B-32", seed=seed).state_dict()}, path)
    return path

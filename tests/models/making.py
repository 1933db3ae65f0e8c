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


SIGLIP_CONFIG: dict[str, Any] = {
    "embed_dim": 192,
    "init_logit_bias": -10,
    "custom_text": True,
    "vision_cfg": {
        "image_size": 224,
        "timm_model_name": "vit_tiny_patch16_224",
        "timm_model_pretrained": True,  # a load must not fetch what it replaces
        "timm_pool": "token",
        "timm_proj": "none",
    },
    "text_cfg": {
        "context_length": 16,
        "hf_tokenizer_name": "me/words",
        "tokenizer_kwargs": {"clean": "canonicalize"},
        "width": 32,
        "heads": 2,
        "layers": 2,
        "no_causal_mask": True,
        "proj_bias": True,
        "pool_type": "last",
    },
}
"""An open_clip SigLIP: the image tower of timm, a bias, and the words of another repository."""


def word_pieces(folder: Path) -> int:
    """SigLIP's tokenizer with a vocabulary of a few words; return how many pieces it has."""
    import io

    import sentencepiece
    from transformers.models.siglip.tokenization_siglip import SiglipTokenizer

    words = ["red", "blue", "green", "dress", "shirt", "shoe", "with", "long", "sleeves", "a", "photo", "of"]
    drawn = np.random.default_rng(3).choice(words, (300, 6))
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(" ".join(row) for row in drawn),
        model_writer=model,
        vocab_size=60,
        hard_vocab_limit=False,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        minloglevel=2,
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "spiece.model").write_bytes(model.getvalue())
    tokenizer = SiglipTokenizer(str(folder / "spiece.model"))
    tokenizer.save_pretrained(folder)
    return len(tokenizer)


def siglip_network(rows: int, *, seed: int = 0):
    """A SigLIP of transformers with random weights, and with a scale and a bias as training leaves them."""
    import torch
    from transformers.models.siglip.configuration_siglip import SiglipConfig
    from transformers.models.siglip.modeling_siglip import SiglipModel

    torch.manual_seed(seed)
    small = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2}
    text = {**small, "vocab_size": rows, "max_position_embeddings": 16}
    network = SiglipModel(SiglipConfig(text_config=text, vision_config={**small, "image_size": 32})).eval()
    network.logit_scale.data.fill_(2.3)
    network.logit_bias.data.fill_(-1.5)
    return network


def siglip_folder(folder: Path, *, seed: int = 0) -> Path:
    """A folder as Google publishes SigLIP, with random weights."""
    network = siglip_network(word_pieces(folder), seed=seed)
    network.save_pretrained(folder)
    size = network.config.vision_config.image_size
    processor = {
        "do_resize": True,
        "do_rescale": True,
        "do_normalize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "image_processor_type": "SiglipImageProcessor",
        "resample": 3,
        "size": {"height": size, "width": size},
    }
    (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    return folder


def open_clip_siglip(folder: Path, words: Path, *, seed: int = 0) -> Path:
    """A folder as Marqo publishes its SigLIP for open_clip; `words` gets the second repository."""
    import copy

    import torch
    from open_clip.model import CustomTextCLIP
    from safetensors.torch import save_file

    config = copy.deepcopy(SIGLIP_CONFIG)
    config["text_cfg"]["vocab_size"] = word_pieces(words)
    built = {key: value for key, value in copy.deepcopy(config).items() if key != "custom_text"}
    built["vision_cfg"]["timm_model_pretrained"] = False
    torch.manual_seed(seed)
    network = CustomTextCLIP(**built).eval()
    folder.mkdir(parents=True, exist_ok=True)
    half = [0.5, 0.5, 0.5]
    picture = {"mean": half, "std": half, "interpolation": "bicubic", "resize_mode": "squash"}
    settings = {"model_cfg": config, "preprocess_cfg": picture}
    (folder / "open_clip_config.json").write_text(json.dumps(settings))
    save_file(network.state_dict(), folder / "open_clip_model.safetensors")
    return folder

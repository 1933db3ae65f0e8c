"""Small FashionViLs and CSA-Nets with random weights as MMF writes them, and a vocabulary of ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np

WORDS = "red blue green dress shirt shoe is longer more of a with sleeves and the in colour . , - ! long"
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
PIECES = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    *WORDS.split(),
    *LETTERS[1:],
    *(f"##{x}" for x in LETTERS),
)
SCALE = 3.3


def vocabulary(folder: Path) -> Path:
    """A vocab.txt that spells every word of letters and digits."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "vocab.txt"
    path.write_text("\n".join(PIECES) + "\n", encoding="utf-8")
    return path


def sizes(*, n_labels: int = 0, bypass: bool = True, has_scale: bool = True):
    """Sizes of a network that takes milliseconds; two attention heads."""
    from fvl_core.models.fashionvil.sizes import JointSizes, TrunkSizes

    return JointSizes(
        trunk=TrunkSizes(8, (1, 2, 1, 1)),
        width=128,
        layers=2,
        feed_forward=96,
        vocabulary=len(PIECES),
        positions=128,
        visual_positions=64,
        n_labels=n_labels,
        has_scale=has_scale,
        bypass=bypass,
    )


def network(*, seed: int = 0, **facts):
    """A FashionViL whose every parameter and statistic is random, so that each of them matters."""
    from fvl_core.models.fashionvil.network import FashionVilNetwork

    return shaken(FashionVilNetwork(sizes(**facts)), seed)


def csa_network(*, seed: int = 0):
    """A CSA-Net of Polyvore's 153 categories whose every number is random."""
    from fvl_core.models.fashionvil.csa_net import CsaNetwork, CsaSizes
    from fvl_core.models.fashionvil.sizes import TrunkSizes

    return shaken(CsaNetwork(CsaSizes(TrunkSizes(8, (1, 1, 1, 1)), 20, 5, 153, 64)), seed)


def shaken(made, seed: int):
    """Fill a network with random numbers of sensible sizes."""
    import torch

    draw = torch.Generator().manual_seed(seed)
    for name, tensor in (*made.named_parameters(), *made.named_buffers()):
        if name.endswith("running_var"):
            tensor.data = 0.5 + torch.rand(tensor.shape, generator=draw)
        elif name.endswith("norm_s"):
            tensor.data = torch.full((1,), SCALE)
        elif "embeddings" in name and "projection" not in name and tensor.dim() > 1:
            tensor.data = 0.3 * torch.randn(tensor.shape, generator=draw)
        elif tensor.dim() > 1:
            tensor.data = torch.randn(tensor.shape, generator=draw) * (2 / tensor[0].numel()) ** 0.5
        elif tensor.is_floating_point():
            offset = 1.0 if name.endswith("weight") else 0.0
            tensor.data = offset + 0.2 * torch.randn(tensor.shape, generator=draw)
    return made.eval()


def checkpoint(
    path: Path, made, *, head: str = "", bypass: bool = True, prefix: str = "", bare: bool = False
):
    """What MMF's trainer saves: tensors under "model" beside optimizer and configuration, or all alone."""
    import torch

    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {f"{prefix}{name}": tensor for name, tensor in made.state_dict().items()}
    settings = {"bypass_transformer": bypass} | ({"training_head_type": head} if head else {})
    beside = {
        "optimizer": {"state": {0: {"exp_avg": torch.ones(2)}}},
        "best_iteration": np.int64(7),
        "config": {"model_config": {"fashionvil": settings}},
        "git/branch": "main",
    }
    torch.save(tensors if bare else {"model": tensors, **beside}, path)
    return path

"""Combiners and Phis with random weights, and the files in which they come."""

import json

import numpy as np

from fvl_core.composition.combiner import Combiner
from fvl_core.composition.combiner_file import CombinerWeights, combiner_shapes
from fvl_core.composition.library import load_composer
from fvl_core.composition.phi_file import PhiWeights, phi_shapes
from fvl_core.composition.searle import Searle


def random_tensors(dim, *, projection=6, hidden=5, seed=0):
    """Return the twelve tensors of a Combiner, of a size that makes every part count."""
    random = np.random.default_rng(seed)
    shapes = combiner_shapes(dim, projection, hidden)
    return {name: random.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def random_combiner(dim, **facts):
    return Combiner(CombinerWeights(random_tensors(dim), **facts))


def composer_of(name, dim):
    """Return a composer by its name; a learned one gets random weights for features of `dim` numbers."""
    if name == "searle":
        return Searle(PhiWeights(random_phi(dim, dim)))
    return random_combiner(dim) if name == "combiner" else load_composer(name)


def random_phi(dim, width, *, hidden=10, seed=0):
    """Return the six tensors of a Phi."""
    random = np.random.default_rng(seed)
    shapes = phi_shapes(dim, hidden, width)
    return {name: random.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


def save_torch(path, tensors, *, epoch=3, key="Combiner"):
    """Write the file that CLIP4Cir, or with key "Phi" SEARLE, writes."""
    import torch

    torch.save({"epoch": epoch, key: {n: torch.from_numpy(t) for n, t in tensors.items()}}, path)


def save_safetensors(path, tensors, **facts):
    from safetensors.numpy import save_file

    save_file(tensors, path, metadata={"combiner": json.dumps(facts)})

"""Make edit triplets over garments whose attributes are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fvl_core.catalogues.edits import KINDS, Wardrobe
from fvl_core.catalogues.modifiers import write_modifier
from fvl_core.catalogues.triplets import Triplet


def make_triplets(
    ids: Sequence[str], attributes: Sequence[Mapping[str, str]], *, seed: int, variant: int = 0
) -> tuple[Triplet, ...]:
    """Make for each garment one triplet of each kind that has a right target among the others.

    What a right target is stands at `Wardrobe`. The same seed gives the same triplets; another `variant`
    gives others over the same garments, as training wants them.

    Args:
        ids: of the garments.
        attributes: of each, by name; what does not apply is absent or "".
        seed: which edits and which words.
        variant: a number from 0.

    Example:
        >>> told = [{"category": "cap", "colour": c, "pattern": "plain"} for c in ("red", "blue")]
        >>> [(t.reference, t.kind, t.targets) for t in make_triplets(["a", "b"], told, seed=0)][0]
        ('a', 'one', ('b',))
    """
    wardrobe = Wardrobe(attributes)
    made = []
    for place, reference in enumerate(ids):
        rng = np.random.default_rng((seed, place, 2 + variant))
        said: set[str] = set()
        for kind in KINDS:
            edit = wardrobe.propose(place, kind, rng)
            if edit is None:
                continue
            words = write_modifier(edit, attributes[place], rng)
            if words in said:
                continue
            said.add(words)
            targets = tuple(ids[target] for target in wardrobe.targets(place, edit))
            made.append(Triplet(reference, words, kind, targets))
    return tuple(made)

"""A world of edits that a network can learn and a sum cannot: the vectors of its words fit nothing."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from fvl_core.foundation.embeddings import Embeddings
from fvl_core.training.edit_data import EditData

N_KINDS, N_COLOURS, COPIES = 5, 4, 3
MODEL: Any = SimpleNamespace(name="toy", space="toy:1", dim=12)


def toy_edits(seed=0):
    """Items are (kind, colour) with a little noise; the word "colour c" asks for that kind in that colour.

    Kinds and colours are directions of their own; the words' directions are random and fit none of them.
    """
    random = np.random.default_rng(seed)
    fixed = np.random.default_rng(7)
    kinds, colours = np.eye(12)[:N_KINDS], np.eye(12)[N_KINDS : N_KINDS + N_COLOURS]
    words = fixed.standard_normal((N_COLOURS, 12))
    shown = [(k, c) for _ in range(COPIES) for k in range(N_KINDS) for c in range(N_COLOURS)]
    raw = np.stack([3 * kinds[k] + 2 * colours[c] for k, c in shown]) + 0.05 * random.standard_normal(
        (len(shown), 12)
    )
    references, texts, answers, starts = [], [], [], [0]
    for place, (kind, colour) in enumerate(shown):
        for other in range(N_COLOURS):
            if other != colour:
                references.append(place)
                texts.append(other)
                answers += [i for i, item in enumerate(shown) if item == (kind, other)]
                starts.append(len(answers))
    return EditData(
        Embeddings.from_raw(None, raw, space="toy:1"),
        Embeddings.from_raw(None, words, space="toy:1"),
        tuple("one" if number % 2 else "two" for number in range(len(references))),
        *(np.array(column, dtype=np.int64) for column in (references, texts, answers, starts)),
    )

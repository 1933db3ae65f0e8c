"""What CLIP4Cir's first stage sees: batches of pictures and words, and what is held out, freshly encoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor, nn

from fvl_core.catalogues.questions import joined
from fvl_core.composition.arithmetic import Sum
from fvl_core.models.preprocessing import to_pixels
from fvl_core.training.combiner_net import batch_loss
from fvl_core.training.held_out import HeldOutSet, measure
from fvl_core.training.questions import wordings

if TYPE_CHECKING:
    from fvl_core.catalogues.questions import Question
    from fvl_core.foundation.embeddings import Embeddings
    from fvl_core.models.base import VisionLanguageModel
    from fvl_core.models.open_clip_adapter import OpenClipModel
    from fvl_core.training.questions import LearningData

_DECODERS = 4


class BatchLosses:
    """Draw a batch by its number, and return CLIP4Cir's loss of it."""

    def __init__(self, model: OpenClipModel, data: LearningData, *, size: int, seed: int) -> None:
        self.model, self.data, self.size, self.seed = model, data, size, seed
        self.pool = ThreadPoolExecutor(_DECODERS)

    def __call__(self, net: nn.Module, number: int, share: float) -> Tensor:
        """Return the loss of batch `number`."""
        del share
        asked, texts, targets = self._drawn(number)
        references = self._pixels([question.reference for question in asked])
        device = self.model.device
        tokens = torch.from_numpy(np.asarray(self.model.tokens(texts), np.int64)).to(device)
        queries, wanted = net(references, tokens, self._pixels(targets))
        right = [[target in question.targets for target in targets] for question in asked]
        return batch_loss(queries, wanted, torch.tensor(right, device=device))

    def _drawn(self, number: int) -> tuple[list[Question], list[str], list[str]]:
        """Return the questions, their wordings and their targets: by seed and number alone."""
        size, seed = self.size, self.seed
        epoch, place = divmod(number, len(self.data.questions) // size)
        order = np.random.default_rng((seed, epoch)).permutation(len(self.data.questions))
        asked = [self.data.questions[n] for n in order[place * size : (place + 1) * size]]
        draws = np.random.default_rng((seed, epoch, place)).random((2, size))
        template = self.model.card.query_template
        texts = [
            template.replace("{}", ways[int(draw * len(ways))])
            for draw, ways in zip(draws[0], (wordings(question.captions) for question in asked), strict=True)
        ]
        targets = [
            question.targets[int(draw * len(question.targets))]
            for draw, question in zip(draws[1], asked, strict=True)
        ]
        return asked, texts, targets

    def _pixels(self, item_ids: Sequence[str]) -> Tensor:
        items = [self.data.gallery.item(item_id) for item_id in item_ids]
        facts = self.model.card.preprocessing
        pixels = list(self.pool.map(lambda item: to_pixels([item.open()], facts)[0], items))
        return torch.from_numpy(np.stack(pixels)).to(self.model.device)


class Judge:
    """Encode what is held out with the weights as they stand, and measure the element-wise sum."""

    def __init__(self, model: VisionLanguageModel, data: LearningData, *, images_change: bool) -> None:
        self.model, self.data, self.images_change = model, data, images_change
        self.galleries: dict[str, Embeddings] = {}

    def __call__(self) -> Mapping[str, float]:
        """Return the measures of the data's kind."""
        template = self.model.card.query_template
        found = []
        for each in self.data.held_out:
            texts = [template.replace("{}", joined(question.captions)) for question in each.questions]
            if self.images_change or each.name not in self.galleries:
                encoded = self.model.encode_images([item.image for item in each.gallery])
                self.galleries[each.name] = replace(encoded, ids=each.gallery.ids)
            pictures, words = self.galleries[each.name], self.model.encode_texts(texts)
            found.append(HeldOutSet(each.name, pictures, words, each.questions))
        return measure(Sum(), self.data.kind, found)

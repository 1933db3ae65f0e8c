"""From a catalogue to embeddings: decode ahead, encode batch by batch, save after each, skip what is bad.

1. Name each picture's content; what the cache knows comes from there, equal pictures count once.
2. A few threads decode the others, a little ahead of the encoder.
3. Each batch is encoded and saved before the next, so that a run that is killed goes on where it stopped.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fvl_core.embedding.cache import EmbeddingCache, gather
from fvl_core.foundation.embeddings import Embeddings
from fvl_core.foundation.errors import InvalidInputError
from fvl_core.foundation.images import n_pixels
from fvl_core.foundation.items import Catalogue, Item
from fvl_core.foundation.trace import stage

if TYPE_CHECKING:
    from PIL.Image import Image

    from fvl_core.embedding.store import Row
    from fvl_core.models.base import OnProgress, VisionLanguageModel

N_DECODERS = min(4, os.cpu_count() or 1)
N_AHEAD = 16
"""Pictures that are decoded before the encoder asks for them."""
MAX_BATCH_PIXELS = 96_000_000
"""Decoded pixels in one batch (288 MB): large photographs travel in smaller batches."""
BATCH_S = 0.4
"""How long a batch on a processor should take: others wait for it."""
TRUSTED_S = 24 * 3600.0
"""So long, and hardly an index takes longer, what is searched of it are the files as it found them."""
FIRST_BATCH = 2
"""Pictures in the first batch, whose time nobody knows yet."""


@dataclass(frozen=True)
class EncodingReport:
    """State what became of a catalogue's pictures.

    Attributes:
        embeddings: of the items that could be read, in catalogue order, with the items' ids.
        failures: (item id, what is wrong with its picture) for every other item, in catalogue order.
        n_encoded: pictures that the model encoded in this run.
        n_cached: items that were known already, or whose picture equals another item's.
    """

    embeddings: Embeddings
    failures: tuple[tuple[str, str], ...]
    n_encoded: int
    n_cached: int


@dataclass
class _Content:
    """One new picture content and the items that show it; `problems` say for each why it can't be decoded."""

    key: bytes
    items: list[Item]
    image: Image | None = None
    problems: dict[str, str] = field(default_factory=dict)


def encode_catalogue(
    catalogue: Catalogue,
    model: VisionLanguageModel,
    *,
    cache: EmbeddingCache | None = None,
    on_progress: OnProgress | None = None,
    batch_size: int | None = None,
) -> EncodingReport:
    """Encode all pictures of a catalogue, as far as they are not in the cache yet.

    `on_progress(done, total)` counts items: first those that need no encoding, then after each batch.
    A picture that cannot be read is left out and listed.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.models.hand import HandModel
        >>> shop = Catalogue("shop", [Item("1", Image.new("RGB", (4, 4), "red")), Item("2", "gone.jpg")])
        >>> report = encode_catalogue(shop, HandModel(), cache=EmbeddingCache(tempfile.mkdtemp()))
        >>> report.embeddings.ids, [item_id for item_id, _ in report.failures]
        (('1',), ['2'])
    """
    run = _Run(catalogue, model, cache or EmbeddingCache(), on_progress)
    with ThreadPoolExecutor(N_DECODERS) as pool:
        with stage("name pictures", n=len(catalogue)):
            run.name_pictures(pool)
            run.read_rows()
        new = run.new_contents()
        run.tell(len(catalogue) - sum(len(content.items) for content in new))
        pace = Pace(batch_size or model.batch_size, timed=batch_size is None and model.device == "cpu")
        for batch in _batches(_decode_ahead(pool, new), pace):
            before = time.perf_counter()
            run.encode(batch)
            pace.note(len(batch), time.perf_counter() - before)
            run.tell(sum(len(content.items) for content in batch))
    return run.report()


@dataclass
class Pace:
    """Say how many pictures the next batch holds: `most`, or as many as take BATCH_S when it is timed.

    A search that comes in between waits for one batch: 2 s for 8 pictures of a ViT-B/32 on two busy cores.

    Example:
        >>> pace = Pace(32, timed=True)
        >>> pace.note(2, 0.16)
        >>> pace.size
        4
    """

    most: int
    timed: bool
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = min(FIRST_BATCH, self.most) if self.timed else self.most

    def note(self, n: int, seconds: float) -> None:
        """Learn what a batch of n pictures took."""
        if self.timed:
            fitting = int(n * BATCH_S / max(seconds, 1e-9))
            self.size = max(1, min(fitting, 2 * self.size, self.most))


def known_part(
    catalogue: Catalogue, model: VisionLanguageModel, *, cache: EmbeddingCache | None = None
) -> Catalogue:
    """Return the items whose pictures the model has encoded before, in order: searchable at once.

    Files that this process has named within `TRUSTED_S` count as unchanged.

    Example:
        >>> import tempfile
        >>> from PIL import Image
        >>> from fvl_core.models.hand import HandModel
        >>> shop = Catalogue("shop", [Item(str(n), Image.new("RGB", (n, 4))) for n in (1, 2)])
        >>> cache = EmbeddingCache(tempfile.mkdtemp())
        >>> _ = cache.encode_images(HandModel(), [shop[1].image])
        >>> known_part(shop, HandModel(), cache=cache).ids
        ('2',)
    """
    run = _Run(catalogue, model, cache or EmbeddingCache(), None)
    with ThreadPoolExecutor(N_DECODERS) as pool:
        run.name_pictures(pool, trusted_s=TRUSTED_S)
    known = run.cache.store(model).known(run.keys.values())
    items = [item for item in catalogue if run.keys.get(item.id) in known]
    return Catalogue(catalogue.name, items, source=catalogue.source, licence=catalogue.licence)


@dataclass
class _Run:
    """One pass over a catalogue: the content of each item, the rows so far, what failed."""

    catalogue: Catalogue
    model: VisionLanguageModel
    cache: EmbeddingCache
    on_progress: OnProgress | None
    keys: dict[str, bytes] = field(default_factory=dict)
    rows: dict[bytes, Row] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)
    n_encoded: int = 0
    n_done: int = 0

    def name_pictures(self, pool: Executor, *, trusted_s: float = 0.0) -> None:
        """Find the content key of every item whose file is there; files that nobody read before are read."""
        contents = self.cache.contents
        found: dict[str, bytes | InvalidInputError | None] = {
            item.id: contents.known_key(item.image, trusted_s=trusted_s) for item in self.catalogue
        }
        new = [item for item in self.catalogue if found[item.id] is None]
        found |= zip((item.id for item in new), pool.map(self._key, new), strict=True)
        for item_id, named in found.items():
            if isinstance(named, bytes):
                self.keys[item_id] = named
            else:
                self.failures[item_id] = str(named)
        self.cache.contents.save()

    def read_rows(self) -> None:
        """Read the rows that are known."""
        self.rows = self.cache.store(self.model).get(self.keys.values())

    def new_contents(self) -> list[_Content]:
        """Return what has to be encoded, each content once."""
        contents: dict[bytes, _Content] = {}
        for item_id, key in self.keys.items():
            if key not in self.rows:
                contents.setdefault(key, _Content(key, [])).items.append(self.catalogue.item(item_id))
        return list(contents.values())

    def encode(self, batch: list[_Content]) -> None:
        """Encode and save a batch; note what could not be decoded."""
        for content in batch:
            self.failures |= content.problems
        good = [content for content in batch if content.image is not None]

        def encode_new(positions: list[int]) -> Embeddings:
            self.n_encoded += len(positions)
            images = [image for position in positions if (image := good[position].image) is not None]
            return self.model.encode_images(images, batch_size=len(images))

        self.rows |= self.cache.remember(self.model, "image", [content.key for content in good], encode_new)
        for content in good:
            content.image = None

    def tell(self, n_more: int) -> None:
        """Report progress."""
        self.n_done += n_more
        if self.on_progress is not None:
            self.on_progress(self.n_done, len(self.catalogue))

    def report(self) -> EncodingReport:
        """Sum up."""
        ids = [item_id for item_id, key in self.keys.items() if key in self.rows]
        return EncodingReport(
            gather(ids, [self.keys[item_id] for item_id in ids], self.rows, self.model),
            tuple(
                (item_id, self.failures[item_id])
                for item_id in self.catalogue.ids
                if item_id in self.failures
            ),
            self.n_encoded,
            len(ids) - self.n_encoded,
        )

    def _key(self, item: Item) -> bytes | InvalidInputError:
        try:
            return self.cache.contents.key(item.image)
        except InvalidInputError as error:
            return error


def _decode_ahead(pool: Executor, contents: Iterable[_Content]) -> Iterator[_Content]:
    """Yield contents in order, decoded; at most N_AHEAD wait, and of large ones MAX_BATCH_PIXELS pixels."""
    waiting: deque[tuple[int, Future[_Content]]] = deque()
    for content in contents:
        size = n_pixels(content.items[0].image)
        while waiting and (
            len(waiting) >= N_AHEAD or size + sum(each for each, _ in waiting) > MAX_BATCH_PIXELS
        ):
            yield waiting.popleft()[1].result()
        waiting.append((size, pool.submit(_decode, content)))
    while waiting:
        yield waiting.popleft()[1].result()


def _decode(content: _Content) -> _Content:
    for item in content.items:
        try:
            content.image = item.open()
            content.problems.clear()
            break
        except InvalidInputError as error:
            content.problems[item.id] = str(error)
    return content


def _batches(contents: Iterable[_Content], pace: Pace) -> Iterator[list[_Content]]:
    """Cut into batches of the pace's size and, beyond the first, at most MAX_BATCH_PIXELS pixels."""
    batch: list[_Content] = []
    total = 0
    for content in contents:
        more = content.image.width * content.image.height if content.image is not None else 0
        if batch and (len(batch) >= pace.size or total + more > MAX_BATCH_PIXELS):
            yield batch
            batch, total = [], 0
        batch.append(content)
        total += more
    if batch:
        yield batch

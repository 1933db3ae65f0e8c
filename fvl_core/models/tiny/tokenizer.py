"""fvl-tiny's word pieces: lower case, no punctuation, and a list of the words that training has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fvl_core.foundation.errors import CorruptFileError, WeightsUnavailable
from fvl_core.foundation.files import bytes_digest

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from tokenizers.normalizers import Normalizer

PADDING, START, UNKNOWN = "[PAD]", "[CLS]", "[UNK]"
TOKENIZER_FILE = "tokenizer.json"
WORDS_FILE = "words.txt"

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_ENDINGS = 400


class TinyTokenizer:
    """Cut sentences into ids and tell which words the model never met.

    "Long-sleeved", "long sleeved" and "LONG SLEEVED" give the same ids; "women's" is "womens".

    Example:
        >>> tokenizer = TinyTokenizer.train(["a red dress", "a blue dress"] * 2, size=60)
        >>> tokenizer.encode(["Red dress!", "red"], max_tokens=8).shape
        (2, 8)
        >>> tokenizer.unknown_words("a red tutu")
        ('tutu',)
    """

    def __init__(self, pieces: Tokenizer, words: Iterable[str]) -> None:
        self._pieces = pieces
        self.words = frozenset(words)
        special = [pieces.token_to_id(name) for name in (PADDING, START, UNKNOWN)]
        if special != [0, 1, 2]:
            raise CorruptFileError(
                "The tokenizer lacks [PAD], [CLS], [UNK] as ids 0, 1, 2.",
                remedy="Restore tokenizer.json from the repository.",
            )

    @property
    def size(self) -> int:
        """Return the number of pieces."""
        return self._pieces.get_vocab_size()

    @property
    def digest(self) -> str:
        """Return sixteen hexadecimal digits that change with any piece or rule."""
        return bytes_digest(self._pieces.to_str())[:16]

    def encode(self, texts: Sequence[str], *, max_tokens: int) -> np.ndarray:
        """Return ids (n, longest) int64, 0 for padding; longer sentences are cut at `max_tokens`."""
        rows = [encoding.ids[:max_tokens] for encoding in self._pieces.encode_batch(list(texts))]
        ids = np.zeros((len(rows), max((len(row) for row in rows), default=1)), np.int64)
        for place, row in enumerate(rows):
            ids[place, : len(row)] = row
        return ids

    def n_pieces(self, text: str) -> int:
        """Return how many ids a text has before anything is cut."""
        return len(self._pieces.encode(text).ids)

    def split(self, text: str) -> tuple[str, ...]:
        """Return the text's words as the model reads them: levelled, without punctuation."""
        return tuple(self._pieces.normalizer.normalize_str(text).split())

    def unknown_words(self, text: str) -> tuple[str, ...]:
        """Return the words that training never showed, each once, in order; numbers are left out."""
        strange = (word for word in self.split(text) if word not in self.words and not word.isdigit())
        return tuple(dict.fromkeys(strange))

    def spare_ids(self) -> np.ndarray:
        """Return the pieces that no known word needs (and [UNK]): what strange words are made of."""
        used = {piece for row in self._pieces.encode_batch(sorted(self.words)) for piece in row.ids}
        return np.array([2, *sorted(set(range(3, self.size)) - used)])

    def knowing(self, sentences: Iterable[str]) -> TinyTokenizer:
        """Return the same pieces with the words of `sentences` as those that count as known."""
        return TinyTokenizer(self._pieces, _count_words(_levelling(), sentences))

    def save(self, folder: Path) -> None:
        """Write tokenizer.json and words.txt."""
        folder.mkdir(parents=True, exist_ok=True)
        self._pieces.save(str(folder / TOKENIZER_FILE), pretty=False)
        (folder / WORDS_FILE).write_text("\n".join(sorted(self.words)) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TinyTokenizer:
        """Read what `save` wrote.

        Raises:
            WeightsUnavailable: when a file is missing. CorruptFileError: when one is not a tokenizer.
        """
        from tokenizers import Tokenizer

        try:
            content = (folder / TOKENIZER_FILE).read_bytes()
            words = (folder / WORDS_FILE).read_text(encoding="utf-8").split()
        except FileNotFoundError as error:
            raise WeightsUnavailable(
                f"{error.filename} is missing.", remedy="Restore assets/models/fvl-tiny from the repository."
            ) from error
        try:
            pieces = Tokenizer.from_buffer(content)
        except Exception as error:  # the tokenizers library raises bare Exception
            raise CorruptFileError(
                f"{folder / TOKENIZER_FILE} is not a tokenizer.", remedy="Restore it from the repository."
            ) from error
        return cls(pieces, words)

    @classmethod
    def train(cls, sentences: Iterable[str], *, size: int, more: Iterable[str] = ()) -> TinyTokenizer:
        """Make a vocabulary of at most `size` pieces.

        The words of `sentences` count as known, those of `more` lend pieces only. Every letter is a piece,
        then come known words, then common endings and words of `more`; equal counts stand in alphabetical
        order, so the same texts always give the same ids.
        """
        levelling = _levelling()
        known = _count_words(levelling, sentences)
        lent = _count_words(levelling, more)
        every = known + lent
        endings = Counter(f"##{word[cut:]}" for word in every for cut in range(1, len(word) - 1))
        letters = [*_LETTERS, *(f"##{letter}" for letter in _LETTERS)]
        ranked = [*_by_count(known), *_by_count(endings)[:_ENDINGS], *_by_count(lent)]
        pieces = dict.fromkeys([PADDING, START, UNKNOWN, *letters, *ranked])
        return cls(_assemble(list(pieces)[:size], levelling), known)


def _levelling() -> Normalizer:
    from tokenizers import Regex, normalizers

    return normalizers.Sequence(
        [
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Lowercase(),
            normalizers.Replace(Regex("['’]"), ""),
            normalizers.Replace(Regex("[^a-z0-9]+"), " "),
            normalizers.Strip(),
        ]
    )


def _count_words(levelling: Normalizer, texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in levelling.normalize_str(text).split())


def _by_count(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda word: (-counts[word], word))


def _assemble(pieces: Sequence[str], levelling: Normalizer) -> Tokenizer:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    ids = {piece: place for place, piece in enumerate(pieces)}
    made = Tokenizer(models.WordPiece(ids, unk_token=UNKNOWN, max_input_chars_per_word=40))
    made.normalizer = levelling
    made.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    made.post_processor = processors.TemplateProcessing(single=f"{START} $A", special_tokens=[(START, 1)])
    return made

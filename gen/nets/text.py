"""From words to vectors: a closed vocabulary, and a small transformer that reads a prompt.

    "a red car" → its words' numbers, after one that says "here it begins" → 1 + 3 vectors of WIDTH

Each layer is x + attention(norm(x)) and then x + W SiLU(V norm(x)): Vaswani et al. 2017
(arXiv:1706.03762), with the norm before (Xiong et al. 2020, arXiv:2002.04745) and learned
positions. It is trained along with the network that paints. A prompt of no words is allowed: it
is what that network hears where it is told nothing.
"""

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.nets.layers import (
    Shapes,
    Weights,
    attention,
    attention_shapes,
    linear,
    linear_shapes,
    norm,
    silu,
)
from gen.nets.product import Floats

WIDTH, LAYERS = 96, 2
LENGTH = 12  # tokens at most: the beginning and eleven words
BEGIN, NOTHING = 0, -1  # the tokens that are no words; word i of the vocabulary is token i + 1
Tokens = npt.NDArray[np.int64]


class Said(NamedTuple):
    """What has been read: a vector for each token (B, L, WIDTH), and which are there (B, L).

    The first, which stands for the beginning, has seen all the words: it is the whole prompt.
    """

    vectors: Floats
    there: npt.NDArray[np.bool_]


def words_of(prompt: str) -> list[str]:
    """The words of a prompt, in small letters: what stands between spaces and marks."""
    return [word for word in re.split(r"[\s,.;:!?]+", prompt.lower()) if word]


def tokenise(prompts: Sequence[str], vocabulary: Sequence[str]) -> Tokens:
    """The numbers of the words, (B, L): L is 1 and the most words of a prompt; NOTHING behind.

    Raises ValueError for an unknown word, naming it and the nearest ones that are known, and for
    more words than fit.
    """
    numbers = {word: i + 1 for i, word in enumerate(vocabulary)}
    read = [words_of(prompt) for prompt in prompts]
    for words in read:
        if len(words) >= LENGTH:
            raise check.wrong("prompt", f"{len(words)} words", f"at most {LENGTH - 1}")
        for word in words:
            if word not in numbers:
                raise unknown(word, vocabulary)
    tokens = np.full((len(read), 1 + max(map(len, read), default=0)), NOTHING)
    for row, words in zip(tokens, read, strict=True):
        row[: len(words) + 1] = [BEGIN, *(numbers[word] for word in words)]
    return tokens


def nearest(word: str, vocabulary: Sequence[str], n: int = 3) -> list[str]:
    """The known words that look most like this one, at most n, the nearest first."""
    return difflib.get_close_matches(word.lower(), vocabulary, n=n, cutoff=0.0)


def unknown(word: str, vocabulary: Sequence[str]) -> ValueError:
    """The error to raise for a word that is not in the vocabulary."""
    near = ", ".join(nearest(word, vocabulary))
    return check.wrong(
        "prompt", f"the unknown word {check.shown(word)}", f"known (nearest: {near})"
    )


def encode(weights: Weights, tokens: Tokens) -> Said:
    """Read prompts: tokens (B, L) of `tokenise` → what they say. Raises ValueError."""
    if tokens.ndim != 2 or not 1 <= tokens.shape[1] <= LENGTH:
        raise check.wrong("tokens", f"shape {tokens.shape}", f"(B, L) with L from 1 to {LENGTH}")
    there = tokens != NOTHING
    x = weights["text.words"][np.where(there, tokens, BEGIN)]
    x = x + weights["text.places"][: tokens.shape[1]]
    for layer in range(1, LAYERS + 1):
        h = norm(x)
        x = x + attention(weights, f"text.{layer}.self", h, h, there)[0]
        h = silu(linear(weights, f"text.{layer}.wide", norm(x)))
        x = x + linear(weights, f"text.{layer}.back", h)
    return Said(norm(x), there)


def shapes(vocabulary: int) -> Shapes:
    """The shape of every weight, for a vocabulary of so many words."""
    found: Shapes = {"text.words": (vocabulary + 1, WIDTH), "text.places": (LENGTH, WIDTH)}
    for layer in range(1, LAYERS + 1):
        found |= attention_shapes(f"text.{layer}.self", WIDTH, WIDTH)
        found |= linear_shapes(f"text.{layer}.wide", WIDTH, 4 * WIDTH)
        found |= linear_shapes(f"text.{layer}.back", 4 * WIDTH, WIDTH)
    return found

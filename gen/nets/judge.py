"""A network that says what is on a picture: subject, colour, place and time. It measures the other.

    picture (B, 32, 32, 3) → pixels folded → 16 × 16 → 8 × 8 → 4 × 4, two convolutions on each
    → the mean over all places, FEATURES numbers → a score for each word of each part

It has learned from real scenes alone, with gen/train/judge.py, and no sampler ever asks it.
"""

import functools
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gen.diffusion import check, tally
from gen.nets import safetensors
from gen.nets.layers import (
    Shapes,
    Weights,
    fold,
    linear,
    linear_shapes,
    norm,
    plain,
    plain_shapes,
    silu,
)
from gen.nets.product import Floats

WEIGHTS = Path(__file__).parents[1] / "weights" / "judge" / "weights.safetensors"
N = 32
WIDTHS = (32, 64, 128)  # channels at 16 × 16, 8 × 8 and 4 × 4
FEATURES = WIDTHS[-1]
Parts = Mapping[str, int]  # the parts of a scene, and how many words each has


@functools.cache
def load(file: Path = WEIGHTS) -> Weights:
    """The weights, in single precision. Raises OSError, ValueError where one lacks or misfits."""
    found = {name: w.astype(np.float32) for name, w in safetensors.load(file).items()}
    reads = {n.split(".")[1]: len(w) for n, w in found.items() if n.startswith("reads.")}
    if not reads or {name: w.shape for name, w in found.items()} != shapes(reads):
        raise ValueError(f"{file.name} has not the weights of this network: bring or train it anew")
    return found


def features(weights: Weights, pictures: npt.ArrayLike) -> Floats:
    """What a picture (B, 32, 32, 3) in [−1, 1] is like: (B, FEATURES). Raises ValueError."""
    x = np.asarray(pictures, np.float32)
    if x.ndim != 4 or x.shape[1:] != (N, N, 3):
        raise check.wrong("pictures", f"shape {x.shape}", f"(B, {N}, {N}, 3)")
    tally.note("judge", len(x))
    for level in range(1, len(WIDTHS) + 1):
        x = linear(weights, f"{level}.in", fold(x))
        x = plain(weights, str(level), x)
    return silu(norm(x)).mean(axis=(1, 2))


def scores(weights: Weights, pictures: npt.ArrayLike) -> dict[str, Floats]:
    """How much each word fits, (B, words) for each part; the best-fitting has the highest score."""
    seen = features(weights, pictures)
    parts = [
        name.split(".")[1] for name in weights if name.startswith("reads.") and name[-1] == "w"
    ]
    return {part: linear(weights, f"reads.{part}", seen) for part in parts}


def shapes(parts: Parts) -> Shapes:
    """The shape of every weight."""
    found: Shapes = {}
    before = 3
    for level, C in enumerate(WIDTHS, start=1):
        found |= linear_shapes(f"{level}.in", 4 * before, C)
        found |= plain_shapes(str(level), C)
        before = C
    for part, words in parts.items():
        found |= linear_shapes(f"reads.{part}", FEATURES, words)
    return found

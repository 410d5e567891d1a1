"""The network of the lab: a small U-Net that looks at a picture x_t of 32 × 32 cells.

    xt (B, 32, 32) → cells folded two by two into channels (B, 16, 16, 4) → one block at 16 × 16
    → folded again, three blocks at 8 × 8 → unfolded, joined by what the first block saw
    → one block at 16 × 16 → v (B, 32, 32)

What a block is stands in layers.py. U-Net: Ronneberger et al. 2015 (arXiv:1505.04597). Arrays are
(B, H, W, C).

It names v (Salimans & Ho 2022, arXiv:2202.00512). gen/train/grid.py has taught it.
"""

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gen.diffusion import check, tally
from gen.nets import safetensors
from gen.nets.layers import (
    Shapes,
    Weights,
    block,
    block_shapes,
    conv,
    fold,
    linear,
    linear_shapes,
    norm,
    silu,
    unfold,
)
from gen.nets.mlp import FEATURES, embed
from gen.nets.product import Floats

WEIGHTS = Path(__file__).parents[1] / "weights" / "grid" / "weights.safetensors"
N = 32
FINE, COARSE, TOLD = 48, 76, 64  # channels at 16 × 16, at 8 × 8, and of what is told of the noise


@functools.cache
def load(file: Path = WEIGHTS) -> Weights:
    """The weights, in single precision. Raises OSError, ValueError where one lacks or misfits."""
    found = {name: w.astype(np.float32) for name, w in safetensors.load(file).items()}
    if {name: w.shape for name, w in found.items()} != shapes():
        raise ValueError(f"{file.name} has not the weights of this network: bring or train it anew")
    return found


def predict(weights: Weights) -> Callable[[npt.ArrayLike, npt.ArrayLike], Floats]:
    """The network as `gen.diffusion.denoisers.learned` wants it: (x_t, ᾱ) → v."""
    return lambda xt, abar: forward(weights, xt, abar)


def forward(weights: Weights, xt: npt.ArrayLike, abar: npt.ArrayLike) -> Floats:
    """v (B, 32, 32) for x_t (B, 32, 32) and ᾱ (B,). Raises ValueError for another shape."""
    x = np.asarray(xt, np.float32)
    if x.ndim != 3 or x.shape[1:] != (N, N):
        raise check.wrong("xt", f"shape {x.shape}", f"(B, {N}, {N})")
    tally.note("grid", len(x))
    told = silu(linear(weights, "told", embed(abar)))
    fine = conv(weights, "in", fold(x[..., None]))
    fine = block(weights, "before", fine, told)
    coarse = linear(weights, "down", fold(fine))
    for name in ("deep1", "deep2", "deep3"):
        coarse = block(weights, name, coarse, told)
    fine = fine + unfold(linear(weights, "up", coarse))
    fine = block(weights, "after", fine, told)
    return unfold(conv(weights, "out", silu(norm(fine))))[..., 0]


def shapes() -> Shapes:
    """The shape of every weight."""
    found = linear_shapes("told", FEATURES, TOLD)
    found |= linear_shapes("in", 9 * 4, FINE) | linear_shapes("down", 4 * FINE, COARSE)
    found |= linear_shapes("up", COARSE, 4 * FINE) | linear_shapes("out", 9 * FINE, 4)
    blocks = {"before": FINE, "deep1": COARSE, "deep2": COARSE, "deep3": COARSE, "after": FINE}
    for name, C in blocks.items():
        found |= block_shapes(name, C, TOLD)
    return found

"""The network of the lab: a small U-Net that looks at a picture x_t of 32 × 32 cells.

    xt (B, 32, 32) → cells folded two by two into channels (B, 16, 16, 4) → one block at 16 × 16
    → folded again, three blocks at 8 × 8 → unfolded, joined by what the first block saw
    → one block at 16 × 16 → v (B, 32, 32)

A block is x + conv(SiLU(norm(film(conv(SiLU(norm(x))))))): He et al. 2016 (arXiv:1603.05027),
told how noisy its input is by a scale and a shift for each channel (FiLM, Perez et al. 2017,
arXiv:1709.07871). U-Net: Ronneberger et al. 2015 (arXiv:1505.04597). Arrays are (B, H, W, C);
a 3 × 3 convolution is a matrix (C_out, 9 C_in), a 1 × 1 one (C_out, C_in).

It names v (Salimans & Ho 2022, arXiv:2202.00512). gen/train/grid.py has taught it.
"""

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from gen.diffusion import check
from gen.nets import safetensors
from gen.nets.mlp import embed
from gen.nets.product import Floats, product

WEIGHTS = Path(__file__).parents[1] / "weights" / "grid" / "weights.safetensors"
N = 32
FINE, COARSE, TOLD = 48, 76, 64  # channels at 16 × 16, at 8 × 8, and of what is told of the noise
Weights = dict[str, Floats]


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
    told = silu(linear(weights, "told", embed(abar)))
    fine = conv(weights, "in", fold(x[..., None]))
    fine = block(weights, "before", fine, told)
    coarse = linear(weights, "down", fold(fine))
    for name in ("deep1", "deep2", "deep3"):
        coarse = block(weights, name, coarse, told)
    fine = fine + unfold(linear(weights, "up", coarse))
    fine = block(weights, "after", fine, told)
    return unfold(conv(weights, "out", silu(norm(fine))))[..., 0]


def block(weights: Weights, name: str, x: Floats, told: Floats) -> Floats:
    """Two convolutions beside a way that leaves x as it is."""
    film = linear(weights, f"{name}.film", told)[:, None, None]
    scale, shift = np.split(film, 2, axis=-1)
    h = conv(weights, f"{name}.conv1", silu(norm(x)))
    return x + conv(weights, f"{name}.conv2", silu(norm(h) * (1 + scale) + shift))


def conv(weights: Weights, name: str, x: Floats) -> Floats:
    """A 3 × 3 convolution with zeros round the edge: one product of matrices."""
    B, H, W, C = x.shape
    padded = np.zeros((B, H + 2, W + 2, C), np.float32)
    padded[:, 1:-1, 1:-1] = x
    windows = sliding_window_view(padded, (3, 3), axis=(1, 2))  # type: ignore[call-overload]
    rows = windows.transpose(0, 1, 2, 4, 5, 3).reshape(B * H * W, 9 * C)  # a copy
    return product(rows, weights[f"{name}.w"]).reshape(B, H, W, -1) + weights[f"{name}.b"]


def linear(weights: Weights, name: str, x: Floats) -> Floats:
    """W x + b along the last axis."""
    flat = np.ascontiguousarray(x.reshape(-1, x.shape[-1]))
    return product(flat, weights[f"{name}.w"]).reshape(*x.shape[:-1], -1) + weights[f"{name}.b"]


def norm(x: Floats) -> Floats:
    """Each place divided by the root mean square of its channels: Zhang & Sennrich 2019
    (arXiv:1910.07467)."""
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + np.float32(1e-5))


def silu(x: Floats) -> Floats:
    """x/(1 + e^−x)."""
    return x / (1 + np.exp(-x))


def fold(x: Floats) -> Floats:
    """Two by two places become channels: (B, H, W, C) → (B, H/2, W/2, 4C)."""
    B, H, W, C = x.shape
    parts = x.reshape(B, H // 2, 2, W // 2, 2, C).transpose(0, 1, 3, 2, 4, 5)
    return np.ascontiguousarray(parts).reshape(B, H // 2, W // 2, 4 * C)


def unfold(x: Floats) -> Floats:
    """The way back from `fold`."""
    B, H, W, C = x.shape
    parts = x.reshape(B, H, W, 2, 2, C // 4).transpose(0, 1, 3, 2, 4, 5)
    return np.ascontiguousarray(parts).reshape(B, 2 * H, 2 * W, C // 4)


def shapes() -> dict[str, tuple[int, ...]]:
    """The shape of every weight."""
    found: dict[str, tuple[int, ...]] = {"told.w": (TOLD, 8), "told.b": (TOLD,)}
    ends = {"in": (9 * 4, FINE), "down": (4 * FINE, COARSE), "up": (COARSE, 4 * FINE)}
    for name, (inputs, outputs) in {**ends, "out": (9 * FINE, 4)}.items():
        found |= {f"{name}.w": (outputs, inputs), f"{name}.b": (outputs,)}
    blocks = {"before": FINE, "deep1": COARSE, "deep2": COARSE, "deep3": COARSE, "after": FINE}
    for name, C in blocks.items():
        found |= {f"{name}.film.w": (2 * C, TOLD), f"{name}.film.b": (2 * C,)}
        for part in ("conv1", "conv2"):
            found |= {f"{name}.{part}.w": (C, 9 * C), f"{name}.{part}.b": (C,)}
    return found

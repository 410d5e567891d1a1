"""What the networks that look at pictures are made of.

Arrays are (B, H, W, C), or (B, N, C) where they are rows of N tokens; weights are named, a matrix
"name.w" (C_out, C_in) and what is added, "name.b" (C_out,). gen/train/layers.py is the same again
for PyTorch to differentiate.
"""

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from gen.nets.product import Floats, product

Weights = dict[str, Floats]
Shapes = dict[str, tuple[int, ...]]
HEAD = 32  # channels of one head of attention


def block(weights: Weights, name: str, x: Floats, told: Floats) -> Floats:
    """x + conv(SiLU(film(norm(conv(SiLU(norm(x))))))): two convolutions beside a way that leaves x
    as it is.

    He et al. 2016 (arXiv:1603.05027), told what to do by a scale and a shift for each channel
    (FiLM, Perez et al. 2017, arXiv:1709.07871). told: (B, T).
    """
    film = linear(weights, f"{name}.film", told)[:, None, None]
    scale, shift = np.split(film, 2, axis=-1)
    h = conv(weights, f"{name}.conv1", silu(norm(x)))
    return x + conv(weights, f"{name}.conv2", silu(norm(h) * (1 + scale) + shift))


def plain(weights: Weights, name: str, x: Floats) -> Floats:
    """The same, told nothing: x + conv(SiLU(norm(conv(SiLU(norm(x))))))."""
    h = conv(weights, f"{name}.conv1", silu(norm(x)))
    return x + conv(weights, f"{name}.conv2", silu(norm(h)))


def attention(
    weights: Weights, name: str, x: Floats, seen: Floats, there: npt.NDArray[np.bool_] | None = None
) -> tuple[Floats, Floats]:
    """What each of x's tokens takes from those that it looks at, and how much it looks at which.

        softmax(Q Kᵀ/√HEAD) V,   Q = W_q x,   K, V = W_kv seen

    Eq. 1 of Vaswani et al. 2017 (arXiv:1706.03762), in heads of HEAD channels, their Sec. 3.2.2.
    x: (B, N, C), seen: (B, M, D); where `there` (B, M) is false, nobody looks. Returns (B, N, C)
    and the map (B, heads, N, M), whose rows sum to 1.
    """
    q = _heads(linear(weights, f"{name}.q", x))
    k, v = map(_heads, np.split(linear(weights, f"{name}.kv", seen), 2, axis=-1))
    scores = product(q, k) * np.float32(HEAD**-0.5)
    if there is not None:
        scores = np.where(there[:, None, None], scores, np.float32(-1e9))
    looks = softmax(scores)
    taken = product(looks, np.ascontiguousarray(v.swapaxes(2, 3)))  # (B, heads, N, HEAD)
    return linear(weights, f"{name}.out", taken.swapaxes(1, 2).reshape(x.shape)), looks


def _heads(x: Floats) -> Floats:
    """(B, N, C) → (B, heads, N, HEAD)."""
    B, N, C = x.shape
    return np.ascontiguousarray(x.reshape(B, N, C // HEAD, HEAD).swapaxes(1, 2))


def conv(weights: Weights, name: str, x: Floats) -> Floats:
    """A 3 × 3 convolution with zeros round the edge: one product of matrices.

    Its matrix is (C_out, 9 C_in): the nine places row by row, and for each the channels.
    """
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


def softmax(x: Floats) -> Floats:
    """e^x, divided by its sum, along the last axis."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


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


def linear_shapes(name: str, inputs: int, outputs: int) -> Shapes:
    """The weights of `linear`; those of `conv` with 9 times the inputs."""
    return {f"{name}.w": (outputs, inputs), f"{name}.b": (outputs,)}


def block_shapes(name: str, C: int, told: int) -> Shapes:
    """The weights of `block`."""
    return {
        **linear_shapes(f"{name}.film", told, 2 * C),
        **plain_shapes(name, C),
    }


def plain_shapes(name: str, C: int) -> Shapes:
    """The weights of `plain`."""
    return {
        **linear_shapes(f"{name}.conv1", 9 * C, C),
        **linear_shapes(f"{name}.conv2", 9 * C, C),
    }


def attention_shapes(name: str, C: int, seen: int) -> Shapes:
    """The weights of `attention`."""
    return {
        **linear_shapes(f"{name}.q", C, C),
        **linear_shapes(f"{name}.kv", seen, 2 * C),
        **linear_shapes(f"{name}.out", C, C),
    }

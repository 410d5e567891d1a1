"""A multilayer perceptron that looks at a point x_t of the plane and at how noisy it is.

    weights  {"w1": (H, 2 + F), "b1": (H,), …, "w4": (2, H), "b4": (2,)}, float32
    xt       (B, 2)        abar   ᾱ of each, (B,) in [0, 1]        H = width, F = FEATURES

Matrices are stored output × input, as `product` wants them.
"""

import itertools
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gen.diffusion import check, tally
from gen.diffusion.schedules import log_snr
from gen.nets.product import Floats, product

Weights = dict[str, Floats]

FREQUENCIES = np.pi / 20 * np.array([1.0, 2.0, 4.0, 8.0])
FEATURES = 2 * len(FREQUENCIES)
MOST = 10.0  # of half the log-SNR: at ±10, σ/α or α/σ is 5e-5


def initial(rng: np.random.Generator, width: int = 64, depth: int = 3) -> Weights:
    """Random weights of `depth` hidden layers: N(0, 2/inputs), and 0 in the last layer.

    He et al. 2015 (arXiv:1502.01852); the zeros make the first guess 0. rng: draws them. width,
    depth: at least 1. Returns the weights. Raises ValueError.
    """
    check.generator("rng", rng)
    width, depth = check.count("width", width), check.count("depth", depth)
    sizes = [2 + FEATURES] + [width] * depth + [2]
    weights: Weights = {}
    for layer, (inputs, outputs) in enumerate(itertools.pairwise(sizes), start=1):
        scale = np.sqrt(2 / inputs) if layer <= depth else 0.0
        w = scale * rng.standard_normal((outputs, inputs))
        weights[f"w{layer}"] = w.astype(np.float32)
        weights[f"b{layer}"] = np.zeros(outputs, np.float32)
    return weights


def embed(abar: npt.ArrayLike) -> Floats:
    """Sines and cosines of half the log-SNR at four frequencies, (B, FEATURES).

    Sec. 3.5 of Vaswani et al. 2017 (arXiv:1706.03762), of ln(√ᾱ/√(1−ᾱ)) in place of a position,
    so that the network knows how noisy its input is, whatever the schedule. abar: (B,).
    """
    angle = np.clip(log_snr(abar) / 2, -MOST, MOST)[:, None] * FREQUENCIES
    return np.concatenate([np.sin(angle), np.cos(angle)], axis=1).astype(np.float32)


def forward(
    weights: Weights, xt: npt.ArrayLike, abar: npt.ArrayLike
) -> tuple[Floats, Callable[[npt.ArrayLike], Weights]]:
    """The network's answer (B, 2), and what gives the gradients of a loss from that of the answer.

    Layers are h ↦ SiLU(W h + b), SiLU(z) = z/(1 + e^−z) (Elfwing et al. 2017, arXiv:1702.03118);
    the last one has no SiLU. `backward(d loss/d answer)` gives {name: d loss/d weights}: the
    chain rule from the last layer to the first (Rumelhart et al. 1986, doi:10.1038/323533a0).
    """
    depth = len(weights) // 2
    tally.note("plane", len(np.asarray(xt)))
    h = np.concatenate([np.asarray(xt, np.float32), embed(abar)], axis=1)
    inputs, slopes = [], []
    for layer in range(1, depth + 1):
        inputs.append(h)
        h = product(h, weights[f"w{layer}"]) + weights[f"b{layer}"]
        if layer < depth:
            with np.errstate(over="ignore"):  # to infinity, where the gate is 0
                gate = 1 / (1 + np.exp(-h))
            slopes.append(gate * (1 + h * (1 - gate)))
            h = h * gate

    def backward(d_answer: npt.ArrayLike) -> Weights:
        gradients: Weights = {}
        d = np.asarray(d_answer, np.float32)
        for layer in range(depth, 0, -1):
            if layer < depth:
                d = d * slopes[layer - 1]
            gradients[f"w{layer}"] = product(_turned(d), _turned(inputs[layer - 1]))
            gradients[f"b{layer}"] = d.sum(axis=0)
            if layer > 1:
                d = product(d, _turned(weights[f"w{layer}"]))
        return gradients

    return h, backward


def predict(weights: Weights) -> Callable[[npt.ArrayLike, npt.ArrayLike], Floats]:
    """The network as `gen.diffusion.denoisers.learned` wants it: (x_t, ᾱ) → answer."""
    return lambda xt, abar: forward(weights, xt, abar)[0]


def _turned(a: Floats) -> Floats:
    return np.ascontiguousarray(a.T)

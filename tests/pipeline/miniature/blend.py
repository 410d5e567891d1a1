"""A tiny `blend`: reads a data file."""

import numpy as np

from gen.data import photograph
from gen.render.blend import Blend, Layer, Panel
from gen.render.figure import Readout, Steps


def figure(T: int = 4, seed: int = 7) -> Blend:
    """A photograph fades into noise."""
    x0 = photograph.cat()[::10, ::10]
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    share = np.linspace(0, 1, T + 1)
    return Blend(
        layers=[Layer(x0), Layer(eps, low=-4, high=4)],
        panels=[Panel(np.stack([1 - share, share], axis=1), "both", "x_t", "truth")],
        steps=Steps(labels=range(T + 1), readouts=[Readout("share", share)]),
        numbers={"T": T, "mean": float(x0.mean())},
    )

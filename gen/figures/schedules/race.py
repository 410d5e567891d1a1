"""One photograph and one noise, drowned side by side by two schedules.

In five seconds a reader must see: at the same step the linear schedule has all but swallowed
the cat, and the cosine schedule has not.
"""

import numpy as np

from gen.data import photograph
from gen.diffusion import schedules
from gen.diffusion.check import Array
from gen.render.blend import Blend, Layer, Panel
from gen.render.figure import Readout, Steps

RACERS = ("linear", "cosine")


def figure(T: int = 50, start: int = 25, seed: int = 7) -> Blend:
    """x_t for n = 0 … T with the linear and the cosine schedule, and the error of each.

    Source: Eq. 4 of Ho et al. 2020 (arXiv:2006.11239), with both schedules respaced to T.
    """
    x0 = photograph.cat()
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    abars = {
        name: np.concatenate([[1.0], schedules.alphas_cumprod(schedules.short(name, T))])
        for name in RACERS
    }
    mse = {name: errors(x0, eps, abar) for name, abar in abars.items()}
    signal = {name: schedules.signal(abar) for name, abar in abars.items()}
    return Blend(
        layers=[Layer(x0), Layer(eps, -4.0, 4.0)],
        panels=[
            Panel(np.stack([signal[name], schedules.noise(abars[name])], axis=1), name, "x_t")
            for name in RACERS
        ],
        steps=Steps(
            labels=range(T + 1),
            start=start,
            readouts=[
                Readout(f"{name} error", mse[name], words=f"mean squared error, {name}")
                for name in RACERS
            ],
        ),
        numbers={
            "T": T,
            "step": start,
            "power": float((x0**2).mean()),
            "error_last": float(mse["cosine"][-1]),
            "early": int(np.argmax(mse["linear"] >= mse["cosine"][start])),
        }
        | {f"error_{name}": float(mse[name][start]) for name in RACERS}
        | {f"signal_{name}": float(signal[name][start]) for name in RACERS},
    )


def errors(x0: Array, eps: Array, abar: Array) -> Array:
    """The mean of (x_t − x0)² over all values of the picture, for each ᾱ in `abar` (F,): (F,).

    x_t − x0 is (√ᾱ − 1) x0 + √(1−ᾱ) ε, so three means give the mean square for every ᾱ.
    """
    a, b = schedules.signal(abar) - 1, schedules.noise(abar)
    return a**2 * (x0**2).mean() + 2 * a * b * (x0 * eps).mean() + b**2 * (eps**2).mean()

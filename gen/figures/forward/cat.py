"""A photograph on its way into static, and the static that is in it.

In five seconds a reader must see: a slider drowns the cat in static, and the picture beside it is
exactly the static that has been put in.
"""

import numpy as np

from gen.data import photograph
from gen.diffusion import schedules
from gen.render.blend import Blend, Layer, Panel
from gen.render.figure import Readout, Steps


def figure(T: int = 50, schedule: str = "cosine", start: int = 21, seed: int = 7) -> Blend:
    """x_t and the noise in it for n = 0 … T, as sums of the photograph and one ε.

    Source: Eq. 4 of Ho et al. 2020 (arXiv:2006.11239).
    """
    x0 = photograph.cat()
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    abar = schedules.alphas_cumprod(schedules.short(schedule, T))
    abar = np.concatenate([[1.0], abar])  # frame 0 is the clean picture
    signal, noise = schedules.signal(abar), schedules.noise(abar)
    low, high = -4.0, 4.0  # 1 value in 16,000 lies outside
    zero = np.zeros_like(signal)

    return Blend(
        layers=[Layer(x0), Layer(eps, low, high)],
        panels=[
            Panel(np.stack([signal, noise], axis=1), "what a network sees", r"x_t", "truth"),
            Panel(
                np.stack([zero, noise], axis=1),
                "the noise in it",
                r"\sqrt{1-\bar\alpha_t}\varepsilon",
                "noise",
            ),
        ],
        steps=Steps(
            labels=range(T + 1),
            start=start,
            readouts=[Readout("signal", signal, "signal"), Readout("noise", noise, "noise")],
        ),
        numbers={"T": T, "rounding": (high - low) / 255 / 2 * 127.5},
    )

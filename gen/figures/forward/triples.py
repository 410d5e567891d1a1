"""Training data that costs nothing: question, step and answer, as many as one likes."""

import numpy as np
from PIL import Image

from gen.data import photograph
from gen.diffusion import schedules
from gen.diffusion.process import q_sample
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel


def figure(count: int = 24, size: int = 48, T: int = 1000, seed: int = 11) -> Frames:
    """`count` triples (x_t, t, ε) made from one photograph, as in a training run.

    Source: lines 2 to 4 of Algorithm 1 of Ho et al. 2020 (arXiv:2006.11239).
    """
    picture = Image.fromarray(((photograph.cat() + 1) * 127.5).astype(np.uint8))
    small = np.asarray(picture.resize((size, size), Image.Resampling.BOX))
    x0 = np.repeat(small[None] / 127.5 - 1, count, axis=0)
    rng = np.random.default_rng(seed)
    t = rng.integers(0, T, size=count)
    eps = rng.standard_normal(x0.shape)
    abar = schedules.alphas_cumprod(schedules.cosine(T))
    xt = q_sample(x0, t, eps, abar)
    return Frames(
        panels=[
            Panel(xt, "the question", r"x_t", "truth"),
            Panel(eps, "the answer", r"\varepsilon", "noise", low=-4, high=4),
        ],
        steps=Steps(
            labels=range(1, count + 1),
            start=int(np.argmin(np.abs(t - 0.12 * T))),
            per_second=2,
            unit="example",
            readouts=[
                Readout("at step", t + 1, form="d"),
                Readout("signal", schedules.signal(abar[t]), "signal"),
                Readout("noise", schedules.noise(abar[t]), "noise"),
            ],
        ),
        numbers={"triples": count, "triple_values": int(x0[0].size), "triple_T": T},
    )

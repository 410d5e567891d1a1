"""What the flow is taught, and what it does: lines that cross, and paths that cannot."""

import numpy as np

from gen.diffusion import flow
from gen.figures.flow._models import TRUTH, line, states
from gen.nets.flowing import strangers
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points


def figure(n: int = 36, steps: int = 40, start: int = 24, examples: int = 4000) -> Points:
    """Left, `n` lines from static to points of the moons, as they are drawn in training. Right,
    the network's paths from the same static.

    `numbers`: the mean square of u = ε − x0 along an axis, and what the exact velocity leaves of
    it, from `examples` at each of 20 times: E[u | x_t] is Eq. 8 of Lipman et al. 2022
    (arXiv:2210.02747), and no network's loss can be less.
    """
    pairs = strangers(TRUTH.sample)
    x0, eps = pairs(n, np.random.default_rng(11))
    times = np.append(flow.even(steps), 0.0)
    taught = np.stack([flow.between(x0, eps, float(t)) for t in times])
    walked = states(line(eps, steps))
    exact, rng = flow.from_denoiser(TRUTH.denoiser()), np.random.default_rng(12)
    squares, rests = [], []
    for t in (np.arange(20) + 0.5) / 20:
        ours, static = pairs(examples, rng)
        u = static - ours
        squares.append((u**2).mean())
        rests.append(((exact(flow.between(ours, static, t), t) - u) ** 2).mean())
    return Points(
        panels=[
            Panel([Group(taught, "truth", "paths")], "taught: straight lines", "", "truth"),
            Panel([Group(walked, "guess", "paths")], "what becomes of them", "", "guess"),
        ],
        steps=Steps(
            range(steps + 1),
            start=start,
            readouts=[Readout("t", times, "noise")],
        ),
        extent=2.6,
        numbers={
            "lines": n,
            "u_square": float(np.mean(squares)),
            "u_rest": float(np.mean(rests)),
            "u_known": float(1 - np.mean(rests) / np.mean(squares)),
        },
    )

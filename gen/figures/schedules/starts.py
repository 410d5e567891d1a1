"""Why the end matters: the way back begins with static, whatever the schedule ended in."""

import numpy as np

from gen.data import points
from gen.diffusion import metrics, schedules
from gen.diffusion.check import Array
from gen.diffusion.mixture import Mixture
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import trailing
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points

SHIFT = 1.0  # how far the points lie to the right: one standard deviation of theirs


def figure(
    name: str = "heart", n: int = 700, T: int = 20, measured: int = 1500, seeds: int = 3
) -> Points:
    """DDIM with the exact denoiser, T steps from N(0, I): raw betas, and the same respaced.

    The distribution is `name` moved by SHIFT, so that its middle is not that of static. The errors
    are sliced Wasserstein distances to fresh truth, each the median of `seeds` runs: from static,
    and for comparison from x_T as the forward process really leaves it.
    """
    centred = points.distribution(name)
    truth = Mixture(centred.means + np.array([SHIFT, 0.0]), centred.deviation)
    fresh = truth.sample(n, np.random.default_rng(3))
    panels, middles = [], []
    for label, betas in (("raw", schedules.linear(T)), ("respaced", schedules.short("linear", T))):
        x = mirrored(n, np.random.default_rng(5))
        abar = schedules.alphas_cumprod(betas)
        states = np.stack([s.xt for s in ddim(truth.denoiser(), x, trailing(T, abar), abar)])
        still = np.broadcast_to(fresh, states.shape)
        panels.append(Panel([Group(still, "truth"), Group(states, "guess")], f"{T} steps, {label}"))
        middles.append(states[..., 0].mean(axis=1))

    numbers: dict[str, float | int] = {"shift": SHIFT, "starts_T": T, "starts_n": measured}
    numbers |= {"starts_seeds": seeds, "starts_points": n}
    numbers["floor"] = metrics.floor(
        metrics.sliced_wasserstein, truth.sample, measured, np.random.default_rng(1), seeds
    )
    for key, betas in {
        "raw20": schedules.linear(T),
        "raw100": schedules.linear(5 * T),
        "sd": schedules.short("scaled_linear", T),
        "linear": schedules.short("linear", T),
        "cosine": schedules.short("cosine", T),
    }.items():
        abar = schedules.alphas_cumprod(betas)
        runs = [run(truth, abar, T, measured, seed) for seed in range(seeds)]
        from_static, from_truth, middle = np.median(runs, axis=0)
        numbers |= {
            f"static_{key}": float(from_static),
            f"honest_{key}": float(from_truth),
            f"centre_{key}": float(middle),
            f"last_signal_{key}": float(schedules.signal(abar[-1])),
        }
    abar = schedules.alphas_cumprod(schedules.linear(T))
    centred_runs = [run(centred, abar, T, measured, seed) for seed in range(seeds)]
    numbers["static_centred"] = float(np.median(centred_runs, axis=0)[0])
    raw, respaced = middles
    return Points(
        panels=panels,
        steps=Steps(
            labels=range(T + 1),
            start=T,
            per_second=6,
            readouts=[
                Readout("middle, raw", raw, "guess"),
                Readout("respaced", respaced, "guess", words="middle, respaced"),
            ],
        ),
        extent=2.9,
        numbers=numbers,
    )


def mirrored(n: int, rng: np.random.Generator) -> Array:
    """Static in pairs z and −z: each point is N(0, I), and the middle of all is exactly 0.

    So what moves the middle of the samples is not the luck of the draw. n: even. Returns (n, 2).
    """
    half = rng.standard_normal((n // 2, 2))
    return np.concatenate([half, -half])


def run(truth: Mixture, abar: Array, T: int, n: int, seed: int) -> tuple[float, float, float]:
    """One sampling of n points in T steps, from static and from the forward process's own x_T.

    Returns the errors of both, and the horizontal mean of the first.
    """
    rng = np.random.default_rng(seed)
    static = mirrored(n, rng)
    x0, eps = truth.sample(n, rng), rng.standard_normal((n, 2))
    noised = schedules.signal(abar[-1]) * x0 + schedules.noise(abar[-1]) * eps
    ends = []
    for x in (static, noised):
        *_, result = ddim(truth.denoiser(), x, trailing(T, abar), abar)
        ends.append(result.xt)
    fresh = truth.sample(n, rng)
    wrong, right = (metrics.sliced_wasserstein(end, fresh) for end in ends)
    return wrong, right, float(ends[0][:, 0].mean())

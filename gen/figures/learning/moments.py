"""What a network draws at chosen moments of its training, always from the same static."""

import numpy as np

from gen.diffusion import metrics
from gen.figures.learning._school import TRUTH, drawn, led, school
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points

MOMENTS = [0, 10, 20, 40, 60, 80, 100, 150, 200, 300, 500, 800, 1200, 1800, 2600, 4000]


def figure(n: int = 1200, judged: int = 2500, start: int = 7, seed: int = 1) -> Points:
    """`n` points by DDIM from the same static at every moment, beside fresh points of the truth.

    The distance is the sliced Wasserstein distance of `judged` points by DDPM to fresh ones.
    """
    losses, denoisers = school(MOMENTS, seed)
    static = np.random.default_rng(seed).standard_normal((n, 2))
    paths = np.stack([led(denoise, static) for denoise in denoisers])
    fresh = TRUTH.sample(judged, np.random.default_rng(seed + 1))
    distance = np.array(
        [metrics.sliced_wasserstein(drawn(denoise, judged, seed), fresh) for denoise in denoisers]
    )
    floor = metrics.floor(
        metrics.sliced_wasserstein, TRUTH.sample, judged, np.random.default_rng(seed + 2)
    )
    truth = np.repeat(fresh[None, :n], len(MOMENTS), axis=0)
    return Points(
        panels=[
            Panel([Group(paths, "guess")], "what the network draws", role="guess"),
            Panel([Group(truth, "truth")], "what it learns from", role="truth"),
        ],
        steps=Steps(
            labels=MOMENTS,
            start=start,
            per_second=3,
            unit="batch",
            readouts=[
                Readout("distance", distance, "guess", ".3f", "distance to fresh points"),
                Readout("of truth to truth", np.full(len(MOMENTS), floor), "truth", ".3f"),
            ],
        ),
        extent=2.4,
        numbers={
            "moments": len(MOMENTS),
            "batches": MOMENTS[-1],
            "drawn": n,
            "judged": judged,
            "distance_start": float(distance[0]),
            "distance": float(distance[-1]),
            "floor": floor,
        },
    )

"""What a network draws at chosen moments of its training, always from the same static."""

import numpy as np

from gen.figures.learning._school import TRUTH, distance, floor, led, school, walk
from gen.render.figure import Readout, Steps
from gen.render.points import Group, Panel, Points

MOMENTS = [0, 10, 20, 40, 60, 80, 100, 150, 200, 300, 500, 800, 1200, 1800, 2600, 4000]


def figure(n: int = 1200, judged: int = 2500, start: int = 9, seed: int = 1) -> Points:
    """`n` points by DDIM from the same static at every moment, beside fresh points of the truth.

    The distance is the sliced Wasserstein distance of `judged` points by DDPM to fresh ones.
    """
    _, denoisers = school(MOMENTS, seed)
    static = np.random.default_rng(seed).standard_normal((n, 2))
    paths = np.stack([led(denoise, static) for denoise in denoisers])
    ends = [list(walk(denoise, judged, seed))[-1].xt for denoise in denoisers]
    distances, least = [distance(x) for x in ends], floor(judged)
    fresh = TRUTH.sample(n, np.random.default_rng(seed + 1))
    truth = np.repeat(fresh[None], len(MOMENTS), axis=0)
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
                Readout("distance", distances, "guess", ".3f", "distance to fresh points"),
                Readout("truth to truth", np.full(len(MOMENTS), least), "truth", ".3f"),
            ],
        ),
        extent=3.0,
        numbers={
            "moments": len(MOMENTS),
            "batches": MOMENTS[-1],
            "drawn": n,
            "judged": judged,
            "distance_start": distances[0],
            "distance": distances[-1],
            "floor": least,
        },
    )

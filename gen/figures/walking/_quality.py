"""How near samples come to the truth, and the bar that a learned denoiser is held against."""

from collections.abc import Callable

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.metrics import PROJECTIONS, mmd, sliced_wasserstein
from gen.diffusion.mixture import Mixture
from gen.live.plane import Plane

POINTS = 5000  # a side
SEEDS = range(5)
BLUR = 0.1  # the deviation of the Gaussian noise that the truth is blurred with
BANDWIDTH = 0.1  # of the MMD: pairs about this near count

Distance = Callable[[Array, Array], float]
Sample = Callable[[Denoiser, int, int], Array]  # (denoiser, n, seed) → (n, 2)


def rooted_mmd(x: Array, y: Array) -> float:
    """The maximum mean discrepancy itself: the root of its unbiased square, 0 if that is less."""
    return float(np.sqrt(max(mmd(x, y, BANDWIDTH), 0.0)))


DISTANCES: dict[str, Distance] = {"swd": sliced_wasserstein, "mmd": rooted_mmd}


def truths(truth: Mixture, stream: int) -> list[Array]:
    """Fresh samples of the truth, (POINTS, 2) for each seed; streams do not depend on another."""
    return [truth.sample(POINTS, np.random.default_rng([seed, stream])) for seed in SEEDS]


def blurred(truth: Mixture, deviation: float = BLUR) -> list[Array]:
    """Fresh samples of the truth with noise of that deviation on top, for each seed."""
    rng = np.random.default_rng(4)
    return [x + deviation * rng.standard_normal(x.shape) for x in truths(truth, 3)]


def noticed(truth: Mixture, most: float, blurs: np.ndarray) -> float:
    """The least of `blurs`, rising, at which the truth's sliced Wasserstein distance is above most.

    Raises ValueError if there is none.
    """
    fresh = truths(truth, 1)
    for deviation in blurs:
        if np.median(distances(sliced_wasserstein, blurred(truth, deviation), fresh)) > most:
            return float(deviation)
    raise ValueError(f"no blur up to {blurs[-1]} is above {most}")


def distances(distance: Distance, samples: list[Array], fresh: list[Array]) -> list[float]:
    """The distance of each seed's samples to that seed's fresh truth."""
    return [distance(x, y) for x, y in zip(samples, fresh, strict=True)]


def bar(exact: float, floor: float) -> float:
    """What the median of a learned denoiser may be at most."""
    return 1.5 * exact + floor


def floor(name: str, between_truths: list[float]) -> float:
    """What two fresh samples of the truth are apart.

    Their median for sliced Wasserstein distances. An unbiased MMD² is as often below 0 as above,
    so the median of its root says nothing: there it is the largest of the five.
    """
    return float(max(between_truths) if name == "mmd" else np.median(between_truths))


def about() -> dict[str, float]:
    """How it is measured."""
    return {"points": POINTS, "projections": PROJECTIONS, "blur": BLUR, "bandwidth": BANDWIDTH}


def quality(known: Plane, sample: Sample) -> dict[str, float | str]:
    """Medians over five seeds for both distances, as "<distance>_<what>"; "yes" or "no" to passes.

    `sample` walks back with a denoiser. Each result is compared with fresh truth.
    """
    fresh = truths(known.truth, 1)
    clouds = {
        "exact": [sample(known.exact(), POINTS, seed) for seed in SEEDS],
        "learned": [sample(known.learned(), POINTS, seed) for seed in SEEDS],
        "blurred": blurred(known.truth),
    }
    found: dict[str, float | str] = {}
    for name, distance in DISTANCES.items():
        least = floor(name, distances(distance, truths(known.truth, 2), fresh))
        median = {
            what: float(np.median(distances(distance, cloud, fresh)))
            for what, cloud in clouds.items()
        }
        most = bar(median["exact"], least)
        values = {**median, "floor": least, "bar": most}
        found |= {f"{name}_{what}": value for what, value in values.items()}
        found |= {f"{name}_{what}_passes": "yes" if median[what] <= most else "no" for what in
                  ("learned", "blurred")}  # fmt: skip
    return found

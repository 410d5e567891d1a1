"""A demo: a network learns a distribution of points in the reader's page."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from gen.diffusion import metrics, schedules
from gen.diffusion.denoisers import Denoiser, learned
from gen.diffusion.mixture import Mixture
from gen.diffusion.samplers import ddim, ddpm
from gen.diffusion.spacing import trailing
from gen.live.controls import Array, Choice, Plane, Seed, Slider
from gen.live.demo import demo
from gen.live.plane import LABELS, WEIGHTS, plane
from gen.live.view import Points, Readout, Scatter, View
from gen.nets import mlp
from gen.nets.training import Learner
from gen.nets.training import train as learn

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))
OWN = "own"  # the reader's points, each of them a small cloud
OWN_DEVIATION = 0.1
BATCH, RATE = 128, 4e-3  # half the batches of the build, and twice its rate: somebody is waiting
EVERY = 100  # batches between two looks at what it has learned
SHOWN = 500  # points of a look, drawn in 20 steps
JUDGED = 5000  # points on each side when it is judged at the end, drawn in 60 steps


@dataclass
class Lesson:
    """What is learned at the moment: kept, so that a stopped training can go on."""

    key: tuple
    truth: Mixture
    seed: int
    learner: Learner = field(init=False)
    losses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.learner = Learner.new(self.seed)
        self.learner.adam.rate = RATE
        rng = np.random.default_rng(self.seed)
        self.batches = learn(self.learner, self.truth.sample, ABAR, rng, BATCH)

    def denoiser(self) -> Denoiser:
        """What it says by now, with the average of its weights."""
        return learned(mlp.predict(self.learner.average.weights), self.learner.target)


_kept: list[Lesson] = []


@demo(
    Choice("distribution", "Learn", {**LABELS, OWN: "Points of your own"}, default="moons"),
    Slider("steps", "Until batch", EVERY, 12_000, default=2000, step=EVERY, role="guess"),
    Seed("seed", "Seed", default=1),
    Plane("own", "Your points", default=[(-1.2, 0.6), (0.2, -1.0), (1.1, 0.9)], most=24),
    weights=WEIGHTS.values(),
    again="Go on",
)
def train(distribution: str, steps: int, seed: int, own: Array) -> Iterator[View]:
    """What the network draws while it learns, and its loss.

    The loop is `gen.nets.training.train`, as in the build. At the end it is judged by the sliced
    Wasserstein distance to fresh points, beside what two sets of fresh points have.
    """
    note = ""
    if distribution == OWN and not len(own):
        distribution, note = "moons", "There are no points yet, so it learns the two moons."
    lesson = begun(distribution, seed, own, steps)
    best = least_loss(lesson.truth)
    if len(lesson.losses) == steps:
        note = note or "It has learned that long already. Move the slider on to let it learn more."
    while len(lesson.losses) < steps:
        lesson.losses += itertools.islice(lesson.batches, EVERY)
        yield look(lesson, steps, best, note)
    yield look(lesson, steps, best, note, judge=True)


def begun(distribution: str, seed: int, own: Array, steps: int) -> Lesson:
    """The lesson that is kept, if it is this one and not yet further than `steps`; or a new one."""
    key = (distribution, seed, own.tobytes() if distribution == OWN else b"")
    if not (_kept and _kept[0].key == key and len(_kept[0].losses) <= steps):
        truth = Mixture(own, OWN_DEVIATION) if distribution == OWN else plane(distribution).truth
        _kept[:] = [Lesson(key, truth, seed)]
    return _kept[0]


def least_loss(truth: Mixture, levels: int = 100, points: int = 200) -> float:
    """The loss of the exact denoiser: no network can have less, since the rest cannot be known.

    Its error in v is (x0 − x0_hat)/√(1−ᾱ), averaged over the steps as in the training.
    """
    rng, denoise, total = np.random.default_rng(0), truth.denoiser(), 0.0
    for abar_t in ABAR[:: len(ABAR) // levels]:
        x0 = truth.sample(points, rng)
        xt = np.sqrt(abar_t) * x0 + np.sqrt(1 - abar_t) * rng.standard_normal(x0.shape)
        total += float(((denoise(xt, abar_t) - x0) ** 2).mean() / (1 - abar_t))
    return total / levels


def look(lesson: Lesson, steps: int, best: float, note: str, judge: bool = False) -> View:
    """What it draws now, on the points that it learns from, and the loss so far."""
    done = len(lesson.losses)
    rng = np.random.default_rng([lesson.seed, done])
    distance, floor = "after training", "after training"
    if judge:
        drawn = sample(lesson.denoiser(), JUDGED, 60, rng)
        fresh = lesson.truth.sample(JUDGED, rng)
        distance = f"{metrics.sliced_wasserstein(drawn, fresh):.3f}"
        floor = f"{metrics.floor(metrics.sliced_wasserstein, lesson.truth.sample, JUDGED, rng):.3f}"
    else:
        drawn = sample(lesson.denoiser(), SHOWN, 20, rng)
    blocks = np.array(lesson.losses).reshape(-1, EVERY // 5).mean(axis=1)
    at = (np.arange(len(blocks)) + 0.5) * EVERY / 5
    air = 0.1 * (float(blocks.max()) - best)
    low, high = best - 3 * air, float(blocks.max()) + air
    return View(
        panels=[
            Scatter(
                [Points(lesson.truth.means, "truth"), Points(drawn[:SHOWN], "guess")],
                "what it draws, on what it learns",
                role="guess",
            ),
            Scatter(
                [
                    Points([(0.0, best), (steps, best)], "truth", line=True),
                    Points(np.stack([at, blocks], axis=1), "guess", line=True),
                ],
                "its loss, and the least there can be",
                role="guess",
                x=(0.0, float(steps)),
                y=(low, high),
                axes=(f"batch {steps:,}", f"loss {low:.2f} to {high:.2f}"),
            ),
        ],
        readouts=[
            Readout("batch", done, form="d"),
            Readout("loss", float(np.mean(lesson.losses[-EVERY:])), "guess", ".3f"),
            Readout("least", best, "truth", ".3f", words="least loss that there can be"),
            Readout("distance", distance, "guess", words="distance to fresh points"),
            Readout("floor", floor, "truth", words="distance of fresh points to each other"),
        ],
        step=(done, steps),
        note=note,
    )


def sample(denoise: Denoiser, n: int, steps: int, rng: np.random.Generator) -> Array:
    """Points (n, 2) from static: by DDPM, or in few steps by DDIM."""
    x, timesteps = rng.standard_normal((n, 2)), trailing(steps, ABAR)
    walk = (
        ddpm(denoise, x, timesteps, ABAR, rng) if steps > 30 else ddim(denoise, x, timesteps, ABAR)
    )
    *_, last = walk
    return last.xt

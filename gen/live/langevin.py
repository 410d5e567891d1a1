"""A demo: Langevin dynamics. Particles climb a score, are kicked, and settle; or do not."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from gen.diffusion import langevin as dynamics
from gen.diffusion import metrics, schedules
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.mixture import Mixture
from gen.diffusion.samplers import Step
from gen.live.controls import Array, Choice, Plane, Seed, Slider, Switch
from gen.live.demo import demo
from gen.live.plane import LABELS, WEIGHTS, plane
from gen.live.view import Points, Readout, Scatter, View

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))  # what the networks were trained on
PARTICLES = 600
LOOKS = 75  # at most, of a run
MOST_NOISE = 0.95  # where noise that falls begins
DROP, DROP_DEVIATION = (-1.2, 1.2), 0.1
OWN = "own"  # the reader's points, each of them a small cloud
OWN_DEVIATION = 0.1
STARTS = {"drop": "One drop", "static": "Static, everywhere"}
DENOISERS = {"exact": "Exact: knows the distribution", "learned": "Learned: a network"}


@demo(
    Slider("temperature", "Temperature", 0.0, 4.0, default=1.0, step=0.05, role="noise"),
    Switch("falling", "Begin with much noise and let it fall", default=False),
    Slider("noise", "Noise in the score", 0.05, 0.9, default=0.1, step=0.05),
    Slider("size", "Step size", 0.05, 5.0, default=0.5, step=0.05),
    Slider("steps", "Steps", 10, 600, default=150, step=10),
    Choice("distribution", "Distribution", {**LABELS, OWN: "Points of your own"}, default="moons"),
    Choice("denoiser", "Score", DENOISERS, default="exact"),
    Choice("start", "Begin with", STARTS, default="drop"),
    Seed("seed", "Seed", default=1),
    Plane(
        "own", "Your points", default=[(-1.2, 0.6), (0.2, -1.0), (1.1, 0.9)], most=24,
        when=("distribution", [OWN]),
    ),
    weights=WEIGHTS.values(),
)  # fmt: skip
def langevin(
    temperature: float,
    falling: bool,
    noise: float,
    size: float,
    steps: int,
    distribution: str,
    denoiser: str,
    start: str,
    seed: int,
    own: Array,
) -> Iterator[View]:
    """All particles, and the path of one of them, while they climb the score and are kicked."""
    rng = np.random.default_rng(seed)
    truth, denoise, note = chosen(distribution, denoiser, own)
    levels = np.geomspace(max(noise, MOST_NOISE), noise, steps) if falling else [noise] * steps
    timesteps = np.interp(levels, schedules.noise(ABAR), np.arange(len(ABAR)))
    x = rng.standard_normal((PARTICLES, 2))
    if start == "drop":
        x = DROP + DROP_DEVIATION * x
    if size >= longest(truth, noise):
        note = note or "So long a step overshoots a line by more than it was away from it."
    goal = Goal(truth, noise)
    path: list[Array] = []
    every = -(-steps // LOOKS)
    for step in dynamics.langevin(denoise, x, timesteps, ABAR, rng, size, temperature):
        path.append(step.xt[0])
        if step.i % every == 0 or step.i == steps:
            yield show(step, steps, np.stack(path), float(levels[min(step.i, steps - 1)]), goal,
                       note)  # fmt: skip


@dataclass
class Goal:
    """What the particles should be spread as in the end: the truth with that much noise."""

    truth: Mixture
    noise: float
    fresh: Array = field(init=False)
    floor: float = field(init=False)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(0)
        self.fresh = self.sample(PARTICLES, rng)
        self.floor = metrics.floor(metrics.sliced_wasserstein, self.sample, PARTICLES, rng)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Fresh particles, (n, 2)."""
        x0 = self.truth.sample(n, rng)
        return np.sqrt(1 - self.noise**2) * x0 + self.noise * rng.standard_normal(x0.shape)

    def distance(self, x: Array) -> float:
        """How far x (PARTICLES, 2) is from that: the sliced Wasserstein distance."""
        return metrics.sliced_wasserstein(x, self.fresh)


def chosen(distribution: str, denoiser: str, own: Array) -> tuple[Mixture, Denoiser, str]:
    """The truth, whose score is taken, and what to tell the reader about that choice."""
    note = ""
    if distribution == OWN and not len(own):
        distribution, note = "moons", "There are no points yet, so these are the two moons."
    if distribution == OWN:
        if denoiser == "learned":
            note = "No network has seen your points, so this is the exact score."
        truth = Mixture(own, OWN_DEVIATION)
        return truth, truth.denoiser(), note
    known = plane(distribution)
    return known.truth, known.learned() if denoiser == "learned" else known.exact(), note


def longest(truth: Mixture, noise: float) -> float:
    """The step size from which on a step ends farther off, on the other side: ε = 4v.

    v is the variance of one Gaussian of the truth, with the noise.
    """
    v = (1 - noise**2) * truth.deviation**2 + noise**2
    return 4 * v / noise**2


def show(step: Step, steps: int, path: Array, noise: float, goal: Goal, note: str) -> View:
    """One moment: the particles, and where one of them has been."""
    ground = Points(np.sqrt(1 - noise**2) * goal.truth.means, "truth")
    return View(
        panels=[
            Scatter([ground, Points(step.xt, "signal")], "the particles", role="signal"),
            Scatter(
                [ground, Points(path, "noise", line=True), Points(path[-1:], "signal")],
                "the way of one of them",
                role="noise",
            ),
        ],
        readouts=[
            Readout("step", f"{step.i} of {steps}"),
            Readout("noise", noise, "noise", words="noise in the score"),
            Readout("distance", goal.distance(step.xt), "signal", ".3g", "distance to the goal"),
            Readout("floor", goal.floor, "truth", ".2g", "distance of two fresh samples"),
        ],
        step=(step.i, steps),
        note=note,
    )

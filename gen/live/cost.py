"""A demo: how few guesses will do. Choose where the steps go, and see what it costs."""

import functools
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from gen.diffusion import metrics, samplers, schedules
from gen.diffusion.check import Array
from gen.diffusion.samplers import Step
from gen.diffusion.spacing import abar_at, early, karras, late, trailing
from gen.live import students
from gen.live.controls import Choice, Seed, Slider
from gen.live.demo import demo
from gen.live.plane import WEIGHTS, plane
from gen.live.view import Points, Readout, Scatter, View

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))  # what the networks were trained on
NAME = "moons"
PARTICLES, SHOWN = 2000, 800  # that are judged, and those of them that are drawn
FLOORS = 5  # pairs of fresh samples, of which the farthest apart is the floor
CROWDED, SIGMA_MAX = 3.0, 80.0  # the power of early and late; where Karras and others begin
STUDENT = "student"
SAMPLERS = {
    "ddpm": "DDPM",
    "ddim": "DDIM",
    "heun": "Heun",
    "dpmpp_2m": "DPM-Solver++(2M)",
    STUDENT: "A distilled student",
}
SPACINGS: dict[str, tuple[str, Callable[[int, npt.ArrayLike], Array]]] = {
    "even": ("Even", trailing),
    "early": ("Crowded at static", functools.partial(early, power=CROWDED)),
    "late": ("Crowded at the clean end", functools.partial(late, power=CROWDED)),
    "karras": ("Karras, from σ = 80", functools.partial(karras, sigma_max=SIGMA_MAX)),
}
CLASSIC = [name for name in SAMPLERS if name != STUDENT]


@demo(
    Choice("sampler", "Sampler", SAMPLERS, default="ddim"),
    Slider("steps", "Steps", 1, 64, default=12),
    Choice("spacing", "Where they are", {k: label for k, (label, _) in SPACINGS.items()}, "even",
           when=("sampler", CLASSIC)),
    Seed("seed", "Seed", default=1),
    weights=[WEIGHTS[NAME], students.STUDENTS],
)  # fmt: skip
def cost(sampler: str, steps: int, spacing: str, seed: int) -> Iterator[View]:
    """Two moons from static: how good, from how many guesses, in how much time."""
    known, note = plane(NAME), ""
    guesser = known.learned()
    if sampler == STUDENT:
        count = max(n for n in students.steps() if n <= steps)
        if count != steps:
            note = f"There is no student for {steps} steps. This is the one for {count}."
        steps, spacing, guesser = count, "even", students.student(count)
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((PARTICLES, 2))
    timesteps = SPACINGS[spacing][1](steps, ABAR)
    guesses = 0

    def denoise(xt: Array, abar_t: float) -> Array:
        nonlocal guesses
        guesses += 1
        return guesser(xt, abar_t)

    walks: dict[str, Callable[[], Iterator[Step]]] = {
        "ddpm": lambda: samplers.ddpm(denoise, x, timesteps, ABAR, rng),
        "ddim": lambda: samplers.ddim(denoise, x, timesteps, ABAR),
        "heun": lambda: samplers.heun(denoise, x, timesteps, ABAR),
        "dpmpp_2m": lambda: samplers.dpmpp_2m(denoise, x, timesteps, ABAR),
    }
    walk = walks["ddim" if sampler == STUDENT else sampler]()
    left = schedules.noise(np.append(abar_at(timesteps, ABAR), 1.0))
    seconds = 0.0
    for _ in range(steps + 1):
        began = time.perf_counter()
        step = next(walk)
        seconds += time.perf_counter() - began
        yield show(step, left, guesses, seconds, note)


def show(step: Step, left: Array, guesses: int, seconds: float, note: str) -> View:
    """One moment: the particles on the moons, and the noise that is left after each step."""
    steps, done = len(left) - 1, step.t < 0
    apart = f"{mmd(step.xt, fresh(0)):.3f}" if done else "at the end"
    there = sys.platform == "emscripten"  # the build measures no time
    stairs = staircase(left)
    return View(
        panels=[
            Scatter(
                [Points(plane(NAME).truth.means, "truth"), Points(step.xt[:SHOWN], "guess")],
                "the particles, on the two moons",
                role="guess",
            ),
            Scatter(
                [
                    Points(stairs, "truth", line=True),
                    Points(stairs[: 2 * step.i + 1], "noise", line=True),
                ],
                "noise left, step by step",
                role="noise",
                x=(-0.03 * steps, 1.03 * steps),
                y=(-0.15, 1.15),
                axes=(f"step {steps}", "noise 0 to 1"),
            ),
        ],
        readouts=[
            Readout("guesses", guesses, "guess", "d", words="guesses that the network made"),
            Readout("MMD", apart, "guess", words="distance to fresh points"),
            Readout("floor", floor(), "truth", ".3f", "distance of fresh points to each other"),
            Readout("time", f"{seconds:.2f} s" if there else "once it runs"),
        ],
        step=(step.i, steps),
        note=note,
    )


def staircase(left: Array) -> Array:
    """The noise before each step and what it falls to, (N + 1,), as a line (2N + 1, 2)."""
    return np.stack([np.repeat(np.arange(len(left)), 2)[1:], np.repeat(left, 2)[:-1]], axis=1)


def mmd(x: Array, y: Array) -> float:
    """The maximum mean discrepancy: the root of its unbiased square, 0 if that is less."""
    return float(np.sqrt(max(metrics.mmd(x, y), 0.0)))


def fresh(stream: int) -> Array:
    """Points of the truth, as many as are judged; always the same for one stream."""
    return plane(NAME).truth.sample(PARTICLES, np.random.default_rng([stream, PARTICLES]))


@functools.cache
def floor() -> float:
    """How far apart fresh points are from fresh points: the most of FLOORS tries."""
    return max(mmd(fresh(2 * k + 1), fresh(2 * k + 2)) for k in range(FLOORS))

"""A demo: particles walk back from static to a shape, one step at a time."""

from collections.abc import Iterator

import numpy as np

from gen.diffusion import samplers, schedules
from gen.diffusion.denoisers import Denoiser, oracle
from gen.diffusion.mixture import Mixture
from gen.diffusion.samplers import Step
from gen.diffusion.spacing import SPACINGS
from gen.live.controls import Array, Choice, Plane, Seed, Slider
from gen.live.demo import demo
from gen.live.plane import LABELS, WEIGHTS, plane
from gen.live.view import Points, Readout, Scatter, View

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))  # what the networks were trained on
PARTICLES = 800
OWN = "own"  # the reader's points, each of them a small cloud
OWN_DEVIATION = 0.1
SAMPLERS = {
    "ddpm": "DDPM",
    "ddim": "DDIM",
    "heun": "Heun",
    "dpmpp_2m": "DPM-Solver++(2M)",
}
DENOISERS = {
    "learned": "Learned: a network",
    "exact": "Exact: knows the distribution",
    "oracle": "Oracle: remembers the answer",
}


@demo(
    Choice("distribution", "Distribution", {**LABELS, OWN: "Points of your own"}, default="moons"),
    Choice("denoiser", "Denoiser", DENOISERS, default="learned"),
    Choice("sampler", "Sampler", SAMPLERS, default="ddpm"),
    Slider("steps", "Steps", 1, 200, default=60),
    Slider("eta", "η, fresh noise (DDIM)", 0.0, 1.0, default=0.0, step=0.05, role="noise"),
    Choice("spacing", "Spacing of the steps", {s: s.capitalize() for s in SPACINGS}, "trailing"),
    Seed("seed", "Seed", default=1),
    Plane("own", "Your points", default=[(-1.2, 0.6), (0.2, -1.0), (1.1, 0.9)], most=24),
    weights=WEIGHTS.values(),
)
def walk(
    distribution: str,
    denoiser: str,
    sampler: str,
    steps: int,
    eta: float,
    spacing: str,
    seed: int,
    own: Array,
) -> Iterator[View]:
    """Where the particles are at each step, and where the denoiser believes that they will end."""
    rng = np.random.default_rng(seed)
    truth, guesser, note = chosen(distribution, denoiser, own, rng)
    guesses = 0

    def denoise(xt: Array, abar_t: float) -> Array:
        nonlocal guesses
        guesses += 1
        return guesser(xt, abar_t)

    x = rng.standard_normal((PARTICLES, 2))
    timesteps = SPACINGS[spacing](steps, ABAR)
    walks = {
        "ddpm": lambda: samplers.ddpm(denoise, x, timesteps, ABAR, rng),
        "ddim": lambda: samplers.ddim(denoise, x, timesteps, ABAR, rng, eta),
        "heun": lambda: samplers.heun(denoise, x, timesteps, ABAR),
        "dpmpp_2m": lambda: samplers.dpmpp_2m(denoise, x, timesteps, ABAR),
    }
    for step in walks[sampler]():
        yield show(step, steps, guesses, truth, note)


def chosen(
    distribution: str, denoiser: str, own: Array, rng: np.random.Generator
) -> tuple[Mixture, Denoiser, str]:
    """The truth, who guesses at it, and what to tell the reader about that choice."""
    note = ""
    if distribution == OWN and not len(own):
        distribution, note = "moons", "There are no points yet, so these are the two moons."
    if distribution == OWN:
        truth = Mixture(own, OWN_DEVIATION)
        if denoiser == "learned":
            denoiser = "exact"
            note = "No network has seen your points, so this is the exact denoiser."
    else:
        truth = plane(distribution).truth
    if denoiser == "oracle":
        return truth, oracle(truth.sample(PARTICLES, rng)), note
    return truth, plane(distribution).learned() if denoiser == "learned" else truth.denoiser(), note


def show(step: Step, steps: int, guesses: int, truth: Mixture, note: str) -> View:
    """One moment: the particles, and the guesses made from them."""
    abar_t = 1.0 if step.t < 0 else float(np.interp(step.t, np.arange(len(ABAR)), ABAR))
    return View(
        panels=[
            Scatter([Points(step.xt, "signal")], "the particles", "x_t", "signal"),
            Scatter(
                [Points(truth.means, "truth"), Points(step.x0_hat, "guess")],
                "where they are believed to end",
                r"\hat{x}_0",
                "guess",
            ),
        ],
        readouts=[
            Readout("step", f"{step.i} of {steps}"),
            Readout("noise left", schedules.noise(abar_t).item(), "noise"),
            Readout(
                "guesses so far", guesses, "guess", "d", words="guesses of the denoiser so far"
            ),
        ],
        step=(step.i, steps),
        note=note,
    )

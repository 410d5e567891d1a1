"""The lab: a drawing of 32 × 32 cells is drowned, and led back by three denoisers."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gen.diffusion import schedules
from gen.diffusion.denoisers import Denoiser, exact, learned, oracle
from gen.diffusion.process import q_sample
from gen.diffusion.samplers import ddim, ddpm
from gen.live.controls import Array, Choice, Grid, Seed, Slider, Switch
from gen.live.demo import demo
from gen.live.presets import PRESETS
from gen.live.view import Image, Readout, View
from gen.nets import grid

N = 32
DRAWING = Grid("drawing", "Drawing", N, default=PRESETS["heart"][1], presets=PRESETS)
KNOWN = {label: DRAWING.value(cells, {}) for label, cells in DRAWING.options()["presets"]}
SCHEDULES = {
    "cosine": "Cosine",
    "linear": "Linear",
    "both": "Cosine and linear, side by side",
    "trap": "The trap: raw β",
}
DENOISERS = {
    "learned": "Learned: a network",
    "exact": "Exact: knows the presets",
    "oracle": "Oracle: remembers the noise",
}


State = tuple[int, Array, Array | None]  # n, x_n, and the guess from it on the way back


@dataclass(frozen=True)
class Way:
    """One schedule's way to static and back."""

    name: str
    abar: Array
    x0: Array
    states: Iterator[State]


@demo(
    DRAWING,
    Choice("schedule", "Schedule", SCHEDULES, default="cosine"),
    Slider("T", "Steps in all, T", 5, 200, default=20),
    Slider("start", "Noised until step", 0, "T", default=14, role="noise"),
    Switch("blank", "From nothing but static", default=False),
    Choice("denoiser", "Denoiser", DENOISERS, default="learned"),
    Choice("sampler", "Way back", {"ddpm": "DDPM", "ddim": "DDIM"}, default="ddim"),
    Seed("seed", "Seed", default=3),
    Slider("beta_start", "First β (the trap)", 1e-4, 0.05, default=1e-4, step=1e-4),
    Slider("beta_end", "Last β (the trap)", 1e-4, 0.5, default=0.02, step=1e-4),
    weights=[grid.WEIGHTS],
)
def lab(
    drawing: Array,
    schedule: str,
    T: int,
    start: int,
    blank: bool,
    denoiser: str,
    sampler: str,
    seed: int,
    beta_start: float,
    beta_end: float,
) -> Iterator[View]:
    """The drawing on its way to step `start`, and what the denoiser makes of it on the way back."""
    notes = []
    if drawing.max() < 0:
        drawing = KNOWN["Heart"]
        notes.append("Nothing is drawn, so this is the heart.")
    if schedule == "trap" and beta_start > beta_end:
        beta_start, beta_end = beta_end, beta_start
        notes.append("The first β was above the last one, so the two have changed places.")
    names = ["cosine", "linear"] if schedule == "both" else [schedule]
    ways = []
    for name in names:
        rng = np.random.default_rng(seed)  # the same noise on both ways
        betas = (
            schedules.linear(T, beta_start, beta_end)
            if name == "trap"
            else schedules.short(name, T)
        )
        abar = schedules.alphas_cumprod(betas)
        if name == "trap":
            left = schedules.signal(abar[-1]).item()
            notes.append(f"After {T} steps, {left:.0%} of the signal is still there.")
        denoise = guesser(denoiser, drawing)
        way = there_and_back(drawing, abar, start, blank, denoise, sampler, rng)
        ways.append(Way(name, abar, drawing, way))
    moments = T if blank else 2 * start
    for i, states in enumerate(zip(*(way.states for way in ways), strict=True)):
        if i == moments and denoiser == "exact":
            notes.append(f"Of all presets, it ended nearest to: {nearest(states[0][1])}.")
        yield show(ways, states, (i, moments), " ".join(notes))


def guesser(denoiser: str, drawing: Array) -> Denoiser:
    """The denoiser by its name; the oracle remembers this very drawing."""
    if denoiser == "learned":
        return learned(grid.predict(grid.load()), "v")
    return oracle(drawing[None]) if denoiser == "oracle" else exact(np.stack([*KNOWN.values()]))


def there_and_back(
    x0: Array,
    abar: Array,
    start: int,
    blank: bool,
    denoise: Denoiser,
    sampler: str,
    rng: np.random.Generator,
) -> Iterator[State]:
    """n, x_n and the guess from it: 0 … start without guesses, then back to 0 with them.

    `blank` leaves out the way there and begins the way back at step T, from static alone.
    """
    eps = rng.standard_normal(x0.shape)
    xt, n = x0, 0
    if blank:
        xt, n = eps, len(abar)
    else:
        yield 0, x0, None
        for n in range(1, start + 1):
            xt = q_sample(x0, n - 1, eps, abar)
            if n < start:
                yield n, xt, None
    if n:
        timesteps = np.arange(n, dtype=np.float64)[::-1]
        walk = (
            ddpm(denoise, xt[None], timesteps, abar, rng)
            if sampler == "ddpm"
            else ddim(denoise, xt[None], timesteps, abar)
        )
        for step in walk:
            yield n - step.i, step.xt[0], step.x0_hat[0]


def show(
    ways: list[Way],
    states: tuple[State, ...],
    step: tuple[int, int],
    note: str,
) -> View:
    """One moment of one way with its guess, or of two ways side by side. Ink (1) is black."""
    n = states[0][0]
    panels, readouts = [], [Readout("step", f"{n} of {len(ways[0].abar)}")]
    for way, (_, xt, x0_hat) in zip(ways, states, strict=True):
        abar_n = way.abar[n - 1] if n else 1.0
        beside = f" {way.name}" if len(ways) > 1 else ""
        panels.append(Image(-xt, f"step {n}{beside and ','}{beside}", "x_t", "signal"))
        if len(ways) == 1:
            guess = x0_hat if x0_hat is not None else way.x0
            label = "the denoiser's guess" if x0_hat is not None else "what was drawn"
            role = "guess" if x0_hat is not None else "truth"
            panels.append(Image(-guess, label, r"\hat{x}_0", role))  # type: ignore[arg-type]
            readouts.append(Readout("signal", schedules.signal(abar_n).item(), "signal"))
            readouts.append(Readout("noise", schedules.noise(abar_n).item(), "noise"))
        error = float(((xt - way.x0) ** 2).mean())
        words = f"mean squared difference to the drawing{beside}"
        readouts.append(Readout(f"error{beside}", error, words=words))
    return View(panels, readouts, step, note)


def nearest(x: Array) -> str:
    """The preset that a picture is nearest to."""
    return min(KNOWN, key=lambda label: float(((KNOWN[label] - x) ** 2).sum()))

"""The first demo: destroy a picture, any picture, with any schedule."""

import functools

import numpy as np

from gen.diffusion import schedules
from gen.diffusion.process import q_sample
from gen.live import pictures
from gen.live.controls import Array, Choice, Picture, Seed, Slider
from gen.live.demo import demo
from gen.live.view import Image, Readout, View

NAMES = {name: name.replace("_", " ").capitalize() for name in schedules.SCHEDULES}


@demo(
    Slider("n", "Step n", 0, "T", default=21, role="signal"),
    Picture("picture", "Picture", size=128, choices=pictures.CHOICES, default="cat"),
    Choice("schedule", "Schedule", NAMES, default="cosine"),
    Slider("T", "Steps in all, T", 1, 1000, default=50),
    Seed("seed", "Seed of the noise", default=7),
)
def forward(picture: Array, schedule: str, T: int, n: int, seed: int) -> View:
    """x_n, and the noise ε in it, which is what a network has to name.

    Eq. 4 of Ho et al. 2020 (arXiv:2006.11239). At n = 0 nothing has happened yet.
    """
    eps = noise(seed, picture.shape)
    abar = alphas_cumprod(schedule, T)
    abar_n = abar[n - 1] if n else 1.0  # index 0 is the state after one step
    xt = q_sample(picture, n - 1, eps, abar) if n else picture
    return View(
        panels=[
            Image(xt, "what a network sees", "x_t", "truth"),
            Image(eps, "what it must name", r"\varepsilon", "noise"),
        ],
        readouts=[
            Readout("signal", schedules.signal(abar_n).item(), "signal"),
            Readout("noise", schedules.noise(abar_n).item(), "noise"),
            Readout("SNR", schedules.snr(abar_n).item(), form=".3g", words="signal to noise"),
        ],
    )


# Both are the same at every step n, so they are made once and not at every move of the slider.


@functools.lru_cache(maxsize=4)
def noise(seed: int, shape: tuple[int, ...]) -> Array:
    """ε ~ N(0, I), which the seed decides."""
    return np.random.default_rng(seed).standard_normal(shape)


@functools.lru_cache(maxsize=32)
def alphas_cumprod(schedule: str, T: int) -> Array:
    """ᾱ (T,) of the schedule: its 1000 steps, respaced to T."""
    return schedules.alphas_cumprod(schedules.short(schedule, T))

"""A demo: a picture as a small one, and back. Keep less of the small one, or shake it, and see what
its decoder makes of that."""

import functools
from collections.abc import Callable
from pathlib import Path

import numpy as np

from gen.diffusion.likeness import psnr, ssim
from gen.live import pictures
from gen.live.controls import Array, Choice, Picture, Seed, Slider
from gen.live.demo import demo
from gen.live.view import Image, Readout, View
from gen.nets import autoencoder
from gen.nets.autoencoder import CHANNELS, ENCODER, N

BEFORE, DEPTH = 3 * N * N, 8  # numbers of a picture, and bits of each
AFTER = {factor: CHANNELS * (N // factor) ** 2 for factor in ENCODER}  # numbers of a latent
WEIGHTS = {str(factor): [autoencoder.file_of(factor)] for factor in ENCODER}
UNSEEN = Path(__file__).with_name("unseen.npy")  # two pictures of no training; a test makes it
# How wide each of 2^bits equal steps has to be, so that the least is lost of numbers of a Gaussian
# with spread 1: Table II of Max 1960 (doi:10.1109/TIT.1960.1057548).
STEPS = {1: 1.596, 2: 0.9957, 3: 0.586, 4: 0.3352, 5: 0.1881, 6: 0.1041, 7: 0.0569, 8: 0.0308}
BLACK = 3.0  # spreads below the mean at which a number of a latent is drawn black; above it, white
LOUDER = 3  # how many times larger than it is the difference is drawn


def unseen(index: int, size: int) -> Array:
    """A picture that it has not learned from. Raises ValueError for a size that it has not."""
    picture = np.load(UNSEEN)[index] / 127.5 - 1
    if len(picture) != size:
        raise ValueError(f"size: got {size}; must be {len(picture)}")
    return picture


CHOICES: dict[str, tuple[str, Callable[[int], Array]]] = {
    "scene": ("A new scene", functools.partial(unseen, 0)),
    "eye": ("A new eye", functools.partial(unseen, 1)),
    **pictures.CHOICES,
}


@demo(
    Slider("bits", "Bits kept of each number", 1, max(STEPS), default=max(STEPS), role="signal"),
    Picture("picture", "Picture", N, CHOICES, default="scene"),
    Choice(
        "factor",
        "Of its numbers",
        {str(f): f"{BEFORE // after} become 1" for f, after in AFTER.items()},
        default="4",
        weights=WEIGHTS,
    ),
    Slider("noise", "Noise added", 0.0, 1.0, default=0.0, step=0.05, role="noise"),
    Seed("seed", "Seed of the noise", default=7),
)
def compress(picture: Array, factor: str, bits: int, noise: float, seed: int) -> View:
    """A picture x, its latent z, what comes back, x̂, and by how much that is wrong."""
    network = autoencoder.load(int(factor))
    z = kept(encoded(int(factor), picture.tobytes()), bits)
    z = z + noise * np.random.default_rng(seed).standard_normal(z.shape)
    back = np.clip(network.decode(z[None])[0].astype(np.float64), -1, 1)
    return View(
        panels=[
            Image(picture, f"the picture, {square(N)}", "x", "truth"),
            Image(mosaic(z), f"its latent, {CHANNELS} times {square(len(z))}", "z", "signal"),
            Image(back, "what comes back", r"\hat{x}", "guess"),
            Image(LOUDER * (back - picture), f"the difference, × {LOUDER}"),
        ],
        readouts=[
            Readout("numbers", f"{BEFORE:,} → {z.size:,}", "signal", words="numbers before, after"),
            Readout("bits", f"{BEFORE * DEPTH:,} → {z.size * bits:,}", words="bits before, after"),
            Readout("PSNR", f"{psnr(picture, back):.1f} dB", "guess"),
            Readout("SSIM", ssim(picture, back), "guess"),
        ],
    )


@functools.lru_cache(maxsize=8)
def encoded(factor: int, picture: bytes) -> Array:
    """The latent (side, side, 4) of a picture, made once: sliders need not wait for it."""
    x = np.frombuffer(picture).reshape(1, N, N, 3)
    return autoencoder.load(factor).encode(x)[0].astype(np.float64)


def kept(z: Array, bits: int) -> Array:
    """Each number in the middle of its step, of 2^bits steps; the outermost two have no end."""
    step, half = STEPS[bits], 2 ** (bits - 1)
    return (np.clip(np.floor(z / step), -half, half - 1) + 0.5) * step


def square(side: int) -> str:
    """How large a square is, in a line of its own where there is no room for more."""
    return f"{side}\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}{side}"


def mosaic(z: Array) -> Array:
    """The four channels as grey squares, two by two: (N, N)."""
    side, two = len(z), CHANNELS // 2
    squares = z.reshape(side, side, two, two).transpose(2, 0, 3, 1).reshape(2 * side, 2 * side)
    return (squares / BLACK).repeat(N // (2 * side), axis=0).repeat(N // (2 * side), axis=1)

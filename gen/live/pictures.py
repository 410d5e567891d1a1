"""Pictures to choose from: a photograph, and a few that are drawn here. Each is a function of
the size that gives an array (size, size, 3) in [−1, 1]."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

# gen/data/cat.png (Chelsea, CC0, by Stéfan van der Walt) reduced to 128 × 128 with a Lanczos
# filter; a test makes it again. As an array, since the page has no PNG reader in Python.
CAT = Path(__file__).with_name("cat.npy")

PAPER = np.array([0.96, 0.94, 0.90]) * 2 - 1
INK = np.array([0.09, 0.10, 0.13]) * 2 - 1
TEAL = np.array([0.10, 0.55, 0.53]) * 2 - 1
RED = np.array([0.80, 0.27, 0.15]) * 2 - 1


def cat(size: int) -> Array:
    """The photograph, every pixel the mean of those that it covers. `size` divides 128."""
    pixels = np.load(CAT) / 127.5 - 1
    block = len(pixels) // size
    if block * size != len(pixels):
        raise ValueError(f"size: got {size}; must divide {len(pixels)}")
    return pixels.reshape(size, block, size, block, 3).mean(axis=(1, 3))


def rings(size: int) -> Array:
    """Rings that become finer outwards, so that one sees which detail drowns first."""
    x, y = _axes(size)
    return _mix(0.5 + 0.5 * np.cos(size * np.pi / 6 * (x**2 + y**2)), INK, PAPER)


def ball(size: int) -> Array:
    """A ball in the light: nothing but slow shades and one edge."""
    x, y = _axes(size)
    radius = 0.72
    z = np.sqrt(np.clip(radius**2 - x**2 - y**2, 0, None)) / radius
    light = np.clip((-0.5 * x + 0.6 * y) / radius + 0.62 * z, 0, 1)
    lit = _mix(light, INK, TEAL) + 0.9 * light[..., None] ** 12
    inside = _soft(radius - np.hypot(x, y), size)[..., None]
    return np.clip(_mix(0.55 + 0.25 * y, INK, PAPER) * (1 - inside) + lit * inside, -1, 1)


def heart(size: int) -> Array:
    """A heart: one shape, two colours."""
    x, y = _axes(size)
    x, y = 1.35 * x, 1.35 * y + 0.12
    inside = x**2 + (1.15 * y - 0.72 * np.sqrt(np.abs(x))) ** 2
    return _mix(_soft(0.5 * (1 - inside), size), PAPER, RED)


CHOICES: dict[str, tuple[str, Callable[[int], Array]]] = {
    "cat": ("A cat", cat),
    "heart": ("A heart", heart),
    "ball": ("A ball", ball),
    "rings": ("Rings", rings),
}


def _axes(size: int) -> tuple[Array, Array]:
    """x to the right and y upwards at the middle of every pixel, from −1 to 1."""
    middle = (np.arange(size) + 0.5) / size * 2 - 1
    return np.meshgrid(middle, -middle)  # type: ignore[return-value]


def _mix(share: Array, zero: Array, one: Array) -> Array:
    """The colour between `zero` and `one`, pixel by pixel."""
    return zero + share[..., None] * (one - zero)


def _soft(distance: Array, size: int) -> Array:
    """1 inside (distance above 0), 0 outside, a pixel or so of slope between."""
    return np.clip(0.5 + distance * size / 2, 0, 1)

"""How alike two pictures are, as numbers: what came back, beside what went in."""

import functools

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.check import Array

RANGE = 2.0  # from black, −1, to white, 1
WINDOW, SIGMA = 11, 1.5  # pixels along a side of the Gaussian window, and its deviation
K1, K2 = 0.01, 0.03
LUMA = np.array([0.299, 0.587, 0.114])  # of red, green, blue: Rec. ITU-R BT.601


def psnr(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """The peak signal-to-noise ratio in decibels, 10 log₁₀(L² / MSE), L = 2; ∞ for equal pictures.

    x, y: pictures of one shape, in [−1, 1]. Raises ValueError.
    """
    a, b = check.alike(x=x, y=y)
    if not a.size:
        raise check.wrong("x", f"shape {a.shape}", "a picture with at least one pixel")
    error = float(np.mean((a - b) ** 2))
    return float(10 * np.log10(RANGE**2 / error)) if error else float("inf")


def ssim(x: npt.ArrayLike, y: npt.ArrayLike) -> float:
    """The mean structural similarity of the luma: 1 for equal pictures, about 0 for unlike ones.

        (2 μ_x μ_y + c₁)(2 σ_xy + c₂) / ((μ_x² + μ_y² + c₁)(σ_x² + σ_y² + c₂)),  c_i = (K_i L)²

    Eq. 13 of Wang et al. 2004 (doi:10.1109/TIP.2003.819861), with their window of 11 × 11, where
    it lies wholly inside. x, y: (H, W, 3) or (H, W) in [−1, 1], H and W at least 11.
    Returns a float in [−1, 1]. Raises ValueError.
    """
    a, b = check.alike(x=x, y=y)
    if a.ndim not in (2, 3) or min(a.shape[:2]) < WINDOW or a.shape[2:] not in ((), (3,)):
        raise check.wrong("x", f"shape {a.shape}", f"(H, W) or (H, W, 3), from {WINDOW} pixels on")
    if a.ndim == 3:
        a, b = a @ LUMA, b @ LUMA
    c1, c2 = (K1 * RANGE) ** 2, (K2 * RANGE) ** 2
    mean_a, mean_b = smoothed(a), smoothed(b)
    spread_a, spread_b = smoothed(a * a) - mean_a**2, smoothed(b * b) - mean_b**2
    both = smoothed(a * b) - mean_a * mean_b
    same = (2 * mean_a * mean_b + c1) * (2 * both + c2)
    return float(np.mean(same / ((mean_a**2 + mean_b**2 + c1) * (spread_a + spread_b + c2))))


def smoothed(x: Array) -> Array:
    """The mean of x (H, W) under the Gaussian window at each place where it fits."""
    for axis in (0, 1):
        x = np.lib.stride_tricks.sliding_window_view(x, WINDOW, axis=axis) @ window()
    return x


@functools.cache
def window() -> Array:
    """The weights along one side, which sum to 1."""
    w = np.exp(-(((np.arange(WINDOW) - WINDOW // 2) / SIGMA) ** 2) / 2)
    return w / w.sum()

"""Guidance: how a network that knows what it was told is made to take it more seriously.

Wrappers of denoisers (see denoisers.py), with the same call: (x_t, ᾱ_t) → x0_hat.
"""

import numpy as np

from gen.diffusion import check
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser


def guided(
    told: Denoiser, untold: Denoiser, cfg_scale: float, interval: tuple[float, float] = (0.0, 1.0)
) -> Denoiser:
    """Classifier-free guidance: away from the guess without the prompt, beyond the one with it.

        x0_hat = untold + cfg_scale (told − untold)

    Eq. 6 of Ho & Salimans 2022 (arXiv:2207.12598), whose w is cfg_scale − 1. It is written there
    for ε, which comes to the same: given x_t, ε̂ is affine in x0_hat. 0 is the guess without the
    prompt, 1 the one with it; for these, only one of the two is asked.

    interval: where ᾱ_t is not in [low, high], the guess with the prompt is taken as it is, at half
    the cost (Kynkäänniemi et al. 2024, arXiv:2404.07724, whose σ is √((1−ᾱ)/ᾱ)). cfg_scale: in
    [0, inf). Returns a denoiser. Raises ValueError.
    """
    scale = check.number("cfg_scale", cfg_scale, "[0, inf)")
    low, high = check.within("interval", interval, "[0, 1]").tolist()
    if low > high:
        raise check.wrong("interval", f"{interval}", "(low, high) with low of at most high")

    def denoise(xt: Array, abar_t: float) -> Array:
        if scale == 1 or not low <= abar_t <= high:
            return told(xt, abar_t)
        without = untold(xt, abar_t)
        return without if scale == 0 else without + scale * (told(xt, abar_t) - without)

    return denoise


def clipped(denoise: Denoiser, low: float = -1.0, high: float = 1.0) -> Denoiser:
    """No guess outside of what a picture can be: x0_hat, cut off at `low` and `high`.

    As in Algorithm 1 of Saharia et al. 2022 (arXiv:2205.11487), Sec. 2.3, "static thresholding":
    strong guidance leads out of the range, and then on. Returns a denoiser. Raises ValueError.
    """
    low, high = check.number("low", low, "(-inf, inf)"), check.number("high", high, "(-inf, inf)")
    if low >= high:
        raise check.wrong("low", f"{low}", f"below high, {high}")
    return lambda xt, abar_t: np.clip(denoise(xt, abar_t), low, high)

"""Static, the best guess at what is under it, and what it was.

In five seconds a reader must see: the best guess at what the static hides is a blur, the average of
all that could be there, and it sharpens as the static thins.
"""

import numpy as np
from PIL import Image

from gen.data import photograph
from gen.diffusion import schedules
from gen.diffusion.check import Array
from gen.diffusion.denoisers import exact
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel

T = 1000


def figure(
    levels: int = 29, start: int = 13, picked: int = 312, seed: int = 1, tries: int = 8
) -> Frames:
    """x_t and E[x0 | x_t] at `levels` noise levels, from nothing but static to (almost) none.

    x0 is one of the `pictures`, all as likely. The levels lie evenly in log-SNR; ε is the same at
    all of them. Sources: Eq. 4 of Ho et al. 2020 (arXiv:2006.11239); Eq. 57 of Karras et al. 2022
    (arXiv:2206.00364) for the guess.
    """
    known = pictures()
    x0, denoise = known[picked], exact(known)
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    abar = schedules.alphas_cumprod(schedules.cosine(T))
    t = steps(levels, abar)
    xt = np.stack([np.sqrt(abar[i]) * x0 + np.sqrt(1 - abar[i]) * eps for i in t])
    guess = np.stack([denoise(x[None], float(abar[i]))[0] for x, i in zip(xt, t, strict=True)])
    left = np.array([candidates(x, float(abar[i]), known) for x, i in zip(xt, t, strict=True)])
    closer = [leans_right(known, picked, float(abar[t[start]]), s) for s in range(tries)]
    return Frames(
        panels=[
            Panel(xt, "what is seen", r"x_t", "truth"),
            Panel(guess, "the best guess", r"\hat x_0", "guess"),
            Panel(np.repeat(x0[None], levels, axis=0), "what it was", r"x_0", "signal"),
        ],
        steps=Steps(
            labels=range(1, levels + 1),
            unit="level",
            start=start,
            per_second=5,
            readouts=[
                Readout("signal", schedules.signal(abar[t]), "signal", ".3f"),
                Readout("candidates", left, "guess", ".0f"),
            ],
        ),
        numbers={
            "levels": levels,
            "pictures": len(known),
            "side": x0.shape[0],
            "average_first": float(left[0]),
            "average_left": float(left[start]),
            "average_tried": tries,
            "average_closer": sum(closer),
        },
    )


def pictures(side: int = 48, shifts: int = 25) -> Array:
    """Every part of the reduced photograph that is `side` wide and high, and its mirror image.

    (2·shifts², side, side, 3) in [−1, 1].
    """
    photo = Image.fromarray(((photograph.cat() + 1) * 127.5).round().astype(np.uint8))
    size = side + shifts - 1
    small = np.asarray(photo.resize((size, size), Image.Resampling.BOX)) / 127.5 - 1
    cut = [small[y : y + side, x : x + side] for y in range(shifts) for x in range(shifts)]
    return np.stack([*cut, *(picture[:, ::-1] for picture in cut)])


def steps(levels: int, abar: Array) -> np.ndarray:
    """Steps t whose log-SNR is spread evenly, the noisiest first: (levels,) integers."""
    log_snr = np.log(abar) - np.log1p(-abar)
    wanted = np.linspace(-9.5, 2, levels)
    return np.array([np.abs(log_snr - w).argmin() for w in wanted])


def leans_right(known: Array, picked: int, abar_t: float, seed: int) -> bool:
    """Whether, with another ε, the guess is nearer to the right picture than the plain average."""
    x0 = known[picked]
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    guess = exact(known)((np.sqrt(abar_t) * x0 + np.sqrt(1 - abar_t) * eps)[None], abar_t)[0]
    return bool(((guess - x0) ** 2).mean() < ((known.mean(axis=0) - x0) ** 2).mean())


def candidates(xt: Array, abar_t: float, known: Array) -> float:
    """How many of the `known` pictures x_t could be: e^H of their probabilities, H the entropy."""
    square = ((xt - np.sqrt(abar_t) * known) ** 2).reshape(len(known), -1).sum(axis=1)
    p = np.exp((square.min() - square) / (2 * (1 - abar_t)))
    p /= p.sum()
    return float(np.exp(-np.sum(p * np.log(np.maximum(p, 1e-300)))))

"""One dimension: where the numbers go as static comes in, and the best guess at each."""

import numpy as np

from gen.diffusion import schedules
from gen.diffusion.check import Array
from gen.diffusion.mixture import Mixture
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps

COIN = Mixture(np.array([[-1.0], [1.0]]), 0.0)
CURVES = (0.25, 0.5, 0.75)  # shares of the way at which the guess is drawn on the right
SHADES = (0.06, 0.14, 0.24, 0.36, 0.7)  # densities at which the map grows darker


def figure(T: int = 50, seen: float = 0.25, asked: int = 18) -> Chart:
    """p_t(x) over t and x, with E[x0 | x_t = seen] on it; and E[x0 | x_t] over x_t at three t.

    x0 is −1 or 1, T steps of the cosine schedule. The density and the guess are
    the closed forms of `gen.diffusion.mixture` and `gen.diffusion.denoisers`.
    """
    abar = schedules.alphas_cumprod(schedules.short("cosine", T))
    abar = np.concatenate([[1.0], abar])
    share, denoise = np.arange(T + 1) / T, COIN.denoiser()
    guess = np.array([denoise(np.array([[seen]]), a)[0, 0] for a in abar.tolist()])
    here = float(abar[asked])
    right, certain, best = errors(seen, here)

    def draw(canvas, layout: Layout) -> list[Mark]:
        if layout == "wide":
            plane = canvas.add_axes((0.05, 0.12, 0.53, 0.76))
            curves = canvas.add_axes((0.67, 0.12, 0.315, 0.76))
        else:
            plane = canvas.add_axes((0.1, 0.585, 0.81, 0.35))
            curves = canvas.add_axes((0.1, 0.055, 0.81, 0.38))
        _map(plane, share, guess, seen)
        _guesses(curves, denoise)
        middle = np.full(T + 1, seen)
        return [
            Mark(plane, share, middle, "soft", "vertical"),
            Mark(plane, share, middle, "truth"),
            Mark(plane, share, guess, "guess"),
            Mark(curves, middle, guess, "soft", "vertical"),
            Mark(curves, middle, guess, "guess"),
        ]

    return Chart(
        title="Where two numbers go, and the best guess at where one came from",
        draw=draw,
        sizes={"wide": (900, 380), "narrow": (320, 640)},
        steps=Steps(
            labels=range(T + 1),
            start=asked,
            readouts=[
                Readout("seen", np.full(T + 1, seen), "truth"),
                Readout("best guess", guess, "guess"),
            ],
        ),
        numbers={
            "T": T,
            "seen": seen,
            "asked": asked,
            "signal": float(np.sqrt(here)),
            "noise": float(np.sqrt(1 - here)),
            "guess": float(guess[asked]),
            "right": right,
            "error_certain": certain,
            "error_best": best,
        },
    )


def errors(seen: float, abar_t: float) -> tuple[float, float, float]:
    """How likely x0 = 1 is, by Bayes' rule; the mean squared errors of the guess 1 and the mean."""
    x0 = np.array([-1.0, 1.0])
    p = np.exp(-((seen - np.sqrt(abar_t) * x0) ** 2) / (2 * (1 - abar_t)))
    p /= p.sum()
    return float(p[1]), float(p @ (x0 - 1) ** 2), float(p @ (x0 - p @ x0) ** 2)


def density(share: Array, x: Array) -> Array:
    """p_t(x) at shares of the way (n,) and places (m,): (m, n)."""
    abar = np.concatenate([[1.0], schedules.alphas_cumprod(schedules.cosine(1000))])
    at = np.rint(share * 1000).astype(int)
    return np.stack([COIN.density(x[:, None], float(a)) for a in abar[at]], axis=1)


def _map(axes, share: Array, guess: Array, seen: float) -> None:
    way = np.linspace(0.02, 1, 40)  # at 0, where all is at −1 and 1, the density is infinite
    near = 0.35 * np.linspace(-1, 1, 18) ** 3  # fine steps where the map is fine
    x = np.unique(np.concatenate([np.linspace(-2.6, 2.6, 43), near - 1, near + 1]))
    p = density(way, x)
    for low in SHADES:  # each lies on the last one, so the shades add up
        axes.contourf(way, x, p, [low, 1e3], colors=[ink("signal")], alpha=0.13, antialiased=True)
    axes.plot([0, 1], [seen, seen], color=ink("truth"), lw=1.2, dashes=(2, 2))
    axes.plot(share, guess, color=ink("guess"))
    axes.set(xlim=(-0.01, 1.01), ylim=(-2.6, 2.6))
    grid(axes, [0, 0.25, 0.5, 0.75, 1], [-1, 0, 1])
    axes.set_xticklabels(["clean", "¼", "½", "¾", "static"])
    axes.set_yticklabels(["−1", "0", "1"])
    axes.text(0, 2.75, "how likely", color=ink("signal"), weight="bold")
    axes.text(1, 2.75, "best guess", color=ink("guess"), weight="bold", ha="right")


def _guesses(axes, denoise) -> None:
    x = np.linspace(-2.6, 2.6, 105)
    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    for share, dashes in zip(CURVES, ((), (5, 2), (1.5, 2)), strict=True):
        a = float(abar[round(share * 1000) - 1])
        (line,) = axes.plot(x, denoise(x[:, None], a)[:, 0], color=ink("guess"))
        if dashes:
            line.set_dashes(dashes)
    axes.set(xlim=(-2.6, 2.6), ylim=(-1.5, 1.5))
    grid(axes, [-2, 0, 2], [-1, 0, 1])
    axes.set_xticklabels(["−2", "what is seen", "2"])
    axes.set_yticklabels(["−1", "0", "1"])
    axes.text(-2.6, 1.6, "best guess", color=ink("guess"), weight="bold")
    axes.text(0.0, 0.7, "¼", color=ink("guess"), ha="right")
    axes.text(-0.75, -0.72, "½", color=ink("guess"), ha="right")
    axes.text(2.6, 0.22, "¾ of the way", color=ink("guess"), ha="right", va="top")

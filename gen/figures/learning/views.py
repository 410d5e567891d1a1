"""ε, x0 and v: three views of one thing, and what an error in each of them becomes."""

import numpy as np

from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser
from gen.figures.learning._school import ABAR, TRUTH, distance, floor, school, walk
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps

TARGETS = ("eps", "x0", "v")
NAMES = {"eps": "ε", "x0": "x₀", "v": "v"}
LATER = 10  # steps of the walk back, when a bad beginning should be forgotten
LEVELS = 30  # steps at which the guesses are compared with the best ones


def figure(
    T: int = 50, start: int = 17, batches: int = 1200, batch: int = 128, judged: int = 2500,
    seeds: int = 3, examples: int = 600,
) -> Chart:  # fmt: skip
    """Left: x_t and v are x0 and ε turned by one angle. Right: how far each guess at x0 is off.

    For each target and seed a network learns for as many batches. "Off" is the root mean square
    of x0_hat − E[x0 | x_t] over fresh x_t, its median over the seeds. The numbers are the sliced
    Wasserstein distances of `judged` points by 60 steps of DDPM to fresh ones. Source: App. D of
    Salimans & Ho 2022 (arXiv:2202.00512).
    """
    t = np.unique(np.rint((np.arange(LEVELS) + 0.5) / LEVELS * (len(ABAR) - 1)).astype(int))
    t = np.concatenate([[0], t, [len(ABAR) - 1]])
    asked = [questions(int(i), examples) for i in t]
    off: dict[str, Array] = {}
    numbers: dict[str, float] = {}
    for target in TARGETS:
        found, distances, sizes = [], [], []
        for seed in range(seeds):
            _, (denoise,) = school([batches], seed, target, batch)
            found.append([error(denoise, x, a, best) for x, a, best in asked])
            path = [step.xt for step in walk(denoise, judged, seed)]
            distances.append(distance(path[-1]))
            sizes.append([np.sqrt((xt**2).mean()) for xt in path])
        off[target] = np.median(found, axis=0)
        numbers[f"view_{target}"] = float(np.median(distances))
        numbers[f"view_{target}_least"] = min(distances)
        numbers[f"view_{target}_most"] = max(distances)
        numbers[f"off_{target}_clean"] = float(off[target][0])
        numbers[f"off_{target}_static"] = float(off[target][-1])
        size = np.median(sizes, axis=0)
        numbers[f"size_{target}_first"] = float(size[1])
        numbers[f"size_{target}_later"] = float(size[LATER])
    numbers["floor"] = floor(judged)

    angle = np.concatenate([[0.0], np.arccos(np.sqrt(ABAR[len(ABAR) // T - 1 :: len(ABAR) // T]))])
    signal, noise = np.cos(angle), np.sin(angle)

    def draw(canvas, layout: Layout) -> list[Mark]:
        if layout == "wide":
            circle = canvas.add_axes((0.0, 0.08, 0.43, 0.8))
            errors = canvas.add_axes((0.53, 0.12, 0.42, 0.76))
        else:
            circle = canvas.add_axes((0.06, 0.56, 0.88, 0.88 * 320 / 660))
            errors = canvas.add_axes((0.16, 0.05, 0.72, 0.40))
        _circle(circle)
        _errors(errors, (t + 1) / len(ABAR), off)
        share = np.arange(T + 1) / T
        return [
            Mark(circle, signal, noise, "truth", "ray"),
            Mark(circle, signal, noise, "truth"),
            Mark(circle, -noise, signal, "guess", "ray"),
            Mark(circle, -noise, signal, "guess"),
            Mark(errors, share, np.ones(T + 1), "soft", "vertical"),
        ]

    return Chart(
        title="What a network can be asked to name, and how far off it then is",
        draw=draw,
        sizes={"wide": (900, 380), "narrow": (320, 660)},
        steps=Steps(
            labels=range(T + 1),
            start=start,
            readouts=[
                Readout("ε", times(noise / signal), "guess", words="an error in epsilon counts"),
                Readout("x₀", times(np.ones(T + 1)), "guess", words="in x zero"),
                Readout("v", times(noise), "guess", words="in v"),
            ],
        ),
        numbers={"view_batches": batches, "view_seeds": seeds, "later": LATER, **numbers},
    )


def times(factors: Array) -> list[str]:
    """How many times an error grows, as text."""
    return [f"×{f:.2f}" if f < 9.995 else f"×{f:,.0f}" for f in factors.tolist()]


def questions(t: int, n: int) -> tuple[Array, float, Array]:
    """`n` fresh x_t of step t, their ᾱ, and the best guess at each."""
    rng, a = np.random.default_rng(t), float(ABAR[t])
    x0 = TRUTH.sample(n, rng)
    xt = np.sqrt(a) * x0 + np.sqrt(1 - a) * rng.standard_normal(x0.shape)
    return xt, a, TRUTH.denoiser()(xt, a)


def error(denoise: Denoiser, xt: Array, abar_t: float, best: Array) -> float:
    """The root mean square of x0_hat − E[x0 | x_t]."""
    return float(np.sqrt(((denoise(xt, abar_t) - best) ** 2).mean()))


def _circle(axes) -> None:
    angle = np.linspace(0, np.pi, 120)
    axes.plot(np.cos(angle), np.sin(angle), color=ink("rule"), lw=1.5)
    axes.plot([-1.12, 1.12], [0, 0], color=ink("rule"), lw=1)
    axes.plot([0, 0], [0, 1.12], color=ink("rule"), lw=1)
    axes.set(xlim=(-1.3, 1.5), ylim=(-0.25, 1.35))
    axes.set_aspect("equal", adjustable="box", anchor="C")
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.text(1.0, -0.06, "signal", color=ink("signal"), weight="bold", va="top", ha="center")
    axes.text(-1.0, -0.06, "− signal", color=ink("signal"), weight="bold", va="top", ha="center")
    axes.text(1.06, 0.42, "seen", color=ink("truth"), weight="bold")
    axes.text(-1.06, 0.42, "v", color=ink("guess"), weight="bold", ha="right")
    axes.text(0, 1.17, "noise", color=ink("noise"), weight="bold", ha="center")


def _errors(axes, share: Array, off: dict[str, Array]) -> None:
    for target, dashes in zip(TARGETS, ((5, 2), (1.5, 2), ()), strict=True):
        (line,) = axes.plot(share, off[target], color=ink("guess"))
        if dashes:
            line.set_dashes(dashes)
        up = {"eps": "center", "x0": "top", "v": "bottom"}[target]
        axes.text(1.02, off[target][-1], NAMES[target], color=ink("guess"), va=up)
    axes.set(yscale="log", xlim=(-0.01, 1.01))
    grid(axes, [0, 0.5, 1], [0.01, 1, 100])
    axes.minorticks_off()
    axes.set_xticklabels(["clean", "½", "static"])
    axes.set_yticklabels(["0.01", "1", "100"])
    axes.text(
        0, 1.05, "the guess is off by", color=ink("guess"), weight="bold", transform=axes.transAxes
    )

"""The entropy of the ink, out and back: from the density that is known, and from particles."""

import numpy as np

from gen.diffusion import entropy
from gen.diffusion.check import Array
from gen.figures.origins._ink import FRAMES, LEVELS, STEPS, back, ink, out
from gen.render.chart import Chart, Layout, Mark, grid
from gen.render.chart import ink as colour
from gen.render.figure import Readout, Steps

MEASURED = np.array([0, 6, 12, 24, 36, 60, 96, 144, 192, 240])  # steps at which particles are asked


def figure(samples: int = 20_000, particles: int = 3000, seed: int = 1) -> Chart:
    """h in bits over the steps, out on the left, back on the right.

    The line is −E[log₂ p_t(x)] of the density itself (`gen.diffusion.entropy.of_mixture`); it is
    the same on both sides, for a way back that is exact. The dots are measured on particles that
    went out and came back, from their neighbours' distances alone (`of_points`).
    """
    known = known_bits(samples)
    rng = np.random.default_rng(seed)
    way_out = out(particles, rng)
    way_back = back(way_out[-1], rng)
    dots_out = np.array([entropy.of_points(way_out[k]) for k in MEASURED])
    dots_back = np.array([entropy.of_points(way_back[STEPS - k]) for k in MEASURED])
    most = entropy.gaussian(2)

    there = np.concatenate([FRAMES, 2 * STEPS - FRAMES[-2::-1]])
    bits = np.concatenate([known, known[-2::-1]])

    def draw(canvas, layout: Layout) -> list[Mark]:
        wide = layout == "wide"
        axes = canvas.add_axes((0.05, 0.12, 0.935, 0.76) if wide else (0.09, 0.10, 0.88, 0.76))
        axes.axhline(most, color=colour("soft"), lw=1.2, dashes=(2, 3))
        axes.axvline(STEPS, color=colour("rule"), lw=1.2)
        axes.plot(there, bits, color=colour("truth"))
        axes.plot(MEASURED, dots_out, "o", color=colour("noise"), ms=7)
        axes.plot(2 * STEPS - MEASURED, dots_back, "D", color=colour("signal"), ms=6)
        axes.set(xlim=(-6, 2 * STEPS + 6), ylim=(0.85, 4.6))
        grid(axes, [0, STEPS, 2 * STEPS], [1, 2, 3, 4])
        axes.set_xticklabels(["ink", "water", "ink"])
        axes.text(STEPS, most + 0.07, "no more is possible", color=colour("soft"), ha="center",
                  va="bottom")  # fmt: skip
        axes.text(0, 4.72, "bits", color=colour("truth"), weight="bold")
        axes.text(STEPS / 2, 2.4, "out", color=colour("noise"), weight="bold", ha="center")
        axes.text(STEPS * 1.5, 2.4, "back", color=colour("signal"), weight="bold", ha="center")
        return [
            Mark(axes, there, bits, "soft", "vertical"),
            Mark(axes, there, bits, "truth"),
        ]

    return Chart(
        title="The entropy of the ink, on the way out and on the way back",
        draw=draw,
        sizes={"wide": (900, 340), "narrow": (320, 340)},
        steps=Steps(
            labels=[str(k) for k in there],
            start=3,
            per_second=10,
            readouts=[
                Readout("entropy", bits, "truth", words="entropy in bits"),
                Readout("room", 2**bits, "truth", ".1f", words="room in squares of the plane"),
            ],
        ),
        numbers={
            "bits_ink": float(known[0]),
            "bits_water": float(known[-1]),
            "bits_most": most,
            "bits_less": float(known[-1] - known[0]),
            "room": float(2 ** (known[-1] - known[0])),
            "bits_back": float(dots_back[0]),
            "bits_out": float(dots_out[0]),
            "bits_off": float(np.abs(np.concatenate([dots_out, dots_back])
                                     - np.tile(known_at(known), 2)).max()),
            "bits_half": half(known),
            "bits_half_time": float(np.log(LEVELS[half(known)]) / np.log(LEVELS[-1])),
            "bits_particles": particles,
        },
    )  # fmt: skip


def known_bits(samples: int) -> Array:
    """The entropy at every frame of the way out, from the density: (len(FRAMES),)."""
    return np.array(
        [
            entropy.of_mixture(ink(), float(LEVELS[k]), samples, np.random.default_rng(0))
            for k in FRAMES
        ]
    )


def known_at(known: Array) -> Array:
    """That at the steps where particles are asked, which are frames."""
    return known[np.searchsorted(FRAMES, MEASURED)]


def half(known: Array) -> int:
    """The first frame's step by which half of all the bits have been gained."""
    return int(FRAMES[np.argmax(known - known[0] >= (known[-1] - known[0]) / 2)])

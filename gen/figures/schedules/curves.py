"""Signal and noise over the steps, for all five schedules."""

import numpy as np

from gen.diffusion import schedules
from gen.figures.schedules._five import LONG, TITLES, abar, drawn, places
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps


def figure(frames: int = 50, start: int = 13) -> Chart:
    """√ᾱ and √(1−ᾱ) against the step, one small chart a schedule, all moved by one slider.

    Sources: those of gen/diffusion/schedules.py, at their papers' defaults with 1000 steps.
    """
    line = drawn()
    betas = schedules.linear(LONG)
    abars = {name: abar(name) for name in TITLES}
    signal = {name: schedules.signal(a) for name, a in abars.items()}
    noise = {name: schedules.noise(a) for name, a in abars.items()}
    at = np.rint(np.linspace(0, LONG, frames + 1)).astype(int)

    def draw(canvas, layout: Layout) -> list[Mark]:
        marks = []
        for i, box in enumerate(places(layout, 0.16, 0.66)):
            name = list(TITLES)[i]
            axes = canvas.add_axes(box)
            axes.plot(line, noise[name][line], color=ink("noise"), lw=2)
            axes.plot(line, signal[name][line], color=ink("signal"), lw=2)
            axes.set(xlim=(-12, LONG + 12), ylim=(-0.04, 1.04))
            grid(axes, [0, LONG], [0, 0.5, 1])
            axes.set_xticklabels(["0", "1,000"])
            axes.get_xticklabels()[1].set_ha("right")
            first = i == 0 if layout == "wide" else i % 2 == 0
            axes.set_yticklabels(["0", "½", "1"] if first else [])
            axes.set_title(TITLES[name], loc="left", weight="bold", pad=9)
            if i == 0:
                axes.text(LONG, 0.8, "noise", color=ink("noise"), weight="bold", ha="right")
                axes.text(LONG, 0.17, "signal", color=ink("signal"), weight="bold", ha="right")
            marks += [
                Mark(axes, at, signal[name][at], "soft", "vertical"),
                Mark(axes, at, signal[name][at], "signal"),
                Mark(axes, at, noise[name][at], "noise"),
            ]
        return marks

    return Chart(
        title="Signal and noise over the steps, for five schedules",
        draw=draw,
        sizes={"wide": (900, 240), "narrow": (320, 520)},
        steps=Steps(
            labels=[f"{k:,}" for k in at],
            start=start,
            readouts=[
                Readout(f"signal, {name}", signal[name][at], "signal")
                for name in ("linear", "cosine")
            ],
        ),
        numbers={
            "steps": LONG,
            # ln ᾱ = Σ ln(1−β), which is nearly −Σβ
            "bell_gap": float(np.abs(np.exp(-np.cumsum(betas) / 2) - signal["linear"][1:]).max()),
        }
        | {f"half_{name}": float(signal[name][LONG // 2]) for name in TITLES}
        | {f"end_{name}": float(signal[name][-1]) for name in TITLES}
        | {f"crossing_{name}": int(np.argmax(noise[name] >= signal[name])) for name in TITLES},
    )

"""What is left of the picture at the end, against the number of steps."""

import numpy as np

from gen.diffusion import schedules
from gen.render.chart import Chart, Layout, Mark, grid, ink


def figure(least: int = 5, most: int = 1000, trap: int = 20, more: int = 100) -> Chart:
    """√ᾱ_T over T, on a logarithmic axis: betas from 1e-4 to 0.02 cut into T steps, and the same
    respaced from 1000. Every T from `least` to `most` is computed; a selection is drawn.
    """
    T = np.arange(least, most + 1)
    raw = np.array([float(schedules.signal(last(schedules.linear(int(k))))) for k in T])
    respaced = np.array(
        [float(schedules.signal(last(schedules.short("linear", int(k))))) for k in T]
    )
    drawn = np.unique(np.geomspace(least, most, 60).astype(int)) - least

    def draw(canvas, layout: Layout) -> list[Mark]:
        box = (0.06, 0.13, 0.92, 0.74) if layout == "wide" else (0.1, 0.1, 0.88, 0.8)
        axes = canvas.add_axes(box)
        axes.set_xscale("log")
        axes.plot(T[drawn], raw[drawn], color=ink("signal"))
        axes.plot(T[drawn], respaced[drawn], color=ink("signal"), lw=2, dashes=(2, 2))
        axes.plot([trap], [raw[trap - least]], "o", color=ink("signal"), ms=9)
        axes.set(xlim=(least * 0.97, most * 1.04), ylim=(-0.03, 1.03))
        axes.minorticks_off()
        ticks = [5, 20, 100, 1000]
        grid(axes, ticks, [0, 0.5, 1])
        axes.set_xticklabels(["T = 5", "20", "100", "1,000"])
        axes.get_xticklabels()[0].set_ha("left")
        axes.get_xticklabels()[-1].set_ha("right")
        axes.set_yticklabels(["0", "½", "1"])
        text = f"T = {trap}: {raw[trap - least]:.2f}"
        axes.text(trap * 1.05, raw[trap - least] + 0.03, text, weight="bold", va="bottom")
        axes.text(74, 0.74, "raw betas", color=ink("signal"), weight="bold")
        axes.text(least, 0.045, "respaced", color=ink("signal"), weight="bold")
        return []

    return Chart(
        title="The signal that is left at the last step, against the number of steps",
        draw=draw,
        sizes={"wide": (900, 300), "narrow": (320, 300)},
        numbers={
            "T_more": more,
            "left_more": float(raw[more - least]),
            "tenth": int(T[np.argmax(raw < 0.1)]),
            "hundredth": int(T[np.argmax(raw < 0.01)]),
            "respaced_spread": float(np.ptp(respaced)),
        },
    )


def last(betas: np.ndarray) -> np.float64:
    """ᾱ after the last step."""
    return schedules.alphas_cumprod(betas)[-1]

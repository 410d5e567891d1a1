"""The logarithm of the signal-to-noise ratio over the steps, for all five schedules."""

import numpy as np

from gen.diffusion import schedules
from gen.figures.schedules._five import LONG, TITLES, abar, drawn, places
from gen.render.chart import Chart, Layout, Mark, grid, ink

TICK, CUT = 8, 12  # of the axis: its grid lines, and where it ends


def figure() -> Chart:
    """λ = ln(ᾱ/(1−ᾱ)) against the step 1 … 1000: in each small chart one schedule in ink, the
    other four behind it. The axis shows −CUT to CUT; what lies below is cut off.

    Source: λ of Salimans & Ho 2022 (arXiv:2202.00512).
    """
    n = np.arange(1, LONG + 1)
    ratio = {name: schedules.log_snr(abar(name)[1:]) for name in TITLES}
    at = drawn(LONG - 1)

    def draw(canvas, layout: Layout) -> list[Mark]:
        for i, box in enumerate(places(layout, 0.16, 0.66)):
            name = list(TITLES)[i]
            axes = canvas.add_axes(box)
            for other in TITLES:
                if other != name:
                    axes.plot(n[at], ratio[other][at], color=ink("soft"), lw=1.2, alpha=0.35)
            axes.plot(n[at], ratio[name][at], color=ink("truth"), lw=2)
            axes.set(xlim=(-12, LONG + 12), ylim=(-CUT, CUT))
            grid(axes, [0, LONG], [-TICK, 0, TICK])
            axes.set_xticklabels(["0", "1,000"])
            axes.get_xticklabels()[1].set_ha("right")
            first = i == 0 if layout == "wide" else i % 2 == 0
            axes.set_yticklabels([f"−{TICK}", "0", f"{TICK}"] if first else [])
            axes.set_title(TITLES[name], loc="left", weight="bold", pad=9)
        return []

    return Chart(
        title="The logarithm of the signal-to-noise ratio over the steps, for five schedules",
        draw=draw,
        sizes={"wide": (900, 260), "narrow": (320, 540)},
        numbers={f"first_{name}": float(ratio[name][0]) for name in TITLES}
        | {f"before_last_{name}": float(ratio[name][-2]) for name in TITLES}
        | {f"last_{name}": float(ratio[name][-1]) for name in TITLES}
        | {"tick": TICK, "cut": CUT, "snr_tick": float(np.exp(TICK))},
    )

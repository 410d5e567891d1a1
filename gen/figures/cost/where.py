"""Twelve steps, spent in five ways: where each of them is."""

import numpy as np

from gen.diffusion.spacing import abar_at, karras
from gen.figures.cost._counted import apart, floor, known
from gen.live.cost import SIGMA_MAX, SPACINGS
from gen.render.chart import Chart, Layout, Mark, ink
from gen.train.tested import ABAR

BUDGET = 12
WAYS = {**{name: spacing for name, (_, spacing) in SPACINGS.items()}, "whole": karras}
TITLES = {
    "even": "even",
    "early": "crowded at static",
    "late": "crowded at the clean end",
    "karras": "Karras, from σ = 80",
    "whole": "Karras, all the way",
}


def figure() -> Chart:
    """Which of the 1000 steps of the cosine schedule each spacing visits, static at the left.

    `numbers`: the MMD of the two moons to fresh points with each of them, by DDIM; the median of
    three seeds.
    """
    at = {name: spacing(BUDGET, ABAR) for name, spacing in WAYS.items()}
    sigma = {name: np.sqrt(1 / abar_at(t, ABAR) - 1) for name, t in at.items()}
    moons = {name: apart(known().learned(), "ddim", t) for name, t in at.items()}

    def draw(canvas, layout: Layout) -> list[Mark]:
        wide = layout == "wide"
        axes = canvas.add_axes((0.27, 0.12, 0.70, 0.84) if wide else (0.03, 0.07, 0.94, 0.92))
        for row, (name, t) in enumerate(at.items()):
            y = -float(row)
            colour = ink("soft" if name == "whole" else "guess")
            axes.plot([1000, 0], [y, y], color=ink("rule"), lw=1.5)
            axes.plot(t + 1, np.full(len(t), y), "|", color=colour, ms=17, mew=2.2)
            if wide:
                axes.text(1045, y, TITLES[name], ha="right", va="center", color=colour)
            else:
                axes.text(1000, y + 0.32, TITLES[name], va="bottom", color=colour)
        axes.set(xlim=(1012, -12), ylim=(-len(at) + 0.55, 0.5 if wide else 0.75), yticks=[])
        axes.set_xticks([1000, 500, 0], ["static", "½", "clean"])
        first, _, last = axes.get_xticklabels()
        first.set_ha("left")
        last.set_ha("right")
        axes.grid(False)
        return []

    return Chart(
        title="Where twelve steps are, spent in five ways",
        draw=draw,
        sizes={"wide": (900, 280), "narrow": (320, 360)},
        numbers={
            "budget": BUDGET,
            "sigma_max": f"{SIGMA_MAX:g}",
            "sigma_last": float(sigma["whole"][0]),
            "wasted": int((sigma["whole"] > SIGMA_MAX).sum()),
            "last_early": float(sigma["early"][-1]),
            "last_even": float(sigma["even"][-1]),
            "spent_floor": floor(),
            **{f"moons_{name}": value for name, value in moons.items()},
        },
    )

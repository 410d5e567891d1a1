"""How near the moons each model comes with 1, 2, 4, 8 … steps."""

import numpy as np

from gen.diffusion.check import Array
from gen.figures.flow._models import TRUTH, Walk, again, arc, ddim, end, line
from gen.figures.flow.few import COUNTS
from gen.figures.walking._quality import BANDWIDTH, rooted_mmd
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Role, Steps

MODELS: dict[str, tuple[str, str, str, Walk]] = {
    "arc": ("Euler", "diffusion, Euler", "diffusion, Euler's method", arc),
    "ddim": ("DDIM", "diffusion, DDIM", "diffusion, DDIM", ddim),
    "line": ("flow", "flow matching, Euler", "flow matching, Euler's method", line),
    "again": ("again", "taught again, Euler", "flow matching taught again, Euler's method", again),
}
LOOKS: dict[str, tuple[Role, tuple[float, ...]]] = {
    "arc": ("noise", (1.5, 2)),
    "ddim": ("noise", ()),
    "line": ("guess", ()),
    "again": ("signal", ()),
}
SEEDS = range(5)
LOWEST = 0.004  # of the axis


def figure(points: int = 2000, start: int = 2) -> Chart:
    """The root of the MMD between `points` ends and as many fresh points: medians of five seeds.

    As in the lesson on walking back (_quality.py there), with fewer points: the floor is
    the largest of five distances between two fresh samples.
    """
    fresh = [TRUTH.sample(points, np.random.default_rng([seed, 1])) for seed in SEEDS]
    other = [TRUTH.sample(points, np.random.default_rng([seed, 2])) for seed in SEEDS]
    floor = max(rooted_mmd(x, y) for x, y in zip(other, fresh, strict=True))
    static = [np.random.default_rng([seed, 3]).standard_normal((points, 2)) for seed in SEEDS]
    found: dict[str, Array] = {
        key: np.array(
            [
                np.median(
                    [rooted_mmd(end(walk(x, n)), y) for x, y in zip(static, fresh, strict=True)]
                )
                for n in COUNTS
            ]
        )
        for key, (_, _, _, walk) in MODELS.items()
    }
    x = np.log2(np.array(COUNTS, dtype=np.float64))

    def draw(canvas, layout: Layout) -> list[Mark]:
        wide = layout == "wide"
        axes = canvas.add_axes((0.07, 0.14, 0.64, 0.76) if wide else (0.15, 0.1, 0.8, 0.58))
        axes.set_yscale("log")
        axes.axhline(floor, color=ink("truth"), lw=1.5)
        for i, (key, (_, label, _, _)) in enumerate(MODELS.items()):
            role, dashes = LOOKS[key]
            across, up = (1.04, 0.96 - 0.1 * i) if wide else (0.0, 1.4 - 0.09 * i)
            (one,) = axes.plot(x, np.maximum(found[key], LOWEST), color=ink(role))
            (two,) = axes.plot([across, across + 0.06], [up, up], color=ink(role), clip_on=False,
                               transform=axes.transAxes)  # fmt: skip
            for drawn in (one, two):
                if dashes:
                    drawn.set_dashes(dashes)
            axes.text(across + 0.08, up, label, color=ink(role), va="center",
                      transform=axes.transAxes)  # fmt: skip
        axes.set(xlim=(0, x[-1]), ylim=(LOWEST, 1.3))
        grid(axes, x.tolist(), [0.01, 0.1, 1])
        axes.minorticks_off()
        axes.set_xticklabels([str(n) for n in COUNTS])
        axes.set_yticklabels(["0.01", "0.1", "1"])
        axes.set_xlabel("steps", color=ink("soft"))
        axes.text(0.05, floor * 0.95, "floor: fresh points", color=ink("truth"), va="top")
        axes.text(0, 1.04, "distance (MMD)", color=ink("soft"), transform=axes.transAxes)
        return [Mark(axes, x, np.full(len(x), 0.1), "soft", "vertical")]

    return Chart(
        title="The distance to the truth, by model and number of steps",
        draw=draw,
        sizes={"wide": (900, 360), "narrow": (320, 460)},
        steps=Steps(
            [str(n) for n in COUNTS],
            start=start,
            per_second=2,
            unit="steps",
            readouts=[
                Readout(label, found[key], LOOKS[key][0], ".3f", words=words)
                for key, (label, _, words, _) in MODELS.items()
            ],
        ),
        numbers={
            "floor": floor,
            "points": points,
            "most": COUNTS[-1],
            "seeds": len(SEEDS),
            "bandwidth": BANDWIDTH,
            **{f"mmd_{key}_{n}": float(v) for key in MODELS
               for n, v in zip(COUNTS, found[key], strict=True)},
        },
    )  # fmt: skip

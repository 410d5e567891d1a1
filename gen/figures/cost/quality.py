"""What is bought by asking more often: in pictures, and in the plane, which is seen through."""

import numpy as np

from gen.diffusion.spacing import trailing
from gen.figures.cost._counted import (
    COUNTS,
    FLOORS,
    LINES,
    POINTS,
    SEEDS,
    apart,
    floor,
    guesses,
    known,
)  # fmt: skip
from gen.figures.prompts._painting import evaluation
from gen.render.chart import Chart, Layout, Mark, ink
from gen.render.figure import ROLES, Readout, Steps
from gen.train.tested import ABAR, SHORT

IN_PLANE = COUNTS[:-1]


def figure(start: int = 3) -> Chart:
    """Left, the Fréchet distance of pictures to real ones (gen/weights/scenes/evaluation.json)
    against how often the network is asked; right, the MMD of the two moons. Both logarithmic.

    A guided picture asks twice for every guess, a point of the plane once.
    """
    found = evaluation()["steps"]
    counts = list(found["steps"])
    frechet = {name: np.array([p["frechet"] for p in found[name]]) for name in SHORT}
    real = float(found["real"]["frechet"])
    asked = {name: np.array([2 * guesses(name, c) for c in counts]) for name in SHORT}
    moons = {
        name: np.array([apart(known().learned(), name, trailing(c, ABAR)) for c in IN_PLANE])
        for name in LINES
    }
    least = floor()
    once = {name: np.array([guesses(name, c) for c in IN_PLANE]) for name in LINES}

    def draw(canvas, layout: Layout) -> list[Mark]:
        wide = layout == "wide"
        left = canvas.add_axes((0.07, 0.13, 0.39, 0.66) if wide else (0.13, 0.56, 0.83, 0.31))
        right = canvas.add_axes((0.58, 0.13, 0.39, 0.66) if wide else (0.13, 0.06, 0.83, 0.31))
        for axes, x, y, low, unit, title in (
            (left, asked, frechet, real, "Fréchet distance", "pictures"),
            (right, once, moons, least, "MMD", "two moons"),
        ):
            axes.set(xscale="log", yscale="log")
            for name, (colour, dashes) in LINES.items():
                (line,) = axes.plot(x[name], y[name], color=ink(colour), lw=2)
                if dashes:
                    line.set_dashes(dashes)
            axes.axhline(low, color=ink("truth"), lw=1.2)
            axes.minorticks_off()
            axes.grid(False, axis="x")
            at = [1, 4, 16, 64, 256] if axes is left else [1, 2, 4, 8, 16, 32, 64]
            most = max(float(v.max()) for v in x.values())
            at = [a for a in at if min(v.min() for v in x.values()) <= a <= most * 1.05]
            axes.set_xticks(at, [str(a) for a in at])
            up = [0.5, 1, 2, 5, 10, 20] if axes is left else [0.02, 0.05, 0.1, 0.2, 0.5, 1]
            high = max(float(v.max()) for v in y.values())
            up = [u for u in up if low < u < 1.2 * high]
            axes.set_yticks(up, [f"{u:g}" for u in up])
            axes.set_ylim(min(low, *(float(v.min()) for v in y.values())) * 0.6, high * 1.15)
            axes.set_xlabel("guesses asked for", color=ink("soft"))
            axes.text(0, 1.07, f"{unit}, {title}", color=ink("soft"), transform=axes.transAxes)
            axes.text(0.0, low * 0.95, "real to real", color=ink("truth"), va="top",
                      transform=axes.get_yaxis_transform())  # fmt: skip
        _key(canvas, wide)
        return [
            Mark(left, asked[name], frechet[name], colour) for name, (colour, _) in LINES.items()
        ]

    few, many = counts.index(8), len(counts) - 1
    best = {name: int(frechet[name].argmin()) for name in SHORT}
    return Chart(
        title="Quality against the number of guesses, for pictures and in the plane",
        draw=draw,
        sizes={"wide": (900, 400), "narrow": (320, 620)},
        steps=Steps(
            [str(count) for count in counts],
            start=start,
            per_second=2,
            unit="steps",
            readouts=[
                Readout(SHORT[name], frechet[name], None if colour not in ROLES else colour, ".2f",
                        f"Fréchet distance of {SHORT[name]}")
                for name, (colour, _) in LINES.items()
            ],
        ),
        numbers={
            "pictures": found["pictures"],
            "frechet_real": real,
            "frechet_one": float(frechet["ddim"][0]),
            "frechet_two": float(frechet["ddim"][1]),
            "frechet_few": float(frechet["ddim"][few]),
            "frechet_many": float(frechet["ddim"][many]),
            "frechet_best": float(frechet["ddim"][best["ddim"]]),
            "frechet_best_steps": counts[best["ddim"]],
            "frechet_few_ddpm": float(frechet["ddpm"][few]),
            "frechet_many_ddpm": float(frechet["ddpm"][many]),
            "frechet_few_heun": float(frechet["heun"][few]),
            "frechet_few_dpmpp_2m": float(frechet["dpmpp_2m"][few]),
            "asked_few": int(asked["ddim"][few]),
            "asked_few_heun": int(asked["heun"][few]),
            "plane_points": POINTS,
            "plane_seeds": len(SEEDS),
            "plane_floor": least,
            "floors": len(SEEDS) * len(FLOORS),
            "plane_steps": IN_PLANE[-1],
            **{f"plane_{name}_few": float(moons[name][IN_PLANE.index(8)]) for name in LINES},
            **{f"plane_{name}_many": float(moons[name][-1]) for name in LINES},
        },
    )  # fmt: skip


def _key(canvas, wide: bool) -> None:
    """Which line is whose, above both panels."""
    width, height = canvas.get_size_inches() * 72
    for i, (name, (colour, dashes)) in enumerate(LINES.items()):
        x, y = (
            (0.07 + (0, 0.13, 0.33, 0.46)[i], 0.955)
            if wide
            else (0.02 + 0.5 * (i % 2), 0.975 - 0.04 * (i // 2))
        )
        long = 34 / width
        axes = canvas.add_axes((x, y, long, 8 / height))
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(-1, 1))
        (line,) = axes.plot([0, 1], [0, 0], color=ink(colour), lw=2)
        if dashes:
            line.set_dashes(dashes)
        text = SHORT[name] + (" = Euler" if name == "ddim" else "")
        canvas.text(x + long + 6 / width, y + 4 / height, text, color=ink(colour), va="center")

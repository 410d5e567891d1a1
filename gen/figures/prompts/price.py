"""What guidance buys, and what it costs: more of what was asked for, less variety."""

import numpy as np

from gen.diffusion.check import Array
from gen.figures.prompts._painting import evaluation
from gen.nets.painter import CFG_SCALE
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps
from gen.render.theme import Ink


def figure() -> Chart:
    """The share of pictures on which all is as asked, and their variety as a share of that of real
    scenes, against the scale. From gen/weights/scenes/evaluation.json, with 95 % intervals."""
    found = evaluation()["guidance"]
    scales, points, real = np.array(found["scales"]), found["points"], found["real"]
    right = np.array([point["share"] for point in points])
    low, high = (np.array([point[end] for point in points]) for end in ("low", "high"))
    variety = np.array([point["variety"] for point in points]) / real["variety"]
    distance = np.array([point["frechet"] for point in points])
    start = int(np.flatnonzero(scales == CFG_SCALE)[0])
    told = scales >= 1  # below, the prompt is hardly heard, and pictures are of anything
    most = 1.05 * max(1.0, float(variety[told].max()))

    def draw(canvas, layout: Layout) -> list[Mark]:
        place = (0.07, 0.14, 0.7, 0.72) if layout == "wide" else (0.14, 0.12, 0.8, 0.68)
        axes = canvas.add_axes(place)
        axes.fill_between(scales, low, high, color=ink("signal"), alpha=0.15, lw=0)
        axes.plot(scales, right, color=ink("signal"))
        (line,) = axes.plot(scales[told], variety[told], color=ink("guess"))
        line.set_dashes((5, 2))
        axes.set(xlim=(0, scales[-1]), ylim=(0, most))
        ticks = np.arange(0, axes.get_ylim()[1], 0.5)
        grid(axes, [0, 2, 4, 6, 8, 10], ticks.tolist())
        axes.set_yticklabels([f"{100 * tick:.0f} %" for tick in ticks])
        axes.set_xlabel("guidance scale", color=ink("soft"))
        names: tuple[tuple[str, Ink, Array], ...] = (
            ("all as asked", "signal", right),
            ("variety", "guess", variety),
        )
        for i, (name, of, values) in enumerate(names):
            if layout == "wide":
                axes.text(scales[-1] * 1.02, values[-1], name, color=ink(of), weight="bold",
                          va=("top", "bottom")[i])  # fmt: skip
            else:
                axes.text(0.5 * i, 1.1, name, color=ink(of), weight="bold",
                          transform=axes.transAxes)  # fmt: skip
        return [
            Mark(axes, scales, np.full(len(scales), 0.5), "soft", "vertical"),
            Mark(axes, scales, right, "signal"),
            Mark(axes, scales, variety.clip(max=most), "guess"),
        ]

    one = int(np.flatnonzero(scales == 1)[0])
    best = int(distance.argmin())
    return Chart(
        title="What is right and how much it varies, against the scale of guidance",
        draw=draw,
        sizes={"wide": (900, 380), "narrow": (320, 380)},
        steps=Steps(
            [f"{scale:g}" for scale in scales],
            start=start,
            per_second=2,
            unit="scale",
            readouts=[
                Readout("as asked", right, "signal", ".0%"),
                Readout("variety", variety, "guess", ".0%"),
                Readout("Fréchet distance", distance, "truth", ".2f"),
            ],
        ),
        numbers={
            "price_pictures": found["pictures"],
            "right_one": float(right[one]),
            "right_scale": float(right[start]),
            "right_last": float(right[-1]),
            "variety_one": float(variety[one]),
            "variety_scale": float(variety[start]),
            "variety_last": float(variety[-1]),
            "frechet_best": float(distance[best]),
            "frechet_best_scale": float(scales[best]),
            "frechet_last": float(distance[-1]),
            "frechet_real": float(real["frechet"]),
            "price_last": f"{scales[-1]:g}",
        },
    )

"""How many steps it takes: what is right on the picture, for each sampler."""

import numpy as np

from gen.figures.prompts._painting import evaluation
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps
from gen.train.tested import SHORT

DASHES = {"ddpm": (1.5, 2), "ddim": (), "euler": (5, 2), "heun": (7, 2, 1.5, 2), "dpmpp_2m": ()}


def figure(start: int = 3) -> Chart:
    """The share of pictures on which all is as asked, against the number of steps.

    From gen/weights/scenes/evaluation.json. A step of Heun's takes two guesses, one of the others'
    one.
    """
    found = evaluation()["steps"]
    counts = np.array(found["steps"])
    right = {name: np.array([point["share"] for point in found[name]]) for name in SHORT}
    distance = {name: np.array([point["frechet"] for point in found[name]]) for name in SHORT}
    x = np.log2(counts)

    def draw(canvas, layout: Layout) -> list[Mark]:
        place = (0.07, 0.14, 0.72, 0.74) if layout == "wide" else (0.14, 0.11, 0.8, 0.62)
        axes = canvas.add_axes(place)
        for i, (name, label) in enumerate(SHORT.items()):
            colour = ink("noise" if name == "ddpm" else "signal" if name == "dpmpp_2m" else "guess")
            across, up, long = (
                (1.03, 0.95 - 0.12 * i, 0.05)
                if layout == "wide"
                else (0.36 * (i % 3), 1.3 - 0.11 * (i // 3), 0.08)
            )
            (line,) = axes.plot(x, right[name], color=colour)
            (key,) = axes.plot([across, across + long], [up, up], color=colour, clip_on=False,
                               transform=axes.transAxes)  # fmt: skip
            for one in (line, key):
                if DASHES[name]:
                    one.set_dashes(DASHES[name])
            axes.text(across + long + 0.015, up, label, color=colour, va="center",
                      transform=axes.transAxes)  # fmt: skip
        axes.set(xlim=(0, x[-1]), ylim=(-0.02, 1.02))
        grid(axes, x.tolist(), [0, 0.5, 1])
        axes.set_xticklabels([str(count) for count in counts])
        axes.set_yticklabels(["0 %", "50 %", "100 %"])
        axes.set_xlabel("steps", color=ink("soft"))
        axes.text(0, 1.06, "all as asked", color=ink("soft"), transform=axes.transAxes)
        return [Mark(axes, x, np.full(len(x), 0.5), "soft", "vertical")]

    return Chart(
        title="What is right on the picture, by sampler and number of steps",
        draw=draw,
        sizes={"wide": (900, 360), "narrow": (320, 400)},
        steps=Steps(
            [str(count) for count in counts],
            start=start,
            per_second=2,
            unit="steps",
            readouts=[Readout(label, right[name], form=".0%") for name, label in SHORT.items()],
        ),
        numbers={
            "steps_pictures": found["pictures"],
            "steps_few": int(counts[start]),
            "steps_many": int(counts[-1]),
            "steps_one": float(right["ddim"][0]),
            "steps_real": float(found["real"]["frechet"]),
            **{f"steps_{name}_few": float(right[name][start]) for name in SHORT},
            **{f"steps_{name}_frechet": float(distance[name][start]) for name in SHORT},
            **{f"steps_{name}_frechet_last": float(distance[name][-1]) for name in SHORT},
        },
    )

"""When is what settled? The prompt is changed after k steps, and the judge says which one won."""

import numpy as np

from gen.data.labels import PARTS
from gen.diffusion.check import Array
from gen.figures.prompts._painting import evaluation
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Readout, Steps
from gen.render.theme import Ink

INKS: dict[str, Ink] = {"subject": "guess", "colour": "noise", "place": "signal", "time": "truth"}
DASHES = {"subject": (), "colour": (5, 2), "place": (1.5, 2), "time": (7, 2, 1.5, 2)}


def figure(start: int = 12) -> Chart:
    """How often each part is that of the first prompt, by the step from which the second steers.

    From gen/weights/scenes/evaluation.json, with 95 % intervals (Wilson 1927).
    """
    found = evaluation()["swap"]
    k = np.arange(found["steps"] + 1)
    first = {part: np.array([point["share"] for point in found[part]["first"]]) for part in PARTS}
    low, high = (
        {part: np.array([point[end] for point in found[part]["first"]]) for part in PARTS}
        for end in ("low", "high")
    )
    settled = {
        part: crossing(first[part], np.array([point["share"] for point in found[part]["then"]]))
        for part in PARTS
    }

    def draw(canvas, layout: Layout) -> list[Mark]:
        place = (0.07, 0.13, 0.74, 0.74) if layout == "wide" else (0.17, 0.1, 0.76, 0.66)
        axes = canvas.add_axes(place)
        for part in PARTS:
            colour = ink(INKS[part])
            axes.fill_between(k, low[part], high[part], color=colour, alpha=0.15, lw=0)
            (line,) = axes.plot(k, first[part], color=colour)
            if DASHES[part]:
                line.set_dashes(DASHES[part])
        _names(axes, layout)
        axes.set(xlim=(0, k[-1]), ylim=(-0.02, 1.02))
        grid(axes, [*range(0, len(k), 5)], [0, 0.5, 1])
        axes.set_yticklabels(["0 %", "50 %", "100 %"])
        axes.set_xlabel("steps that the first prompt steers", color=ink("soft"))
        start_at = 0 if layout == "wide" else -0.06
        axes.text(start_at, 1.07, "the picture is still that of the first prompt",
                  color=ink("soft"), transform=axes.transAxes)  # fmt: skip
        return [
            Mark(axes, k, np.full(len(k), 0.5), "soft", "vertical"),
            *(Mark(axes, k, first[part], INKS[part]) for part in PARTS),
        ]

    return Chart(
        title="Which prompt is on the picture, by the step at which they change places",
        draw=draw,
        sizes={"wide": (900, 400), "narrow": (320, 400)},
        steps=Steps(
            range(len(k)),
            start=start,
            per_second=4,
            readouts=[Readout(part, first[part], form=".0%") for part in PARTS],
        ),
        numbers={
            "swap_seeds": found["seeds"],
            "swap_first": found["first"],
            "swap_then": found["then"],
            **{f"settled_{part}": value for part, value in settled.items()},
            "swap_end_subject": float(first["subject"][-1]),
        },
    )


def crossing(first: Array, then: Array) -> float:
    """After how many steps as many pictures are the first prompt's as are the second's."""
    ahead = first - then
    k = int(np.flatnonzero(ahead >= 0)[0])
    if k == 0:
        return 0.0
    return float(k - ahead[k] / (ahead[k] - ahead[k - 1]))


def _names(axes, layout: Layout) -> None:
    """The part that each line is of, beside the lines or above them."""
    for i, part in enumerate(PARTS):
        if layout == "wide":
            x, y, long = 1.02, 0.95 - 0.11 * i, 0.04
        else:
            x, y, long = 0.52 * (i % 2), 1.25 - 0.09 * (i // 2), 0.09
        colour, kept = ink(INKS[part]), {"transform": axes.transAxes}
        (line,) = axes.plot([x, x + long], [y, y], color=colour, clip_on=False, **kept)
        if DASHES[part]:
            line.set_dashes(DASHES[part])
        axes.text(x + long + 0.02, y, part, color=colour, va="center", **kept)

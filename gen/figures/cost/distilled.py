"""Quality against the number of steps: a teacher, and students that were distilled from it."""

import numpy as np

from gen.figures.cost._counted import floor
from gen.figures.cost._distilled import measured
from gen.render.chart import Chart, Layout, Mark, grid, ink


def figure() -> Chart:
    """The MMD of the two moons to fresh points, of DDIM with the teacher and with each student."""
    taught, students = measured()
    least = floor()

    def draw(canvas, layout: Layout) -> list[Mark]:
        wide = layout == "wide"
        axes = canvas.add_axes((0.07, 0.14, 0.9, 0.76) if wide else (0.14, 0.12, 0.83, 0.78))
        axes.set(xscale="log", yscale="log")
        for values, name, marker, dashes in (
            (taught, "the teacher", "o", (5, 2)),
            (students, "its students", "s", ()),
        ):
            counts = sorted(values)
            y = [values[c] for c in counts]
            (line,) = axes.plot(counts, y, color=ink("guess"), marker=marker, ms=7)
            if dashes:
                line.set_dashes(dashes)
            where = 2 if dashes else 0  # of the points, the one that the name stands beside
            axes.text(counts[where] * 1.08, y[where] * 1.12, name, color=ink("guess"),
                      weight="bold", va="bottom")  # fmt: skip
        axes.axhline(least, color=ink("truth"), lw=1.2)
        axes.text(32 * 1.15, least * 0.96, "real to real", color=ink("truth"), va="top",
                  ha="right")  # fmt: skip
        axes.minorticks_off()
        grid(axes, sorted(taught), [u for u in (0.02, 0.05, 0.1, 0.2, 0.5, 1) if u > least])
        axes.set_xticklabels([str(count) for count in sorted(taught)])
        axes.set_yticklabels([f"{u:g}" for u in axes.get_yticks()])
        axes.set(xlim=(0.9, 32 * 1.15), ylim=(least * 0.7, 1.15 * max(taught.values())))
        axes.set_xlabel("steps", color=ink("soft"))
        axes.text(0, 1.05, "MMD, two moons", color=ink("soft"), transform=axes.transAxes)
        return []

    return Chart(
        title="Quality of a teacher and of its students by the number of steps",
        draw=draw,
        sizes={"wide": (900, 380), "narrow": (320, 400)},
        numbers={"gained": float(np.divide(taught[1], students[1]))},
    )

"""`chart`: lines and schematics as inlined SVG, drawn by Matplotlib in the colours of the roles.

A chart is drawn twice by the same function: wide for a desk, narrow for a phone, so that its
text is legible on both.
"""

import io
import xml.etree.ElementTree as etree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np

from gen.render import svg
from gen.render.figure import MANIFEST, Figure, Steps
from gen.render.theme import SENTINEL, Ink

if TYPE_CHECKING:  # Matplotlib takes half a second to import; only drawing needs it
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

Layout = Literal["wide", "narrow"]
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")
FONT_SIZE = {"wide": 15.0, "narrow": 14.0}  # in the SVG's own units, which are CSS pixels
LIMIT = 40_000  # bytes of one SVG


@dataclass(frozen=True)
class Mark:
    """Something that moves with the slider: in frame f it is at (x[f], y[f]) of the axes' data.

    A "point" is a dot there, a "vertical" a dotted line through it from the bottom to the top
    of the axes, a "ray" a line from the data's origin to it.
    """

    axes: "Axes"
    x: Sequence[float] | np.ndarray
    y: Sequence[float] | np.ndarray
    ink: Ink
    shape: Literal["point", "vertical", "ray"] = "point"


@dataclass(frozen=True, kw_only=True)
class Chart(Figure):
    """A chart. `draw(canvas, layout)` draws on an empty Matplotlib figure and returns the marks.

    `sizes` are the width and height of each layout in CSS pixels. `title` is for those who do not
    see it; the alt text of the block that shows it is its description.
    """

    kind: ClassVar[str] = "chart"
    files: ClassVar[tuple[str, ...]] = (MANIFEST, "wide.svg", "narrow.svg")

    title: str
    draw: Callable[["Canvas", Layout], Sequence[Mark]]
    sizes: dict[Layout, tuple[int, int]]
    steps: Steps | None = None

    def encode(self) -> dict[str, bytes]:
        files, positions = {}, {}
        for layout in LAYOUTS:
            files[f"{layout}.svg"], positions[layout] = self._layout(layout)
        for name, content in files.items():
            if len(content) > LIMIT:
                raise ValueError(
                    f"{name} of the chart {self.title!r} has {len(content)} bytes; "
                    f"at most {LIMIT} are allowed: draw fewer points"
                )
        steps = {"steps": self.steps.manifest()} if self.steps else {}
        return {MANIFEST: self.manifest(title=self.title, marks=positions, **steps), **files}

    def _layout(self, layout: Layout) -> tuple[bytes, list]:
        import matplotlib
        from matplotlib.figure import Figure as Canvas

        width, height = self.sizes[layout]
        with matplotlib.rc_context(_style(layout)):
            canvas = Canvas(figsize=(width / 72, height / 72))  # a unit is a pixel: 72 a point
            canvas.patch.set_visible(False)
            marks = list(self.draw(canvas, layout))
            if marks and not self.steps:
                raise ValueError(f"the chart {self.title!r} has marks that move but no steps")
            file = io.BytesIO()
            canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
        root = svg.clean(file.getvalue(), self.title)
        positions = [self._positions(mark, height) for mark in marks]
        start = self.steps.start if self.steps else 0
        for mark, places in zip(marks, positions, strict=True):
            root.append(_element(mark, places[start]))
        return svg.to_bytes(root), positions

    def _positions(self, mark: Mark, height: float) -> list[list[float]]:
        """Where a mark is in each frame, in the SVG's units: (x, y) of a point, (x1, y1, x2, y2)
        of a line."""
        assert self.steps is not None
        data = np.column_stack([mark.x, mark.y])
        if len(data) != len(self.steps.labels):
            raise ValueError(f"a mark has {len(data)} places for {len(self.steps.labels)} frames")
        inch = mark.axes.figure.dpi / 72
        ends = mark.axes.transData.transform(data) / inch
        if mark.shape == "vertical":
            box = mark.axes.get_window_extent()
            places = np.column_stack(
                [
                    ends[:, 0],
                    np.full(len(ends), box.y0 / inch),
                    ends[:, 0],
                    np.full(len(ends), box.y1 / inch),
                ]
            )
        elif mark.shape == "ray":
            origin = mark.axes.transData.transform([0, 0]) / inch
            places = np.column_stack([np.tile(origin, (len(ends), 1)), ends])
        else:
            places = ends
        places[:, 1::2] = height - places[:, 1::2]  # SVG counts downwards
        return np.round(places, 2).tolist()


def _element(mark: Mark, place: list[float]) -> etree.Element:
    numbers = [f"{value:g}" for value in place]
    if mark.shape == "point":
        names = ("cx", "cy")
        rest = {"r": "6", "class": f"un-fill-{mark.ink}"}
        return etree.Element(
            "circle", dict(zip(names, numbers, strict=True)) | {"data-mark": ""} | rest
        )
    names4 = ("x1", "y1", "x2", "y2")
    rest = {"stroke-width": "1.5", "class": f"un-stroke-{mark.ink}"}
    if mark.shape == "vertical":
        rest["stroke-dasharray"] = "1.5 4"
        rest["stroke-linecap"] = "round"
    return etree.Element("line", dict(zip(names4, numbers, strict=True)) | {"data-mark": ""} | rest)


def _style(layout: Layout) -> Any:
    soft, rule, ink = SENTINEL["soft"], SENTINEL["rule"], SENTINEL["truth"]
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "unnoise",
        "font.family": "DejaVu Sans",  # only to measure with; the page brings its own
        "font.size": FONT_SIZE[layout],
        "text.color": ink,
        "axes.edgecolor": rule,
        "axes.facecolor": "none",
        "axes.labelcolor": soft,
        "axes.labelsize": FONT_SIZE[layout],
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.spines.bottom": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "grid.color": rule,
        "grid.linewidth": 1.0,
        "xtick.color": rule,
        "ytick.color": rule,
        "xtick.labelcolor": soft,
        "ytick.labelcolor": soft,
        "xtick.labelsize": FONT_SIZE[layout],
        "ytick.labelsize": FONT_SIZE[layout],
        "xtick.major.size": 0,
        "ytick.major.size": 0,
        "lines.linewidth": 2.5,
        "lines.solid_capstyle": "round",
        "lines.markersize": 5,
        "path.simplify_threshold": 0.2,
    }


def grid(axes: "Axes", x: Sequence[float], y: Sequence[float]) -> None:
    """Ticks where they mean something, grid lines for the values only."""
    axes.set_xticks(list(x))
    axes.set_yticks(list(y))
    axes.grid(False, axis="x")


def ink(name: Ink) -> str:
    """The colour to draw a role in."""
    return SENTINEL[name]

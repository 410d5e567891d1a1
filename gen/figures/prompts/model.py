"""The whole model as a drawing, with the shapes that its arrays really have."""

import math

import numpy as np

from gen.nets import painter, text
from gen.nets.painter import BLOCKS, FINE, STEPS, WIDE, N
from gen.render.chart import Chart, Layout, Mark, ink
from gen.render.theme import Ink

PROMPT = "a red car in the snow"
HEARD = "cross-attention"


def figure() -> Chart:
    """Left, what reads the prompt, once; right, what is asked at every step, and hears it twice."""
    network = painter.load()
    said = network.read([PROMPT])
    _, maps = painter.look(network.weights, np.zeros((1, N, N, 3)), np.full(1, 0.5), said)
    heads, side = next(iter(maps.values())).shape[1:3]
    tokens = said.vectors.shape[1]
    sizes = {name: w.size for name, w in network.weights.items()}
    reading = sum(size for name, size in sizes.items() if name.startswith("text."))

    boxes: dict[str, tuple[Ink, str, str]] = {
        "prompt": ("truth", f"“{PROMPT}”", f"{tokens - 1} words, {tokens} tokens"),
        "reader": ("guess", f"transformer, {text.LAYERS} layers", f"{reading:,} weights"),
        "vectors": ("guess", f"{tokens} × {text.WIDTH}", "a vector for each token"),
        "xt": ("signal", f"{N} × {N} × 3", "the noisy picture"),
        "into": ("guess", f"{N // 2} × {N // 2} × {FINE}", "convolutions"),
        "looks": ("guess", f"{side} × {side} × {WIDE}", f"transformer, {BLOCKS} blocks"),
        "out": ("guess", f"{N // 2} × {N // 2} × {FINE}", "convolutions"),
        "v": ("guess", f"{N} × {N} × 3", "names v"),
    }

    def draw(canvas, layout: Layout) -> list[Mark]:
        axes = canvas.add_axes((0, 0, 1, 1))
        axes.axis("off")
        width, height = SIZES[layout]
        axes.set(xlim=(0, width), ylim=(0, height))
        pen = Pen(axes, layout)
        for name, (role, title, says) in boxes.items():
            pen.box(*BOXES[layout][name], role, title, says)
        for arrow in ARROWS[layout]:
            pen.arrow(*arrow)
        return []

    return Chart(
        title="The model: what reads the prompt, and what is asked at every step",
        draw=draw,
        sizes=SIZES,
        numbers={
            "parameters": sum(sizes.values()),
            "reading_share": reading / sum(sizes.values()),
            "megabytes": painter.WEIGHTS.stat().st_size / 1e6,
            "evaluations": 2 * STEPS,
            "heads": heads,
            "blocks": BLOCKS,
            "places": side * side,
            "words_known": len(network.vocabulary),
            "longest": text.LENGTH - 1,
            "values": math.prod((N, N, 3)),
        },
    )


# Where boxes stand, by their lower left corner, with their width and height; and what leads where.
BOXES: dict[Layout, dict[str, tuple[float, float, float, float]]] = {
    "wide": {
        "prompt": (20, 300, 220, 62), "reader": (20, 180, 220, 62), "vectors": (20, 60, 220, 62),
        "xt": (360, 300, 150, 62), "into": (360, 180, 180, 62), "looks": (450, 50, 220, 82),
        "out": (600, 180, 180, 62), "v": (630, 300, 150, 62),
    },
    "narrow": {
        "prompt": (30, 590, 260, 56), "reader": (30, 500, 260, 56), "vectors": (30, 410, 260, 56),
        "xt": (8, 300, 136, 56), "into": (8, 180, 136, 56), "looks": (50, 36, 220, 66),
        "out": (176, 180, 136, 56), "v": (176, 300, 136, 56),
    },
}  # fmt: skip
Place = tuple[float, float]
ARROWS: dict[Layout, tuple[tuple[Place, Place] | tuple[Place, Place, str], ...]] = {
    "wide": (
        ((130, 300), (130, 242)), ((130, 180), (130, 122)), ((240, 91), (450, 91), HEARD),
        ((435, 300), (442, 242)), ((470, 180), (510, 132)), ((620, 132), (665, 180)),
        ((695, 242), (702, 300)), ((540, 211), (600, 211)),
    ),
    "narrow": (
        ((160, 590), (160, 556)), ((160, 500), (160, 466)), ((160, 410), (160, 102), HEARD),
        ((76, 300), (76, 236)), ((86, 180), (110, 102)), ((210, 102), (234, 180)),
        ((244, 236), (244, 300)), ((144, 208), (176, 208)),
    ),
}  # fmt: skip
SIZES: dict[Layout, tuple[int, int]] = {"wide": (800, 380), "narrow": (320, 660)}


class Pen:
    """Boxes and arrows."""

    def __init__(self, axes, layout: Layout) -> None:
        self.axes, self.size = axes, 14 if layout == "wide" else 13

    def box(
        self, x: float, y: float, width: float, height: float, role: Ink, name: str, says: str
    ) -> None:
        """A box with its lower left corner at (x, y): what it is, and what it does."""
        from matplotlib.patches import Rectangle

        self.axes.add_patch(
            Rectangle((x, y), width, height, ec=ink(role), fc=ink("card"), lw=1.8, zorder=2)
        )
        middle, up = x + width / 2, y + height / 2
        lift = 0.62 * self.size if says else 0
        self.axes.text(middle, up + lift, name, ha="center", va="center", weight="bold",
                       color=ink(role), size=self.size, zorder=3)  # fmt: skip
        if says:
            self.axes.text(middle, up - 0.78 * self.size, says, ha="center", va="center",
                           color=ink("soft"), size=self.size - 1.5, zorder=3)  # fmt: skip

    def arrow(self, start: tuple[float, float], end: tuple[float, float], says: str = "") -> None:
        """From start to end; words stand above it, or beside one that goes down."""
        (x1, y1), (x2, y2) = start, end
        self.axes.plot([x1, x2], [y1, y2], color=ink("soft"), lw=1.5, zorder=1)
        turn, length = math.atan2(y2 - y1, x2 - x1), 9
        tips = [
            (x2 - length * math.cos(turn + a), y2 - length * math.sin(turn + a))
            for a in (0.45, -0.45)
        ]
        self.axes.fill([x2, *(t[0] for t in tips)], [y2, *(t[1] for t in tips)], color=ink("soft"),
                       lw=0, zorder=1)  # fmt: skip
        if says:
            upright = abs(x2 - x1) < 1
            at = (x1 + 8, y1 - 36) if upright else ((x1 + x2) / 2, y1 + 6)
            self.axes.text(*at, says, color=ink("soft"), size=self.size - 1.5,
                           ha="left" if upright else "center", va="bottom")  # fmt: skip

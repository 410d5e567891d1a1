"""Drawings of 32 × 32 cells, made up on the spot: what the network of the lab has learned from.

Strokes, curves, filled and hollow shapes, letters, alone or two together, of any size, place, slant
and thickness. Drawn four times as large and reduced, so that a cell is on where most of it is.
"""

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

N = 32
SCALE = 4
SIDE = N * SCALE
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabdefghkmnpqrtuy23456789&?!"
LEAST, MOST = 24, 700  # cells that are on: neither a speck nor a wall
Draw = ImageDraw.ImageDraw
Points = list[tuple[float, float]]


def drawings(n: int, rng: np.random.Generator) -> npt.NDArray[np.int8]:
    """`n` drawings (n, 32, 32), each cell −1 (paper) or 1 (drawn). Raises ValueError for n < 0."""
    if n < 0:
        raise ValueError(f"n: got {n}; must be at least 0")
    found = np.empty((n, N, N), np.int8)
    for i in range(n):
        found[i] = drawing(rng)
    return found


def drawing(rng: np.random.Generator) -> npt.NDArray[np.int8]:
    """One drawing, (32, 32)."""
    while True:
        canvas = Image.new("L", (SIDE, SIDE))
        draw = ImageDraw.Draw(canvas)
        for _ in range(1 + int(rng.random() < 0.3)):
            SHAPES[rng.choice(len(SHAPES), p=SHARES)](draw, rng)
        cells = np.asarray(canvas, np.float32).reshape(N, SCALE, N, SCALE).mean(axis=(1, 3)) > 127
        if LEAST <= cells.sum() <= MOST:
            return np.where(cells, np.int8(1), np.int8(-1))


def strokes(draw: Draw, rng: np.random.Generator) -> None:
    """One to four straight lines."""
    for _ in range(rng.integers(1, 5)):
        line(draw, [place(rng), place(rng)], width(rng))


def zigzag(draw: Draw, rng: np.random.Generator) -> None:
    """A line with corners."""
    line(draw, [place(rng) for _ in range(rng.integers(3, 6))], width(rng))


def curve(draw: Draw, rng: np.random.Generator) -> None:
    """A cubic Bézier curve."""
    p = np.array([place(rng, margin=-0.1) for _ in range(4)])
    u = np.linspace(0, 1, 24)[:, None]
    path = (
        (1 - u) ** 3 * p[0] + 3 * u * (1 - u) ** 2 * p[1] + 3 * u**2 * (1 - u) * p[2] + u**3 * p[3]
    )
    line(draw, [(float(x), float(y)) for x, y in path], width(rng))


def ellipse(draw: Draw, rng: np.random.Generator) -> None:
    """Filled, hollow, or an arc of it."""
    (x, y), rx, ry = place(rng, 0.3), size(rng), size(rng)
    turn, part = rng.uniform(0, math.pi), rng.choice([1.0, 1.0, rng.uniform(0.3, 0.9)])
    begin = rng.uniform(0, 2 * math.pi)
    angles = begin + np.linspace(0, 2 * math.pi * part, 40)
    path = [
        (
            x + rx * math.cos(a) * math.cos(turn) - ry * math.sin(a) * math.sin(turn),
            y + rx * math.cos(a) * math.sin(turn) + ry * math.sin(a) * math.cos(turn),
        )
        for a in angles
    ]
    outline(draw, path, rng, closed=part == 1.0)


def polygon(draw: Draw, rng: np.random.Generator) -> None:
    """Regular or stretched, three to six corners, or a star; filled or hollow."""
    (x, y), r, stretch = place(rng, 0.3), size(rng), rng.uniform(0.6, 1.0)
    corners = int(rng.integers(3, 7))
    inner = rng.uniform(0.35, 0.6) if rng.random() < 0.35 else None
    count = corners * 2 if inner else corners
    turn = rng.choice([0.0, rng.uniform(0, 2 * math.pi)]) - math.pi / 2
    path = []
    for k in range(count):
        radius = r * (inner if inner and k % 2 else 1)
        angle = turn + 2 * math.pi * k / count
        path.append((x + radius * math.cos(angle), y + stretch * radius * math.sin(angle)))
    outline(draw, [*path, path[0]], rng)


def box(draw: Draw, rng: np.random.Generator) -> None:
    """A rectangle that stands straight."""
    (x, y), w, h = place(rng, 0.3), size(rng), size(rng)
    path = [(x - w, y - h), (x + w, y - h), (x + w, y + h), (x - w, y + h), (x - w, y - h)]
    outline(draw, path, rng)


def heart(draw: Draw, rng: np.random.Generator) -> None:
    """A heart, a little turned."""
    (x, y), r, turn = place(rng, 0.36), size(rng) / 16, rng.normal(0, 0.25)
    path = []
    for u in np.linspace(0, 2 * math.pi, 48):
        a = 16 * math.sin(u) ** 3
        b = -(13 * math.cos(u) - 5 * math.cos(2 * u) - 2 * math.cos(3 * u) - math.cos(4 * u))
        path.append(
            (
                x + r * (a * math.cos(turn) - b * math.sin(turn)),
                y + r * (a * math.sin(turn) + b * math.cos(turn)),
            )
        )
    outline(draw, path, rng)


def letter(draw: Draw, rng: np.random.Generator) -> None:
    """A letter, a digit or a mark."""
    font = ImageFont.load_default(size=float(rng.integers(60, 150)))
    x, y = place(rng, 0.35)
    text = LETTERS[rng.integers(len(LETTERS))]
    bold = int(rng.integers(0, 5))
    draw.text((x, y), text, fill=255, font=font, anchor="mm", stroke_width=bold)


def outline(draw: Draw, path: Points, rng: np.random.Generator, closed: bool = True) -> None:
    """Fill a closed path, or draw along it; now and then fill it with a hole."""
    kind = rng.random()
    if closed and kind < 0.55:
        draw.polygon(path, fill=255)
        if kind < 0.12:
            middle = np.mean(path, axis=0)
            draw.polygon([tuple(middle + 0.5 * (np.array(p) - middle)) for p in path], fill=0)
    else:
        line(draw, path, width(rng))


def line(draw: Draw, path: Points, thick: int) -> None:
    """A line with round ends and corners."""
    draw.line(path, fill=255, width=thick, joint="curve")
    for x, y in path[:: max(1, len(path) - 1)]:
        r = thick / 2
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)


def place(rng: np.random.Generator, margin: float = 0.08) -> tuple[float, float]:
    """Somewhere on the page, `margin` of its side away from the edge."""
    x, y = rng.uniform(margin, 1 - margin, 2) * SIDE
    return float(x), float(y)


def size(rng: np.random.Generator) -> float:
    """Half the extent of a shape."""
    return float(rng.uniform(0.12, 0.46) * SIDE)


def width(rng: np.random.Generator) -> int:
    """The thickness of a line: one and a half to five cells."""
    return int(rng.integers(6, 20))


SHAPES: list[Callable[[Draw, np.random.Generator], None]] = [
    strokes, zigzag, curve, ellipse, polygon, box, heart, letter,
]  # fmt: skip
SHARES = [0.1, 0.08, 0.12, 0.18, 0.16, 0.1, 0.08, 0.18]

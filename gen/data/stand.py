"""Setting a subject into a landscape: where it belongs, with a shadow, a rim and a waterline."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageFilter

from gen.data.atlas import sprite
from gen.data.labels import AFLOAT, FLYING
from gen.data.paint import Canvas, Floats, rgb
from gen.data.places import Floor
from gen.data.recolour import recolour
from gen.data.sky import ON_SUBJECT

GRID = 32  # sizes and places are whole pixels of a 32 × 32 picture, so that outlines stay crisp
# The longer side, from the smallest to the largest, in pixels of that grid.
SIDES = dict.fromkeys(("castle", "house", "tree"), (21, 25)) | {"butterfly": (17, 20)}
SIDE = (19, 23)
ASIDE = 4  # pixels of that grid, at most, from the middle of the picture to that of a subject
# The thin line round a subject, which keeps a white cat off the snow and a black one off the night.
DARK, PALE, FOAM = rgb("#1c2340"), rgb("#aebbe0"), rgb("#eafcff")


class Cut(NamedTuple):
    """A drawing ready to be laid: colours times cover (3, h, w), cover and rim (h, w)."""

    colours: Floats
    cover: Floats
    rim: Floats


@lru_cache(maxsize=8_000)
def cut(subject: str, hand: str, colour: str | None, side: int, unit: float = 1) -> Cut:
    """A drawing whose longer side is `side` pixels of the grid, which are `unit` of the picture's.

    A margin of one pixel of the grid holds the rim.
    """
    drawing = _recoloured(subject, hand, colour)
    scale = side / max(drawing.size)
    width, height = (round(unit * max(1, round(scale * length))) for length in drawing.size)
    margin = math.ceil(unit)
    framed = Image.new("RGBa", (width + 2 * margin, height + 2 * margin))
    drawing = drawing.resize((width, height), Image.Resampling.LANCZOS)
    framed.paste(drawing, (margin, margin))
    alpha = framed.getchannel("a")
    rim = np.asarray(alpha.filter(ImageFilter.MaxFilter(3)), np.float32) / 255
    planes = np.asarray(framed, np.float32).transpose(2, 0, 1)
    cover = planes[3] / 255
    return Cut(np.minimum(planes[:3], planes[3]), cover, rim * (1 - cover))


@lru_cache(maxsize=2_000)
def _recoloured(subject: str, hand: str, colour: str | None) -> Image.Image:
    drawing = sprite(subject, hand)
    if colour is not None:
        drawing = recolour(subject, hand, colour, drawing)
    return Image.fromarray(np.ascontiguousarray(drawing)).convert("RGBa")


def stand(
    canvas: Canvas,
    subject: str,
    hand: str,
    colour: str | None,
    time: str,
    floor: Floor,
    rng: np.random.Generator,
) -> None:
    """Set a subject, as one hand has drawn it, into a picture: near the middle, and whole."""
    low, high = SIDES.get(subject, SIDE)
    unit = canvas.size / GRID
    side = int(rng.integers(low, high + 1))
    layers = cut(subject, hand, colour, side, unit)
    if rng.random() < 0.5:
        layers = Cut(*(layer[..., ::-1] for layer in layers))
    height, width = layers.cover.shape
    # Nearer to the middle more often.
    x = round((canvas.size - width) / 2 / unit + rng.triangular(-ASIDE, 0, ASIDE))
    up, down = rng.random(2).tolist()
    if subject in FLYING:
        y = round(0.5 * up * (canvas.size - height) / unit)
    else:
        feet = floor.top + down * (floor.bottom - floor.top)
        y = round(feet * GRID - height / unit) + 1
    x = min(max(round(x * unit), 0), canvas.size - width)
    y = min(max(round(y * unit), 0), canvas.size - height)
    if floor.water and subject in AFLOAT:
        layers = swim(canvas, layers, x, y, time)
    elif subject not in FLYING:
        shadow(canvas, x, y, layers)
    spot = canvas.picture[:, y : y + height, x : x + width]
    rim, strength = (PALE, 0.65) if colour == "black" else (DARK, 0.4)
    spot += strength * layers.rim * (rim * ON_SUBJECT[time] - spot)
    spot *= 1 - layers.cover
    spot += layers.colours * ON_SUBJECT[time]


def swim(canvas: Canvas, layers: Cut, x: int, y: int, time: str) -> Cut:
    """Foam along a waterline; what is left of the subject above it."""
    height, width = layers.cover.shape
    middle = (x + width / 2) / canvas.size
    line = (y + 0.86 * height) / canvas.size + 0.012 * np.sin(40 * (canvas.x - middle))
    reach = 0.55 * width / canvas.size
    foam = canvas.over(0.014 - np.abs(canvas.y - line)) * canvas.over(
        reach - np.abs(canvas.x - middle)
    )
    canvas.lay(0.5 * foam, FOAM * ON_SUBJECT[time])
    dry = (1 - canvas.below(line))[y : y + height, x : x + width]
    return Cut(*(layer * dry for layer in layers))


def shadow(canvas: Canvas, x: int, y: int, layers: Cut) -> None:
    """A soft shadow where a subject touches the ground."""
    height, width = layers.cover.shape
    across = (canvas.x - (x + width / 2) / canvas.size) * (2 * canvas.size / width)
    along = (canvas.y - (y + height) / canvas.size + 1.2 / GRID) / 0.06
    canvas.picture *= 1 - 0.42 * np.exp(-1.5 * across**2) * np.exp(-1.5 * along**2)

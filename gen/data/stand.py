"""Setting a subject into a landscape: where it belongs, with a shadow, a rim and a waterline."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageFilter

from gen.data.atlas import hands_of, sprite
from gen.data.paint import Canvas, Floats, rgb
from gen.data.places import Floor
from gen.data.recolour import recolour
from gen.data.sky import ON_SUBJECT

FLYING = ("rocket", "balloon", "butterfly")
AFLOAT = ("boat", "whale")
GRID = 32  # sizes and places are whole pixels of a 32 × 32 picture, so that outlines stay crisp
# The longer side, from the smallest to the largest, in pixels of that grid.
SIDES = dict.fromkeys(("castle", "house", "tree"), (20, 25)) | {"butterfly": (15, 20)}
SIDE = (18, 23)
# The thin line round a subject, which keeps a white cat off the snow and a black one off the night.
RIM, RIM_OF_BLACK = rgb("#1c2340"), rgb("#aebbe0")


class Cut(tuple[Floats, Floats, Floats]):
    """A drawing ready to be laid: colours times cover (3, h, w), cover and rim (h, w)."""


@lru_cache(maxsize=30_000)
def cut(subject: str, hand: str, colour: str | None, side: int) -> Cut:
    """A drawing whose longer side is `side` pixels, with an empty margin of one pixel."""
    drawing = _recoloured(subject, hand, colour)
    scale = side / max(drawing.size)
    size = (max(1, round(drawing.width * scale)), max(1, round(drawing.height * scale)))
    drawing = drawing.resize(size, Image.Resampling.LANCZOS)
    framed = Image.new("RGBa", (size[0] + 2, size[1] + 2))
    framed.paste(drawing, (1, 1))
    alpha = framed.getchannel("a")
    rim = np.asarray(alpha.filter(ImageFilter.MaxFilter(3)), np.float32) / 255
    planes = np.asarray(framed, np.float32).transpose(2, 0, 1)
    cover = planes[3] / 255
    # The padding of one pixel holds the rim; half as strong on the corners.
    return Cut((np.minimum(planes[:3], planes[3]), cover, rim * (1 - cover)))


@lru_cache(maxsize=2_000)
def _recoloured(subject: str, hand: str, colour: str | None) -> Image.Image:
    drawing = sprite(subject, hand)
    if colour is not None:
        drawing = recolour(subject, hand, colour, drawing)
    return Image.fromarray(np.ascontiguousarray(drawing)).convert("RGBa")


def stand(
    canvas: Canvas,
    subject: str,
    colour: str | None,
    time: str,
    floor: Floor,
    rng: np.random.Generator,
    hands: tuple[str, ...] | None = None,
) -> str:
    """Set a subject into the picture, drawn by one of `hands` (any). Tells by which."""
    hands = hands or hands_of(subject)
    hand = hands[rng.integers(len(hands))]
    low, high = SIDES.get(subject, SIDE)
    side, mirror = int(rng.integers(low, high + 1)), bool(rng.random() < 0.5)
    unit = canvas.size / GRID
    colours, cover, rim = cut(subject, hand, colour, round(side * unit))
    if mirror:
        colours, cover, rim = colours[..., ::-1], cover[:, ::-1], rim[:, ::-1]
    height, width = cover.shape
    # Nearer to the middle more often; always whole.
    across = rng.triangular(0, 0.5, 1)
    x = round(across * round((canvas.size - width) / unit) * unit)
    feet = rng.uniform(floor.top, floor.bottom)
    if subject in FLYING:
        y = round(rng.uniform(0.02, 0.5) * (canvas.size - height))
    else:
        y = min(round(feet * canvas.size) + 1, canvas.size) - height
    y = max(y, 0)
    wet = floor.water and subject in AFLOAT
    if wet:
        y = min(y + round(2 * unit), canvas.size - height)
        line = (y + height - 3.2 * unit) / canvas.size + 0.012 * np.sin(40 * canvas.x + across)
        out = 1 - canvas.below(line.astype(np.float32))[y : y + height, x : x + width]
        foam = canvas.over(0.014 - np.abs(canvas.y - line))
        reach = canvas.over(0.55 * width / canvas.size - np.abs(canvas.x - (x + width / 2) / canvas.size))
        canvas.lay(0.5 * foam * reach, rgb("#eafcff") * ON_SUBJECT[time])
        colours, cover, rim = colours * out, cover * out, rim * out
    elif subject not in FLYING:
        shadow(canvas, (x + width / 2) / canvas.size, (y + height - 1.2) / canvas.size, width / canvas.size)
    spot = canvas.picture[:, y : y + height, x : x + width]
    black = colour == "black"
    spot += (0.65 if black else 0.4) * rim * ((RIM_OF_BLACK if black else RIM) * ON_SUBJECT[time] - spot)
    spot *= 1 - cover
    spot += colours * ON_SUBJECT[time]
    return hand


def shadow(canvas: Canvas, x: float, y: float, width: float) -> None:
    """A soft shadow where something touches the ground."""
    away = ((canvas.x - x) / (0.5 * width)) ** 2 + ((canvas.y - y) / 0.06) ** 2
    canvas.picture *= 1 - 0.42 * np.exp(-1.5 * away)

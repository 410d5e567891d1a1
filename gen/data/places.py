"""The five places: landscapes with a horizon, and a floor that something can stand on."""

from typing import NamedTuple

import numpy as np

from gen.data.paint import Canvas, Floats, mix, rgb, waves
from gen.data.sky import LIGHT, lit, sky

HORIZONS = {"mountains": 0.6, "sea": 0.46, "meadow": 0.52, "snow": 0.52, "desert": 0.5}
ROCK, ROCK_SHADE = rgb("#8d93ac"), rgb("#646b8c")
CAP, CAP_SHADE = rgb("#ffffff"), rgb("#c9d6ec")
ALP, PINE = rgb("#7fa070"), rgb("#40684f")
WATER_FAR, WATER_NEAR, FOAM = rgb("#4fb3d9"), rgb("#1b6fae"), rgb("#e8fbff")
SPARK, MOONSHINE, SUNSHINE = rgb("#ffc9a8"), rgb("#a9b8e6"), rgb("#ffd08a")
DUSK_FAR, DUSK_NEAR = rgb("#e08a86"), rgb("#5b4a8a")
SAND, WET = rgb("#efd9a4"), rgb("#cdb27c")
HILL, GRASS, BLADE = rgb("#9fd06a"), rgb("#6bb548"), rgb("#4c9436")
FLOWERS = np.array([rgb(c) for c in ("#ff5a6e", "#ffd93d", "#ffffff", "#f08bd8", "#ff9640")])
SNOW, SNOW_SHADE, FIR = rgb("#e9f1fb"), rgb("#bfd2ea"), rgb("#3f7466")
CACTUS = rgb("#5a9a58")
# Orange under blue light would be grey, which no desert is: its light and shade have colours of
# their own.
DUNES = {
    "day": (rgb("#f0b762"), rgb("#cf8a4a")),
    "sunset": (rgb("#ec8c46"), rgb("#b65a3c")),
    "night": (rgb("#94788c"), rgb("#5f4f78")),
}


class Floor(NamedTuple):
    """Where feet may be, from y = top to y = bottom; `water` where a hull goes under."""

    top: float
    bottom: float
    water: bool = False


def paint(
    canvas: Canvas, place: str, time: str, rng: np.random.Generator, afloat: bool = False
) -> Floor:
    """Paint a place at a time. By the sea there is a beach, unless the subject is afloat."""
    horizon = HORIZONS[place] + rng.uniform(-0.05, 0.05)
    sun = sky(canvas, time, horizon, rng)
    if place == "sea":
        return sea(canvas, time, horizon, sun, rng, afloat)
    return {"mountains": mountains, "meadow": meadow, "snow": snow, "desert": desert}[place](
        canvas, time, horizon, sun, rng
    )


def mountains(
    canvas: Canvas, time: str, horizon: float, sun: float, rng: np.random.Generator
) -> Floor:
    """Three or four peaks with snow, one face in the light, dark woods before them and an alp."""
    n = int(rng.integers(3, 5))
    xs = (np.arange(n) + rng.uniform(0.15, 0.85, n)) / n
    tops = horizon - rng.uniform(0.24, 0.46, n)
    for k in np.argsort(tops).tolist():  # the highest are the furthest away
        x, top, slope = float(xs[k]), float(tops[k]), rng.uniform(0.95, 1.4)
        body = canvas.below(top + slope * np.abs(canvas.x - x))
        # The ridge comes down a little aside, so that the faces are of two sizes.
        side = canvas.over((canvas.x - x) - rng.uniform(-0.35, 0.35) * (canvas.y - top))
        shade = side if sun < x else 1 - side
        edge = top + rng.uniform(0.1, 0.15) + 0.03 * np.abs((canvas.x * 11 + k) % 2 - 1)
        cap = 1 - canvas.below(edge)
        for cover, light, dark in ((body, ROCK, ROCK_SHADE), (body * cap, CAP, CAP_SHADE)):
            canvas.lay(cover, mix(lit(light, time), lit(dark, time), shade))
    ground(canvas, horizon - 0.03, waves(canvas.x, rng, 0.02, 4), PINE, PINE * 1.15, time)
    top = horizon + 0.08
    ground(canvas, top, waves(canvas.x, rng, 0.02, 1.5), ALP, ALP * 0.78, time)
    stones(canvas, top, time, rng)
    return Floor(0.8, 0.96)


def sea(
    canvas: Canvas,
    time: str,
    horizon: float,
    sun: float,
    rng: np.random.Generator,
    afloat: bool,
) -> Floor:
    """Water with crests and the light's path on it; a beach in front, if not afloat."""
    far, near = (DUSK_FAR, DUSK_NEAR) if time == "sunset" else (WATER_FAR, WATER_NEAR)
    if time == "night":
        far, near = far * LIGHT[time], near * LIGHT[time]
    depth = ((canvas.y - horizon) / (1 - horizon)).clip(0, 1)
    canvas.lay(canvas.over(canvas.y - horizon), mix(far, near, depth))
    if time != "day":
        path = np.exp(-(((canvas.x - sun) / (0.05 + 0.12 * depth)) ** 2)) * (canvas.y > horizon)
        canvas.lay(0.5 * path, SUNSHINE if time == "sunset" else MOONSHINE)
    crests(canvas, horizon, time, rng)
    if afloat:
        return Floor(0.8, 0.93, water=True)
    shore = rng.uniform(0.76, 0.82) + waves(canvas.x, rng, 0.025, 1)
    canvas.lay(canvas.below(shore - 0.035), lit(FOAM, time) * 0.9 + 20)
    canvas.lay(canvas.below(shore), lit(WET, time))
    ground(canvas, 0.045, shore, SAND, SAND * 0.93, time)
    return Floor(0.87, 0.97)


def meadow(
    canvas: Canvas, time: str, horizon: float, sun: float, rng: np.random.Generator
) -> Floor:
    """Two lines of hills, grass, and flowers, larger where they are near."""
    ground(canvas, horizon, waves(canvas.x, rng, 0.05, 1.2), HILL, HILL * 0.9, time)
    top = horizon + rng.uniform(0.08, 0.14)
    ground(canvas, top, waves(canvas.x, rng, 0.04, 0.9), GRASS, BLADE, time)
    n = int(rng.integers(6, 12))
    y = np.sort(rng.uniform(top + 0.08, 0.99, n))
    r = (0.008 + 0.016 * (y - top) / (1 - top)).astype(np.float32)
    which = FLOWERS[rng.integers(len(FLOWERS), size=n)]
    canvas.dots(rng.random(n), y, r, which * (0.25 + 0.75 * LIGHT[time]))
    return Floor(0.8, 0.95)


def snow(canvas: Canvas, time: str, horizon: float, sun: float, rng: np.random.Generator) -> Floor:
    """White hills with blue shade, a fir or more, and flakes."""
    ground(canvas, horizon, waves(canvas.x, rng, 0.05, 1.2), SNOW_SHADE, SNOW, time)
    top = horizon + rng.uniform(0.1, 0.15)
    for _ in range(rng.integers(2, 5)):
        fir(canvas, rng.uniform(0.03, 0.97), top + 0.04, rng.uniform(0.2, 0.32), time)
    ground(canvas, top, waves(canvas.x, rng, 0.04, 0.8), SNOW, SNOW_SHADE, time)
    n = int(rng.integers(5, 10))
    r = rng.uniform(0.009, 0.016, n).astype(np.float32)
    canvas.dots(rng.random(n), rng.random(n), r, rgb("#ffffff") * (0.35 + 0.65 * LIGHT[time]))
    return Floor(0.82, 0.95)


def desert(
    canvas: Canvas, time: str, horizon: float, sun: float, rng: np.random.Generator
) -> Floor:
    """Dunes with one side in the shade, and a cactus or two."""
    light, dark = DUNES[time]
    canvas.lay(canvas.below(horizon + 0.02 + waves(canvas.x, rng, 0.015, 2)), 0.95 * light)
    for k in range(3):
        x, top = rng.random(), horizon + 0.02 + 0.11 * k + rng.uniform(-0.03, 0.03)
        away = canvas.x - x
        if k == 2 or rng.random() < 0.5:
            for _ in range(rng.integers(0, 2)):
                cactus(canvas, rng.uniform(0.06, 0.94), top + 0.1, rng.uniform(0.18, 0.26), time)
        left, right = rng.uniform(0.18, 0.34), rng.uniform(0.35, 0.6)
        crest = top + np.minimum(np.maximum(-left * away, right * away), 0.16)
        down = canvas.y - top
        # The edge between light and shade winds down from the top, as wind makes it.
        shade = canvas.over(away - 0.5 * down - 0.06 * np.sin(9 * down + x))
        tone = (0.97 + 0.03 * k) * light
        canvas.lay(canvas.below(crest), mix(tone, dark, shade))
    front = 0.75 * ((canvas.y - 0.75) / 0.25).clip(0, 1)
    canvas.lay(front, light)
    return Floor(0.83, 0.96)


def ground(
    canvas: Canvas, top: float, line: Floats, upper: Floats, lower: Floats, time: str
) -> None:
    """Everything under a line, from one colour at the top to another at the picture's foot."""
    edge = top + line
    depth = ((canvas.y - edge) / (1 - edge).clip(0.05)).clip(0, 1)
    canvas.lay(canvas.below(edge), mix(lit(upper, time), lit(lower, time), depth))


def stones(canvas: Canvas, top: float, time: str, rng: np.random.Generator) -> None:
    """A few stones and tufts on an alp."""
    n = int(rng.integers(3, 7))
    y = rng.uniform(top + 0.08, 0.98, n)
    r = rng.uniform(0.01, 0.024, n).astype(np.float32)
    which = np.array([ROCK * 1.15, ROCK_SHADE, PINE])[rng.integers(3, size=n)]
    canvas.dots(rng.random(n), y, r, which * LIGHT[time])


def crests(canvas: Canvas, horizon: float, time: str, rng: np.random.Generator) -> None:
    """Short light lines on the water, longer and further apart where it is near."""
    n = int(rng.integers(6, 10))
    x, depth = rng.random((2, n, 1, 1)).astype(np.float32)
    depth **= 1.4
    y = horizon + 0.03 + (0.97 - horizon) * depth
    long = 0.05 + 0.09 * depth
    part = ((long - np.abs(canvas.x - x)) * 20).clip(0, 1)  # each thins out to its ends
    thick = canvas.over(0.008 + 0.01 * depth - np.abs(canvas.y - y))
    canvas.lay((0.6 * thick * part).max(axis=0), SPARK if time == "sunset" else lit(FOAM, time))


def fir(canvas: Canvas, x: float, foot: float, height: float, time: str) -> None:
    """A fir with snow on its top and on one side."""
    up = foot - canvas.y
    cover = canvas.over(0.34 * (height - up) - np.abs(canvas.x - x)) * canvas.over(up)
    white = canvas.over(up - 0.62 * height + 0.8 * (canvas.x - x))
    canvas.lay(cover, mix(lit(FIR, time), lit(SNOW, time), white))


def cactus(canvas: Canvas, x: float, foot: float, height: float, time: str) -> None:
    """A cactus with two arms."""
    up, thick, arm = foot - canvas.y, 0.024, 0.065
    aside = np.abs(canvas.x - x)
    trunk = canvas.over(thick - aside) * canvas.over(up) * canvas.over(height - up)
    across = canvas.over(0.016 - np.abs(up - 0.4 * height)) * canvas.over(arm + 0.016 - aside)
    arms = canvas.over(0.016 - np.abs(aside - arm))
    arms = arms * canvas.over(up - 0.4 * height) * canvas.over(0.75 * height - up)
    canvas.lay(np.maximum(np.maximum(trunk, across), arms), lit(CACTUS, time))

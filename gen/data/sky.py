"""The three times: skies, and the light that falls on what stands under them."""

import numpy as np

from gen.data.paint import Canvas, Floats, mix, rgb

# From the top to the horizon; a picture mixes two of its time's.
SKIES = {
    "day": [
        ["#3f93e6", "#7fbdf3", "#cfe8fa"],
        ["#58a6ee", "#9ad0f6", "#eaf5f6"],
        ["#2f86d8", "#6fb4ee", "#bfe3f5"],
    ],
    "sunset": [
        ["#46377f", "#cf5578", "#ffb65a"],
        ["#6a3c86", "#ee6a66", "#ffd37c"],
        ["#383f86", "#d9727c", "#ffc27e"],
    ],
    "night": [
        ["#0a1038", "#18276a", "#37519b"],
        ["#0e1746", "#22357c", "#4a63a8"],
        ["#120f3e", "#2a2a72", "#4a4f9a"],
    ],
}
SKIES_RGB = {
    time: [np.array([rgb(stop) for stop in stops]) for stops in skies]
    for time, skies in SKIES.items()
}
# What a white wall would look like.
LIGHT = {"day": rgb("#ffffff") / 255, "sunset": rgb("#fabaa8") / 255, "night": rgb("#7088d2") / 255}
# And the subject: less, so that its own colour stays unmistakable.
ON_SUBJECT = {
    "day": rgb("#ffffff") / 255,
    "sunset": rgb("#fff2e9") / 255,
    "night": rgb("#ececff") / 255,
}
SUN, DISC, GLOW = rgb("#fff6d0"), rgb("#fff0b0"), rgb("#ffd98a")
MOON, STAR = rgb("#f4f1dc"), rgb("#fdfbea")
CLOUD = {"day": rgb("#ffffff"), "sunset": rgb("#ff9d8a"), "night": rgb("#3b4f95")}


def lit(colour: Floats, time: str) -> Floats:
    """A colour of the day as it looks at a time. By night colours fade into blue."""
    if time == "night":
        colour = 0.75 * colour + 0.25 / 3 * colour.sum(axis=0)
    return colour * LIGHT[time]


def sky(canvas: Canvas, time: str, horizon: float, rng: np.random.Generator) -> float:
    """Paint a sky down to the horizon. Where the sun or the moon stands: its x."""
    one, other = rng.integers(len(SKIES_RGB[time]), size=2)
    share = rng.random()
    stops = mix(SKIES_RGB[time][one], SKIES_RGB[time][other], share)
    canvas.gradient(stops, horizon)
    x = rng.uniform(0.12, 0.88)
    {"day": by_day, "sunset": at_sunset, "night": by_night}[time](canvas, x, horizon, rng)
    return x


def by_day(canvas: Canvas, x: float, horizon: float, rng: np.random.Generator) -> None:
    """A high sun, and clouds."""
    y, r = rng.uniform(0.1, 0.2), rng.uniform(0.06, 0.085)
    glow = 0.5 * np.exp(-((canvas.away(x, y) / 0.16) ** 2))
    canvas.lay(glow, SUN)
    canvas.lay(canvas.disc(x, y, r), rgb("#fff3a8"))
    clouds(canvas, "day", int(rng.integers(1, 4)), 0.05, 0.8 * horizon, rng)


def at_sunset(canvas: Canvas, x: float, horizon: float, rng: np.random.Generator) -> None:
    """A large sun on the horizon, and bands of cloud."""
    y, r = horizon - rng.uniform(-0.02, 0.12), rng.uniform(0.1, 0.14)
    clouds(canvas, "sunset", int(rng.integers(1, 4)), 0.06, 0.7 * horizon, rng, flat=0.22)
    glow = 0.75 * np.exp(-((canvas.away(x, y) / 0.26) ** 2))
    canvas.lay(glow, GLOW)
    canvas.lay(canvas.disc(x, y, r), DISC)


def by_night(canvas: Canvas, x: float, horizon: float, rng: np.random.Generator) -> None:
    """Stars and a moon: full, or a crescent that opens to either side."""
    n = int(rng.integers(5, 10))
    shine = rng.uniform(0.011, 0.017, n).astype(np.float32)
    canvas.dots(rng.random(n), rng.uniform(0.01, horizon, n), shine, STAR)
    y, r = rng.uniform(0.1, 0.2), rng.uniform(0.075, 0.1)
    cover = canvas.disc(x, y, r)
    if rng.random() < 0.6:
        aside = float(rng.choice([-0.6, 0.6])) * r
        cover = cover * (1 - canvas.disc(x + aside, y - 0.25 * r, 0.9 * r))
    canvas.lay(0.28 * np.exp(-((canvas.away(x, y) / 0.17) ** 2)), MOON)
    canvas.lay(cover, MOON)


def clouds(
    canvas: Canvas,
    time: str,
    n: int,
    top: float,
    bottom: float,
    rng: np.random.Generator,
    flat: float = 0.55,
) -> None:
    """Clouds of three round parts each, flat below."""
    for _ in range(n):
        x, y, r = rng.uniform(0, 1), rng.uniform(top, bottom), rng.uniform(0.05, 0.09)
        cover = canvas.disc(x, y, r, flat)
        for side in (-1, 1):
            small = rng.uniform(0.6, 0.85)
            part = canvas.disc(x + side * r * rng.uniform(0.8, 1.2), y, small * r, flat)
            cover = np.maximum(cover, part)
        base = canvas.over(y + 0.3 * r * flat - canvas.y)
        canvas.lay(0.9 * cover * base, CLOUD[time])

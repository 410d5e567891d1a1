"""A demo with every kind of control; what Python got of each is in the readouts."""

import numpy as np

from gen.live.controls import (
    Array,
    Choice,
    Grid,
    Paint,
    Picture,
    Plane,
    Prompt,
    Seed,
    Slider,
    Switch,
)
from gen.live.demo import demo
from gen.live.view import Image, Points, Readout, Scatter, View


def stripes(size: int) -> Array:
    """Black and white columns."""
    return np.resize([-1.0, 1.0], size)[None, :, None] * np.ones((size, 1, 3))


def grey(size: int) -> Array:
    """Nothing to see."""
    return np.zeros((size, size, 3))


@demo(
    Slider("n", "Step n", 0, "T", default=3, role="noise"),
    Slider("T", "Steps T", 1, 40, default=10),
    Slider("strength", "Strength", 0.0, 2.0, default=0.5, step=0.05, role="guess"),
    Choice("mode", "Mode", {"plain": "Plain", "fancy": "Fancy"}, default="plain"),
    Seed("seed", "Seed", default=4),
    Switch("invert", "Invert the drawing", default=False),
    Grid("drawing", "Drawing", n=8, default="#....... .#......"),
    Paint("painting", "Painting", 8, {"White": (255, 255, 255), "Red": (255, 0, 0)}, "a" * 64),
    Plane("places", "Places", default=[(0.5, -0.5)], limit=2.0, most=5),
    Prompt("words", "Words", default="a cat", longest=20, suggestions=["a cat", "a dog"]),
    Picture(
        "picture",
        "Picture",
        16,
        {"stripes": ("Stripes", stripes), "grey": ("Grey", grey)},
        default="stripes",
    ),
)
def every(
    n: int,
    T: int,
    strength: float,
    mode: str,
    seed: int,
    invert: bool,
    drawing: Array,
    painting: Array,
    places: Array,
    words: str,
    picture: Array,
) -> View:
    """Shows what it was given."""
    drawn = -drawing if invert else drawing
    noise = np.random.default_rng(seed).standard_normal((200, 2)) * strength
    return View(
        panels=[
            Image(drawn, "the drawing"),
            Image(picture, "the picture", "x_0", "signal"),
            Scatter([Points(noise, "noise"), Points(places, "truth")], "the places", limit=2.0),
        ],
        readouts=[
            Readout("n", n, "noise", "d"),
            Readout("T", T, form="d"),
            Readout("strength", strength, "guess"),
            Readout("mode", mode),
            Readout("seed", seed, form="d"),
            Readout("on", int((drawn > 0).sum()), form="d"),
            Readout("painted", int((painting[..., 1] < 0).sum()), form="d"),
            Readout("points", len(places), form="d"),
            Readout("sum", float(places.sum())),
            Readout("words", words),
            Readout("brightness", float(picture.mean()), form=".3f"),
        ],
    )

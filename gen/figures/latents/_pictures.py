"""What the figures of the lesson on latents compress: scenes, an eye, letters, a face."""

import functools

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gen.data import photograph, scenes
from gen.data.labels import Scene
from gen.diffusion.check import Array
from gen.live.compress import mosaic
from gen.nets.autoencoder import N

SCENES = (
    Scene("boat", "white", "sea", "day"),
    Scene("castle", None, "mountains", "sunset"),
    Scene("cat", "orange", "snow", "night"),
)
WORDS = "The quick\nbrown fox\njumps  over\nthe lazy\ndog. 0123"
DRAWN = 8  # times as large as shown, for smooth edges
SKIN, PAPER, INK = (238, 190, 150), (250, 246, 236), (40, 36, 44)


@functools.cache
def pictures(seed: int = 7) -> dict[str, Array]:
    """Each by what a reader calls it, (64, 64, 3) in [−1, 1]. None was seen in a training."""
    rng = np.random.default_rng(seed)
    drawn = [scenes.draw(scene, rng, N) / 127.5 - 1 for scene in SCENES]
    found = dict(zip(("a boat", "a castle", "a cat at night"), drawn, strict=True))
    return found | {"a real eye": photograph.eye(), "letters": letters(), "a face": face()}


def letters() -> Array:
    """Small print: black on white, with strokes about one pixel wide."""
    page = Image.new("RGB", (N, N), "white")
    ImageDraw.Draw(page).text((3, 3), WORDS, "black", ImageFont.load_default(10), spacing=2)
    return np.asarray(page, np.float64) / 127.5 - 1


def face() -> Array:
    """A face as one would draw it: an outline, two eyes with brows, a nose, a mouth."""
    page = Image.new("RGB", (DRAWN * N, DRAWN * N), PAPER)
    pen = ImageDraw.Draw(page)

    def at(*places: float) -> list[float]:
        return [DRAWN * place for place in places]

    pen.ellipse(at(10, 5, 54, 61), SKIN, INK, 12)
    for x in (24, 40):
        pen.ellipse(at(x - 5, 24, x + 5, 31), "white", INK, 8)
        pen.ellipse(at(x - 1.8, 25.2, x + 1.8, 29.8), INK)
        pen.arc(at(x - 6, 18, x + 6, 28), 200, 340, INK, 12)
    pen.line(at(32, 30, 29, 40, 33, 41), INK, 8)
    pen.arc(at(23, 38, 41, 52), 20, 160, (170, 50, 50), 16)
    return np.asarray(page.resize((N, N), Image.Resampling.BOX), np.float64) / 127.5 - 1


def shown(latents: Array) -> Array:
    """Latents (B, side, side, 4) as pictures (B, 64, 64), the four channels as a mosaic."""
    return np.stack([mosaic(z) for z in latents])

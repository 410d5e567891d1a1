"""Social pictures: what is shown where a page is shared. Paper, the title, a cloud of noise."""

import io
from functools import lru_cache
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from gen.data import photograph
from gen.diffusion import schedules
from gen.diffusion.process import q_sample
from gen.files import write
from gen.render.images import to_bytes
from gen.render.theme import LIGHT, rgb
from gen.site.fonts import OUTPUT as FONTS

WIDTH, HEIGHT = 1200, 630
PAPER = "#fbfaf6"
MARGIN = 72


def write_card(site: Path, page: str, title: str) -> str:
    """Draw the card of a page; gives its path below the site."""
    path = f"assets/social/{page.strip('/') or 'index'}.png"
    write(site / path, card(title))
    return path


def card(title: str) -> bytes:
    """A PNG of WIDTH x HEIGHT: the name of the site, the title, the photograph half in noise."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), rgb(PAPER))
    draw = ImageDraw.Draw(picture)
    cat = _half_noised()
    picture.paste(cat, (WIDTH - MARGIN - cat.width, (HEIGHT - cat.height) // 2))
    draw.text((MARGIN, MARGIN), "unnoise", rgb(LIGHT["signal"]), _font("inter.woff2", 34))
    face = _font("newsreader.woff2", 76)
    room = WIDTH - 3 * MARGIN - cat.width
    lines = wrapped(title, lambda text: draw.textlength(text, face) <= room)
    top = (HEIGHT - 84 * len(lines)) / 2
    for number, line in enumerate(lines):
        draw.text((MARGIN, top + 84 * number), line, rgb(LIGHT["truth"]), face)
    draw.text(
        (MARGIN, HEIGHT - MARGIN - 30),
        "diffusion models, with nothing faked",
        rgb(LIGHT["soft"]),
        _font("inter.woff2", 28),
    )
    file = io.BytesIO()
    picture.quantize(200, method=Image.Quantize.MEDIANCUT).save(file, "PNG", optimize=True)
    return file.getvalue()


def wrapped(text: str, fits) -> list[str]:
    """The words of `text` in lines, each as long as `fits` allows."""
    lines: list[str] = []
    for word in text.split():
        if lines and fits(f"{lines[-1]} {word}"):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


@lru_cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    font = TTFont(FONTS / name)
    font.flavor = None  # as TrueType, which Pillow reads
    file = io.BytesIO()
    font.save(file)
    file.seek(0)
    return ImageFont.truetype(file, size)


@lru_cache
def _half_noised(T: int = 50, n: int = 18, seed: int = 7) -> Image.Image:
    x0 = photograph.cat()
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    xt = q_sample(x0, n - 1, eps, schedules.alphas_cumprod(schedules.short("cosine", T)))
    return Image.fromarray(to_bytes(xt)).resize((440, 440), Image.Resampling.NEAREST)

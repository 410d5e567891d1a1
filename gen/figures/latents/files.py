"""The same number of bytes, spent by the autoencoders, by WebP and by JPEG."""

import io
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image

from gen.diffusion.check import Array
from gen.diffusion.likeness import psnr, ssim
from gen.figures.latents._damage import BITS, of_file, of_latent, opened
from gen.figures.latents._pictures import pictures
from gen.live.compress import STEPS, kept
from gen.nets import autoencoder
from gen.nets.autoencoder import CHANNELS
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel

FACTORS = (4, 8)
TRIES = 20
OPTIONS: dict[str, dict[str, int | bool]] = {"WebP": {"method": 6}, "JPEG": {"optimize": True}}


def figure(start: int = 5, seed: int = 7) -> Frames:
    """Each number of a latent as one byte; the files as good as so many bytes allow.

    `numbers`: the means over the pictures of PSNR and SSIM, and of the bytes of the files; and how
    much of a picture becomes another where one byte does, in the mean of TRIES for each.
    """
    named = pictures()
    x = np.stack([*named.values()])
    panels, readouts = [], []
    numbers: dict[str, float | int | str] = {}
    for factor in FACTORS:
        limit = autoencoder.load(factor).side ** 2 * CHANNELS
        numbers[f"bytes_{factor}"] = limit
        ways: dict[str, Callable[[Array], tuple[Array, bytes]]] = {
            "latent": partial(rounded, factor=factor),
            **{form: partial(fitted, form=form, limit=limit) for form in OPTIONS},
        }
        panels.append(Panel(x, "the picture", role="signal"))
        for name, way in ways.items():
            found = [way(one) for one in x]
            back = np.stack([picture for picture, _ in found])
            alike = [ssim(a, b) for a, b in zip(x, back, strict=True)]
            sizes = [len(content) for _, content in found]
            fits = f"{limit:,} bytes" if max(sizes) <= limit else f"{limit:,} bytes, or its least"
            fits = fits if min(sizes) <= limit else "its least"
            panels.append(Panel(back, f"{name}, {fits}", role="guess"))
            key = f"{name.lower()}_{factor}"
            numbers[f"ssim_{key}"] = float(np.mean(alike))
            numbers[f"psnr_{key}"] = float(
                np.mean([psnr(a, b) for a, b in zip(x, back, strict=True)])
            )
            numbers[f"most_{key}"] = max(sizes)
            numbers[f"least_{key}"] = min(sizes)
            if factor == FACTORS[0]:  # there is no room for more, and a table says the rest
                words = f"SSIM of {name} in {limit} bytes"
                readouts.append(Readout(name, alike, "guess", words=words))
    rng, first = np.random.default_rng(seed), FACTORS[0]
    limit = int(numbers[f"bytes_{first}"])
    shaken = [of_latent(one, first, TRIES, rng) for one in x]
    broken = [of_file(fitted(one, "WebP", limit)[1], TRIES, rng) for one in x]
    numbers |= {
        "tries": TRIES * len(x),
        "shaken": float(np.mean(shaken)),
        "shaken_most": float(np.max(shaken)),
        "broken": float(np.mean(broken)),
    }
    return Frames(
        panels=panels,
        steps=Steps([*named], start=start, per_second=1, unit="picture", readouts=readouts),
        across=(4, 2),
        numbers=numbers,
    )


def rounded(picture: Array, factor: int) -> tuple[Array, bytes]:
    """What comes back of a picture (64, 64, 3) where each number of its latent became a byte, and
    these bytes."""
    network = autoencoder.load(factor)
    z = kept(network.encode(picture[None]).astype(np.float64), BITS)
    said = np.round(z / STEPS[BITS] - 0.5).astype(np.int8)
    return np.clip(network.decode(z), -1, 1)[0].astype(np.float64), said.tobytes()


def fitted(picture: Array, form: str, limit: int) -> tuple[Array, bytes]:
    """The best that a file format keeps in so many bytes, and the file; where none is as small,
    the smallest."""
    pixels = np.round((picture + 1) * 127.5).astype(np.uint8)
    content = encoded(pixels, form, 0)
    for quality in range(1, 101):
        more = encoded(pixels, form, quality)
        if len(more) <= limit:
            content = more
    return opened(content), content


def encoded(pixels: npt.NDArray[np.uint8], form: str, quality: int) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form.upper(), quality=quality, **OPTIONS[form])
    return file.getvalue()

"""One byte of a small picture is another: how much of the picture is?"""

import io

import numpy as np
from PIL import Image

from gen.diffusion.check import Array
from gen.live.compress import STEPS, kept
from gen.nets import autoencoder

BITS = 8
VISIBLE = 0.1  # of the range from −1 to 1: a pixel that differs by more counts as another
HEADER = 30  # bytes of a WebP file before its data: what is no picture any more is not in them


def of_latent(picture: Array, factor: int, times: int, rng: np.random.Generator) -> list[float]:
    """The share of pixels that become others where one byte of the latent of a picture (64, 64, 3)
    is drawn anew, for so many tries."""
    network = autoencoder.load(factor)
    z = kept(network.encode(picture[None]).astype(np.float64), BITS)
    many = np.repeat(z, times, axis=0)
    rows = many.reshape(times, -1)
    half = 2 ** (BITS - 1)
    drawn = (rng.integers(-half, half, times) + 0.5) * STEPS[BITS]
    rows[np.arange(times), rng.integers(0, rows.shape[1], times)] = drawn
    before, after = (np.clip(network.decode(latents), -1, 1) for latents in (z, many))
    return [share(before[0], one) for one in after]


def of_file(content: bytes, times: int, rng: np.random.Generator) -> list[float]:
    """The same of a WebP file; 1 where it is no picture any more."""
    before, found = opened(content), []
    for _ in range(times):
        changed = bytearray(content)
        changed[rng.integers(HEADER, len(content))] = rng.integers(0, 256)
        try:
            found.append(share(before, opened(bytes(changed))))
        except OSError:
            found.append(1.0)
    return found


def share(a: Array, b: Array) -> float:
    """The share of pixels of pictures (H, W, 3) that differ visibly in at least one colour."""
    return float((np.abs(a - b).max(axis=-1) > VISIBLE).mean())


def opened(content: bytes) -> Array:
    """A file as a picture (H, W, 3) in [−1, 1]. Raises OSError where it is none."""
    with Image.open(io.BytesIO(content)) as picture:
        return np.asarray(picture.convert("RGB"), np.float64) / 127.5 - 1

"""Arrays in [-1, 1] to WebP files, the same bytes every time."""

import io

import numpy as np
from PIL import Image


def to_bytes(picture: np.ndarray, low: float = -1.0, high: float = 1.0) -> np.ndarray:
    """Quantise to 8 bits: `low` becomes 0 and `high` 255; what lies outside is clamped.

    Takes an array of any shape; gives uint8 of the same shape. The rounding error is at most
    half a level, (high - low) / 510.
    """
    return np.clip(np.rint((picture - low) * (255 / (high - low))), 0, 255).astype(np.uint8)


def webp(pixels: np.ndarray, quality: int | None = None, method: int = 4) -> bytes:
    """A WebP file of uint8 `pixels` (H, W), (H, W, 3) or (H, W, 4).

    Lossless unless a `quality` from 0 to 100 is given. `method` is how hard it tries, from 0 to 6;
    without loss, 6 takes ten times as long as 4 and saves two bytes of a hundred.
    """
    image = Image.fromarray(pixels)
    file = io.BytesIO()
    if quality is None:
        image.save(file, "WEBP", lossless=True, quality=100, method=method, exact=True)
    else:
        image.save(file, "WEBP", quality=quality, method=6)
    return file.getvalue()


def animated_webp(frames: np.ndarray, milliseconds: int) -> bytes:
    """A lossless animated WebP that repeats for ever, from uint8 `frames` (F, H, W, 3 or 4)."""
    first, *rest = [Image.fromarray(frame) for frame in frames]
    file = io.BytesIO()
    first.save(
        file,
        "WEBP",
        save_all=True,
        append_images=rest,
        duration=milliseconds,
        loop=0,
        lossless=True,
        quality=100,
        method=4,
        minimize_size=True,
    )
    return file.getvalue()

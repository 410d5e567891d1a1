"""What a network paints while it learns: one picture, always of the same prompts and static."""

from pathlib import Path

import numpy as np

from gen.data.scenes import WORDS
from gen.diffusion import schedules
from gen.diffusion.check import Array
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import trailing
from gen.nets import autoencoder
from gen.nets.painter import PIXELS, STEPS, Painter

# The last four of each eight are of what it never sees in training: tests hold that.
PROMPTS = (
    "a blue car by the sea by day", "a black cat at night", "a castle", "a white horse in the snow",
    "a red car in the mountains at sunset", "a green cat in the meadow by day",
    "an orange rocket in the mountains at night", "a purple house in the snow at sunset",
)  # fmt: skip


def tiled(pictures: Array, columns: int, enlarged: int = 3) -> "np.ndarray":
    """Pictures (B, H, W, 3) in [−1, 1], row by row, as one of 0 to 255."""
    tiles = np.pad(pictures, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=1)
    rows = [np.concatenate(list(tiles[i : i + columns]), axis=1)
            for i in range(0, len(tiles), columns)]  # fmt: skip
    pixels = np.clip((np.concatenate(rows) + 1) * 127.5, 0, 255).round().astype(np.uint8)
    return pixels.repeat(enlarged, axis=0).repeat(enlarged, axis=1)


def sheet(weights: dict[str, np.ndarray], path: Path, each: int = 8) -> None:
    """A row of pictures for each prompt, all rows from the same static, as a picture."""
    from PIL import Image

    network = Painter({k: w.astype(np.float32) for k, w in weights.items()}, WORDS)
    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    static = np.random.default_rng(0).standard_normal((each, *network.paints))
    rows = []
    for prompt in PROMPTS:
        *_, last = ddim(network.denoiser([prompt]), static, trailing(STEPS, abar), abar)
        rows.append(last.xt if network.paints == PIXELS else autoencoder.load().decode(last.xt))
    enlarged = 3 if network.paints == PIXELS else 2
    Image.fromarray(tiled(np.concatenate(rows), each, enlarged)).save(path)

"""A picture as a small one, and back: a variational autoencoder (Kingma & Welling 2014,
arXiv:1312.6114).

    picture (B, 64, 64, 3) → pixels folded two by two → 32 × 32 → 16 × 16 [→ 8 × 8]
    → latent (B, 64/f, 64/f, 4) → 16 × 16 → 32 × 32 → unfolded → picture (B, 64, 64, 3)

f, by how much a side shrinks, is 4 or 8. Each level has blocks of two convolutions. The encoder
names a mean and a spread for each number of the latent. The mean is kept. The spread is how much
noise is added in training, so that latents close together mean pictures much alike.
gen/train/autoencoder.py has taught it.
"""

import functools
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gen.diffusion import check, tally
from gen.nets import safetensors
from gen.nets.layers import (
    Shapes,
    Weights,
    conv,
    fold,
    linear,
    linear_shapes,
    norm,
    plain,
    plain_shapes,
    silu,
    unfold,
)
from gen.nets.product import Floats

FOLDER = Path(__file__).parents[1] / "weights"
N, CHANNELS = 64, 4
# Channels of each level, from 32 × 32 down; the finest of the decoder has more to draw.
ENCODER = {4: (32, 96), 8: (32, 64, 88)}
DECODER = {4: (48, 96), 8: (48, 64, 88)}
FILES = {f: FOLDER / f"autoencoder{f}" / "weights.safetensors" for f in ENCODER}
BLOCKS = 2  # on the coarsest level, and on the finest of the decoder; elsewhere one


class Autoencoder:
    """Weights, and by how much a side shrinks.

    Latents are told in units of their own spread: over the scenes that it has learned from, each
    channel has mean 0 and standard deviation 1 (Rombach et al. 2022, arXiv:2112.10752, App. G).
    """

    def __init__(self, weights: Weights, factor: int) -> None:
        self.weights, self.factor = weights, factor

    @property
    def side(self) -> int:
        """How many places a side of a latent has."""
        return N // self.factor

    def encode(self, pictures: npt.ArrayLike) -> Floats:
        """Latents (B, side, side, 4) of pictures (B, 64, 64, 3) in [−1, 1]. Raises ValueError."""
        mean, _ = encode(self.weights, pictures, self.factor)
        return (mean - self.weights["latent.mean"]) / self.weights["latent.deviation"]

    def decode(self, latents: npt.ArrayLike) -> Floats:
        """The pictures (B, 64, 64, 3) of latents; about [−1, 1]. Raises ValueError."""
        z = np.asarray(latents, np.float32)
        if z.ndim != 4 or z.shape[1:] != (self.side, self.side, CHANNELS):
            wanted = f"(B, {self.side}, {self.side}, {CHANNELS})"
            raise check.wrong("latents", f"shape {z.shape}", wanted)
        z = z * self.weights["latent.deviation"] + self.weights["latent.mean"]
        return decode(self.weights, z, self.factor)


def file_of(factor: int) -> Path:
    """Where the weights lie. Raises ValueError for another factor than 4 or 8."""
    if factor not in FILES:
        raise check.wrong("factor", str(factor), " or ".join(map(str, FILES)))
    return FILES[factor]


@functools.cache
def load(factor: int = 4, file: Path | None = None) -> Autoencoder:
    """The network, in single precision. Raises OSError, ValueError where weights lack or misfit."""
    file = file or file_of(factor)
    found = {name: w.astype(np.float32) for name, w in safetensors.load(file).items()}
    if {name: w.shape for name, w in found.items()} != shapes(factor):
        raise ValueError(f"{file.name} has not the weights of this network: bring or train it anew")
    return Autoencoder(found, factor)


def encode(weights: Weights, pictures: npt.ArrayLike, factor: int) -> tuple[Floats, Floats]:
    """The mean of each number of the latent, and the logarithm of its variance."""
    x = np.asarray(pictures, np.float32)
    if x.ndim != 4 or x.shape[1:] != (N, N, 3):
        raise check.wrong("pictures", f"shape {x.shape}", f"(B, {N}, {N}, 3)")
    tally.note(f"autoencoder{factor}", len(x))
    for name, blocks in levels("encoder", factor):
        x = linear(weights, f"{name}.in", fold(x))
        for block in blocks:
            x = plain(weights, block, x)
    mean, log_variance = np.split(conv(weights, "encoder.out", silu(norm(x))), 2, axis=-1)
    return mean, log_variance


def decode(weights: Weights, z: Floats, factor: int) -> Floats:
    """The picture of a latent, as `encode` gives its mean."""
    tally.note(f"autoencoder{factor}", len(z))
    x = conv(weights, "decoder.in", z)
    for name, blocks in reversed(levels("decoder", factor)):
        for block in blocks:
            x = plain(weights, block, x)
        last = name == "decoder1"
        x = unfold(conv(weights, "decoder.out", silu(norm(x))) if last else up(weights, name, x))
    return x


def up(weights: Weights, name: str, x: Floats) -> Floats:
    """The channels of four places of the next finer level."""
    return linear(weights, f"{name}.up", x)


def levels(part: str, factor: int) -> list[tuple[str, list[str]]]:
    """The levels of the "encoder" or "decoder", finest first, and the blocks of each, by name."""
    widths = {"encoder": ENCODER, "decoder": DECODER}[part][factor]
    found = []
    for level in range(1, len(widths) + 1):
        many = level == len(widths) or (part == "decoder" and level == 1)
        name = f"{part}{level}"
        found.append((name, [f"{name}.{i}" for i in range(1, 1 + (BLOCKS if many else 1))]))
    return found


def shapes(factor: int) -> Shapes:
    """The shape of every weight."""
    found: Shapes = {"latent.mean": (CHANNELS,), "latent.deviation": (CHANNELS,)}
    before = 3
    for (name, blocks), C in zip(levels("encoder", factor), ENCODER[factor], strict=True):
        found |= linear_shapes(f"{name}.in", 4 * before, C)
        for block in blocks:
            found |= plain_shapes(block, C)
        before = C
    found |= linear_shapes("encoder.out", 9 * before, 2 * CHANNELS)
    finer = 0
    for (name, blocks), C in zip(levels("decoder", factor), DECODER[factor], strict=True):
        for block in blocks:
            found |= plain_shapes(block, C)
        if finer:
            found |= linear_shapes(f"{name}.up", C, 4 * finer)
        finer = C
    found |= linear_shapes("decoder.in", 9 * CHANNELS, finer)
    return found | linear_shapes("decoder.out", 9 * DECODER[factor][0], 12)

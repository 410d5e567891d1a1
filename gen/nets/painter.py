"""The network that paints what it is told: a U-Net that sees a picture x_t and reads a prompt.

    xt (B, 32, 32, 3) → pixels folded two by two → a block at 16 × 16, FINE channels
    → folded again → a block and attention at 8 × 8, MIDDLE channels
    → folded again → two blocks at 4 × 4, COARSE channels
    → unfolded, joined by what was at 8 × 8 → a block and attention
    → unfolded, joined by what was at 16 × 16 → a block → v (B, 32, 32, 3)

It hears the prompt in two ways. Every block is told the noise level and the prompt as a whole by a
scale and a shift of its channels. And at 8 × 8 every place looks first at all other places (self-
attention) and then at the words (cross-attention, Rombach et al. 2022, arXiv:2112.10752, Sec. 3.3):
where it looks can be read out. U-Net: Ronneberger et al. 2015 (arXiv:1505.04597).

It names v (Salimans & Ho 2022, arXiv:2202.00512). gen/train/scenes.py has taught it.
"""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gen.diffusion import check
from gen.diffusion.denoisers import Denoiser, learned
from gen.diffusion.guidance import clipped, guided
from gen.nets import safetensors, text
from gen.nets.layers import (
    Shapes,
    Weights,
    attention,
    attention_shapes,
    block,
    block_shapes,
    conv,
    fold,
    linear,
    linear_shapes,
    norm,
    silu,
    unfold,
)
from gen.nets.mlp import FEATURES, embed
from gen.nets.product import Floats
from gen.nets.text import Said

WEIGHTS = Path(__file__).parents[1] / "weights" / "scenes" / "weights.safetensors"
N = 32
FINE, MIDDLE, COARSE, TOLD = 64, 160, 208, 128
CFG_SCALE, STEPS = 3.0, 20  # how a picture is painted unless more or less is asked for
LOOKS = ("middle1", "middle2")  # where there is attention, on the way down and on the way up
Maps = dict[str, Floats]


class Painter:
    """Weights and the words that they know."""

    def __init__(self, weights: Weights, vocabulary: Sequence[str]) -> None:
        self.weights, self.vocabulary = weights, tuple(vocabulary)

    def read(self, prompts: Sequence[str]) -> Said:
        """What prompts say, to be read once. Raises ValueError for a word that is not known."""
        return text.encode(self.weights, text.tokenise(prompts, self.vocabulary))

    def predict(self, prompts: Sequence[str]) -> Callable[[npt.ArrayLike, npt.ArrayLike], Floats]:
        """The network as `gen.diffusion.denoisers.learned` wants it, (x_t, ᾱ) → v.

        One prompt for every picture, or one for each. Raises ValueError.
        """
        said = self.read(prompts)
        return lambda xt, abar: forward(self.weights, xt, abar, said)

    def denoiser(self, prompts: Sequence[str], cfg_scale: float = CFG_SCALE) -> Denoiser:
        """The guess that samplers want, guided by the prompts and kept in the range of pictures.

        Raises ValueError for a prompt or a scale that is none.
        """
        told, untold = (learned(self.predict(said), "v") for said in (prompts, [""]))
        return clipped(guided(told, untold, cfg_scale))


@functools.cache
def load(file: Path = WEIGHTS) -> Painter:
    """The network, in single precision. Raises OSError, ValueError where weights lack or misfit."""
    found = {name: w.astype(np.float32) for name, w in safetensors.load(file).items()}
    vocabulary = safetensors.about(file).get("words", "").split()
    if {name: w.shape for name, w in found.items()} != shapes(len(vocabulary)):
        raise ValueError(f"{file.name} has not the weights of this network: bring or train it anew")
    return Painter(found, vocabulary)


def forward(weights: Weights, xt: npt.ArrayLike, abar: npt.ArrayLike, said: Said) -> Floats:
    """v (B, 32, 32, 3) for x_t (B, 32, 32, 3), ᾱ (B,) and what is said, (B, …) or (1, …).

    Raises ValueError for another shape.
    """
    return look(weights, xt, abar, said)[0]


def look(
    weights: Weights, xt: npt.ArrayLike, abar: npt.ArrayLike, said: Said
) -> tuple[Floats, Maps]:
    """The same, and at which words each place looked: {layer: (B, heads, 8, 8, words)}."""
    x = np.asarray(xt, np.float32)
    if x.ndim != 4 or x.shape[1:] != (N, N, 3):
        raise check.wrong("xt", f"shape {x.shape}", f"(B, {N}, {N}, 3)")
    B = len(x)
    if len(said.there) not in (1, B):
        raise check.wrong("said", f"{len(said.there)} prompts", f"1 or {B}, as there are pictures")
    said = Said(
        np.broadcast_to(said.vectors, (B, *said.vectors.shape[1:])),
        np.broadcast_to(said.there, (B, said.there.shape[1])),
    )
    noise = silu(linear(weights, "noise", embed(abar)))
    whole = np.concatenate([noise, said.vectors[:, 0]], axis=1)
    told = silu(linear(weights, "told", whole))
    maps: Maps = {}

    def looks(name: str, x: Floats) -> Floats:
        """Attention to all places, and then to the words."""
        places = x.reshape(B, -1, MIDDLE)
        h = norm(places)
        places = places + attention(weights, f"{name}.self", h, h)[0]
        taken, seen = attention(weights, f"{name}.cross", norm(places), said.vectors, said.there)
        maps[name] = seen.reshape(B, -1, *x.shape[1:3], seen.shape[-1])
        return (places + taken).reshape(x.shape)

    fine = block(weights, "fine1", conv(weights, "in", fold(x)), told)
    middle = looks("middle1", block(weights, "middle1", linear(weights, "down1", fold(fine)), told))
    coarse = linear(weights, "down2", fold(middle))
    for name in ("coarse1", "coarse2"):
        coarse = block(weights, name, coarse, told)
    middle = middle + unfold(linear(weights, "up2", coarse))
    middle = looks("middle2", block(weights, "middle2", middle, told))
    fine = block(weights, "fine2", fine + unfold(linear(weights, "up1", middle)), told)
    return unfold(conv(weights, "out", silu(norm(fine)))), maps


def shapes(vocabulary: int) -> Shapes:
    """The shape of every weight, for a vocabulary of so many words."""
    found = text.shapes(vocabulary)
    for name, inputs, outputs in (
        ("noise", FEATURES, TOLD),
        ("told", TOLD + text.WIDTH, TOLD),
        ("in", 9 * 12, FINE),
        ("down1", 4 * FINE, MIDDLE),
        ("down2", 4 * MIDDLE, COARSE),
        ("up2", COARSE, 4 * MIDDLE),
        ("up1", MIDDLE, 4 * FINE),
        ("out", 9 * FINE, 12),
    ):
        found |= linear_shapes(name, inputs, outputs)
    for level, C in (("fine", FINE), ("middle", MIDDLE), ("coarse", COARSE)):
        for i in (1, 2):
            found |= block_shapes(f"{level}{i}", C, TOLD)
    for name in LOOKS:
        found |= attention_shapes(f"{name}.self", MIDDLE, MIDDLE)
        found |= attention_shapes(f"{name}.cross", MIDDLE, text.WIDTH)
    return found

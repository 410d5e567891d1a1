"""The network that paints what it is told: it sees a picture x_t, and reads a prompt.

    xt (B, 32, 32, 3) → pixels folded two by two → convolutions at 16 × 16, FINE channels
    → folded again → BLOCKS blocks of a transformer at 8 × 8, WIDE channels
    → unfolded, joined by what was at 16 × 16 → convolutions → v (B, 32, 32, 3)

or latents (B, 16, 16, 4) of gen/nets/autoencoder.py in and out, which need no folding at the edge.
Nothing but the number of places that it has learned, "where", binds it to one size.

It hears the prompt in two ways. Everything is told the noise level and the prompt as a whole by a
scale and a shift of its channels. And in each block of the transformer every place looks first at
all other places (self-attention) and then at the words (cross-attention, Rombach et al. 2022,
arXiv:2112.10752, Sec. 3.3): where it looks can be read out. Convolutions round a transformer:
Hoogeboom et al. 2023 (arXiv:2301.11093), Sec. 2.3.

It names v (Salimans & Ho 2022, arXiv:2202.00512). gen/train/scenes.py has taught it.
"""

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from gen.diffusion import check, tally
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

WEIGHTS, LATENT_WEIGHTS = (
    Path(__file__).parents[1] / "weights" / name / "weights.safetensors"
    for name in ("scenes", "latents")
)
PIXELS, LATENTS = (32, 32, 3), (16, 16, 4)  # what is painted
N = PIXELS[0]
FINE, WIDE, BLOCKS, TOLD = 64, 192, 4, 128
CFG_SCALE, STEPS = 3.0, 20  # how a picture is painted unless more or less is asked for
LOOKS = tuple(f"look{i}" for i in range(1, BLOCKS + 1))
Shape = tuple[int, int, int]
Maps = dict[str, Floats]
Seen = Callable[[Maps], None]
Predict = Callable[[npt.ArrayLike, npt.ArrayLike], Floats]


class Painter:
    """Weights and the words that they know."""

    def __init__(self, weights: Weights, vocabulary: Sequence[str]) -> None:
        self.weights, self.vocabulary = weights, tuple(vocabulary)
        self.paints = paints(weights)

    def read(self, prompts: Sequence[str]) -> Said:
        """What prompts say, to be read once. Raises ValueError for a word that is not known."""
        return text.encode(self.weights, text.tokenise(prompts, self.vocabulary))

    def predict(self, prompts: Sequence[str], seen: Seen | None = None) -> Predict:
        """The network as `gen.diffusion.denoisers.learned` wants it, (x_t, ᾱ) → v.

        One prompt for every picture, or one for each. `seen` is told where it looked, each time.
        Raises ValueError.
        """
        said = self.read(prompts)

        def guess(xt: npt.ArrayLike, abar: npt.ArrayLike) -> Floats:
            v, maps = look(self.weights, xt, abar, said)
            if seen:
                seen(maps)
            return v

        return guess

    def denoiser(
        self, prompts: Sequence[str], cfg_scale: float = CFG_SCALE, seen: Seen | None = None
    ) -> Denoiser:
        """The guess that samplers want, guided by the prompts. Pixels are kept in their range.

        Raises ValueError for a prompt or a scale that is none.
        """
        told = learned(self.predict(prompts, seen), "v")
        untold = learned(self.predict([""]), "v")
        guess = guided(told, untold, cfg_scale)
        return clipped(guess) if of_pixels(self.paints) else guess


@functools.cache
def load(file: Path = WEIGHTS) -> Painter:
    """The network, in single precision. Raises OSError, ValueError where weights lack or misfit."""
    found = {name: w.astype(np.float32) for name, w in safetensors.load(file).items()}
    vocabulary = safetensors.about(file).get("words", "").split()
    wanted = shapes(len(vocabulary), paints(found))
    if {name: w.shape for name, w in found.items()} != wanted:
        raise ValueError(f"{file.name} has not the weights of this network: bring or train it anew")
    return Painter(found, vocabulary)


def forward(weights: Weights, xt: npt.ArrayLike, abar: npt.ArrayLike, said: Said) -> Floats:
    """v for x_t, both (B, 32, 32, 3) or both (B, 16, 16, 4), ᾱ (B,) and what is said, (B, …) or
    (1, …).

    Raises ValueError for another shape.
    """
    return look(weights, xt, abar, said)[0]


def look(
    weights: Weights, xt: npt.ArrayLike, abar: npt.ArrayLike, said: Said
) -> tuple[Floats, Maps]:
    """The same, and at which words each place looked: {block: (B, heads, 8, 8, tokens)}."""
    x, shape = np.asarray(xt, np.float32), paints(weights)
    if x.ndim != 4 or x.shape[1:] != shape:
        raise check.wrong("xt", f"shape {x.shape}", f"(B, {', '.join(map(str, shape))})")
    B = len(x)
    tally.note("scenes" if of_pixels(shape) else "latents", B)
    if len(said.there) not in (1, B):
        raise check.wrong("said", f"{len(said.there)} prompts", f"1 or {B}, as there are pictures")
    said = Said(
        np.broadcast_to(said.vectors, (B, *said.vectors.shape[1:])),
        np.broadcast_to(said.there, (B, said.there.shape[1])),
    )
    noise = silu(linear(weights, "noise", embed(abar)))
    whole = np.concatenate([noise, said.vectors[:, 0]], axis=1)
    told = silu(linear(weights, "told", whole))
    folded = fold(x) if of_pixels(shape) else x
    fine = block(weights, "fine1", conv(weights, "in", folded), told)
    coarse = linear(weights, "down", fold(fine))
    places = coarse.reshape(B, -1, WIDE) + weights["where"]
    maps: Maps = {}
    for name in LOOKS:
        places, seen = transformer(weights, name, places, told, said)
        maps[name] = seen.reshape(B, -1, *coarse.shape[1:3], seen.shape[-1])
    fine = fine + unfold(linear(weights, "up", places.reshape(coarse.shape)))
    fine = block(weights, "fine2", fine, told)
    v = conv(weights, "out", silu(norm(fine)))
    return unfold(v) if of_pixels(shape) else v, maps


def transformer(
    weights: Weights, name: str, x: Floats, told: Floats, said: Said
) -> tuple[Floats, Floats]:
    """A block: places (B, N, WIDE) look at places, then at words, and then each thinks for itself.

    What it is told scales and shifts what goes in, and scales what comes out (adaLN-Zero, Peebles
    & Xie 2023, arXiv:2212.09748, Sec. 3.2). Returns x, and who looked at which word.
    """
    film = linear(weights, f"{name}.film", told)[:, None]
    scale1, shift1, scale2, shift2, much1, much2 = np.split(film, 6, axis=-1)
    h = norm(x) * (1 + scale1) + shift1
    x = x + (1 + much1) * attention(weights, f"{name}.self", h, h)[0]
    taken, seen = attention(weights, f"{name}.cross", norm(x), said.vectors, said.there)
    x = x + taken
    h = norm(x) * (1 + scale2) + shift2
    h = linear(weights, f"{name}.back", silu(linear(weights, f"{name}.wide", h)))
    return x + (1 + much2) * h, seen


def paints(weights: Mapping[str, npt.NDArray[np.generic]]) -> Shape:
    """The shape of what these weights paint: PIXELS or LATENTS, or those of another size."""
    side = math.isqrt(len(weights.get("where", np.empty(0))))
    if weights.get("out.b", np.empty(0)).shape == LATENTS[-1:]:
        return 2 * side, 2 * side, LATENTS[-1]
    return 4 * side, 4 * side, PIXELS[-1]


def of_pixels(paints: Shape) -> bool:
    """Whether that is the shape of a picture, which is folded at the edge, or of a latent."""
    return paints[-1] == PIXELS[-1]


def shapes(vocabulary: int, paints: Shape = PIXELS) -> Shapes:
    """The shape of every weight, for a vocabulary of so many words."""
    found = text.shapes(vocabulary)
    folds = 4 if of_pixels(paints) else 1
    edge = folds * paints[-1]
    found["where"] = (paints[0] * paints[1] // (4 * folds), WIDE)
    for name, inputs, outputs in (
        ("noise", FEATURES, TOLD),
        ("told", TOLD + text.WIDTH, TOLD),
        ("in", 9 * edge, FINE),
        ("down", 4 * FINE, WIDE),
        ("up", WIDE, 4 * FINE),
        ("out", 9 * FINE, edge),
    ):
        found |= linear_shapes(name, inputs, outputs)
    for name in ("fine1", "fine2"):
        found |= block_shapes(name, FINE, TOLD)
    for name in LOOKS:
        found |= transformer_shapes(name, WIDE, 3 * WIDE)
    return found


def transformer_shapes(name: str, C: int, hidden: int) -> Shapes:
    """The weights of `transformer`, for C channels."""
    return {
        **linear_shapes(f"{name}.film", TOLD, 6 * C),
        **attention_shapes(f"{name}.self", C, C),
        **attention_shapes(f"{name}.cross", C, text.WIDTH),
        **linear_shapes(f"{name}.wide", C, hidden),
        **linear_shapes(f"{name}.back", hidden, C),
    }

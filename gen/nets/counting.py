"""How many products of two numbers a guess takes, counted from the shapes alone.

A network of convolutions takes as many as there are places, times a number that is always the
same. Where places look at each other, it takes as many more as there are pairs of places.
"""

from gen.nets import autoencoder, painter, text
from gen.nets.autoencoder import BLOCKS, CHANNELS, DECODER, ENCODER
from gen.nets.mlp import FEATURES
from gen.nets.painter import FINE, LOOKS, TOLD, WIDE, Shape


def guess(paints: Shape, tokens: int = text.LENGTH) -> int:
    """Products of one guess of `gen.nets.painter` for one picture or latent of this shape.

    The prompt is read before, once, and does not count. Its `tokens` are looked at.
    """
    folds = 4 if painter.of_pixels(paints) else 1
    fine = paints[0] * paints[1] // folds
    coarse, edge = fine // 4, folds * paints[-1]
    film = 2 * TOLD * 2 * FINE + len(LOOKS) * TOLD * 6 * WIDE
    told = FEATURES * TOLD + (TOLD + text.WIDTH) * TOLD + film
    convolutions = fine * 9 * FINE * (2 * edge + 4 * FINE)
    up_and_down = 2 * coarse * 4 * FINE * WIDE
    # of each block: queries, keys, values and what is made of them, twice; then each by itself
    places = coarse * WIDE * WIDE * (4 + 2 + 6) + tokens * text.WIDTH * 2 * WIDE
    pairs = 2 * coarse * (coarse + tokens) * WIDE
    return told + convolutions + up_and_down + len(LOOKS) * (places + pairs)


def encode(factor: int, side: int = autoencoder.N) -> int:
    """Products of an autoencoder's first half, for a picture of side × side pixels."""
    total, before, places = 0, 3, side * side
    for level, C in enumerate(ENCODER[factor], 1):
        places //= 4
        blocks = BLOCKS if level == len(ENCODER[factor]) else 1
        total += places * (4 * before * C + blocks * 2 * 9 * C * C)
        before = C
    return total + places * 9 * before * 2 * CHANNELS


def decode(factor: int, side: int = autoencoder.N) -> int:
    """Products of its second half."""
    widths = DECODER[factor]
    total, finer, places = 0, 0, side * side
    for level, C in enumerate(widths, 1):
        places //= 4
        blocks = BLOCKS if level in (1, len(widths)) else 1
        total += places * (blocks * 2 * 9 * C * C + C * 4 * finer)
        finer = C
    return total + places * 9 * CHANNELS * widths[-1] + side * side // 4 * 9 * widths[0] * 12

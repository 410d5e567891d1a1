"""The grid of both: a row for each prompt, a column for each static."""

from itertools import combinations, product

import numpy as np

from gen.diffusion.check import Array
from gen.figures.prompts._painting import counted, guesses, painted
from gen.render.frames import Frames, Panel
from gen.train.tested import static

PROMPTS = (
    "",
    "a blue car in the desert by day",
    "a blue car in the snow at night",
    "a castle in the snow at night",
)
SEEDS = (7, 8, 9, 10)
COARSE = 4  # places a side, when only what is where counts and no detail


def figure(compared: int = 12, start: int = 20) -> Frames:
    """What the network believes at each step, x̂0, for four prompts from four seeds.

    `numbers`: how far apart pictures of two prompts are, from one static and from two, of so many
    seeds: the root mean square of their COARSE × COARSE means, from which the mean picture of
    each prompt has been taken away.
    """
    asked = [*product(PROMPTS, SEEDS)]
    prompts, seeds = [prompt for prompt, _ in asked], [seed for _, seed in asked]
    way = guesses(painted(prompts, static(seeds)))
    same, other = apart(compared)
    return Frames(
        panels=[
            Panel(way[:, i], f"seed {seed}" if i >= len(asked) - len(SEEDS) else "", role="guess")
            for i, seed in enumerate(seeds)
        ],
        steps=counted(start),
        across=(len(SEEDS), len(SEEDS)),
        rows=[prompt or "told nothing" for prompt in PROMPTS],
        numbers={
            "compared": compared,
            "same_static": same,
            "other_static": other,
            "nearer": 1 - same / other,
        },
    )


def apart(n: int) -> tuple[float, float]:
    """The mean distance of pictures of two prompts from one static, and from two."""
    xt = static(range(100, 100 + n))
    coarse = []
    for prompt in PROMPTS[1:]:
        *_, last = painted([prompt], xt)
        coarse.append(blocks(last.xt))
    same, other = [], []
    for one, two in combinations([pictures - pictures.mean(axis=0) for pictures in coarse], 2):
        distance = np.sqrt(((one[:, None] - two[None]) ** 2).mean(axis=(2, 3, 4)))  # (n, n)
        here = np.eye(n, dtype=bool)
        same.append(distance[here].mean())
        other.append(distance[~here].mean())
    return float(np.mean(same)), float(np.mean(other))


def blocks(pictures: Array) -> Array:
    """Means of square parts: (B, 32, 32, 3) → (B, COARSE, COARSE, 3)."""
    B, H, W, C = pictures.shape
    parts = pictures.reshape(B, COARSE, H // COARSE, COARSE, W // COARSE, C)
    return parts.mean(axis=(2, 4))

"""Which word is painting where: where the places look, and what a word changes."""

import numpy as np

from gen.diffusion.check import Array
from gen.figures.prompts._painting import LEVELS, painted
from gen.nets import painter
from gen.nets.painter import CFG_SCALE, STEPS, N
from gen.nets.text import words_of
from gen.render.figure import Role, Steps
from gen.render.frames import Frames, Panel
from gen.train.tested import static

PROMPT = "a red car in the snow at night"
SHOWN = ("red", "car", "snow", "night")
ROLES: tuple[Role, ...] = ("signal", "noise", "guess")


def figure(seed: int = 7, start: int = 8) -> Frames:
    """For each of the words SHOWN and each step: how much each place looks at it, in the mean of
    all heads and layers; how much x̂0 changes when the word is left out; and x̂0 without it.

    Both guesses are made from the same x_t, guided alike. Source of the maps: Hertz et al. 2022
    (arXiv:2208.01626), Sec. 3; Tang et al. 2022 (arXiv:2210.04885).
    """
    network = painter.load()
    way = painted([PROMPT], static([seed]))[:-1]
    words = words_of(PROMPT)
    maps = np.stack([seen(step.xt, abar) for step, abar in zip(way, LEVELS, strict=False)])
    panels, overlap = [], {}
    for word in SHOWN:
        less = " ".join(w for w in words if w != word)
        denoise = network.denoiser([less], CFG_SCALE)
        without = np.stack(
            [denoise(step.xt, float(abar))[0] for step, abar in zip(way, LEVELS, strict=False)]
        )
        change = np.sqrt(((np.stack([s.x0_hat[0] for s in way]) - without) ** 2).mean(axis=-1))
        looks = maps[:, words.index(word) + 1]
        names = ("looked at", "changes without it", "the guess without it")
        panels += [
            Panel(pictures, label if word == SHOWN[-1] else "", role=role)
            for pictures, label, role in zip(
                (scaled(looks), scaled(change), without), names, ROLES, strict=True
            )
        ]
        overlap[word] = float(np.corrcoef(looks[start].ravel(), change[start].ravel())[0, 1])
    return Frames(
        panels=panels,
        steps=Steps(range(STEPS), start, per_second=6),
        across=(3, 3),
        rows=[f"“{word}”" for word in SHOWN],
        numbers={
            "attention_prompt": PROMPT,
            "attention_step": start,
            **{f"overlap_{word}": value for word, value in overlap.items()},
        },
    )


def seen(xt: Array, abar: float) -> Array:
    """How much each place looks at each token: (tokens, 32, 32), the mean of heads and layers."""
    network = painter.load()
    _, maps = painter.look(network.weights, xt, np.full(1, abar), network.read([PROMPT]))
    mean = np.mean([one[0].mean(axis=0) for one in maps.values()], axis=0)  # (8, 8, tokens)
    times = N // len(mean)
    return mean.transpose(2, 0, 1).repeat(times, axis=1).repeat(times, axis=2)


def scaled(values: Array) -> Array:
    """Each frame (F, H, W) from black for 0 to white for its own most."""
    return 2 * values / values.max(axis=(1, 2), keepdims=True) - 1

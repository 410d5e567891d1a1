"""One static, eight prompts: everything that differs in the pictures comes from the words."""

import numpy as np

from gen.figures.prompts._painting import counted, painted, states
from gen.render.frames import Frames, Panel
from gen.train.tested import static

PROMPTS = (
    "a red car in the snow by day",
    "a black cat in the meadow by day",
    "a castle in the mountains at sunset",
    "a yellow boat on the sea by day",
    "a house in the snow at night",
    "a purple elephant in the desert by day",
    "a blue balloon over the sea at sunset",
    "a tree in the meadow at sunset",
)


def figure(seed: int = 7) -> Frames:
    """x_t at each step for eight prompts, from the static of one seed."""
    way = states(painted(PROMPTS, np.repeat(static([seed]), len(PROMPTS), axis=0)))
    return Frames(
        panels=[Panel(way[:, i], prompt, role="signal") for i, prompt in enumerate(PROMPTS)],
        steps=counted(),
        across=(4, 2),
        numbers={"seed": seed, "prompts": len(PROMPTS)},
    )

"""A picture painted where it is small: the latent on its way from static, and the guess."""

import numpy as np

from gen.figures.latents._painting import decoded, painted
from gen.figures.latents._pictures import shown
from gen.figures.prompts._painting import counted
from gen.nets.painter import STEPS
from gen.render.frames import Frames, Panel

PROMPT = "a white castle by the sea at sunset"


def figure(prompt: str = PROMPT, seed: int = 1, start: int = STEPS) -> Frames:
    """z_t at each step, and what the decoder makes of the network's guess.

    Not of z_t: decoded, its noise weighs more than all else in the first view.
    """
    way = painted([prompt], [seed])
    z = np.concatenate([step.xt for step in way])
    guess = np.concatenate([step.x0_hat for step in way])
    return Frames(
        panels=[
            Panel(shown(z), "what is painted", "z_t", "signal"),
            Panel(decoded(guess), "the guess, decoded", r"D(\hat{z}_0)", "guess"),
        ],
        steps=counted(start),
        numbers={"prompt": prompt, "seed": seed, "steps": STEPS},
    )

"""What the figures of the lesson on prompts share: walks of the network that paints, and what
`make evaluate` measured of it.

Every walk takes as many of the 1000 steps of the cosine schedule as the page does, by DDIM.
"""

import functools
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from gen.diffusion import samplers
from gen.diffusion.check import Array
from gen.diffusion.denoisers import Denoiser
from gen.diffusion.samplers import Step
from gen.diffusion.spacing import abar_at, trailing
from gen.nets import painter
from gen.nets.painter import CFG_SCALE, STEPS
from gen.render.figure import Steps
from gen.train.tested import ABAR

TIMESTEPS = trailing(STEPS, ABAR)
LEVELS = np.append(abar_at(TIMESTEPS, ABAR), 1.0)  # ᾱ of each state on the way, and of the result
EVALUATION = painter.WEIGHTS.with_name("evaluation.json")


def walk(denoise: Denoiser, xt: Array) -> list[Step]:
    """The way back from static xt (B, 32, 32, 3): STEPS + 1 moments."""
    return list(samplers.ddim(denoise, xt, TIMESTEPS, ABAR))


def painted(prompts: Sequence[str], xt: Array, cfg_scale: float = CFG_SCALE) -> list[Step]:
    """The same, guided by a prompt for each picture."""
    return walk(painter.load().denoiser(prompts, cfg_scale), xt)


def states(steps: Sequence[Step]) -> Array:
    """The picture at each moment: (STEPS + 1, B, 32, 32, 3)."""
    return np.stack([step.xt for step in steps])


def guesses(steps: Sequence[Step]) -> Array:
    """What the network believes at each moment that it will become: as `states`."""
    return np.stack([step.x0_hat for step in steps])


def counted(start: int = STEPS) -> Steps:
    """The steps as a reader counts them on the way back."""
    return Steps(range(STEPS + 1), start, per_second=6)


@functools.cache
def evaluation() -> dict[str, Any]:
    """What `make evaluate` found, by its parts."""
    return json.loads(EVALUATION.read_text(encoding="utf-8"))

"""When is what settled? Walk back with one prompt, and with another one from step k on."""

import numpy as np

from gen.data.captions import in_full
from gen.data.labels import PARTS, Scene, label_of
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import trailing
from gen.nets.painter import STEPS
from gen.train.measures import share
from gen.train.tested import ABAR, Tested, static

SEEDS = 200
FIRST = Scene("cat", "black", "meadow", "day")
THEN = Scene("car", "red", "snow", "night")


def swap(tested: Tested) -> dict:
    """For k = 0 … STEPS steps with the first prompt: how often each part is that of which prompt.

    With k = 0 the second prompt steers all the way, with k = STEPS the first one does.
    """
    first, then = (tested.network.denoiser([in_full(scene)]) for scene in (FIRST, THEN))
    timesteps = trailing(STEPS, ABAR)
    # The states on the way with the first prompt: each is where the other one may take over.
    states = [step.xt for step in ddim(first, static(range(SEEDS)), timesteps, ABAR)]
    won: dict[str, dict[str, list]] = {part: {"first": [], "then": []} for part in PARTS}
    for k, state in enumerate(states):
        result = state
        if k < STEPS:
            *_, last = ddim(then, state, timesteps[k:], ABAR)
            result = last.xt
        seen = tested.read(np.clip(result, -1, 1).astype(np.float32))
        for i, part in enumerate(PARTS):
            for name, scene in (("first", FIRST), ("then", THEN)):
                won[part][name].append(share(seen[:, i] == label_of(scene)[i]))
    return {"seeds": SEEDS, "steps": STEPS, "first": in_full(FIRST), "then": in_full(THEN), **won}

"""A scene drowned, and two ways back from the very same static.

In five seconds a reader must see: one way back ends at the picture that was there; the other,
from the same static, at a new one.
"""

import numpy as np

from gen.data import scenes
from gen.data.atlas import HANDS
from gen.data.captions import in_full
from gen.data.labels import Scene
from gen.diffusion import schedules
from gen.diffusion.denoisers import oracle
from gen.diffusion.process import q_sample
from gen.figures.prompts._painting import LEVELS, TIMESTEPS, painted, states, walk
from gen.nets.painter import STEPS
from gen.render.figure import Readout, Steps
from gen.render.frames import Frames, Panel
from gen.train.lesson import DROPPED
from gen.train.tested import ABAR

SCENE = Scene("castle", "red", "meadow", "sunset")


def figure(drawn: int = 5, seed: int = 7) -> Frames:
    """STEPS steps there by Eq. 4 of Ho et al. 2020 (arXiv:2006.11239), and STEPS back by DDIM.

    Left, the oracle leads back, which remembers the noise; right, the network, which is told the
    prompt. Both begin with the picture's last state, of which next to nothing is left.
    """
    x0 = scenes.draw(SCENE, np.random.default_rng(drawn)) / 127.5 - 1
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    there = np.stack([x0, *(q_sample(x0, int(t), eps, ABAR) for t in TIMESTEPS[::-1])])
    static = there[-1][None]
    prompt = in_full(SCENE)
    back = {
        "remembered": walk(oracle(x0[None]), static),
        "learned": painted([prompt], static),
    }
    ways = {name: np.concatenate([there, states(steps)[1:, 0]]) for name, steps in back.items()}
    ends = {name: way[-1] for name, way in ways.items()}
    levels = np.concatenate([LEVELS[::-1], LEVELS[1:]])
    return Frames(
        panels=[
            Panel(ways["remembered"], "led back by the oracle, which remembers it", "x_t", "truth"),
            Panel(ways["learned"], f"led back by the network, told “{prompt}”", "x_t", "guess"),
        ],
        steps=Steps(
            range(2 * STEPS + 1),
            start=2 * STEPS,
            per_second=8,
            readouts=[Readout("noise", schedules.noise(levels), "noise")],
        ),
        numbers={
            "steps": STEPS,
            "destroyed": prompt,
            "families": len(HANDS),
            "dropped": DROPPED,
            "left": float(schedules.signal(LEVELS[0])),
            "remembered_off": float(np.sqrt(((ends["remembered"] - x0) ** 2).mean())),
            "learned_off": float(np.sqrt(((ends["learned"] - x0) ** 2).mean())),
        },
    )

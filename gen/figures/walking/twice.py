"""The same start twice: DDPM ends in two places, DDIM in one."""

import numpy as np

from gen.diffusion import samplers
from gen.figures.walking._walk import ABAR, TIMESTEPS, counted, states
from gen.live.plane import plane
from gen.render.figure import Role
from gen.render.points import Group, Panel, Points

ROLES: tuple[Role, Role] = ("noise", "guess")  # colours to tell the two runs by
START = (1.9, -1.7)


def figure(name: str = "moons", seeds: tuple[int, int] = (1, 2), many: int = 1000) -> Points:
    """One start, walked back twice with other seeds, by DDPM and by DDIM with η = 0.

    `numbers`: the mean distance between the two ends of DDPM over `many` other starts, and the
    largest of DDIM.
    """
    known = plane(name)
    learned = known.learned()
    x = np.concatenate([[START], np.random.default_rng(0).standard_normal((many, 2))])
    ends, panels = {}, []
    cloud = known.truth.sample(700, np.random.default_rng(0))
    ground = Group(np.repeat(cloud[None], len(TIMESTEPS) + 1, axis=0), "truth")
    for key, label in (("ddpm", "DDPM, twice"), ("ddim", "DDIM, twice")):
        pair = []
        for seed in seeds:
            rng = np.random.default_rng(seed)
            sampler = samplers.ddpm if key == "ddpm" else samplers.ddim
            pair.append(states(list(sampler(learned, x, TIMESTEPS, ABAR, rng))))
        ends[key] = np.linalg.norm(pair[0][-1] - pair[1][-1], axis=1)
        panels.append(
            Panel(
                [ground]
                + [Group(run[:, :1], role, "paths") for run, role in zip(pair, ROLES, strict=True)],
                label,
            )
        )
    return Points(
        panels=panels,
        steps=counted(len(TIMESTEPS)),
        extent=2.4,
        numbers={
            "twice_starts": many,
            "twice_ddpm": float(ends["ddpm"][1:].mean()),
            "twice_ddim": float(ends["ddim"].max()),
        },
    )

"""One particle's whole path back, with fresh noise at every step and with none."""

import numpy as np

from gen.diffusion import samplers
from gen.figures.walking._walk import ABAR, TIMESTEPS, counted, states
from gen.live.plane import plane
from gen.render.points import Group, Panel, Points


def figure(name: str = "moons", start: tuple[float, float] = (-1.6, -1.7), seed: int = 1) -> Points:
    """The same start and the same network: DDPM (η = 1) and DDIM (η = 0), 60 steps each.

    Ho et al. 2020 (arXiv:2006.11239), Algorithm 2, and Song et al. 2020 (arXiv:2010.02502), Eq. 12.
    `numbers` are the lengths of both paths, and of the straight line from the start of each to
    its end.
    """
    known = plane(name)
    learned, x = known.learned(), np.array([start])
    rng = np.random.default_rng(seed)
    walks = {
        "ddpm": states(list(samplers.ddpm(learned, x, TIMESTEPS, ABAR, rng))),
        "ddim": states(list(samplers.ddim(learned, x, TIMESTEPS, ABAR))),
    }
    cloud = known.truth.sample(700, np.random.default_rng(0))
    ground = Group(np.repeat(cloud[None], len(walks["ddpm"]), axis=0), "truth")
    labels = {"ddpm": "DDPM: fresh noise at each step", "ddim": "DDIM: none"}
    return Points(
        panels=[
            Panel([ground, Group(walks[key], "noise" if key == "ddpm" else "guess", "paths")],
                  label, "", "noise" if key == "ddpm" else "guess")
            for key, label in labels.items()
        ],
        steps=counted(len(TIMESTEPS)),
        extent=2.4,
        numbers={
            f"{key}_{what}": value
            for key, walk in walks.items()
            for what, value in (("path", length(walk)), ("straight", length(walk[[0, -1]])))
        },
    )  # fmt: skip


def length(walk: np.ndarray) -> float:
    """How long the path (F, 1, 2) of one particle is."""
    return float(np.linalg.norm(np.diff(walk[:, 0], axis=0), axis=1).sum())

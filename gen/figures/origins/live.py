"""Langevin sampling in the reader's own hands: temperature, step, noise, distribution, score."""

import numpy as np

from gen.diffusion import entropy
from gen.diffusion.check import Array
from gen.diffusion.langevin import settled
from gen.live import langevin
from gen.live.demo import of
from gen.live.plane import plane
from gen.live.view import Scatter, View
from gen.render.live import Live


def figure(hot: float = 3.0) -> Live:
    """The demo `langevin` with its result at the defaults: a drop that does not get about.

    `numbers` compare that with the same run where the noise falls, and at other temperatures from
    static: sliced Wasserstein distances to fresh samples, and their floor.
    """
    defaults = of(langevin.langevin).defaults()
    runs: dict[str, dict] = {
        "stuck": {},
        "falling": {"falling": True},
        "network": {"falling": True, "denoiser": "learned"},
        "cold": {"falling": True, "temperature": 0.0, "start": "static"},
        "hot": {"falling": True, "temperature": hot},
    }
    ends = {key: ended(raw) for key, raw in runs.items()}
    numbers = {f"live_{key}": value(view, "distance") for key, view in ends.items()}
    spread = {key: entropy.of_points(particles(ends[key])) for key in ("falling", "hot")}
    numbers |= {f"live_bits_{key}": found for key, found in spread.items()}
    return Live(
        demo=langevin.langevin,
        numbers={
            **numbers,
            "live_floor": value(ends["stuck"], "floor"),
            "live_hot_at": hot,
            "live_room_hot": float(2 ** (spread["hot"] - spread["falling"])),
            "live_steps": defaults["steps"],
            "live_noise": defaults["noise"],
            "live_wide": wide(defaults["noise"], defaults["size"]),
            "live_above_stuck": above(ends["stuck"]),
            "live_above_falling": above(ends["falling"]),
        },
    )


def ended(raw: dict) -> View:
    """The last view of a run."""
    *_, last = of(langevin.langevin).views(raw)
    return last


def value(view: View, label: str) -> float:
    """What the readout `label` says."""
    (found,) = (readout.value for readout in view.readouts if readout.label == label)
    return float(found)


def particles(view: View) -> Array:
    """Where the particles are: (N, 2)."""
    panel = view.panels[0]
    assert isinstance(panel, Scatter)
    return np.asarray(panel.sets[1].at)


def wide(noise: float, size: float) -> float:
    """By which share a small Gaussian of the moons, at that noise, comes out too wide."""
    deviation = plane("moons").truth.deviation
    v = (1 - noise**2) * deviation**2 + noise**2
    return settled(v, size * noise**2) / v - 1


def above(view: View) -> float:
    """The share of the particles that lie in the upper half."""
    return float((particles(view)[:, 1] > 0).mean())

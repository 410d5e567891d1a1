"""The lab: a drawing, drowned and led back; and what its page says of the network and its speed."""

import json
import math
from pathlib import Path

import numpy as np

from gen.diffusion import schedules
from gen.live import demo
from gen.live.lab import KNOWN, N, lab
from gen.nets import grid, safetensors
from gen.render.live import Live

BENCH = Path(__file__).resolve().parents[3] / "bench" / "results" / "latest.json"


def figure(beta_start: float = 1e-4, beta_end: float = 0.02, T_long: int = 1000) -> Live:
    """The demo `lab` with its result at the defaults."""
    controls = {control.name: control.declaration() for control in demo.of(lab).controls}
    steps = controls["T"]
    abar = schedules.alphas_cumprod(schedules.linear(steps["default"], beta_start, beta_end))
    return Live(
        demo=lab,
        numbers={
            "N": N,
            "presets": len(KNOWN),
            "T": steps["default"],
            "start": controls["start"]["default"],
            "T_least": steps["minimum"],
            "T_most": steps["maximum"],
            "T_long": T_long,
            "beta_start": f"{beta_start:g}",
            "beta_end": f"{beta_end:g}",
            "left": schedules.signal(abar[-1]).item(),
            "unrelated": unrelated(),
            **network(),
            **speed(),
        },
    )


def unrelated() -> float:
    """The mean squared difference of two independent cells that are −1 or 1, equally likely."""
    cells = np.array([-1.0, 1.0])
    return float(((cells[:, None] - cells) ** 2).mean())


def network() -> dict[str, float | int]:
    """What the network is, and how it was taught."""
    about = safetensors.about(grid.WEIGHTS)
    places = {"told": 1, "in": 256, "before": 256, "after": 256, "out": 256}  # the others see 64
    products = sum(
        math.prod(shape) * (1 if "film" in name else places.get(name.split(".")[0], 64))
        for name, shape in grid.shapes().items()
        if name.endswith(".w")
    )
    return {
        "parameters": sum(math.prod(shape) for shape in grid.shapes().values()),
        "kilobytes": grid.WEIGHTS.stat().st_size / 1000,
        "multiplications": products / 1e6,
        "pool": int(about["pool"]),
        "steps": int(about["steps"]),
        "batch": int(about["batch"]),
        "minutes": float(about["seconds"]) / 60,
    }


def speed() -> dict[str, float | str]:
    """What `make bench` measured in the browser, and on which machine."""
    found = json.loads(BENCH.read_text(encoding="utf-8"))
    here, budgets = found["machine"], found["budgets"]
    return {
        "step_ms": budgets["live_step"]["measured"],
        "network_ms": budgets["network"]["measured"],
        "machine": f"{here['processor']}, {here['cores']} cores, {here['system']}",
        "browser": " ".join(here["browser"].split()[:2]),
    }

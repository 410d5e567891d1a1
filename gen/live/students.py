"""The students of the two moons' network: each does in few steps what its teacher does in many.

The build distilled them (gen/train/built/distilled.py), each from the one with twice its steps.
"""

import functools
from pathlib import Path

from gen.diffusion.denoisers import Denoiser, learned
from gen.nets import mlp, safetensors

STUDENTS = Path(__file__).parents[1] / "weights" / "distilled" / "moons" / "weights.safetensors"


@functools.cache
def steps() -> tuple[int, ...]:
    """How many steps there are students for, rising. Raises OSError, ValueError."""
    return tuple(sorted(map(int, safetensors.about(STUDENTS)["steps"].split())))


@functools.cache
def student(count: int) -> Denoiser:
    """The guess of the student for `count` steps of `trailing`. Raises KeyError, OSError."""
    if count not in steps():
        raise KeyError(f"there is no student for {count} steps; there are {steps()}")
    tensors = safetensors.load(STUDENTS)
    prefix = f"{count}."
    found = {k.removeprefix(prefix): w for k, w in tensors.items() if k.startswith(prefix)}
    return learned(mlp.predict(found), "v")

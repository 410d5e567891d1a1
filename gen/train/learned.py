"""What a training gives: tensors by name, kept as safetensors."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from gen.nets import safetensors

FILE = "weights.safetensors"


@dataclass(frozen=True)
class Learned:
    """`tensors` by name; `about` says in words what they are."""

    files: ClassVar[tuple[str, ...]] = (FILE,)

    tensors: Mapping[str, np.ndarray]
    about: Mapping[str, str] = field(default_factory=dict)

    def encode(self) -> dict[str, bytes]:
        """The bytes of every file in `files`, by name."""
        return {FILE: safetensors.dump(self.tensors, self.about)}

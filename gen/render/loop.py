"""`loop`: a short animation that only needs to be watched."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gen.render import images
from gen.render.figure import MANIFEST, Figure


@dataclass(frozen=True, kw_only=True)
class Loop(Figure):
    """An animated picture with a still that says the same.

    `frames` is uint8 (F, H, W, 4); the ground is transparent, so that it fits both pages.
    `poster` is the index of the frame that stands when nothing moves.
    """

    kind: ClassVar[str] = "loop"
    files: ClassVar[tuple[str, ...]] = (MANIFEST, "loop.webp", "poster.webp")

    frames: np.ndarray
    milliseconds: int = 60
    poster: int = 0

    def encode(self) -> dict[str, bytes]:
        if self.frames.ndim != 4 or self.frames.shape[-1] != 4 or self.frames.dtype != np.uint8:
            raise ValueError(
                f"frames is {self.frames.dtype} {self.frames.shape}; uint8 (F, H, W, 4) is needed"
            )
        count, height, width = self.frames.shape[:3]
        return {
            MANIFEST: self.manifest(
                width=width, height=height, frames=count, milliseconds=self.milliseconds
            ),
            "loop.webp": images.animated_webp(self.frames, self.milliseconds),
            "poster.webp": images.webp(self.frames[self.poster]),
        }

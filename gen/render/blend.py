"""`blend`: a few pictures, and how much of each is in every frame. The page adds them up."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gen.render import images
from gen.render.figure import MANIFEST, Figure, Role, Steps

POSTER_QUALITY = 12


@dataclass(frozen=True)
class Layer:
    """One picture, an array (H, W, 3), stored in 8 bits between `low` and `high`."""

    picture: np.ndarray
    low: float = -1.0
    high: float = 1.0


@dataclass(frozen=True)
class Panel:
    """One view: frame f shows the sum over layers l of weights[f, l] times layer l.

    `weights` is an array (F, L). `label` says what the panel shows, `symbol` is its name in
    the equations.
    """

    weights: np.ndarray
    label: str
    symbol: str = ""
    role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class Blend(Figure):
    """Pictures that are weighted sums of the same few layers, all of one shape (H, W, 3)."""

    kind: ClassVar[str] = "blend"
    files: ClassVar[tuple[str, ...]] = (MANIFEST, "layers.webp", "poster.webp")

    layers: Sequence[Layer]
    panels: Sequence[Panel]
    steps: Steps

    def encode(self) -> dict[str, bytes]:
        shape = self.layers[0].picture.shape
        for index, layer in enumerate(self.layers):
            if layer.picture.shape != shape:
                raise ValueError(f"layer {index} has shape {layer.picture.shape}, not {shape}")
        want = (len(self.steps.labels), len(self.layers))
        for panel in self.panels:
            if panel.weights.shape != want:
                raise ValueError(
                    f"weights of panel {panel.label!r} have shape {panel.weights.shape}; "
                    f"(frames, layers) is {want}"
                )
        stored = [images.to_bytes(layer.picture, layer.low, layer.high) for layer in self.layers]
        height, width = shape[:2]
        return {
            MANIFEST: self.manifest(
                width=width,
                height=height,
                layers=[{"low": layer.low, "high": layer.high} for layer in self.layers],
                panels=[
                    {
                        "label": panel.label,
                        "symbol": panel.symbol,
                        "role": panel.role,
                        "weights": [[round(float(w), 6) for w in row] for row in panel.weights],
                    }
                    for panel in self.panels
                ],
                steps=self.steps.manifest(),
            ),
            # The heaviest file of a first view, so these two bytes of a hundred count.
            "layers.webp": images.webp(np.concatenate(stored, axis=1), method=6),
            "poster.webp": images.webp(self.frame(self.steps.start), quality=POSTER_QUALITY),
        }

    def frame(self, f: int) -> np.ndarray:
        """What the page shows at frame f: uint8 (H, W x panels, 3), panels side by side."""
        return np.concatenate(
            [
                images.to_bytes(
                    sum(
                        weight * layer.picture
                        for weight, layer in zip(panel.weights[f], self.layers, strict=True)
                    )
                )
                for panel in self.panels
            ],
            axis=1,
        )

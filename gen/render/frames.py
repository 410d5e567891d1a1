"""`frames`: small pictures, every frame of every panel in one lossless sprite sheet."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gen.render import images
from gen.render.figure import MANIFEST, Figure, Role, Steps

LIMIT = 4096  # pixels along a side of a sheet: the least that every browser decodes


@dataclass(frozen=True)
class Panel:
    """One view: `pictures` is an array (F, H, W, 3) or (F, H, W) between `low` and `high`."""

    pictures: np.ndarray
    label: str
    symbol: str = ""
    role: Role | None = None
    low: float = -1.0
    high: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Frames(Figure):
    """Pictures at their own resolution, enlarged by the page with crisp pixels.

    All panels have the same F, H and W. `across` is how many stand beside each other, on a desk
    and on a phone; the others stand below them. Without it all stand in one row.
    """

    kind: ClassVar[str] = "frames"
    files: ClassVar[tuple[str, ...]] = (MANIFEST, "sheet.webp", "poster.webp")

    panels: Sequence[Panel]
    steps: Steps
    across: tuple[int, int] | None = None
    rows: Sequence[str] = ()

    def __post_init__(self) -> None:
        desk, phone = self.across or (len(self.panels), len(self.panels))
        if self.rows and (desk != phone or desk * len(self.rows) != len(self.panels)):
            raise ValueError(
                f"rows has {len(self.rows)} headings for {len(self.panels)} panels, {desk} across "
                f"and {phone} on a phone; there is one for each row, and rows are alike on both"
            )

    def encode(self) -> dict[str, bytes]:
        tiles = np.stack([self._pixels(panel) for panel in self.panels], axis=1)  # (F, P, H, W, 3)
        count, panels, height, width = tiles.shape[:4]
        columns = min(count, LIMIT // (width * panels))
        rows = math.ceil(count / max(columns, 1))
        if columns < 1 or rows * height > LIMIT:
            raise ValueError(
                f"{count} frames of {panels} × {width} × {height} pixels do not fit into a sheet "
                f"of {LIMIT} × {LIMIT}; show fewer or smaller ones"
            )
        sheet = np.zeros((rows * height, columns * panels * width, 3), np.uint8)
        for f in range(count):
            row, column = divmod(f, columns)
            strip = np.concatenate(list(tiles[f]), axis=1)
            left = column * panels * width
            sheet[row * height : (row + 1) * height, left : left + panels * width] = strip
        poster = np.concatenate(list(tiles[self.steps.start]), axis=1)
        layout = {"across": self.across, "rows": list(self.rows)} if self.across else {}
        return {
            MANIFEST: self.manifest(
                **layout,
                width=width,
                height=height,
                columns=columns,
                panels=[
                    {"label": panel.label, "symbol": panel.symbol, "role": panel.role}
                    for panel in self.panels
                ],
                steps=self.steps.manifest(),
            ),
            "sheet.webp": images.webp(sheet),
            "poster.webp": images.webp(poster),
        }

    def _pixels(self, panel: Panel) -> np.ndarray:
        pixels = images.to_bytes(panel.pictures, panel.low, panel.high)
        if pixels.ndim == 3:
            pixels = np.repeat(pixels[..., None], 3, axis=-1)
        first = self.panels[0].pictures.shape[:3]
        if pixels.shape[:3] != first or len(pixels) != len(self.steps.labels):
            raise ValueError(
                f"panel {panel.label!r} has shape {panel.pictures.shape}; all panels are "
                f"(F, H, W[, 3]) with {len(self.steps.labels)} frames and pictures of {first[1:]}"
            )
        return pixels

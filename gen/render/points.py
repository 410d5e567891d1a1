"""`points`: the position of every particle in every frame. The page only draws the dots."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gen.render import images
from gen.render.figure import MANIFEST, Figure, Role, Steps
from gen.render.theme import MIDDLE, rgb

LEVELS = 2048  # positions along an axis: finer than a pixel of the widest view
POSTER = 400  # pixels, the height of a view in the poster


@dataclass(frozen=True)
class Group:
    """Particles of one role: `xy` is an array (F, N, 2); y points up."""

    xy: np.ndarray
    role: Role


@dataclass(frozen=True)
class Panel:
    """One view of the plane."""

    groups: Sequence[Group]
    label: str
    symbol: str = ""
    role: Role | None = None


@dataclass(frozen=True, kw_only=True)
class Points(Figure):
    """Particles that move, in one panel or several beside each other.

    Each panel shows [-extent, extent] along both axes, `aspect` times as wide as it is high;
    what lies outside is put on its border.
    """

    kind: ClassVar[str] = "points"
    files: ClassVar[tuple[str, ...]] = (MANIFEST, "tracks.bin", "poster.webp")

    panels: Sequence[Panel]
    steps: Steps
    extent: float = 3.0
    aspect: float = 1.0

    def encode(self) -> dict[str, bytes]:
        tracks = []
        for panel in self.panels:
            for group in panel.groups:
                if group.xy.ndim != 3 or group.xy.shape[::2] != (len(self.steps.labels), 2):
                    raise ValueError(
                        f"particles of panel {panel.label!r} have shape {group.xy.shape}; "
                        f"(F, N, 2) with F = {len(self.steps.labels)} frames is needed"
                    )
                tracks.append(quantise(group.xy, self.extent))
        return {
            MANIFEST: self.manifest(
                width=self._width(),
                height=POSTER,
                extent=self.extent,
                panels=[
                    {
                        "label": panel.label,
                        "symbol": panel.symbol,
                        "role": panel.role,
                        "groups": [
                            {"role": group.role, "count": group.xy.shape[1]}
                            for group in panel.groups
                        ],
                    }
                    for panel in self.panels
                ],
                steps=self.steps.manifest(),
            ),
            "tracks.bin": pack(tracks),
            "poster.webp": images.webp(self._poster()),
        }

    def _width(self) -> int:
        return round(POSTER * self.aspect)

    def _poster(self) -> np.ndarray:
        """The first view, panels side by side, on a transparent ground: right on both pages."""
        width = self._width()
        picture = np.zeros((POSTER, width * len(self.panels), 4), np.uint8)
        for index, panel in enumerate(self.panels):
            view = picture[:, index * width : (index + 1) * width]
            for group in panel.groups:
                place = group.xy[self.steps.start] / self.extent
                column = np.rint((place[:, 0] + 1) / 2 * (width - 1)).astype(int)
                row = np.rint((1 - place[:, 1]) / 2 * (POSTER - 1)).astype(int)
                inside = (column > 0) & (column < width - 2) & (row > 0) & (row < POSTER - 2)
                for dy in (0, 1):
                    for dx in (0, 1):
                        view[row[inside] + dy, column[inside] + dx] = (
                            *rgb(MIDDLE[group.role]),
                            230,
                        )
        return picture


def quantise(xy: np.ndarray, extent: float) -> np.ndarray:
    """Positions as integers 0 … LEVELS − 1 along each axis, uint16 of the same shape."""
    scaled = (xy / extent + 1) / 2 * (LEVELS - 1)
    return np.clip(np.rint(scaled), 0, LEVELS - 1).astype(np.uint16)


def pack(tracks: Sequence[np.ndarray]) -> bytes:
    """Tracks (F, N, 2) as one file: the first frame, then the change from frame to frame.

    Changes are folded to 0, −1, 1, −2, … → 0, 1, 2, 3, …, split into low and high bytes so
    that alike bytes lie together, and deflated. The first four bytes are the length of the
    content, little-endian.
    """
    values = np.concatenate(
        [np.diff(t.astype(np.int32), axis=0, prepend=0).transpose(2, 0, 1).ravel() for t in tracks]
    )
    folded = np.where(values < 0, -2 * values - 1, 2 * values).astype(np.uint16)
    content = (folded & 0xFF).astype(np.uint8).tobytes() + (folded >> 8).astype(np.uint8).tobytes()
    return struct.pack("<I", len(content)) + zlib.compress(content, 9)

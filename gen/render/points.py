"""`points`: the position of every particle in every frame. The page only draws the dots."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np

from gen.render import images
from gen.render.figure import MANIFEST, Figure, Role, Steps
from gen.render.theme import MIDDLE, rgb

LEVELS = 2048  # positions along an axis: finer than a pixel of the widest view
POSTER = 400  # pixels, the height of a view in the poster
Shape = Literal["dots", "paths", "arrows"]


@dataclass(frozen=True)
class Group:
    """Particles of one role: `xy` is an array (F, N, 2); y points up.

    As "paths", each particle drags the line of all its places so far behind it. As "arrows",
    N is even, and an arrow runs from each particle 2i to particle 2i + 1. A group that moves much
    like the first one of the figure, particle by particle, is kept as the difference to that if
    it is `like_first`, which takes a quarter of the bytes.
    """

    xy: np.ndarray
    role: Role
    shape: Shape = "dots"
    like_first: bool = False


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
    what lies outside is put on its border, where dots are not drawn. `title` is what the figure
    is called in a list of figures to choose from.
    """

    kind: ClassVar[str] = "points"
    files: ClassVar[tuple[str, ...]] = (MANIFEST, "tracks.bin", "poster.webp")

    panels: Sequence[Panel]
    steps: Steps
    extent: float = 3.0
    aspect: float = 1.0
    title: str = ""

    def encode(self) -> dict[str, bytes]:
        tracks: list[np.ndarray] = []
        for panel in self.panels:
            for group in panel.groups:
                if group.xy.ndim != 3 or group.xy.shape[::2] != (len(self.steps.labels), 2):
                    raise ValueError(
                        f"particles of panel {panel.label!r} have shape {group.xy.shape}; "
                        f"(F, N, 2) with F = {len(self.steps.labels)} frames is needed"
                    )
                if group.shape not in get_args(Shape) or (
                    group.shape == "arrows" and group.xy.shape[1] % 2
                ):
                    raise ValueError(
                        f"a group of panel {panel.label!r} has {group.xy.shape[1]} particles as "
                        f"{group.shape!r}; a shape is one of {get_args(Shape)}, and arrows are "
                        f"pairs of particles"
                    )
                track = quantise(group.xy, self.extent).astype(np.int32)
                if group.like_first and (not tracks or track.shape != tracks[0].shape):
                    raise ValueError(
                        f"a group of panel {panel.label!r} cannot be like the first one of the "
                        f"figure: it is that itself, or has another number of particles"
                    )
                tracks.append(track - tracks[0] if group.like_first else track)
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
                            | ({} if group.shape == "dots" else {"shape": group.shape})
                            | ({"like_first": True} if group.like_first else {})
                            for group in panel.groups
                        ],
                    }
                    for panel in self.panels
                ],
                steps=self.steps.manifest(),
                **({"title": self.title} if self.title else {}),
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
                place = self._inked(group) / self.extent
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

    def _inked(self, group: Group) -> np.ndarray:
        """The places (M, 2) of a group in the poster: of dots, or all along lines."""
        here = group.xy[self.steps.start]
        if group.shape == "arrows":
            return _along(here[0::2], here[1::2])
        if group.shape == "paths" and self.steps.start:
            so_far = group.xy[: self.steps.start + 1]
            return _along(so_far[:-1].reshape(-1, 2), so_far[1:].reshape(-1, 2))
        return here


def _along(a: np.ndarray, b: np.ndarray, count: int = 40) -> np.ndarray:
    """Places on the lines from a (M, 2) to b (M, 2), `count` on each."""
    share = np.linspace(0, 1, count)[:, None, None]
    return (a + share * (b - a)).reshape(-1, 2)


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

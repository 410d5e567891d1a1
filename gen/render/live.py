"""`live`: a demo that runs in the reader's browser, and what it shows before it does."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gen.live import demo
from gen.live.view import Array, Image, Scatter, View
from gen.render import images
from gen.render.figure import MANIFEST, Figure

RESULT = "result.npz"
MOST_BYTES = 120_000  # of an exact poster
POSTER_QUALITY = 80  # of one that would be larger
SCATTER_SIDE = 360
DOT = 2.2  # radius in pixels

# A poster stands on the light and on the dark page, so its dots are between the two palettes.
DOT_COLOURS = {
    "signal": (31, 158, 151),
    "noise": (226, 88, 47),
    "guess": (138, 99, 216),
    "truth": (128, 130, 137),
}


@dataclass(frozen=True, kw_only=True)
class Live(Figure):
    """A live demo, and its result at the defaults: computed by calling the very same function.

    `demo` is the function that `gen.live.demo.demo` declared. Of a demo with several steps the
    last view is shown. `result.npz` keeps the exact float64 arrays for the tests that compare
    the page's result with them; the page does not load it.
    """

    kind: ClassVar[str] = "live"
    files: ClassVar[tuple[str, ...]] = (MANIFEST, "poster.webp", RESULT)

    demo: Callable[..., object]

    def encode(self) -> dict[str, bytes]:
        """See `Figure.encode`."""
        declared = demo.of(self.demo)
        view = result(declared)
        drawn = poster(view)
        return {
            MANIFEST: self.manifest(
                demo=declared.declaration(),
                width=drawn.shape[1] // len(view.panels),
                height=drawn.shape[0],
                note=view.note,
                panels=[
                    {"label": panel.label, "symbol": panel.symbol, "role": panel.role}
                    for panel in view.panels
                ],
                readouts=[
                    {"label": r.label, "role": r.role, "text": r.text(), "words": r.words}
                    for r in view.readouts
                ],
            ),
            "poster.webp": _webp(drawn),
            RESULT: _npz(view),
        }


def result(declared: demo.Demo) -> View:
    """What the demo shows at its defaults. Raises ValueError if that is nothing."""
    view = None
    for view in declared.views({}):  # noqa: B007 - the last one is wanted
        pass
    if view is None or not view.panels:
        raise ValueError(f"demo {declared.name!r} shows nothing at its defaults")
    return view


def poster(view: View) -> np.ndarray:
    """The panels in a row, all of one size: uint8 (H, W x panels, 3), with alpha for points."""
    drawn = [
        images.to_bytes(_colour(panel.check())) if isinstance(panel, Image) else _dots(panel)
        for panel in view.panels
    ]
    height = max(len(picture) for picture in drawn)
    width = max(picture.shape[1] for picture in drawn)
    if any(picture.shape[2] == 4 for picture in drawn):
        drawn = [_opaque(picture) for picture in drawn]
    return np.concatenate([_enlarge(picture, height, width) for picture in drawn], axis=1)


def _webp(drawn: np.ndarray) -> bytes:
    """Exactly what the page will draw, unless that is too large."""
    exact = images.webp(drawn)
    return exact if len(exact) <= MOST_BYTES else images.webp(drawn, quality=POSTER_QUALITY)


def _colour(pixels: Array) -> Array:
    return pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)


def _opaque(picture: np.ndarray) -> np.ndarray:
    if picture.shape[2] == 4:
        return picture
    return np.concatenate([picture, np.full_like(picture[..., :1], 255)], axis=2)


def _enlarge(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """The nearest pixel, as the page enlarges too."""
    rows = np.arange(height) * len(picture) // height
    columns = np.arange(width) * picture.shape[1] // width
    return picture[rows][:, columns]


def _dots(panel: Scatter) -> np.ndarray:
    """Dots with soft edges on nothing: uint8 (side, side, 4)."""
    picture = np.zeros((SCATTER_SIDE, SCATTER_SIDE, 4), np.uint8)
    middle = np.arange(SCATTER_SIDE) + 0.5
    (left, right), (bottom, top) = panel.ranges
    for points, at in zip(panel.sets, panel.check(), strict=True):
        colour = DOT_COLOURS[points.role]
        places = (at - (left, top)) / (right - left, bottom - top) * SCATTER_SIDE
        for x, y in _along(places) if points.line else places:
            rows, columns = _near(y), _near(x)
            distance = np.hypot(middle[columns][None] - x, middle[rows][:, None] - y)
            cover = np.clip(DOT + 0.5 - distance, 0, 1)
            view = picture[rows, columns]
            view[cover > 0, :3] = colour
            view[..., 3] = np.maximum(view[..., 3], np.rint(cover * 255).astype(np.uint8))
    return picture


def _near(at: float) -> slice:
    """The pixels that a dot at `at` can reach; none where it lies outside."""
    low, high = np.clip([at - DOT - 1, at + DOT + 2], 0, SCATTER_SIDE).astype(int)
    return slice(low, high)


def _along(places: np.ndarray) -> np.ndarray:
    """Places a pixel apart along a line: (M, 2)."""
    if len(places) < 2:
        return places
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])
    at = np.linspace(0, length[-1], int(length[-1]) + 2)
    return np.stack([np.interp(at, length, places[:, axis]) for axis in (0, 1)], axis=1)


def _npz(view: View) -> bytes:
    """All arrays of a view by panel: p0, or p0s0, p0s1 … for its sets of points."""
    arrays: dict[str, np.ndarray] = {}
    for index, panel in enumerate(view.panels):
        if isinstance(panel, Image):
            arrays[f"p{index}"] = panel.check()
        else:
            arrays |= {f"p{index}s{s}": at for s, at in enumerate(panel.check())}
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()

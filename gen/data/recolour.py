"""Painting a drawing in another colour: its main areas only, with their light and shade.

Works in OKLab, where lightness, chroma and hue are what the eye means by them (Ottosson 2020,
https://bottosson.github.io/posts/oklab/).
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from gen.data.atlas import sprite

Floats = npt.NDArray[np.float32]

# Lightness, chroma and hue (in degrees) of a colour, and how much of a drawing's own contrast of
# light and shade is kept.
PAINTS = {
    "red": (0.58, 0.225, 27, 0.8),
    "orange": (0.74, 0.175, 57, 0.7),
    "yellow": (0.89, 0.18, 99, 0.6),
    "green": (0.63, 0.19, 143, 0.8),
    "blue": (0.55, 0.2, 258, 0.8),
    "purple": (0.49, 0.2, 301, 0.8),
    "pink": (0.8, 0.135, 352, 0.6),
    "black": (0.25, 0.012, 270, 0.55),
    "white": (0.95, 0.006, 250, 0.5),
}

# What is painted of a subject: boxes of hue (from, to, through 360 where from > to), chroma and
# lightness. The rest (outlines, windows, eyes, trunks, flames, whites) stays as it is.
AREAS: dict[str, list[tuple[tuple[float, float], tuple[float, float], tuple[float, float]]]] = {
    "car": [((340, 60), (0.08, 1), (0.35, 1)), ((220, 270), (0.09, 1), (0.35, 0.57))],
    "cat": [((25, 115), (0.04, 1), (0.4, 1))],
    "dog": [((10, 115), (0.025, 1), (0.42, 1))],
    "castle": [((0, 360), (0, 1), (0.42, 1))],
    "house": [((330, 110), (0.012, 1), (0.5, 1)), ((0, 360), (0, 0.02), (0.93, 1))],
    "boat": [((0, 360), (0.035, 1), (0.38, 1))],
    "boat/twemoji": [((0, 360), (0, 1), (0.38, 1))],  # its hull is grey
    "boat/emojione": [((0, 360), (0, 1), (0.38, 1))],
    "rocket": [
        ((320, 32), (0.1, 1), (0.3, 1)),
        ((90, 300), (0.02, 0.067), (0.5, 1)),
        ((0, 360), (0, 0.03), (0.6, 1)),
    ],
    "rocket/twemoji": [((320, 32), (0.1, 1), (0.3, 1)), ((200, 270), (0.05, 1), (0.5, 1))],
    "horse": [((10, 110), (0.025, 1), (0.38, 1))],
    "tree": [((95, 170), (0.04, 1), (0.3, 1))],
    "robot": [((0, 360), (0, 0.06), (0.5, 0.93)), ((230, 280), (0.06, 1), (0.45, 1))],
    "bird": [((340, 30), (0.08, 1), (0.35, 1)), ((190, 280), (0.04, 1), (0.4, 1))],
    "whale": [((150, 290), (0.015, 1), (0.35, 0.95))],
    "mushroom": [((330, 50), (0.11, 1), (0.35, 1))],
    "balloon": [((335, 58), (0.1, 1), (0.3, 1))],
    "butterfly": [((0, 360), (0.07, 1), (0.42, 1))],
    "butterfly/fluent-emoji-flat": [((0, 360), (0.07, 1), (0.34, 1))],  # its frame is wide
    "elephant": [((0, 360), (0, 0.045), (0.42, 0.93)), ((220, 280), (0.045, 1), (0.3, 0.8))],
}

# Where the hues of the colours end, in degrees.
HUES: tuple[tuple[float, str | None], ...] = (
    *((8, "pink"), (43, "red"), (78, "orange"), (112, "yellow"), (175, "green"), (215, None)),
    *((278, "blue"), (325, "purple"), (361, "pink")),
)

TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def to_oklab(rgb: npt.NDArray) -> Floats:
    """sRGB from 0 to 255 (…, 3) to OKLab (…, 3): L from 0 to 1, a and b about −0.4 to 0.4."""
    c = np.asarray(rgb, np.float64) / 255
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return (np.cbrt(linear @ TO_LMS.T) @ TO_LAB.T).astype(np.float32)


def from_oklab(lab: npt.NDArray) -> Floats:
    """OKLab (…, 3) to sRGB from 0 to 255; what no screen shows is clipped."""
    linear = (np.asarray(lab, np.float64) @ np.linalg.inv(TO_LAB).T) ** 3 @ np.linalg.inv(TO_LMS).T
    linear = linear.clip(0, 1)
    c = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (c * 255).astype(np.float32)


def hue_of(lab: npt.NDArray) -> npt.NDArray:
    """Hue in degrees, 0 to 360, of OKLab colours (…, 3)."""
    return np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360


def areas(subject: str, hand: str, rgba: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Which pixels (h, w) of a drawing (h, w, 4) of a subject take a colour."""
    lab = to_oklab(rgba[..., :3])
    chroma, hue = np.hypot(lab[..., 1], lab[..., 2]), hue_of(lab)
    found = np.zeros(rgba.shape[:2], bool)
    for (begin, end), (least, most), (dark, light) in AREAS.get(
        f"{subject}/{hand}", AREAS[subject]
    ):
        turn = (hue - begin) % 360 <= ((end - begin) % 360 or 360)
        tone = (chroma >= least) & (chroma <= most)
        found |= turn & tone & (lab[..., 0] >= dark) & (lab[..., 0] <= light)
    return found & (rgba[..., 3] > 0)


def recolour(
    subject: str, hand: str, colour: str, rgba: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """A drawing (h, w, 4) of a subject with its main areas in another colour."""
    where = areas(subject, hand, rgba)
    lab = to_oklab(rgba[..., :3])
    light, chroma, hue, contrast = PAINTS[colour]
    shade = contrast * (lab[..., 0] - np.median(lab[where, 0]))
    new = np.empty_like(lab)
    new[..., 0] = (light + shade).clip(0.12, 0.99)
    # Deep shade and bright light hold less colour.
    held = chroma * (1 - np.abs(shade)).clip(0.4, 1)
    new[..., 1] = held * np.cos(np.radians(hue))
    new[..., 2] = held * np.sin(np.radians(hue))
    found = rgba.copy()
    found[where, :3] = from_oklab(new[where]).round().astype(np.uint8)
    return found


@cache
def own_colours(subject: str, hand: str) -> frozenset[str]:
    """The colours of PAINTS that a drawing already has, generously: on a fifth of its areas, and
    browns count as orange or red. None of them for greys and turquoise.
    """
    drawing = sprite(subject, hand)
    lab = to_oklab(drawing[areas(subject, hand, drawing)][:, :3])
    tinted = np.hypot(lab[:, 1], lab[:, 2]) >= 0.05
    shares = {
        "white": np.mean(~tinted & (lab[:, 0] > 0.88)),
        "black": np.mean(~tinted & (lab[:, 0] < 0.35)),
    }
    begin = 0.0
    for end, name in HUES:
        if name:
            inside = (hue_of(lab) >= begin) & (hue_of(lab) < end)
            shares[name] = shares.get(name, 0) + np.mean(tinted & inside)
        begin = end
    return frozenset(name for name, share in shares.items() if share >= 0.2)

"""The colours of the roles, for what is drawn at build time.

The page has the same values in docs/stylesheets/roles.css (a test compares them). Charts are
drawn in sentinel colours, which become CSS classes; pictures that must look right on both pages
are drawn in MIDDLE, which passes 3 : 1 on the light card and on the dark one.
"""

from typing import Literal

Ink = Literal["signal", "noise", "guess", "truth", "soft", "rule", "card"]

LIGHT: dict[Ink, str] = {
    "signal": "#0b7a75",
    "noise": "#c8401f",
    "guess": "#6a3fb5",
    "truth": "#1c1c1f",
    "soft": "#5d5f66",
    "rule": "#e2dfd6",
    "card": "#ffffff",
}
DARK: dict[Ink, str] = {
    "signal": "#3cc0b6",
    "noise": "#ff7a55",
    "guess": "#b39bff",
    "truth": "#e9e7e1",
    "soft": "#a3a5ab",
    "rule": "#2b2d33",
    "card": "#1a1c20",
}
MIDDLE: dict[Ink, str] = {
    "signal": "#1a948e",
    "noise": "#e0562f",
    "guess": "#8d6bd8",
    "truth": "#80828a",
    "soft": "#80828a",
    "rule": "#9a9ca2",
}

# Colours that stand for a role in a chart until they become classes. No drawing uses them.
SENTINEL: dict[Ink, str] = {ink: f"#01020{i}" for i, ink in enumerate(LIGHT)}


def rgb(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as three bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)

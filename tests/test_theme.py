"""The palette: the same in Python and in CSS, and legible."""

import re

import pytest

from gen.registry import ROOT
from gen.render import theme

SHEET = (ROOT / "docs" / "stylesheets" / "roles.css").read_text(encoding="utf-8")


def css(scheme: str) -> dict[str, str]:
    """The custom properties of a colour scheme."""
    name = "" if scheme == "default" else f'="{scheme}"'  # light, unless told otherwise
    block = re.search(rf"\[data-md-color-scheme{name}\][^{{]*{{(.*?)}}", SHEET, re.DOTALL)
    assert block
    found = dict(re.findall(r"--un-(\w+): (#[0-9a-f]{6})", block[1]))
    return found | {"truth": found["ink"]}


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [v / 255 for v in theme.rgb(colour)]
        r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("scheme", "colours"), [("default", theme.LIGHT), ("slate", theme.DARK)])
def test_the_build_and_the_page_have_the_same_colours(scheme: str, colours: dict) -> None:
    on_page = css(scheme)
    assert {ink: on_page[ink] for ink in colours} == colours


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("ground", ["paper", "card"])
@pytest.mark.parametrize("ink", ["truth", "soft", "signal", "noise", "guess"])
def test_text_passes_aa_on_both_pages(scheme: str, ground: str, ink: str) -> None:
    colours = css(scheme)
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("ink", ["signal", "noise", "guess", "truth"])
def test_pictures_for_both_pages_pass_three_to_one(scheme: str, ink: str) -> None:
    assert contrast(theme.MIDDLE[ink], css(scheme)["card"]) >= 3  # type: ignore[index]

"""The budgets that are counts and bytes, on the site that was built. Times are `make bench`'s."""

from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from bench.__main__ import PARTS, entry, previous, table
from bench.budgets import BUDGETS, Measured
from bench.pages import SITE, held, lessons, paths, weight

FIGURES = SITE / "assets" / "figures"
LARGEST_SHEET = 4096  # px; phones decode no more
LARGEST_CHART = 40_000  # bytes
MOST_FONTS = 6


def relative(path: Path) -> str:
    """A short name for a test."""
    return path.relative_to(SITE).as_posix()


def test_there_is_a_site_to_weigh() -> None:
    assert lessons()
    assert list(FIGURES.rglob("*.webp"))
    assert list(FIGURES.rglob("*.svg"))


@pytest.mark.parametrize("path", lessons())
def test_the_weight_of_a_lesson(browser: Browser, site: str, path: str) -> None:
    first, whole = weight(browser, site + path, "phone")
    assert first <= BUDGETS["first_view"].limit
    assert whole <= BUDGETS["whole_lesson"].limit


@pytest.mark.parametrize("path", paths())
def test_the_pictures_that_a_page_holds(browser: Browser, site: str, path: str) -> None:
    assert 0 < held(browser, site + path, "laptop") <= BUDGETS["pixels"].limit


@pytest.mark.parametrize("path", sorted(FIGURES.rglob("*.svg")), ids=relative)
def test_a_chart_is_small(path: Path) -> None:
    assert path.stat().st_size <= LARGEST_CHART


@pytest.mark.parametrize("path", sorted(FIGURES.rglob("*.webp")), ids=relative)
def test_a_picture_can_be_decoded_on_a_phone(path: Path) -> None:
    with Image.open(path) as picture:
        assert max(picture.size) <= LARGEST_SHEET


def test_the_fonts_are_few() -> None:
    assert 0 < len(list((SITE / "assets" / "fonts").iterdir())) <= MOST_FONTS


def test_every_budget_is_in_the_table_and_has_a_part_that_measures_it() -> None:
    said = table({}, {})
    for budget in BUDGETS.values():
        assert budget.what in said
        assert budget.part in PARTS


def test_a_budget_that_is_missed_says_so() -> None:
    slider = BUDGETS["slider"]
    entries = {"slider": entry(slider, Measured.worst({"one": 3.0, "two": 17.0}))}
    line = next(row for row in table(entries, {}).splitlines() if row.startswith(slider.what))
    assert "≤ 16 ms" in line
    assert "17 ms" in line
    assert line.endswith("NOT MET")


def test_what_another_machine_measured_is_not_mixed_in() -> None:
    assert previous({"processor": "an abacus", "cores": "1", "system": "none"}) == {}

"""Charts: clean SVG in the roles' colours, and figures that say what they show."""

import xml.etree.ElementTree as etree
from typing import Any

import numpy as np
import pytest

from gen import registry
from gen.registry import OUTPUT
from gen.render import svg
from gen.render.chart import LAYOUTS, LIMIT, Chart, Mark, ink
from gen.render.figure import Steps

CHARTS = [name for name, entry in registry.figures().items() if entry.kind is Chart]


def chart(**changes) -> Chart:
    """A small chart."""

    def draw(canvas, layout):
        axes = canvas.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.plot([0, 1], [0, 1], "o-", color=ink("signal"))
        axes.fill_between([0, 1], [0, 1], color=ink("rule"))
        axes.set(xlim=(0, 1), ylim=(0, 2))
        return [Mark(axes, [0, 0.5, 1], [0, 1, 2], "noise")]

    values: dict[str, Any] = {
        "title": "A title",
        "draw": draw,
        "sizes": {"wide": (400, 200), "narrow": (200, 200)},
        "steps": Steps(range(3)),
    }
    return Chart(**(values | changes))


def test_a_mark_is_where_its_data_are() -> None:
    manifest = chart().encode()["figure.json"].decode()
    assert '"wide":[[[40.0,180.0],[200.0,100.0],[360.0,20.0]]]' in manifest


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_svg_has_no_style_of_its_own(layout: str) -> None:
    text = chart().encode()[f"{layout}.svg"].decode()
    root = etree.fromstring(text)
    assert "style" not in text
    assert "href" not in text
    assert "#0102" not in text
    assert {e.get("id") for e in root.iter() if e.get("id")}
    for element in root.iter():
        assert (element.get("id") or svg.ID).startswith(svg.ID)
        for name in ("fill", "stroke"):
            assert element.get(name) in (None, "none")
    assert root.findtext("title") == "A title"
    assert root.findtext("desc") == svg.ALT
    assert root.get("viewBox") == ("0 0 400 200" if layout == "wide" else "0 0 200 200")


def test_the_dots_of_a_line_are_drawn_where_they_are() -> None:
    root = etree.fromstring(chart().encode()["wide.svg"])
    dots = [e for e in root.iter("path") if "un-fill-signal" in e.get("class", "")]
    places = {e.get("transform") for e in dots}
    assert places == {"translate(40 180)", "translate(360 100)"}


def test_two_encodings_are_equal() -> None:
    assert chart().encode() == chart().encode()


def test_a_colour_of_no_role_is_refused() -> None:
    def draw(canvas, layout):
        canvas.add_axes((0, 0, 1, 1)).plot([0, 1], [0, 1], color="#ff0000")
        return []

    with pytest.raises(ValueError, match="#ff0000"):
        chart(draw=draw, steps=None).encode()


def test_too_large_a_chart_is_refused() -> None:
    def draw(canvas, layout):
        x = np.random.default_rng(0).random((2, 4000))
        canvas.add_axes((0, 0, 1, 1)).plot(*x, color=ink("signal"))
        return []

    with pytest.raises(ValueError, match=f"at most {LIMIT}"):
        chart(draw=draw, steps=None).encode()


@pytest.mark.parametrize("name", CHARTS)
def test_real_charts_are_small_and_say_what_they_show(name: str) -> None:
    for layout in LAYOUTS:
        file = (OUTPUT / name / f"{layout}.svg").read_bytes()
        assert len(file) <= LIMIT
        root = etree.fromstring(file)
        assert root.findtext("title")
        assert [t for t in root.iter("text") if t.text], "no label"


def test_the_axes_of_the_curves_run_from_nothing_to_all() -> None:
    texts = {t.text for t in etree.parse(OUTPUT / "forward/curves/wide.svg").iter("text")}
    assert {"0", "½", "1", "clean", "static", "signal", "noise"} <= texts

"""What is inlined is light, and says the same."""

import xml.etree.ElementTree as etree

import pytest

from gen.render.figure import Steps
from gen.site import elements
from gen.site.elements import Place, lighter, panels


def test_coordinates_are_rounded_and_words_are_not() -> None:
    drawing = (
        '<path d="M 45.123456 -0.004999 L 5 1.5" /><text x="2.71828">0.0064 and 1.23456</text>'
    )
    assert lighter(drawing) == (
        '<path d="M 45.12 -0.00 L 5 1.5" /><text x="2.72">0.0064 and 1.23456</text>'
    )


def test_panels_in_rows_come_after_their_headings() -> None:
    card = etree.Element("un-frames")
    manifest = {
        "width": 4,
        "height": 4,
        "panels": [{"label": str(i), "symbol": "", "role": None} for i in range(4)],
        "across": [2, 2],
        "rows": ["one", "two"],
    }
    place = Place("a/b", "alt", lambda path: path, lambda html: html, 0, 0)
    panels(card, manifest, place)
    (stage,) = card
    assert stage.get("style") == "--un-across: 2; --un-across-phone: 2"
    assert [child.get("class") for child in stage] == ["un-label un-row", *["un-panel"] * 2] * 2
    assert [heading.text for heading in stage.findall("p/b")] == ["one", "two"]
    cuts = [view.get("style") for view in stage.iter("div") if view.get("style")][1:]
    assert cuts == [f"--un-of: 4; --un-at: {i}" for i in range(4)]


@pytest.mark.parametrize(
    ("labels", "text"),
    [
        (["0", "1", "20"], "step 1 of 20"),
        (["1", "−0.50", "−3"], "step −0.50 of −3"),
        (["a boat", "a cat", "a face"], "step a cat"),
        (["8 × 8", "16 × 16"], "step 16 × 16"),
    ],
)
def test_steps_with_names_are_not_counted(labels: list[str], text: str) -> None:
    card = etree.Element("div")
    elements.controls(card, Steps(labels, start=1).manifest())
    slider, count = card.find(".//input"), card.find(".//p/span")
    assert slider is not None
    assert count is not None
    assert slider.get("aria-valuetext") == "".join(count.itertext()) == text

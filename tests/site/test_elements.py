"""What is inlined is light, and says the same."""

from gen.site.elements import lighter


def test_coordinates_are_rounded_and_words_are_not() -> None:
    drawing = (
        '<path d="M 45.123456 -0.004999 L 5 1.5" /><text x="2.71828">0.0064 and 1.23456</text>'
    )
    assert lighter(drawing) == (
        '<path d="M 45.12 -0.00 L 5 1.5" /><text x="2.72">0.0064 and 1.23456</text>'
    )

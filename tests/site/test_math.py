"""Formulas in the text."""

import markdown
import pytest


@pytest.mark.parametrize("mark", [",", ".", ":", ")."])
def test_no_line_begins_with_the_mark_after_a_formula(mark: str) -> None:
    md = markdown.Markdown(
        extensions=["pymdownx.arithmatex", "gen.site.math"],
        extension_configs={"pymdownx.arithmatex": {"generic": True}},
    )
    html = md.convert(f"given $x_t${mark} A bell curve, $a$ and $b$")
    assert f"</math>{mark}</span> A bell curve" in html
    assert html.count("</math></span>") == 2
    assert " and <span" in html

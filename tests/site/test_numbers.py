"""Numbers in prose, and code taken from its file."""

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.registry import ROOT
from gen.site import numbers, sources
from gen.site.numbers import NumberError, Numbers

FORMS = st.sampled_from(["", ".0f", ".2f", ".0%", ",d", ".3g", ".1e", "+.2f", " .1f "])
VALUES = st.integers(-(10**15), 10**15) | st.floats(-1e300, 1e300)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1000, None, "1,000"),
        (1000, "d", "1000"),
        (0.256, ".0%", "26\u00a0%"),
        (-0.5, ".1f", "−0.5"),
        (1.5e-7, None, "1.5\u00a0×\u00a010⁻⁷"),
        (-2e12, ".1e", "−2.0\u00a0×\u00a010¹²"),
        (0.25, None, "0.25"),
        ("cosine", None, "cosine"),
    ],
)
def test_numbers_read_as_a_printed_page_has_them(
    value: float | int | str, form: str | None, text: str
) -> None:
    assert Numbers({"a.b": value}).text("a.b", form) == text


@given(VALUES, FORMS)
def test_what_is_written_is_the_number(value: float | int, form: str) -> None:
    try:
        text = Numbers({"a.b": value}).text("a.b", form)
    except NumberError:
        assert "d" in form
        return
    digits = text.replace("\u00a0%", "e-2").replace("\u00a0×\u00a010", "e").replace("−", "-")
    digits = digits.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")).replace(",", "")
    assert math.isclose(float(digits), float(value), rel_tol=0.51, abs_tol=0.51)


@given(st.text(max_size=12), st.text(alphabet="0123456789.,%defgsxc<>^+-_ #n{}", max_size=12))
def test_no_text_or_format_raises_anything_else(name: str, form: str) -> None:
    known = Numbers({"a.b": 0.5, "a.c": 7 * 10**400, "a.d": "text"})
    for wanted in (name, "a.b", "a.c", "a.d"):
        with contextlib.suppress(NumberError):
            assert len(known.text(wanted, form)) < 900


def test_a_number_on_which_figures_disagree_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    manifests = {"a/x": {"numbers": {"T": 5, "same": 1}}, "a/y": {"numbers": {"T": 6, "same": 1}}}
    monkeypatch.setattr(numbers, "built", lambda: manifests)
    collected = Numbers.collect()
    assert collected.text("a.same") == "1"
    with pytest.raises(NumberError, match=r"'a\.T' is 5 in figure 'a/x' and 6 in 'a/y'"):
        collected.text("a.T")


def test_code_is_whole_with_its_decorators() -> None:
    text = sources.function("gen.site.sources:_functions")
    assert text.startswith("@functools.lru_cache\ndef _functions(")
    assert text.endswith("return found\n")
    first, last = sources.lines("gen.site.sources:_functions")
    lines = (ROOT / "gen/site/sources.py").read_text("utf-8").split("\n")
    assert "\n".join(lines[first - 1 : last]) + "\n" == text
    assert sources.path("gen.site.sources:_functions") == "gen/site/sources.py"


@given(st.text(max_size=20) | st.just("gen.files:" + "x" * 5000) | st.just("gen.\0x:y"))
def test_a_source_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(sources.UnknownSource):
        sources.function(name)

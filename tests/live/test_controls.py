"""The declared controls, and the one place that checks what the page sends."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as PILImage

from gen.data.photograph import CAT
from gen.diffusion import schedules
from gen.live import demo, forward, pictures, session
from gen.live.controls import (
    Choice,
    Grid,
    Paint,
    Picture,
    Plane,
    Prompt,
    Seed,
    Slider,
    Switch,
)
from gen.live.view import Image, Look, Points, Readout, Scatter, View

SQUARE = {"a": ("A", lambda size: np.zeros((size, size, 3)))}

# A control, what it accepts and makes of it, and what it refuses and why.
CASES = [
    (
        Slider("n", "N", 0, 10, default=3),
        [(0, 0), (10, 10), (4.0, 4)],
        [-1, 11, 2.5, "3", None, True, math.nan, [1]],
        "a whole number from 0 to 10",
    ),
    (
        Slider("s", "S", 0.0, 1.0, default=0.5, step=0.1),
        [(0, 0.0), (0.25, 0.25)],
        [1.01, -math.inf, "0.5"],
        "a number from 0.0 to 1.0",
    ),
    (Choice("c", "C", {"x": "X", "y": "Y"}, "x"), [("y", "y")], ["z", 1, None], "'x', 'y'"),
    (Seed("z", "Z"), [(0, 0), (2**31 - 1, 2**31 - 1)], [-1, 2**31, 0.5, "1"], "to 2147483647"),
    (Switch("b", "B"), [(True, True), (False, False)], [1, 0, "on", None], "true or false"),
    (Prompt("p", "P", longest=5), [(" hi ", "hi"), ("", "")], ["too long", 5], "at most 5"),
    (
        Prompt("w", "W", words=["a", "red", "car"], most=3),
        [("A red, car!", "A red, car!"), ("", ""), ("car a a", "car a a")],
        ["a reed car", "猫", "a" * 81, "car\u0301", "a a a a", None, 7],
        "",
    ),
]


@pytest.mark.parametrize(
    ("control", "good", "bad", "allowed"), CASES, ids=lambda c: type(c).__name__
)
def test_a_control_takes_what_is_allowed_and_refuses_the_rest(control, good, bad, allowed) -> None:
    for raw, value in good:
        made = control.value(raw, {})
        assert made == value
        assert type(made) is type(value)
    for raw in bad:
        with pytest.raises(ValueError, match=f"^{control.name}: got .*must be") as error:
            control.value(raw, {})
        assert allowed in str(error.value)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=4))
def test_whatever_comes_is_a_value_or_a_valueerror(raw) -> None:
    controls = [case[0] for case in CASES]
    controls += [Grid("g", "G", 3), Plane("q", "Q"), Picture("f", "F", 4, SQUARE, "a")]
    controls.append(Paint("k", "K", 2, {"Black": (0, 0, 0)}, "aaaa"))
    for control in controls:
        try:
            control.value(raw, {})
        except ValueError as error:
            assert str(error).startswith(control.name)  # noqa: PT017


def test_a_slider_can_end_where_another_one_stands() -> None:
    declared = demo.of(forward.forward)
    assert declared.values({"n": 30})["n"] == 30
    with pytest.raises(ValueError, match=r"n: got 30; must be a whole number from 0 to 20 \(T\)"):
        declared.values({"n": 30, "T": 20})


def test_a_grid_is_an_array_of_minus_one_and_one() -> None:
    grid = Grid("g", "G", 3, default="#.# .#.")
    assert grid.raw_default == "101010000"
    assert_array_equal(grid.value(grid.raw_default, {}), [[1, -1, 1], [-1, 1, -1], [-1, -1, -1]])
    for bad in ("10101000", "10101000x", 5):
        with pytest.raises(ValueError, match="9 characters"):
            grid.value(bad, {})
    with pytest.raises(ValueError, match="g: got"):
        Grid("g", "G", 2, default="### ##")


def test_a_painting_is_a_picture_in_the_colours_of_its_palette() -> None:
    palette = {"Black": (0, 0, 0), "Red": (255, 0, 0)}
    paint = Paint("k", "K", 2, palette, "abba")
    picture = paint.value(paint.raw_default, {})
    assert_allclose(picture[0], [[-1, -1, -1], [1, -1, -1]])
    assert_allclose(picture[1, 0], [1, -1, -1])
    assert paint.options() == {"n": 2, "palette": [["Black", "#000000"], ["Red", "#ff0000"]]}
    for raw in ("abb", "abbaa", "abbc", "ABBA", "", None, 3, "ab\nb"):
        with pytest.raises(ValueError, match=r"^k: got .* letters from a to b \(2 × 2\)$"):
            paint.value(raw, {})
    for n, colours in ((0, palette), (65, palette), (2, {})):
        with pytest.raises(ValueError, match=r"^k: got"):
            Paint("k", "K", n, colours, "")


def test_an_unknown_word_is_named_with_the_nearest_known_ones() -> None:
    with pytest.raises(ValueError, match=r"^w: got 'cra'; .*\(nearest: car, "):
        Prompt("w", "W", words=["a", "red", "car"]).value("a red cra", {})
    with pytest.raises(ValueError, match=r"^w: got 'dog'"):
        Prompt("w", "W", words=["a", "red", "car"], examples=["a dog"])


def test_a_control_that_is_shown_for_a_choice_that_never_is_is_refused() -> None:
    mode = Choice("mode", "Mode", {"x": "X", "y": "Y"}, "x")
    right = Slider("n", "N", 0, 1, default=0, when=("mode", ["y"]))
    assert right.declaration()["when"] == ["mode", ["y"]]

    def shown(mode: str, n: int) -> View:
        return View([])

    demo.demo(mode, right)(shown)
    for when in (("mode", ["z"]), ("other", ["y"])):
        with pytest.raises(ValueError, match=r"^shown: n is shown .*, which never is$"):
            demo.demo(mode, Slider("n", "N", 0, 1, default=0, when=when))(shown)


def test_a_plane_is_an_array_of_points() -> None:
    plane = Plane("q", "Q", limit=1.0, most=2)
    assert plane.value([], {}).shape == (0, 2)
    assert_array_equal(plane.value([[0, 1], [-1, 0.5]], {}), [[0, 1], [-1, 0.5]])
    for bad in ([[0, 0]] * 3, [[0]], [[0, 2]], [[0, math.nan]], [[0, "1"]], "x", [[[0], 0]]):
        with pytest.raises(ValueError, match="up to 2 points"):
            plane.value(bad, {})


def test_a_picture_is_drawn_by_name_or_comes_as_bytes() -> None:
    control = Picture("f", "F", 4, SQUARE, "a")
    assert control.value("a", {}).shape == (4, 4, 3)
    own = control.value(bytes(range(48)), {})
    assert_allclose(own.ravel(), np.arange(48) / 127.5 - 1)
    with pytest.raises(ValueError, match="48 bytes of RGB"):
        control.value(b"short", {})
    with pytest.raises(ValueError, match=r"one of 'a'$"):
        Picture("f", "F", 4, SQUARE, "a", own=False).value(bytes(48), {})


@pytest.mark.parametrize(
    ("controls", "reason"),
    [
        ([Slider("m", "M", 0, 1, 0)], "do not fit the parameters"),
        ([Slider("n", "N", 0, "T", 0)], "'T', which is no slider"),
    ],
)
def test_a_demo_with_wrong_controls_is_refused_at_once(controls, reason) -> None:
    def wrong(n: int) -> View:
        return View([])

    with pytest.raises(ValueError, match=reason):
        demo.demo(*controls)(wrong)


def test_defaults_that_are_not_allowed_are_refused_at_once() -> None:
    for make in (
        lambda: Slider("n", "N", 0, 10, default=11),
        lambda: Choice("c", "C", {"x": "X"}, "y"),
        lambda: Plane("q", "Q", default=[(9, 9)]),
        lambda: Picture("f", "F", 4, SQUARE, "b"),
    ):
        with pytest.raises(ValueError, match="got"):
            make()


def test_an_unknown_demo_or_control_is_named() -> None:
    for name in ("nothing", "controls/x", "", "class", "../x"):
        with pytest.raises(ValueError, match="there is no demo"):
            demo.load(name)
    with pytest.raises(ValueError, match=r"gen/live/view\.py declares no demo"):
        demo.load("view")
    with pytest.raises(ValueError, match="colour: forward has no such control"):
        demo.of(forward.forward).values({"colour": 1})


def test_the_declaration_is_json_and_its_defaults_are_accepted() -> None:
    declared = demo.of(forward.forward)
    told = json.loads(json.dumps(declared.declaration()))
    raw = {control["name"]: control["default"] for control in told["controls"]}
    assert raw == declared.defaults()
    declared.values(raw)


@pytest.mark.parametrize("schedule", schedules.SCHEDULES)
def test_forward_is_the_closed_form(schedule: str) -> None:
    T, n, seed = 40, 13, 3
    (view,) = demo.of(forward.forward).views(
        {"schedule": schedule, "T": T, "n": n, "seed": seed, "picture": "heart"}
    )
    xt, eps = (panel.check() for panel in view.panels)
    abar = np.prod(1 - schedules.short(schedule, T)[:n])
    assert_allclose(xt, np.sqrt(abar) * pictures.heart(128) + np.sqrt(1 - abar) * eps, atol=1e-12)
    signal, noise, snr = (float(readout.value) for readout in view.readouts)
    assert signal**2 + noise**2 == pytest.approx(1)
    assert snr == pytest.approx((signal / noise) ** 2)


def test_forward_begins_with_the_clean_picture() -> None:
    (view,) = demo.of(forward.forward).views({"n": 0, "T": 1})
    assert_array_equal(view.panels[0].check(), pictures.cat(128))
    assert [readout.text() for readout in view.readouts] == ["1.00", "0.00", "∞"]


def test_every_picture_is_in_range() -> None:
    for _, draw in pictures.CHOICES.values():
        for size in (32, 128):
            picture = draw(size)
            assert picture.shape == (size, size, 3)
            assert -1 <= picture.min() < picture.max() <= 1


def test_the_live_cat_is_the_photograph() -> None:
    with PILImage.open(CAT) as photograph:
        small = photograph.convert("RGB").resize((128, 128), PILImage.Resampling.LANCZOS)
    assert_array_equal(np.load(pictures.CAT), np.asarray(small))


@pytest.mark.parametrize(
    ("readout", "text"),
    [
        (Readout("a", 0.794), "0.79"),
        (Readout("a", -3, form="d"), "−3"),
        (Readout("a", math.inf), "∞"),
        (Readout("a", -math.inf), "−∞"),
        (Readout("a", 1.234e-5, form=".3g"), "1.23 × 10⁻⁵"),
        (Readout("a", -2.5e12, form=".3g"), "−2.5 × 10¹²"),
        (Readout("a", "as it is - here"), "as it is - here"),
    ],
)
def test_readouts_are_written_for_readers(readout: Readout, text: str) -> None:
    assert readout.text() == text


def test_views_that_cannot_be_shown_say_why() -> None:
    for panel, reason in (
        (Image(np.zeros(3), "x"), r"shape \(3,\)"),
        (Image(np.zeros((2, 2, 4)), "x"), r"\(2, 2, 4\)"),
        (Image(np.full((2, 2), np.nan), "x"), "NaN"),
        (Scatter([Points(np.zeros(3))], "x"), r"points are \(N, 2\)"),
    ):
        with pytest.raises(ValueError, match=reason):
            session.pack(View([panel]), last=True)


@pytest.mark.parametrize("map_", [[[0.0, 1.1]], [[-0.1]], [1.0], [[np.nan]], np.zeros((0, 2))])
def test_a_map_is_of_values_from_0_to_1(map_) -> None:
    with pytest.raises(ValueError, match=r"^look 'cat' is no map"):
        Look("cat", map_, 0).check()


def test_maps_come_after_the_panels() -> None:
    view = View([Image(np.zeros((2, 2)), "x")], looks=[Look("cat", [[0.25, 1.0]], 0)])
    text, numbers = session.pack(view, last=True)
    assert json.loads(text)["looks"] == [{"label": "cat", "panel": 0, "shape": [1, 2]}]
    assert_array_equal(numbers, [0, 0, 0, 0, 0.25, 1])


def test_a_session_gives_text_and_numbers() -> None:
    run = session.Session("forward", '{"n": 5}', {"picture": bytes(128 * 128 * 3)})
    text, numbers = run.step()
    told = json.loads(text)
    assert told["last"] is True
    assert [panel["shape"] for panel in told["panels"]] == [[128, 128, 3]] * 2
    assert numbers.dtype == np.float64
    assert numbers.shape == (2 * 128 * 128 * 3,)
    assert json.loads(run.step()[0]) == {"end": True}


def test_an_error_names_the_line_of_the_demo() -> None:
    text, numbers = session.Session("forward", '{"n": 99}', {}).step()
    error = json.loads(text)["error"]
    assert error["last"].startswith("ValueError: n: got 99; must be")
    assert "Traceback" in error["traceback"]
    assert not numbers.size

"""What the lesson on schedules claims, held against what the build computed."""

import re
from pathlib import Path

import numpy as np
import pytest

from gen.diffusion import schedules
from gen.diffusion.process import q_sample
from gen.figures.schedules import race, starts, trap, where
from gen.figures.schedules._five import TITLES, abar
from gen.registry import built
from gen.render.images import to_bytes
from gen.site.numbers import Numbers

LESSON = Path(__file__).parents[1] / "docs" / "lessons" / "schedules.md"
EVEN = ("cosine", "sigmoid", "polynomial")


@pytest.fixture(scope="module")
def number() -> dict:
    """The numbers of this lesson, by their short names."""
    return {
        name.removeprefix("schedules."): value
        for name, value in Numbers.collect().values.items()
        if name.startswith("schedules.")
    }


def test_all_five_schedules_are_shown() -> None:
    assert set(TITLES) == set(schedules.SCHEDULES)


# The opening figure


def test_both_panels_of_the_opening_figure_are_what_q_sample_says() -> None:
    blend = race.figure(T=6, start=3)
    x0, eps = (layer.picture for layer in blend.layers)
    width = x0.shape[1]
    for place, name in enumerate(race.RACERS):
        abar = schedules.alphas_cumprod(schedules.short(name, 6))
        for n in range(1, 7):
            shown = blend.frame(n)[:, place * width : (place + 1) * width]
            assert np.array_equal(shown, to_bytes(q_sample(x0, n - 1, eps, abar)))


def test_the_error_under_each_picture_is_its_mean_squared_error() -> None:
    blend = race.figure(T=6, start=3)
    x0, eps = (layer.picture for layer in blend.layers)
    for readout, name in zip(blend.steps.readouts, race.RACERS, strict=True):
        abar = schedules.alphas_cumprod(schedules.short(name, 6))
        want = [0.0] + [((q_sample(x0, t, eps, abar) - x0) ** 2).mean() for t in range(6)]
        assert np.asarray(readout.values) == pytest.approx(want, abs=1e-12)


def test_half_way_linear_is_drowned_and_cosine_is_not(number: dict) -> None:
    assert number["step"] * 2 == number["T"]
    assert number["signal_linear"] < 0.3 < 0.65 < number["signal_cosine"]
    assert number["error_linear"] > 1.5 * number["error_cosine"]
    assert number["early"] < 0.7 * number["step"]


def test_the_errors_end_at_one_and_the_power_of_the_photograph(number: dict) -> None:
    assert number["error_last"] == pytest.approx(1 + number["power"], abs=0.02)


# The curves


def test_the_curves_cross_where_the_lesson_says(number: dict) -> None:
    for name in TITLES:
        n = number[f"crossing_{name}"]
        assert abar(name)[n] <= 0.5 < abar(name)[n - 1]
    first, second, *rest = (number[f"crossing_{name}"] for name in TITLES)
    assert first < second < min(rest)
    assert all(450 < n < 550 for n in rest)


def test_linear_is_linear_in_the_betas_and_half_a_bell_curve_in_the_signal(number: dict) -> None:
    betas = schedules.linear(1000)
    assert np.ptp(np.diff(betas)) < 1e-15
    assert number["bell_gap"] < 0.002
    n = np.arange(1, 1001)
    bell = np.exp(-(1e-4 * n + (0.02 - 1e-4) * n**2 / 2000) / 2)
    assert np.abs(bell - schedules.signal(abar("linear")[1:])).max() < 0.002


def test_scaled_linear_rises_in_the_roots_of_the_betas() -> None:
    assert np.ptp(np.diff(np.sqrt(schedules.scaled_linear(1000)))) < 1e-15


def test_no_schedule_is_even_in_log_snr() -> None:
    for name in TITLES:
        steps = -np.diff(schedules.log_snr(abar(name)[1:]))
        assert steps.min() > 0
        assert steps.max() > 10 * steps.min()


def test_three_plunge_at_both_ends_and_move_slowly_between() -> None:
    for name in EVEN:
        steps = -np.diff(schedules.log_snr(abar(name)[1:]))
        assert min(steps[:10].min(), steps[-2:].min()) > 3 * np.median(steps)


def test_the_ends_in_log_snr(number: dict) -> None:
    assert number["last_scaled_linear"] > -6 > -9 > number["last_linear"]
    assert number["last_cosine"] < number["before_last_cosine"] - 5
    assert (
        min(number[f"last_{name}"] for name in EVEN) < -number["cut"]
    )  # cut off, as the caption says


# Where the steps go


def test_the_shares_count_steps(number: dict) -> None:
    for name in TITLES:
        signal = schedules.signal(abar(name)[1:])
        assert number[f"drowned_{name}"] == pytest.approx((signal < number["edge_drowned"]).mean())
        assert number[f"clear_{name}"] == pytest.approx((signal > number["edge_clear"]).mean())
        whole = sum(number[f"{band}_{name}"] for band in ("clear", "middle", "drowned"))
        assert whole == pytest.approx(1)


def test_linear_spends_most_of_its_steps_on_drowned_pictures(number: dict) -> None:
    assert number["drowned_linear"] > 0.5
    assert all(number["drowned_linear"] > 2 * number[f"drowned_{name}"] for name in EVEN)


def test_the_edges_of_the_bands_are_those_of_log_snr(number: dict) -> None:
    for key, sign in (("edge_clear", 1), ("edge_drowned", -1)):
        ratio = float(schedules.log_snr(number[key] ** 2))
        assert ratio == pytest.approx(sign * where.EDGE)


def test_cosine_walks_the_quarter_circle_at_an_even_pace_and_linear_does_not(number: dict) -> None:
    assert number["uneven_cosine"] < 1
    even = np.linspace(0, 90, 1001)
    off = np.abs(np.degrees(np.arccos(schedules.signal(abar("linear")))) - even)
    assert off.max() > 20
    assert number["angle_quarter_linear"] > 10 * number["angle_last_quarter_linear"]


# The trap


def test_twenty_raw_steps_leave_nine_tenths_of_the_signal(number: dict) -> None:
    assert (number["T_trap"], number["beta_start"], number["beta_end"]) == (20, 1e-4, 0.02)
    exact = np.sqrt(np.prod([1 - (1e-4 + (0.02 - 1e-4) * k / 19) for k in range(20)]))
    assert number["left_raw"] == pytest.approx(exact, rel=1e-12)
    assert round(number["left_raw"], 2) == 0.90
    assert number["left_long"] < 0.01


def test_respacing_ends_where_the_long_schedule_ends(number: dict) -> None:
    assert number["left_respaced"] == pytest.approx(number["left_long"], rel=1e-9)
    assert number["respaced_spread"] < 1e-12
    assert number["stretched_beta"] == pytest.approx(1)
    assert number["stride"] == 50


def test_the_last_two_pictures_of_the_trap_are_one_and_the_first_is_another() -> None:
    figure = trap.figure()
    raw, long, respaced = (panel.weights for panel in figure.panels)
    assert long == pytest.approx(respaced, abs=1e-12)
    assert np.abs(raw - long).max() > 0.5


def test_raw_steps_that_leave_less_than_a_tenth(number: dict) -> None:
    def left(T: int) -> float:
        return float(schedules.signal(schedules.alphas_cumprod(schedules.linear(T))[-1]))

    T = number["tenth"]
    assert left(T) < 0.1 <= left(T - 1)
    assert number["left_more"] == pytest.approx(left(number["T_more"]))


# Why the end matters


def test_from_static_the_raw_betas_miss_the_middle(number: dict) -> None:
    assert number["centre_raw20"] < 0.35
    assert number["centre_raw20"] < number["centre_raw100"] < 0.6
    for key in ("linear", "cosine"):
        assert number[f"centre_{key}"] == pytest.approx(number["shift"], abs=0.02)
    gap = number["shift"] - number["centre_sd"]
    assert 0.03 < gap < 0.1  # small, as the lesson says, but not chance


def test_the_second_row_of_the_table_is_the_hundred_steps_of_the_chart(number: dict) -> None:
    assert number["last_signal_raw100"] == number["left_more"]


def test_the_start_alone_is_at_fault(number: dict) -> None:
    assert number["static_raw20"] > 8 * number["honest_raw20"]
    honest = [number[f"honest_{key}"] for key in ("raw20", "raw100", "sd", "linear", "cosine")]
    assert max(honest) < 2 * number["floor"]
    for key in ("linear", "cosine"):
        assert number[f"static_{key}"] < 2 * number["floor"]


def test_points_in_the_middle_hide_the_trap(number: dict) -> None:
    assert 2 * number["floor"] < number["static_centred"] < number["static_raw20"] / 3


def test_mirrored_static_is_static_with_its_middle_at_zero() -> None:
    static = starts.mirrored(100_000, np.random.default_rng(2))
    assert np.abs(static.mean(axis=0)).max() < 1e-12
    assert static.std(axis=0) == pytest.approx([1, 1], abs=0.01)


def test_what_is_left_of_the_brightness_can_be_read(number: dict) -> None:
    left = abs(number["brightness"]) * number["end_scaled_linear"]
    assert number["tell_sd"] == pytest.approx(left / number["static_brightness"], rel=0.01)
    assert number["tell_sd"] > 3


# The page


def test_the_lesson_shows_each_of_its_figures_once() -> None:
    shown = re.findall(r"^/// figure \| (schedules/\w+)$", LESSON.read_text("utf-8"), re.M)
    assert sorted(shown) == sorted(name for name in built() if name.startswith("schedules/"))
    assert shown[0] == "schedules/race"

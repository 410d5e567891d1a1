"""Schedules against their papers' formulas, written out again number by number, and identities."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gen.diffusion import schedules
from gen.diffusion.alpha_bars import (
    ALPHA_BARS,
    cosine_alpha_bar,
    polynomial_alpha_bar,
    sigmoid_alpha_bar,
)
from gen.diffusion.schedules import SCHEDULES, alphas_cumprod, respace, respaced_timesteps, short

NAMES = ["linear", "scaled_linear", "cosine", "sigmoid", "polynomial"]
LENGTHS = [1, 2, 3, 7, 20, 50, 100, 333, 999, 1000, 4000]
steady = settings(deadline=None, derandomize=True, max_examples=60, database=None)
some_betas = st.lists(st.floats(1e-5, 0.9), min_size=1, max_size=30).map(np.array)


def test_the_names_are_those_that_others_use():
    assert list(SCHEDULES) == NAMES
    assert set(ALPHA_BARS) == {"cosine", "sigmoid", "polynomial"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("T", LENGTHS)
def test_every_schedule_has_T_betas_in_float64_between_0_and_1(name, T):
    betas = SCHEDULES[name](T)
    assert betas.shape == (T,)
    assert betas.dtype == np.float64
    assert ((betas > 0) & (betas < 1)).all()
    abar = alphas_cumprod(betas)
    assert ((abar > 0) & (abar < 1)).all()
    assert (np.diff(abar) < 0).all()


@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize(("start", "end"), [(1e-4, 0.02), (0.3, 0.5)])
def test_linear_is_evenly_spaced_from_start_to_end(T, start, end):
    expected = [start + (end - start) * i / max(T - 1, 1) for i in range(T)]
    np.testing.assert_allclose(schedules.linear(T, start, end), expected, rtol=1e-13)


@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize(("start", "end"), [(0.00085, 0.012), (0.3, 0.5)])
def test_scaled_linear_is_evenly_spaced_in_the_square_root(T, start, end):
    low, high = math.sqrt(start), math.sqrt(end)
    expected = [(low + (high - low) * i / max(T - 1, 1)) ** 2 for i in range(T)]
    np.testing.assert_allclose(schedules.scaled_linear(T, start, end), expected, rtol=1e-13)


def cosine_paper(t, T, s=0.008):
    """Eq. 17 of arXiv:2102.09672, for the paper's t = 0 … T."""

    def f(t):
        return math.cos((t / T + s) / (1 + s) * math.pi / 2) ** 2

    return f(t) / f(0)


def sigmoid_paper(t, T, start=-3, end=3, tau=1.0):
    """Algorithm 1 of arXiv:2301.10972, for t/T from 0 to 1."""

    def sigma(x):
        return 1 / (1 + math.exp(-x))

    v_start, v_end = sigma(start / tau), sigma(end / tau)
    return (-sigma((t / T * (end - start) + start) / tau) + v_end) / (v_end - v_start)


def polynomial_paper(t, T, s=1e-5):
    """arXiv:2203.17003: α_t, squared; before the first step there is no noise."""
    return 1.0 if t == 0 else ((1 - 2 * s) * (1 - (t / T) ** 2) + s) ** 2


PAPERS = {"cosine": cosine_paper, "sigmoid": sigmoid_paper, "polynomial": polynomial_paper}


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("T", LENGTHS)
def test_betas_from_a_continuous_alpha_bar_follow_the_paper(name, T):
    abar = [PAPERS[name](t, T) for t in range(T + 1)]
    expected = [min(1 - abar[t] / abar[t - 1], 0.999) for t in range(1, T + 1)]
    np.testing.assert_allclose(SCHEDULES[name](T), expected, rtol=1e-8, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("cosine", {"s": 0.1}),
        ("sigmoid", {"start": 0.0, "end": 3.0, "tau": 0.7}),
        ("polynomial", {"s": 0.01}),
    ],
)
def test_the_parameters_reach_the_formula(name, parameters):
    T = 40
    abar = [PAPERS[name](t, T, **parameters) for t in range(T + 1)]
    expected = [min(1 - abar[t] / abar[t - 1], 0.7) for t in range(1, T + 1)]
    assert max(expected) == 0.7
    betas = SCHEDULES[name](T, **parameters, max_beta=0.7)
    np.testing.assert_allclose(betas, expected, rtol=1e-9)
    continuous = ALPHA_BARS[name](np.arange(1, T + 1) / T, **parameters)
    np.testing.assert_allclose(continuous, abar[1:], rtol=1e-9, atol=1e-15)


def test_alpha_bar_at_its_ends():
    assert cosine_alpha_bar(0) == 1
    assert 0 <= cosine_alpha_bar(1) < 1e-32
    assert sigmoid_alpha_bar(0) == 1
    assert sigmoid_alpha_bar(1) == 0
    np.testing.assert_allclose(polynomial_alpha_bar([0, 1], s=0.1), [0.9**2, 0.1**2])


@pytest.mark.parametrize("name", ALPHA_BARS)
def test_alphas_cumprod_is_alpha_bar_up_to_the_capped_last_step(name):
    u = np.arange(1, 1001) / 1000
    betas = SCHEDULES[name](1000)
    assert list(np.flatnonzero(betas == 0.999)) == [999]
    assert betas[:-1].max() < 0.76
    np.testing.assert_allclose(alphas_cumprod(betas)[:-1], ALPHA_BARS[name](u)[:-1], rtol=1e-10)


@pytest.mark.parametrize("name", ALPHA_BARS)
def test_alpha_bar_keeps_the_shape_and_falls_all_the_way(name):
    u = np.linspace(0, 1, 1001)
    abar = ALPHA_BARS[name](u)
    assert (np.diff(abar) < 0).all()
    assert (ALPHA_BARS[name](u[:1000].reshape(10, 100)) == abar[:1000].reshape(10, 100)).all()


def test_what_the_docstrings_say_of_the_ends():
    assert f"{alphas_cumprod(schedules.linear(1000))[-1]:.1e}" == "4.0e-05"
    left = alphas_cumprod(schedules.scaled_linear(1000))[-1]
    assert f"{left:.1e} {math.sqrt(left):.0%}" == "4.7e-03 7%"
    first, second, *_ = schedules.polynomial(1000)
    assert first > second


@given(some_betas)
@steady
def test_alphas_cumprod_is_the_exact_product(betas):
    product, expected = Fraction(1), []
    for beta in betas:
        product *= 1 - Fraction(float(beta))
        expected.append(float(product))
    np.testing.assert_allclose(alphas_cumprod(betas), expected, rtol=1e-13)


@given(st.floats(1e-6, 1 - 1e-6))
@steady
def test_signal_noise_and_their_ratio(abar):
    signal, noise = schedules.signal(abar), schedules.noise(abar)
    assert signal**2 + noise**2 == pytest.approx(1, abs=1e-15)
    assert signal**2 == pytest.approx(abar, rel=1e-14)
    assert schedules.snr(abar) == pytest.approx((signal / noise) ** 2, rel=1e-12)
    assert schedules.log_snr(abar) == pytest.approx(math.log(abar / (1 - abar)), abs=1e-12)


def test_signal_and_noise_of_the_clean_picture_and_of_pure_noise():
    ends = [1.0, 0.64, 0.5, 0.0]
    np.testing.assert_allclose(schedules.signal(ends), [1, 0.8, math.sqrt(0.5), 0])
    np.testing.assert_allclose(schedules.noise(ends), [0, 0.6, math.sqrt(0.5), 1])
    np.testing.assert_allclose(schedules.snr(ends), [math.inf, 16 / 9, 1, 0])
    expected = [math.inf, math.log(16 / 9), 0, -math.inf]
    np.testing.assert_allclose(schedules.log_snr(ends), expected, atol=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_snr_falls_with_every_step(name):
    abar = alphas_cumprod(SCHEDULES[name](1000))
    assert (np.diff(schedules.log_snr(abar)) < 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_short_schedules_of_every_length_lie_on_the_long_one(name):
    long = SCHEDULES[name](1000)
    abar_long = alphas_cumprod(long)
    for T in range(1, 1001):
        betas = short(name, T)
        assert betas.shape == (T,)
        assert betas.min() > 0
        assert betas.max() < 1
        abar = alphas_cumprod(betas)
        assert (np.diff(abar) < 0).all()
        # 1 − ᾱ/ᾱ' loses digits as ᾱ/ᾱ' → 0: a β of 1 − 4e-9 has 8 digits left of its distance to 1
        np.testing.assert_allclose(abar, abar_long[respaced_timesteps(T)], rtol=1e-7)
        assert abar[-1] == pytest.approx(abar_long[-1], rel=1e-7)
    np.testing.assert_allclose(betas, long, rtol=1e-9)  # T = 1000


@pytest.mark.parametrize("name", NAMES)
def test_short_by_hand(name):
    abar = alphas_cumprod(SCHEDULES[name](1000))
    expected = [1 - abar[249], 1 - abar[499] / abar[249], 1 - abar[749] / abar[499]]
    expected.append(1 - abar[999] / abar[749])
    np.testing.assert_allclose(short(name, 4), expected, rtol=1e-13)
    np.testing.assert_allclose(short(name, 1), [1 - abar[999]], rtol=1e-13)


def test_short_from_another_long_schedule():
    expected = respace(schedules.cosine(60), 7)
    np.testing.assert_array_equal(short("cosine", 7, T_long=60), expected)


@given(st.data(), st.integers(1, 3000))
@steady
def test_respaced_timesteps_are_even_and_keep_the_last(data, T_long):
    T = data.draw(st.integers(1, T_long))
    tau = respaced_timesteps(T, T_long)
    assert tau.shape == (T,)
    assert tau[0] >= 0
    assert tau[-1] == T_long - 1
    assert (np.diff(tau) >= 1).all()
    even = [Fraction((i + 1) * T_long, T) - 1 for i in range(T)]
    assert max(abs(int(a) - b) for a, b in zip(tau, even, strict=True)) <= Fraction(1, 2)


def test_respaced_timesteps_at_their_ends():
    assert list(respaced_timesteps(1)) == [999]
    assert list(respaced_timesteps(1000)) == list(range(1000))
    assert list(respaced_timesteps(4)) == [249, 499, 749, 999]


@given(st.data(), some_betas)
@steady
def test_respacing_any_betas_keeps_alphas_cumprod(data, betas):
    T = data.draw(st.integers(1, len(betas)))
    abar = alphas_cumprod(betas)
    tau = respaced_timesteps(T, len(betas))
    respaced = alphas_cumprod(respace(betas, T))
    # Each β̃ carries a rounding of 1e-16 relative to 1, so its 1 − β̃ one of 1e-16/(1 − β̃).
    expected = abar[tau]
    ratios = expected / np.concatenate([[1.0], expected[:-1]])
    np.testing.assert_array_less(np.abs(respaced / expected - 1), np.cumsum(1e-15 / ratios))


def test_arguments_are_left_alone():
    betas = schedules.linear(10)
    before = betas.copy()
    for result in (respace(betas, 10), alphas_cumprod(betas), schedules.signal(betas)):
        result[:] = 7
    np.testing.assert_array_equal(betas, before)
    np.testing.assert_array_equal(schedules.linear(10), before)


def test_lists_and_single_precision_are_taken_as_float64():
    assert alphas_cumprod([0.5, 0.5]).tolist() == [0.5, 0.25]
    assert alphas_cumprod(np.array([0.5, 0.5], np.float32)).dtype == np.float64
    assert schedules.linear(np.int64(3)).shape == (3,)

"""Flow matching: the line and its velocity, and that it is diffusion in other coordinates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gen.diffusion import flow, samplers, schedules
from gen.diffusion.check import Array
from gen.diffusion.denoisers import exact
from gen.diffusion.spacing import abar_at, trailing

RNG = np.random.default_rng(0)
X0, EPS = RNG.standard_normal((2, 5, 3))
POINTS = RNG.standard_normal((6, 3))
TRUTH = exact(POINTS, 0.2)
TIMES = st.floats(0, 1)
INSIDE = st.floats(1e-3, 1 - 1e-3)
ABAR = schedules.alphas_cumprod(schedules.cosine(1000))


@given(TIMES)
def test_from_the_velocity_both_ends_of_the_line_follow(t: float) -> None:
    xt, u = flow.between(X0, EPS, t), EPS - X0
    np.testing.assert_allclose(flow.x0_from_u(xt, t, u), X0, atol=1e-14)
    np.testing.assert_allclose(flow.eps_from_u(xt, t, u), EPS, atol=1e-14)


@given(st.floats(1e-3, 1 - 1e-3))
def test_the_velocity_is_the_slope_of_the_line(t: float) -> None:
    h = 1e-4
    slope = (flow.between(X0, EPS, t + h) - flow.between(X0, EPS, t - h)) / (2 * h)
    np.testing.assert_allclose(slope, EPS - X0, atol=1e-10)


def test_each_item_may_have_a_time_of_its_own() -> None:
    t = np.linspace(0, 1, len(X0))
    found = flow.between(X0, EPS, t)
    for i, one in enumerate(t):
        np.testing.assert_array_equal(found[i], flow.between(X0[i], EPS[i], float(one)))
    np.testing.assert_array_equal(found[[0, -1]], [X0[0], EPS[-1]])


@given(TIMES)
def test_times_and_alpha_bars_are_each_others_inverse(t: float) -> None:
    assert flow.time_of(flow.abar_of(t)) == pytest.approx(t, abs=1e-7)
    assert flow.abar_of(flow.time_of(t)) == pytest.approx(t, abs=1e-12)


@given(INSIDE)
def test_diffusions_state_rescaled_is_the_flows(abar: float) -> None:
    """The identity: the same x0 and ε, the same ratio of signal to noise, another length."""
    signal, noise = np.sqrt(abar), np.sqrt(1 - abar)
    t = float(flow.time_of(abar))
    x = (signal * X0 + noise * EPS) / (signal + noise)
    np.testing.assert_allclose(x, flow.between(X0, EPS, t), atol=1e-14)
    assert (1 - t) / t == pytest.approx(signal / noise, rel=1e-12)


@given(INSIDE)
def test_a_denoiser_turned_into_a_velocity_and_back_is_the_denoiser(abar: float) -> None:
    xt = np.sqrt(abar) * X0 + np.sqrt(1 - abar) * EPS
    back = flow.to_denoiser(flow.from_denoiser(TRUTH))
    np.testing.assert_allclose(back(xt, abar), TRUTH(xt, abar), atol=1e-9)


@given(INSIDE)
def test_the_exact_velocity_is_the_mean_of_all_lines_through_a_place(t: float) -> None:
    """E[ε − x0 | x_t] over a finite set, each line weighted by the density of its static."""
    x = flow.between(X0, EPS, t)
    lines = (x[:, None] - (1 - t) * POINTS) / t  # the static of each line, (5, 6, 3)
    logs = -(lines**2).sum(axis=2) / 2
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    mean = (weights[..., None] * (lines - POINTS)).sum(axis=1)
    np.testing.assert_allclose(flow.from_denoiser(exact(POINTS))(x, t), mean, rtol=1e-9, atol=1e-9)


def test_at_the_clean_end_the_velocity_expects_no_noise() -> None:
    """There x says all about x0, and nothing about ε, whose mean is 0."""
    np.testing.assert_allclose(flow.from_denoiser(exact(POINTS))(POINTS, 0.0), -POINTS, atol=1e-9)


@pytest.mark.parametrize("steps", [1, 2, 7, 40])
def test_ddim_is_eulers_method_for_the_flow_at_the_same_noise(steps: int) -> None:
    """Step by step, to rounding: x_diffusion/(signal + noise) is x_flow, and so are the guesses."""
    timesteps = trailing(steps, ABAR)
    abars = abar_at(timesteps, ABAR)
    grown = np.append(np.sqrt(abars) + np.sqrt(1 - abars), 1.0)
    times = flow.time_of(abars)
    ddim = list(samplers.ddim(TRUTH, EPS, timesteps, ABAR))
    euler = list(flow.euler(flow.from_denoiser(TRUTH), EPS / grown[0], times))
    assert len(ddim) == len(euler) == steps + 1
    for theirs, ours, size in zip(ddim, euler, grown, strict=True):
        np.testing.assert_allclose(ours.xt, theirs.xt / size, atol=1e-12)
        np.testing.assert_allclose(ours.x0_hat, theirs.x0_hat, atol=1e-12)
        np.testing.assert_allclose(ours.eps_hat, theirs.eps_hat, atol=1e-12)


def test_and_ddim_may_ask_a_flow() -> None:
    timesteps = trailing(9, ABAR)
    velocity = flow.from_denoiser(TRUTH)
    *_, one = samplers.ddim(TRUTH, EPS, timesteps, ABAR)
    *_, two = samplers.ddim(flow.to_denoiser(velocity), EPS, timesteps, ABAR)
    np.testing.assert_allclose(two.xt, one.xt, atol=1e-9)


def test_eulers_method_is_of_first_order() -> None:
    velocity = flow.from_denoiser(exact(POINTS, 0.5))
    ends = {}
    for steps in (40, 80, 160, 1280):
        *_, last = flow.euler(velocity, EPS, flow.even(steps))
        ends[steps] = last.xt
    errors = [np.linalg.norm(ends[steps] - ends[1280]) for steps in (40, 80, 160)]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all((orders > 0.85) & (orders < 1.35))


def test_on_a_straight_path_one_step_is_as_good_as_many() -> None:
    """Where all lines are parallel, the velocity is the same everywhere."""
    shift = np.array([3.0, -1.0, 0.5])

    def velocity(x: Array, t: float) -> Array:
        return np.broadcast_to(shift, x.shape)

    for steps in (1, 3, 8):
        *_, last = flow.euler(velocity, EPS, flow.even(steps))
        np.testing.assert_allclose(last.xt, EPS - shift, atol=1e-12)


def test_steps_tell_where_they_are() -> None:
    walk = list(flow.euler(flow.from_denoiser(TRUTH), EPS, flow.even(4)))
    assert [step.i for step in walk] == [0, 1, 2, 3, 4]
    assert [step.t for step in walk] == [1.0, 0.75, 0.5, 0.25, 0.0]
    np.testing.assert_array_equal(walk[0].xt, EPS)
    np.testing.assert_array_equal(walk[-1].xt, walk[-1].x0_hat)
    for step in walk[:-1]:
        np.testing.assert_allclose(flow.between(step.x0_hat, step.eps_hat, step.t), step.xt,
                                   atol=1e-12)  # fmt: skip


def test_a_network_is_told_how_noisy_its_input_is() -> None:
    told = []

    def predict(x: Array, abar: Array) -> Array:
        told.append(abar)
        return np.ones_like(x)

    found = flow.learned(predict)(X0, 0.25)
    np.testing.assert_array_equal(found, np.ones_like(X0))
    np.testing.assert_allclose(told[0], np.full(len(X0), 0.9))


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: flow.between(X0, EPS[:2], 0.5), "eps: got shape"),
        (lambda: flow.between(X0, EPS, 1.5), r"t: got 1.5; must be in \[0, 1\]"),
        (lambda: flow.between(X0, EPS, [0.5, 0.5]), r"t: got shape \(2,\)"),
        (lambda: flow.x0_from_u(X0, -0.5, EPS), "t: got -0.5"),
        (lambda: flow.x0_from_u(X0, 0.5, EPS * np.nan), "u: got nan"),
        (lambda: flow.eps_from_u(X0, 2, EPS), "t: got 2"),
        (lambda: flow.eps_from_u(X0, 0.5, EPS[0]), "u: got shape"),
        (lambda: flow.time_of(1.1), "abar: got 1.1"),
        (lambda: flow.abar_of(-0.1), "t: got -0.1"),
        (lambda: flow.even(0), "steps: got 0"),
        (lambda: flow.euler(flow.from_denoiser(TRUTH), EPS[0], [1.0]), "x: got shape"),
        (lambda: flow.euler(flow.from_denoiser(TRUTH), EPS, [0.5, 1.0]), "times: got"),
        (lambda: flow.euler(flow.from_denoiser(TRUTH), EPS, [0.5, 0.0]), r"times: got 0.0 at \[1"),
        (lambda: flow.euler(flow.from_denoiser(TRUTH), EPS, []), "times: got shape"),
    ],
)
def test_wrong_input_is_refused_at_once(call, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=says):
        call()

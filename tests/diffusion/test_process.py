"""The forward process by identities: exact moments, Gaussian conditioning, there and back."""

import ast
import itertools
import math
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import gen.diffusion
from gen.diffusion.process import (
    eps_from_v,
    eps_from_x0,
    q_chain,
    q_posterior,
    q_sample,
    q_step,
    v_from_x0_eps,
    x0_from_eps,
    x0_from_v,
)
from gen.diffusion.schedules import SCHEDULES, alphas_cumprod, linear, short

steady = settings(deadline=None, derandomize=True, max_examples=60, database=None)
some_betas = st.lists(st.floats(1e-4, 0.9), min_size=1, max_size=20).map(np.array)


def moments_of_the_chain(betas):
    """Mean (times x0) and variance after each step, carried through q_step itself.

    A step is a·x + b·ε: a and b are read off with (x, ε) = (1, 0) and (0, 1).
    """
    mean, variance = 1.0, 0.0
    for t in range(len(betas)):
        a, b = q_step(1.0, t, 0.0, betas), q_step(0.0, t, 1.0, betas)
        mean, variance = a * mean, a**2 * variance + b**2
        yield mean, variance


@given(some_betas)
@steady
def test_the_chain_composed_is_q_sample(betas):
    abar = alphas_cumprod(betas)
    for t, (mean, variance) in enumerate(moments_of_the_chain(betas)):
        assert q_sample(1.0, t, 0.0, abar) == pytest.approx(mean, rel=1e-12)
        assert q_sample(0.0, t, 1.0, abar) ** 2 == pytest.approx(variance, rel=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_chain_composed_is_q_sample_for_all_1000_steps(name):
    betas = SCHEDULES[name](1000)
    t = np.arange(1000)
    abar = alphas_cumprod(betas)
    mean, variance = np.array(list(moments_of_the_chain(betas))).T
    np.testing.assert_allclose(q_sample(np.ones(1000), t, np.zeros(1000), abar), mean, rtol=1e-11)
    noise = q_sample(np.zeros(1000), t, np.ones(1000), abar)
    np.testing.assert_allclose(noise**2, variance, rtol=1e-11)


def test_index_0_is_one_step():
    betas = [0.19, 0.5]
    assert q_step(2.0, 0, 1.0, betas) == pytest.approx(0.9 * 2 + math.sqrt(0.19))
    assert q_sample(2.0, 0, 1.0, alphas_cumprod(betas)) == pytest.approx(0.9 * 2 + math.sqrt(0.19))
    assert q_step(2.0, 1, 1.0, betas) == pytest.approx(math.sqrt(0.5) * 3)


def test_q_sample_and_q_step_are_linear():
    rng = np.random.default_rng(1)
    x0, eps = rng.standard_normal((2, 4, 3))
    betas = linear(9, 0.1, 0.4)
    for f, table in ((q_sample, alphas_cumprod(betas)), (q_step, betas)):
        whole = f(x0, 5, eps, table)
        parts = x0 * f(1.0, 5, 0.0, table) + eps * f(0.0, 5, 1.0, table)
        np.testing.assert_allclose(whole, parts, rtol=1e-13, atol=1e-15)


def chain_as_one_gaussian(betas):
    """x_1 … x_T given x0 = 1: mean (T,) and covariance (T, T), from x_t = a x_{t−1} + b ε_t."""
    T = len(betas)
    mean, mixing = np.empty(T), np.zeros((T, T))  # x = mean + mixing @ ε
    for t in range(T):
        a, b = math.sqrt(1 - betas[t]), math.sqrt(betas[t])
        mean[t] = a * (mean[t - 1] if t else 1.0)
        mixing[t] = a * mixing[t - 1] if t else 0.0
        mixing[t, t] = b
    return mean, mixing @ mixing.T


@given(some_betas, st.floats(-1, 1), st.floats(-3, 3))
@steady
def test_the_posterior_is_gaussian_conditioning(betas, x0, xt):
    mean, cov = chain_as_one_gaussian(betas)
    for t in range(1, len(betas)):
        gain = cov[t - 1, t] / cov[t, t]
        expected_mean = mean[t - 1] * x0 + gain * (xt - mean[t] * x0)
        expected_variance = cov[t - 1, t - 1] - gain * cov[t, t - 1]
        got_mean, got_variance = q_posterior(x0, xt, t, betas)
        assert got_mean == pytest.approx(expected_mean, rel=1e-9, abs=1e-9)
        assert got_variance == pytest.approx(expected_variance, rel=1e-9, abs=1e-12)


def test_the_future_adds_nothing_to_the_posterior():
    """Markov: conditioning x_{t−1} on x_t, x_{t+1} … x_T is conditioning on x_t alone."""
    betas = linear(6, 0.1, 0.5)
    mean, cov = chain_as_one_gaussian(betas)
    t, x0, future = 3, 0.7, np.array([0.4, -1.0, 2.0])  # x_t, x_{t+1}, x_{t+2}
    gain = np.linalg.solve(cov[t:, t:], cov[t:, t - 1])
    expected = mean[t - 1] * x0 + gain @ (future - mean[t:] * x0)
    assert q_posterior(x0, future[0], t, betas)[0] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("T", [2, 20, 1000])
def test_the_posterior_integrated_over_xt_is_the_step_before(name, T):
    """∫ q(x_{t−1} | x_t, x0) q(x_t | x0) dx_t = q(x_{t−1} | x0), by mean and variance."""
    betas = short(name, T)
    abar = alphas_cumprod(betas)
    t = np.arange(1, T)
    one, zero = np.ones(T - 1), np.zeros(T - 1)
    of_x0, variance = q_posterior(one, zero, t, betas)
    of_xt, _ = q_posterior(zero, one, t, betas)
    mean = of_x0 + of_xt * q_sample(one, t, zero, abar)
    variance = variance + of_xt**2 * q_sample(zero, t, one, abar) ** 2
    np.testing.assert_allclose(mean, q_sample(one, t - 1, zero, abar), rtol=1e-9)
    np.testing.assert_allclose(variance, q_sample(zero, t - 1, one, abar) ** 2, rtol=1e-9)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_posterior_before_the_first_step_is_x0(name):
    x0, xt = np.random.default_rng(2).standard_normal((2, 5))
    mean, variance = q_posterior(x0, xt, 0, SCHEDULES[name](1000))
    np.testing.assert_allclose(mean, x0, rtol=1e-9)
    assert variance == 0


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("T", [1, 2, 20, 1000])
def test_x0_eps_and_v_there_and_back(name, T):
    rng = np.random.default_rng(3)
    t = rng.integers(0, T, 64)
    t[:2] = 0, T - 1
    x0, eps = rng.uniform(-1, 1, (64, 3)), rng.standard_normal((64, 3))
    abar = alphas_cumprod(short(name, T))
    xt, v = q_sample(x0, t, eps, abar), v_from_x0_eps(x0, t, eps, abar)
    close = {"rtol": 0, "atol": 1e-9}  # dividing by √ᾱ of 5e-5 costs five digits
    np.testing.assert_allclose(x0_from_eps(xt, t, eps, abar), x0, **close)
    np.testing.assert_allclose(eps_from_x0(xt, t, x0, abar), eps, **close)
    np.testing.assert_allclose(x0_from_v(xt, t, v, abar), x0, rtol=0, atol=1e-14)
    np.testing.assert_allclose(eps_from_v(xt, t, v, abar), eps, rtol=0, atol=1e-14)
    # From a guess at v: the pair that it stands for must add up to x_t again.
    v_hat = rng.standard_normal(x0.shape)
    x0_hat, eps_hat = x0_from_v(xt, t, v_hat, abar), eps_from_v(xt, t, v_hat, abar)
    np.testing.assert_allclose(q_sample(x0_hat, t, eps_hat, abar), xt, rtol=0, atol=1e-13)
    np.testing.assert_allclose(v_from_x0_eps(x0_hat, t, eps_hat, abar), v_hat, rtol=0, atol=1e-13)


@given(st.floats(-2, 2), st.floats(-3, 3), st.floats(0.01, math.pi / 2 - 0.01))
@steady
def test_v_is_the_velocity_of_xt_along_the_angle(x0, eps, phi):
    """v = dx_t/dφ with √ᾱ = cos φ (App. D of arXiv:2202.00512), by central differences."""
    h = 1e-4
    before, here, after = (math.cos(angle) ** 2 for angle in (phi - h, phi, phi + h))
    slope = (q_sample(x0, 0, eps, [after]) - q_sample(x0, 0, eps, [before])) / (2 * h)
    assert v_from_x0_eps(x0, 0, eps, [here]) == pytest.approx(slope, abs=1e-7)


def test_v_holds_at_both_ends():
    x0, eps = 0.3, -1.2
    for abar, xt, v in ((1.0, x0, eps), (0.0, eps, -x0)):
        assert q_sample(x0, 0, eps, [abar]) == xt
        assert v_from_x0_eps(x0, 0, eps, [abar]) == v
        assert x0_from_v(xt, 0, v, [abar]) == x0
        assert eps_from_v(xt, 0, v, [abar]) == eps


@pytest.mark.parametrize("shape", [(5,), (5, 2), (5, 3, 4, 4), (1, 2)])
@pytest.mark.parametrize(
    "function",
    [q_sample, q_step, x0_from_eps, eps_from_x0, v_from_x0_eps, x0_from_v, eps_from_v],
)
def test_a_batch_of_t_is_each_item_by_itself(function, shape):
    rng = np.random.default_rng(4)
    a, b = rng.standard_normal((2, *shape))
    t = rng.integers(0, 7, shape[0])
    table = linear(7, 0.1, 0.6)
    got = function(a, t, b, table)
    assert got.shape == shape
    assert got.dtype == np.float64
    for i in range(shape[0]):
        np.testing.assert_array_equal(got[i], function(a[i], int(t[i]), b[i], table))
        np.testing.assert_array_equal(got[i], function(a, t[i], b, table)[i])


@pytest.mark.parametrize("shape", [(5,), (5, 2), (5, 3, 4, 4)])
def test_a_batch_of_posteriors_is_each_item_by_itself(shape):
    rng = np.random.default_rng(5)
    x0, xt = rng.standard_normal((2, *shape))
    t = np.array([6, 0, 3, 3, 1])
    betas = linear(7, 0.1, 0.6)
    mean, variance = q_posterior(x0, xt, t, betas)
    assert mean.shape == shape
    assert variance.shape == (5,) + (1,) * (len(shape) - 1)
    for i in range(5):
        one_mean, one_variance = q_posterior(x0[i], xt[i], int(t[i]), betas)
        np.testing.assert_array_equal(mean[i], one_mean)
        assert variance[i].item() == one_variance
        assert np.shape(one_variance) == ()


def test_float32_and_integers_give_float64_and_arguments_are_left_alone():
    x0 = np.array([[0.5, -0.5]], np.float32)
    eps = np.array([[1, -1]])
    abar = np.array([0.64])
    copies = x0.copy(), eps.copy(), abar.copy()
    got = q_sample(x0, 0, eps, abar)
    assert got.dtype == np.float64
    np.testing.assert_allclose(got, [[1.0, -1.0]])
    got[:] = 9
    for array, copy in zip((x0, eps, abar), copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_q_chain_is_q_step_after_q_step():
    betas = linear(6, 0.1, 0.4)
    x0 = np.array([[0.5, -1.0, 0.0]])
    rng, x, expected = np.random.default_rng(6), x0, []
    for t in range(6):
        x = q_step(x, t, rng.standard_normal(x0.shape), betas)
        expected.append(x)
    got = list(q_chain(x0, betas, np.random.default_rng(6)))
    np.testing.assert_array_equal(got, expected)
    assert x0.tolist() == [[0.5, -1.0, 0.0]]


def test_q_chain_takes_a_step_only_when_asked():
    rng, twin = np.random.default_rng(7), np.random.default_rng(7)
    chain = q_chain(np.zeros(3), linear(1000), rng)
    assert rng.bit_generator.state == twin.bit_generator.state
    next(chain)
    twin.standard_normal(3)
    assert rng.bit_generator.state == twin.bit_generator.state
    assert len(list(chain)) == 999


def test_sampled_chains_have_the_distribution_of_q_sample():
    """20,000 chains: marginals by Kolmogorov–Smirnov, then how steps hang together.

    A right chain passes with more than 99 of 100 seeds, so fixing the seed hides nothing.
    """
    n, x0 = 20_000, 0.8
    betas = short("linear", 6)
    abar = alphas_cumprod(betas)
    xs = np.array(list(q_chain(np.full(n, x0), betas, np.random.default_rng(8))))
    for t in range(6):
        mean, scale = math.sqrt(abar[t]) * x0, math.sqrt(1 - abar[t])
        assert stats.kstest(xs[t], "norm", (mean, scale)).pvalue > 1e-3
    # cov(x_s, x_t | x0) = √(ᾱ_t/ᾱ_s) (1 − ᾱ_s): noise used twice would show here and not above.
    for s, t in itertools.combinations(range(6), 2):
        expected = math.sqrt(abar[t] / abar[s] * (1 - abar[s]) / (1 - abar[t]))
        got = np.corrcoef(xs[s], xs[t])[0, 1]
        assert math.atanh(got) == pytest.approx(math.atanh(expected), abs=4 / math.sqrt(n))


def test_going_back_with_the_posterior_from_true_noise_gives_the_step_before():
    """Sampled: x_t ~ q(x_t | x0), then x_{t−1} from the posterior, is q(x_{t−1} | x0)."""
    n, t, x0 = 20_000, 4, np.full(20_000, -0.6)
    rng = np.random.default_rng(9)
    betas = short("cosine", 8)
    abar = alphas_cumprod(betas)
    xt = q_sample(x0, t, rng.standard_normal(n), abar)
    mean, variance = q_posterior(x0, xt, t, betas)
    x_prev = mean + np.sqrt(variance) * rng.standard_normal(n)
    expected = math.sqrt(abar[t - 1]) * -0.6, math.sqrt(1 - abar[t - 1])
    assert stats.kstest(x_prev, "norm", expected).pvalue > 1e-3


def test_the_mathematics_imports_numpy_and_the_standard_library_only():
    folder = Path(gen.diffusion.__file__).parent
    files = sorted(folder.glob("*.py"))
    assert {"schedules.py", "process.py"} <= {file.name for file in files}
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = ["." * node.level + (node.module or "")]
            for name in names:
                top = name.split(".")[0]
                known = top == "numpy" or top in sys.stdlib_module_names
                assert known or name.startswith("gen.diffusion"), f"{file.name} imports {name}"

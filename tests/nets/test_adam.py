"""Adam against the paper's algorithm written out for one number; the average against its sum."""

import numpy as np
import pytest

from gen.nets.adam import Adam, Average


def scalar_adam(w: float, gradients: list[float], a: float, b1: float, b2: float, e: float) -> list:
    """Algorithm 1 of Kingma & Ba 2014, line by line, in plain Python."""
    m = v = 0.0
    path = []
    for t, g in enumerate(gradients, start=1):
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        m_hat = m / (1 - b1**t)
        v_hat = v / (1 - b2**t)
        w = w - a * m_hat / (v_hat**0.5 + e)
        path.append(w)
    return path


@pytest.mark.parametrize(
    ("rate", "beta1", "beta2", "epsilon"),
    [(2e-3, 0.9, 0.99, 1e-8), (0.1, 0.5, 0.999, 1e-8), (0.01, 0.0, 0.9, 0.3)],
)
def test_adam_is_the_paper_s(rate: float, beta1: float, beta2: float, epsilon: float) -> None:
    rng = np.random.default_rng(0)
    gradients = rng.standard_normal((60, 3)).astype(np.float32)
    start = rng.standard_normal(3).astype(np.float32)
    adam, weights = Adam(rate, beta1, beta2, epsilon), {"w": start.copy()}
    got = []
    for g in gradients:
        adam.update(weights, {"w": g})
        got.append(weights["w"].copy())
    for i in range(3):
        column = [float(g) for g in gradients[:, i]]
        expected = scalar_adam(float(start[i]), column, rate, beta1, beta2, epsilon)
        np.testing.assert_allclose(np.array(got)[:, i], expected, rtol=2e-4, atol=2e-6)
    assert adam.step == 60
    assert weights["w"].dtype == np.float32


def test_the_first_step_is_the_rate_whatever_the_gradient_s_size() -> None:
    for size in (1e-4, 1.0, 1e4):
        weights = {"w": np.zeros(2, np.float32)}
        Adam(rate=0.01).update(weights, {"w": np.array([size, -size], np.float32)})
        np.testing.assert_allclose(weights["w"], [-0.01, 0.01], rtol=1e-3)


def test_adam_changes_the_weights_in_place_and_leaves_the_gradients_alone() -> None:
    w, g = np.ones(3, np.float32), np.full(3, 0.5, np.float32)
    weights = {"w": w}
    adam = Adam()
    adam.update(weights, {"w": g})
    assert weights["w"] is w
    np.testing.assert_array_equal(g, np.float32(0.5))
    assert not np.shares_memory(adam.m["w"], g)


def test_adam_finds_the_bottom_of_a_bowl() -> None:
    weights = {"w": np.array([3.0, -2.0], np.float32)}
    adam = Adam(rate=0.05)
    for _ in range(600):
        adam.update(weights, {"w": np.array([2, 20], np.float32) * (weights["w"] - 1)})
    np.testing.assert_allclose(weights["w"], [1, 1], atol=1e-2)


def test_the_average_warms_up_and_then_decays_as_it_says() -> None:
    """Unrolled: what weight each past state has must be the product of its share and all decays."""
    decay, states = 0.8, np.random.default_rng(1).standard_normal((80, 2)).astype(np.float32)
    average = Average({"w": np.zeros(2, np.float32)}, decay)
    for state in states:
        average.follow({"w": state})
    decays = [min(decay, step / (step + 10)) for step in range(1, 81)]
    assert decays[0] == 1 / 11
    assert decays[-1] == decay  # reached at step 40
    expected = np.zeros(2)
    for i, state in enumerate(states):
        expected += (1 - decays[i]) * np.prod(decays[i + 1 :]) * state.astype(np.float64)
    np.testing.assert_allclose(average.weights["w"], expected, rtol=1e-4, atol=1e-5)


def test_the_average_of_what_stands_still_stays() -> None:
    w = np.array([0.3, -7.0], np.float32)
    average = Average({"w": w.copy()})
    for _ in range(50):
        average.follow({"w": w})
    np.testing.assert_array_equal(average.weights["w"], w)
    assert not np.shares_memory(average.weights["w"], w)

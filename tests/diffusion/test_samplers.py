"""The samplers: identities, measured orders of convergence, distributions, refusals."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from gen.diffusion import samplers, schedules
from gen.diffusion.check import Array
from gen.diffusion.denoisers import exact, oracle
from gen.diffusion.mixture import Mixture
from gen.diffusion.process import q_posterior
from gen.diffusion.samplers import Step, ddim, ddpm, dpmpp_2m, euler, heun
from gen.diffusion.spacing import SPACINGS, abar_at, karras, leading, trailing

ABAR = schedules.alphas_cumprod(schedules.linear(1000))
ODE = {"ddim": ddim, "euler": euler, "heun": heun, "dpmpp_2m": dpmpp_2m}
ALL: dict[str, Callable] = {
    **ODE,
    "ddpm": lambda d, x, t, a: ddpm(d, x, t, a, rng(5)),
    "ddpm, large": lambda d, x, t, a: ddpm(d, x, t, a, rng(5), "large"),
    "ddim, eta 0.7": lambda d, x, t, a: ddim(d, x, t, a, rng(5), 0.7),
}
DDPM: Callable = ddpm  # to be called wrongly
DDIM: Callable = ddim
MEAN, DEVIATION = np.array([[0.4, -0.3]]), 0.6


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def gaussian() -> Callable:
    return exact(MEAN, DEVIATION)


@pytest.mark.parametrize("name", ALL)
def test_n_steps_give_n_plus_one(name: str) -> None:
    x = rng().standard_normal((5, 2))
    timesteps = trailing(7, ABAR)
    steps = list(ALL[name](gaussian(), x, timesteps, ABAR))
    assert [s.i for s in steps] == list(range(8))
    assert [s.t for s in steps] == [*timesteps, -1]
    np.testing.assert_array_equal(steps[0].xt, x)
    np.testing.assert_array_equal(steps[-1].xt, steps[-1].x0_hat)
    assert not steps[-1].eps_hat.any()
    for step, level in zip(steps, abar_at(timesteps, ABAR), strict=False):
        mixed = np.sqrt(level) * step.x0_hat + np.sqrt(1 - level) * step.eps_hat
        np.testing.assert_allclose(mixed, step.xt, atol=1e-12)
        np.testing.assert_array_equal(step.x0_hat, gaussian()(step.xt, level))


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_computed_before_it_is_asked_for(name: str) -> None:
    calls = []

    def denoise(x, abar_t):
        calls.append(abar_t)
        return x

    steps = ALL[name](denoise, np.zeros((1, 2)), trailing(5, ABAR), ABAR)
    assert not calls
    next(steps)
    assert len(calls) == 1


def test_the_input_is_left_alone() -> None:
    for sampler in ALL.values():
        x = rng().standard_normal((5, 2))
        before = x.copy()
        kept = [(s, s.xt.copy()) for s in sampler(gaussian(), x, trailing(4, ABAR), ABAR)]
        np.testing.assert_array_equal(x, before)
        for step, xt in kept:  # no later step changes what an earlier one has told
            np.testing.assert_array_equal(step.xt, xt)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("steps", [1, 2, 50])
def test_with_the_oracle_every_way_leads_back(name: str, steps: int) -> None:
    x0 = rng().standard_normal((5, 2))
    x = rng(1).standard_normal((5, 2))
    *_, last = ALL[name](oracle(x0), x, trailing(steps, ABAR), ABAR)
    np.testing.assert_allclose(last.xt, x0, atol=1e-9)


def test_ddim_without_noise_is_eulers_method() -> None:
    x = rng().standard_normal((50, 2))
    for spacing in SPACINGS.values():
        t = spacing(20, ABAR)
        for a, b in zip(ddim(gaussian(), x, t, ABAR), euler(gaussian(), x, t, ABAR), strict=True):
            np.testing.assert_allclose(a.xt, b.xt, atol=1e-10)


def test_ddim_with_all_the_noise_is_ddpm() -> None:
    x, t = rng().standard_normal((50, 2)), trailing(20, ABAR)
    pairs = zip(
        ddim(gaussian(), x, t, ABAR, rng(3), eta=1.0), ddpm(gaussian(), x, t, ABAR, rng(3)),
        strict=True,
    )  # fmt: skip
    for a, b in pairs:
        np.testing.assert_allclose(a.xt, b.xt, atol=1e-10)


def test_ddpm_takes_the_posteriors_steps() -> None:
    """On all steps of a schedule, with x0_hat for x0: Eqs. 6 and 7 of Ho et al. 2020."""
    betas = schedules.cosine(30)
    abar = schedules.alphas_cumprod(betas)
    steps = list(ddpm(gaussian(), rng().standard_normal((4, 2)), trailing(30, abar), abar, rng(1)))
    noise = rng(1)
    for step, after in itertools.pairwise(steps[:-1]):
        mean, variance = q_posterior(step.x0_hat, step.xt, int(step.t), betas)
        expected = mean + np.sqrt(variance) * noise.standard_normal((4, 2))
        np.testing.assert_allclose(after.xt, expected, atol=1e-9)


def solution(x: np.ndarray, abar_from: float, abar_to: float) -> np.ndarray:
    """The ODE of a Gaussian, solved: y − m grows with √(s² + σ²), y = x/√ᾱ, σ² = (1−ᾱ)/ᾱ."""

    def spread(abar: float) -> float:
        return float(np.sqrt(DEVIATION**2 + (1 - abar) / abar))

    y = MEAN + (x / np.sqrt(abar_from) - MEAN) * spread(abar_to) / spread(abar_from)
    return np.sqrt(abar_to) * y


@pytest.mark.parametrize(
    ("name", "order"), [("ddim", 1), ("euler", 1), ("heun", 2), ("dpmpp_2m", 2)]
)
def test_the_order_of_convergence(name: str, order: int) -> None:
    """Twice the steps, half or a quarter of the error, at a fixed place short of the last step."""
    x = rng().standard_normal((200, 2))
    begin, end = 800.0, 50.0
    errors = []
    for steps in (20, 40, 80, 160):
        t = np.linspace(begin, end, steps + 1)
        *_, there, _ = ODE[name](gaussian(), x, t, ABAR)
        levels = abar_at(t[[0, -1]], ABAR)
        errors.append(np.abs(there.xt - solution(x, *levels)).mean())
    measured = np.log2(np.array(errors[:-1]) / errors[1:])
    assert measured[-1] == pytest.approx(order, abs=0.15), (errors, measured)


@pytest.mark.parametrize("name", ALL)
def test_samples_have_the_distribution_that_the_denoiser_knows(name: str) -> None:
    """With many steps: mean, variance and covariance within what chance allows."""
    n = 40_000
    *_, last = ALL[name](gaussian(), rng().standard_normal((n, 2)), trailing(500, ABAR), ABAR)
    z = (last.xt - MEAN) / DEVIATION
    assert np.abs(z.mean(axis=0)).max() < 4 / np.sqrt(n)
    slack = 0.015 + 4 * np.sqrt(2 / n)  # the first from 500 steps, the second from chance
    assert np.abs(z.var(axis=0) - 1).max() < slack + 0.03 * ("large" in name)
    assert abs((z[:, 0] * z[:, 1]).mean()) < 4 / np.sqrt(n)


def test_on_a_finite_set_the_exact_denoiser_memorises() -> None:
    points = rng().standard_normal((12, 2))
    *_, last = ddpm(
        exact(points), rng(1).standard_normal((300, 2)), trailing(100, ABAR), ABAR, rng(2)
    )
    nearest = np.linalg.norm(last.xt[:, None] - points, axis=-1).min(axis=1)
    assert np.median(nearest) < 1e-6
    assert np.quantile(nearest, 0.9) < 0.02  # the rest lies between two near points
    blurred = Mixture(points, 0.3)
    *_, last = ddpm(
        blurred.denoiser(), rng(1).standard_normal((300, 2)), trailing(100, ABAR), ABAR, rng(2)
    )
    assert np.median(np.linalg.norm(last.xt[:, None] - points, axis=-1).min(axis=1)) > 0.1


@pytest.mark.parametrize("name", SPACINGS)
@pytest.mark.parametrize("steps", [1, 2, 7, 60, 1000])
def test_spacings(name: str, steps: int) -> None:
    t = SPACINGS[name](steps, ABAR)
    assert t.shape == (steps,)
    assert t.min() >= 0
    assert t.max() <= 999
    assert np.all(np.diff(t) < 0)


def test_each_spacing_is_what_it_is_called() -> None:
    np.testing.assert_array_equal(trailing(4, ABAR), [999, 749, 499, 249])
    np.testing.assert_array_equal(leading(4, ABAR), [750, 500, 250, 0])
    t = karras(9, ABAR)
    assert (t[0], t[-1]) == pytest.approx((999, 0))
    sigma = np.sqrt(1 / abar_at(t, ABAR) - 1) ** (1 / 7)
    np.testing.assert_allclose(np.diff(sigma), np.diff(sigma)[0], rtol=1e-6)


def test_abar_between_two_steps() -> None:
    np.testing.assert_array_equal(abar_at(np.arange(1000), ABAR), ABAR)
    t = np.linspace(0, 999, 3777)
    assert np.all(np.diff(abar_at(t, ABAR)) < 0)
    sigma = np.sqrt(1 / abar_at([10, 10.5, 11], ABAR) - 1)
    assert sigma[1] ** 2 == pytest.approx(sigma[0] * sigma[2])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"x": np.zeros(3)}, r"x: got shape \(3,\)"),
        ({"x": np.array([[np.nan, 0]])}, r"x: got nan at \[0, 0\]"),
        ({"timesteps": []}, r"timesteps: got shape \(0,\)"),
        ({"timesteps": [1, 2]}, "timesteps: got .*; must be decreasing"),
        ({"timesteps": [5, 5]}, "must be decreasing"),
        ({"timesteps": [1000.0, 1]}, r"timesteps: got 1000.0 at \[0\]; must be in \[0, 2\]"),
        ({"timesteps": [3, -1]}, "timesteps: got -1.0"),
        ({"abar": [0.5, 0.6, 0.7]}, "abar: .* decreasing"),
        ({"abar": [0.5, 0.2, 0.0]}, r"abar: got 0.0 at \[2\]"),
    ],
)
def test_wrong_input_is_told_at_once(name: str, change: dict, said: str) -> None:
    good = {
        "denoise": gaussian(),
        "x": np.zeros((1, 2)),
        "timesteps": [1, 0],
        "abar": [0.9, 0.5, 0.1],
    }
    with pytest.raises(ValueError, match=said):
        ALL[name](*{**good, **change}.values())


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda a: DDPM(*a, "7"), "rng: got '7'; must be a numpy.random.Generator"),
        (lambda a: DDPM(*a, rng(), "middle"), "variance: got 'middle'"),
        (lambda a: DDIM(*a, eta=0.5), "rng: got None"),
        (lambda a: DDIM(*a, rng(), eta=1.5), r"eta: got 1.5; must be in \[0, 1\]"),
        (lambda a: trailing(0, ABAR), "T: got 0"),
        (lambda a: leading(1001, ABAR), "steps: got 1001; must be an integer from 1 to 1000"),
        (lambda a: karras(0, ABAR), "steps: got 0"),
        (lambda a: karras(5, ABAR, rho=0.5), "rho: got 0.5"),
    ],
)
def test_wrong_options_are_told(call: Callable, said: str) -> None:
    arguments: tuple = (gaussian(), np.zeros((1, 2)), [1, 0], [0.9, 0.5, 0.1])
    with pytest.raises(ValueError, match=said):
        call(arguments)


def test_a_step_is_what_the_docstring_says() -> None:
    assert list(Step.__dataclass_fields__) == ["i", "t", "xt", "x0_hat", "eps_hat"]
    assert samplers.Step.__doc__


@pytest.mark.parametrize("steps", [2, 5, 20])
def test_heun_leaves_pure_static_as_euler_does(steps: int) -> None:
    """From σ of some 10⁴ the mean of two slopes would throw the points far out of the picture."""
    abar = schedules.alphas_cumprod(schedules.cosine(1000))
    timesteps, guesses = trailing(steps, abar), 0
    known = exact(np.array([[1.0, -1.0], [-1.0, 0.5], [0.2, 0.9]]), 0.1)

    def denoise(x: Array, abar_t: float) -> Array:
        nonlocal guesses
        guesses += 1
        return known(x, abar_t)

    x = rng().standard_normal((200, 2))
    ways = [[step.xt for step in walk(denoise, x, timesteps, abar)] for walk in (euler, heun)]
    np.testing.assert_allclose(ways[1][1], ways[0][1], rtol=0, atol=1e-9)
    assert np.abs(ways[1][-1]).max() < 2
    assert guesses == steps + 2 * steps - 2  # one at Heun's first step and at its last

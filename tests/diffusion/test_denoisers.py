"""The denoisers: what is exact is checked against quadrature, simulation and its limits."""

import numpy as np
import pytest

from gen.diffusion import denoisers
from gen.diffusion.denoisers import exact, learned, oracle
from gen.diffusion.mixture import Mixture

LEVELS = [0.0, 1e-30, 1e-9, 1e-4, 0.1, 0.5, 0.9, 0.9999, 1 - 1e-9, 1.0]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("abar", [1e-6, 0.01, 0.3, 0.8, 0.999])
@pytest.mark.parametrize("deviation", [0.05, 0.7])
def test_exact_is_the_posterior_mean_in_one_dimension(abar: float, deviation: float) -> None:
    """E[x0 | x_t] by summing over a fine grid of x0: Bayes, and nothing of the closed form."""
    means = np.array([[-1.5], [0.2], [1.0]])
    x0 = np.linspace(-7, 7, 200_001)
    prior = np.exp(-((x0 - means) ** 2) / (2 * deviation**2)).sum(axis=0)
    for xt in (-2.0, -0.3, 0.0, 0.9, 2.5):
        likelihood = np.exp(-((xt - np.sqrt(abar) * x0) ** 2) / (2 * (1 - abar)))
        expected = (x0 * prior * likelihood).sum() / (prior * likelihood).sum()
        guess = exact(means, deviation)(np.array([[xt]]), abar)
        assert guess[0, 0] == pytest.approx(expected, abs=1e-8)


def test_exact_has_the_least_error_of_all() -> None:
    """Any other guess, and be it a little different, is worse on average."""
    truth = Mixture(rng().standard_normal((5, 2)), 0.2)
    x0 = truth.sample(200_000, rng(1))
    xt = np.sqrt(0.4) * x0 + np.sqrt(0.6) * rng(2).standard_normal(x0.shape)
    guess = truth.denoiser()(xt, 0.4)
    error = ((guess - x0) ** 2).mean()
    for other in (guess * 1.05, guess + 0.05, exact(truth.means)(xt, 0.4)):
        assert ((other - x0) ** 2).mean() > error + 1e-4


@pytest.mark.parametrize("abar", LEVELS)
@pytest.mark.parametrize("deviation", [0.0, 1e-12, 0.1, 3.0])
def test_exact_is_finite_at_every_noise_level(abar: float, deviation: float) -> None:
    means = rng().standard_normal((40, 2))
    xt = np.concatenate([means[:5], rng(1).standard_normal((20, 2)), [[1e3, -1e3]]])
    guess = exact(means, deviation)(xt, abar)
    assert np.isfinite(guess).all()
    if not deviation:  # inside the hull of the points
        assert guess.min() >= means.min() - 1e-12
        assert guess.max() <= means.max() + 1e-12


def test_exact_at_its_ends() -> None:
    means = rng().standard_normal((40, 2))
    noise = rng(1).standard_normal((10, 2))
    assert exact(means, 0.3)(noise, 0.0) == pytest.approx(np.tile(means.mean(axis=0), (10, 1)))
    assert exact(means, 0.3)(noise, 1.0) == pytest.approx(noise)
    near = means[:10] + 1e-3  # nearer to these than to all others
    np.testing.assert_array_equal(exact(means)(near, 1.0), means[:10])


def test_exact_on_pictures_is_exact_on_their_pixels() -> None:
    pictures, noisy = rng().uniform(-1, 1, (6, 4, 5)), rng(1).standard_normal((3, 4, 5))
    flat = exact(pictures.reshape(6, 20))(noisy.reshape(3, 20), 0.7)
    np.testing.assert_array_equal(exact(pictures)(noisy, 0.7), flat.reshape(3, 4, 5))


def test_exact_in_pieces_is_exact_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    means, xt = rng().standard_normal((7, 2)), rng(1).standard_normal((33, 2))
    whole = exact(means, 0.1)(xt, 0.5)
    monkeypatch.setattr(denoisers, "CHUNK", 30)
    np.testing.assert_allclose(exact(means, 0.1)(xt, 0.5), whole, rtol=1e-14)


def test_the_oracle_remembers() -> None:
    x0 = rng().standard_normal((4, 2))
    for abar in LEVELS:
        np.testing.assert_array_equal(oracle(x0)(rng(1).standard_normal((4, 2)), abar), x0)


@pytest.mark.parametrize("abar", [1e-5, 0.3, 0.9999])
def test_a_network_that_names_the_truth_gives_x0_back(abar: float) -> None:
    x0, eps = rng().standard_normal((4, 2)), rng(1).standard_normal((4, 2))
    signal, noise = np.sqrt(abar), np.sqrt(1 - abar)
    xt = signal * x0 + noise * eps
    truth = {"x0": x0, "eps": eps, "v": signal * eps - noise * x0}
    for target, answer in truth.items():
        asked: list = []

        def network(x, a, answer=answer, asked=asked):
            asked.append((x, a))
            return answer

        guess = learned(network, target)(xt, abar)
        np.testing.assert_allclose(guess, x0, atol=1e-9)
        np.testing.assert_array_equal(asked[0][0], xt)
        np.testing.assert_array_equal(asked[0][1], np.full(4, abar))


def test_eps_hat_goes_with_x0_hat() -> None:
    x0, eps = rng().standard_normal((4, 2)), rng(1).standard_normal((4, 2))
    xt = np.sqrt(0.3) * x0 + np.sqrt(0.7) * eps
    np.testing.assert_allclose(denoisers.eps_hat(xt, 0.3, x0), eps)
    np.testing.assert_array_equal(denoisers.eps_hat(x0, 1.0, x0), 0)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: exact(np.zeros(3)), r"means: got shape \(3,\)"),
        (lambda: exact(np.zeros((0, 2))), r"means: got shape \(0, 2\)"),
        (lambda: exact([[np.nan, 0]]), "means: got nan"),
        (lambda: exact([[0.0, 0]], -1), "deviation: got -1.0"),
        (lambda: exact([[0.0, 0]])(np.zeros((4, 3)), 0.5), r"xt: got shape \(4, 3\)"),
        (lambda: oracle([[0.0, 0]])(np.zeros((4, 3)), 0.5), r"xt: got shape \(4, 3\)"),
        (lambda: learned(lambda x, a: x, "noise"), "target: got 'noise'"),
    ],
)
def test_wrong_input_is_told(call, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        call()


def test_a_mixture_has_the_density_that_its_samples_have() -> None:
    truth = Mixture(np.array([[-1.0], [0.5], [2.0]]), 0.3)
    edges = np.linspace(-3.5, 4, 26)
    fine = edges[:-1, None] + (np.arange(100) + 0.5) / 100 * (edges[1] - edges[0])
    for abar in (1.0, 0.6, 0.05):
        x = np.sqrt(abar) * truth.sample(400_000, rng(1))
        x += np.sqrt(1 - abar) * rng(2).standard_normal(x.shape)
        counted, _ = np.histogram(x, edges)
        density = truth.density(fine.reshape(-1, 1), abar).reshape(fine.shape)
        expected = density.mean(axis=1) * (edges[1] - edges[0]) * len(x)
        assert np.all(np.abs(counted - expected) < 5 * np.sqrt(expected) + 5)

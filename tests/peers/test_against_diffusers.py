"""Schedules and the forward process beside those of Hugging Face's diffusers.

Run by `make test-peers` (PyTorch is needed, and nothing is skipped without it). diffusers keeps its
schedules in float32, so they are compared to that precision; its formulas follow the precision of
what they are given, so they are compared in float64, after giving its scheduler our ᾱ.
"""

from typing import Any

import numpy as np
import pytest
import torch
from diffusers import DDIMScheduler, DDPMScheduler

from gen.diffusion.process import (
    eps_from_v,
    eps_from_x0,
    q_posterior,
    q_sample,
    v_from_x0_eps,
    x0_from_eps,
    x0_from_v,
)
from gen.diffusion.schedules import (
    SCHEDULES,
    alphas_cumprod,
    cosine,
    linear,
    log_snr,
    respace,
    respaced_timesteps,
    scaled_linear,
    short,
    sigmoid,
)

LENGTHS = [1, 2, 3, 5, 10, 20, 50, 100, 250, 333, 500, 999, 1000, 2000, 4000]
FORMULAS = [(name, T) for name in SCHEDULES for T in (1, 2, 3, 10, 50, 333, 1000)]
float64 = {"rtol": 1e-9, "atol": 1e-12}


def peer(betas: np.ndarray, kind: Any = DDPMScheduler, **options: Any) -> Any:
    """Their scheduler on our betas, with ᾱ in float64 and nothing clipped."""
    options = {"clip_sample": False, **options}
    scheduler = kind(num_train_timesteps=len(betas), trained_betas=betas, **options)
    scheduler.betas = torch.from_numpy(betas)
    scheduler.alphas_cumprod = torch.from_numpy(alphas_cumprod(betas))
    scheduler.one = scheduler.final_alpha_cumprod = torch.tensor(1.0, dtype=torch.float64)
    return scheduler


def items(T: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x0, ε and t for one item at each of up to 64 steps, the first and the last among them."""
    rng = np.random.default_rng(seed)
    t = np.unique(np.linspace(0, T - 1, min(T, 64)).astype(int))
    return rng.uniform(-1, 1, (len(t), 3, 4)), rng.standard_normal((len(t), 3, 4)), t


@pytest.mark.parametrize("T", LENGTHS)
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(linear, "linear"), (scaled_linear, "scaled_linear"), (cosine, "squaredcos_cap_v2")],
)
@pytest.mark.parametrize(("start", "end"), [(1e-4, 0.02), (0.00085, 0.012)])
def test_betas(ours, theirs, start, end, T):
    scheduler = DDPMScheduler(T, beta_start=start, beta_end=end, beta_schedule=theirs)
    betas = ours(T) if ours is cosine else ours(T, start, end)
    np.testing.assert_allclose(betas, scheduler.betas.numpy(), rtol=2e-6)
    # In float32 each 1 − β is wrong by up to 2e-7, which counts for more the smaller it is.
    theirs_abar = scheduler.alphas_cumprod.numpy()
    visible = theirs_abar > 1e-36  # below, float32 runs out of digits
    wrong_by = np.abs(theirs_abar[visible] / alphas_cumprod(betas)[visible] - 1)
    np.testing.assert_array_less(wrong_by, np.cumsum(2e-7 / (1 - betas))[visible])


def test_the_sigmoid_schedules_share_a_name_only():
    """Theirs, from GeoDiff (arXiv:2203.02923), is a sigmoid in β; ours (arXiv:2301.10972) in ᾱ.

    So their betas cannot be compared. That the two do differ is asserted so that this remark is
    withdrawn when diffusers changes; all the formulas below are compared on our betas.
    """
    T = 1000
    theirs = DDPMScheduler(T, beta_schedule="sigmoid").betas.numpy()
    geodiff = 1e-4 + (0.02 - 1e-4) / (1 + np.exp(-np.linspace(-6, 6, T)))
    np.testing.assert_allclose(theirs, geodiff, rtol=2e-5)
    assert np.abs(log_snr(alphas_cumprod(sigmoid(T))) - log_snr(alphas_cumprod(geodiff))).max() > 1


@pytest.mark.parametrize(("name", "T"), FORMULAS)
def test_alphas_cumprod_of_every_schedule(name, T):
    """Also for sigmoid and polynomial, which diffusers has not: our betas, its product."""
    betas = short(name, T)
    scheduler = DDPMScheduler(T, trained_betas=betas)
    # float32 holds 1 − β to 6e-8, and so ᾱ_T, after a last β of 1 − 4e-9, to that and no better.
    np.testing.assert_allclose(
        alphas_cumprod(betas), scheduler.alphas_cumprod.numpy(), rtol=T * 1.2e-7, atol=1e-7
    )


@pytest.mark.parametrize(("name", "T"), FORMULAS)
def test_q_sample_is_add_noise(name, T):
    betas = short(name, T)
    x0, eps, t = items(T)
    theirs = peer(betas).add_noise(*map(torch.from_numpy, (x0, eps, t))).numpy()
    np.testing.assert_allclose(q_sample(x0, t, eps, alphas_cumprod(betas)), theirs, **float64)


@pytest.mark.parametrize(("name", "T"), FORMULAS)
def test_v_is_get_velocity(name, T):
    betas = short(name, T)
    x0, eps, t = items(T)
    theirs = peer(betas).get_velocity(*map(torch.from_numpy, (x0, eps, t))).numpy()
    np.testing.assert_allclose(v_from_x0_eps(x0, t, eps, alphas_cumprod(betas)), theirs, **float64)


@pytest.mark.parametrize(("name", "T"), FORMULAS)
def test_the_posterior_is_their_step_from_a_known_x0(name, T):
    betas = short(name, T)
    x0, eps, ts = items(T)
    scheduler = peer(betas, prediction_type="sample", variance_type="fixed_small")
    for i, t in enumerate(ts.tolist()):
        xt = q_sample(x0[i], t, eps[i], alphas_cumprod(betas))
        mean, variance = q_posterior(x0[i], xt, t, betas)
        # They clamp the variance to 1e-20, and take 1 − ᾱ_t/ᾱ_{t−1} for β_t, good to 1e-16.
        assert scheduler._get_variance(t).item() == pytest.approx(variance, rel=1e-8, abs=1.1e-20)
        step = scheduler.step(
            torch.from_numpy(x0[i]), t, torch.from_numpy(xt), torch.Generator().manual_seed(t)
        )
        z = torch.randn((3, 4), generator=torch.Generator().manual_seed(t), dtype=torch.float64)
        np.testing.assert_allclose(
            mean + np.sqrt(variance) * z.numpy(), step.prev_sample.numpy(), rtol=1e-8, atol=1e-10
        )


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("T", [1, 2, 10, 50, 333, 1000])
def test_the_posterior_of_a_respaced_schedule_is_their_step_with_fewer_steps(name, T):
    """They skip through the 1000-step schedule; we make the short one. It must be the same."""
    long = SCHEDULES[name](1000)
    scheduler = peer(long, prediction_type="sample", timestep_spacing="trailing")
    scheduler.set_timesteps(T)
    betas, tau = respace(long, T), respaced_timesteps(T)
    for i in np.unique(np.linspace(0, T - 1, min(T, 20)).astype(int)).tolist():
        got = q_posterior(0.0, 0.0, i, betas)[1]
        assert got == pytest.approx(
            scheduler._get_variance(int(tau[i])).item(), rel=1e-8, abs=1.1e-20
        )


def test_respaced_timesteps_are_their_trailing_ones():
    scheduler = DDPMScheduler(1000, timestep_spacing="trailing")
    for T in range(1, 1001):
        scheduler.set_timesteps(T)
        theirs = scheduler.timesteps.numpy()[::-1]
        # They count down by a rounded 1000/T: for some T, 61 the first, that gives one step too
        # many, t = −1, and now and then it tips a half the other way.
        theirs = theirs[theirs >= 0]
        halves = np.flatnonzero(2000 * np.arange(1, T + 1) % (2 * T) == T)
        np.testing.assert_array_equal(
            np.delete(respaced_timesteps(T), halves), np.delete(theirs, halves)
        )
        assert np.abs(respaced_timesteps(T) - theirs).max() <= 1


@pytest.mark.parametrize(("name", "T"), FORMULAS)
@pytest.mark.parametrize(
    ("prediction", "ours"), [("epsilon", x0_from_eps), ("v_prediction", x0_from_v)]
)
def test_x0_from_a_prediction_is_their_pred_original_sample(prediction, ours, name, T):
    betas = short(name, T)
    xt, guess, ts = items(T, seed=1)
    scheduler = peer(betas, prediction_type=prediction)
    got = ours(xt, ts, guess, alphas_cumprod(betas))
    for i, t in enumerate(ts.tolist()):
        step = scheduler.step(torch.from_numpy(guess[i]), t, torch.from_numpy(xt[i]))
        np.testing.assert_allclose(got[i], step.pred_original_sample.numpy(), **float64)


@pytest.mark.parametrize(("name", "T"), FORMULAS)
@pytest.mark.parametrize(
    ("prediction", "to_x0", "to_eps"),
    [("sample", None, eps_from_x0), ("v_prediction", x0_from_v, eps_from_v)],
)
def test_eps_from_a_prediction_is_the_one_in_their_ddim_step(prediction, to_x0, to_eps, name, T):
    """DDIM's x_{t−1} = √ᾱ_{t−1} x̂0 + √(1−ᾱ_{t−1}) ε̂ (η = 0) is the only place that shows its ε̂."""
    betas = short(name, T)
    abar = alphas_cumprod(betas)
    xt, guess, ts = items(T, seed=2)
    scheduler = peer(betas, DDIMScheduler, prediction_type=prediction, timestep_spacing="trailing")
    scheduler.set_timesteps(T)
    x0_hat = to_x0(xt, ts, guess, abar) if to_x0 else guess
    eps_hat = to_eps(xt, ts, guess, abar)
    abar_prev = np.concatenate([[1.0], abar[:-1]])
    expected = q_sample(x0_hat, ts, eps_hat, abar_prev)
    for i, t in enumerate(ts.tolist()):
        step = scheduler.step(torch.from_numpy(guess[i]), t, torch.from_numpy(xt[i]))
        np.testing.assert_allclose(expected[i], step.prev_sample.numpy(), **float64)

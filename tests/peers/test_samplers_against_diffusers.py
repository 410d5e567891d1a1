"""Whole trajectories beside those of Hugging Face's diffusers, with the same noise.

Its schedulers keep ᾱ and σ in float32, so the trajectories agree to that precision. The denoiser is
the exact one of a mixture, which is curved enough to tell two samplers apart.
"""

from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    HeunDiscreteScheduler,
)

from gen.diffusion import samplers, schedules
from gen.diffusion.denoisers import exact
from gen.diffusion.spacing import leading, trailing

BETAS = schedules.linear(1000)
ABAR = schedules.alphas_cumprod(BETAS)
DENOISE = exact(np.array([[-1.0, 0.4], [0.8, 0.9], [0.3, -1.2]]), 0.2)
SPACINGS = {"trailing": trailing, "leading": leading}
CLOSE: dict[str, Any] = {"rtol": 1e-3, "atol": 1e-3}


def start() -> np.ndarray:
    return np.random.default_rng(0).standard_normal((64, 2))


def peer(kind: Any, spacing: str, steps: int, **options: Any) -> Any:
    """Their scheduler on our betas."""
    options = {"prediction_type": "sample", "timestep_spacing": spacing, **options}
    scheduler = kind(num_train_timesteps=1000, trained_betas=BETAS, **options)
    scheduler.set_timesteps(steps)
    return scheduler


def in_x(
    scheduler: Any, noises: list[np.ndarray] | None = None, **options: Any
) -> list[np.ndarray]:
    """The states of a scheduler that works on x_t, in float64."""
    x = torch.from_numpy(start())
    states = [x.numpy()]
    for i, t in enumerate(scheduler.timesteps):
        x0_hat = torch.from_numpy(DENOISE(x.numpy(), float(ABAR[int(t)])))
        if noises:
            options["variance_noise"] = torch.from_numpy(noises[i])
        x = scheduler.step(x0_hat, t, x, **options).prev_sample.double()
        states.append(x.numpy())
    return states


def in_y(scheduler: Any) -> list[np.ndarray]:
    """The states of a scheduler that works on y = x/√ᾱ; those between two steps are left out."""
    sigma = scheduler.sigmas[0].double()
    y = torch.from_numpy(start()) * torch.sqrt(1 + sigma**2)
    states = [start()]
    for i, t in enumerate(scheduler.timesteps):
        x = scheduler.scale_model_input(y, t)
        sigma = scheduler.sigmas[scheduler.step_index].double()
        x0_hat = torch.from_numpy(DENOISE(x.double().numpy(), float(1 / (1 + sigma**2))))
        y = scheduler.step((y - x0_hat) / sigma, t, y).prev_sample.double()
        after = scheduler.sigmas[scheduler.step_index].double()
        half = getattr(scheduler, "dt", None) is not None  # the first of Heun's two guesses
        if not half or i == len(scheduler.timesteps) - 1:
            states.append((y / torch.sqrt(1 + after**2)).numpy())
    return states


def compare(ours: Any, theirs: list[np.ndarray]) -> None:
    states = [step.xt for step in ours]
    assert len(states) == len(theirs)
    for mine, other in zip(states, theirs, strict=True):
        np.testing.assert_allclose(mine, other, **CLOSE)


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("steps", [5, 20, 100])
@pytest.mark.parametrize("eta", [0.0, 0.4, 1.0])
def test_ddim(spacing: str, steps: int, eta: float) -> None:
    noises = list(np.random.default_rng(7).standard_normal((steps, 64, 2)))
    scheduler = peer(DDIMScheduler, spacing, steps, clip_sample=False)
    theirs = in_x(scheduler, noises if eta else None, eta=eta)
    rng = np.random.default_rng(7) if eta else None
    compare(samplers.ddim(DENOISE, start(), SPACINGS[spacing](steps, ABAR), ABAR, rng, eta), theirs)


@pytest.mark.parametrize(
    ("variance", "spacing"), [("small", "trailing"), ("small", "leading"), ("large", "leading")]
)
@pytest.mark.parametrize("steps", [5, 20, 100, 1000])
def test_ddpm(variance: str, spacing: str, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With trailing steps, theirs adds "large" noise to the very result, so that is left out."""
    rng = np.random.default_rng(7)
    monkeypatch.setattr(
        "diffusers.schedulers.scheduling_ddpm.randn_tensor",
        lambda shape, **_: torch.from_numpy(rng.standard_normal(tuple(shape))),
    )
    scheduler = peer(
        DDPMScheduler, spacing, steps, clip_sample=False, variance_type=f"fixed_{variance}"
    )
    theirs = in_x(scheduler)
    t = SPACINGS[spacing](steps, ABAR)
    compare(samplers.ddpm(DENOISE, start(), t, ABAR, np.random.default_rng(7), variance), theirs)


@pytest.mark.parametrize("steps", [5, 20, 100])
def test_euler(steps: int) -> None:
    scheduler = peer(EulerDiscreteScheduler, "trailing", steps, prediction_type="epsilon")
    compare(samplers.euler(DENOISE, start(), trailing(steps, ABAR), ABAR), in_y(scheduler))


@pytest.mark.parametrize("steps", [5, 20, 100])
def test_heun(steps: int) -> None:
    scheduler = peer(HeunDiscreteScheduler, "trailing", steps, prediction_type="epsilon")
    compare(samplers.heun(DENOISE, start(), trailing(steps, ABAR), ABAR), in_y(scheduler))


@pytest.mark.parametrize("steps", [5, 20, 100])
def test_dpmpp_2m(steps: int) -> None:
    scheduler = peer(
        DPMSolverMultistepScheduler, "trailing", steps, algorithm_type="dpmsolver++",
        solver_order=2, solver_type="midpoint", final_sigmas_type="zero", lower_order_final=True,
    )  # fmt: skip
    compare(samplers.dpmpp_2m(DENOISE, start(), trailing(steps, ABAR), ABAR), in_x(scheduler))

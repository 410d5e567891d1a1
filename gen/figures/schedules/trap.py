"""The betas of a paper in too few steps: the cat that does not drown."""

import numpy as np

from gen.data import photograph
from gen.diffusion import schedules
from gen.render.blend import Blend, Layer, Panel
from gen.render.figure import Readout, Steps


def figure(T: int = 20, T_long: int = 1000, seed: int = 7) -> Blend:
    """x_t for n = 0 … T: betas from 1e-4 to 0.02 cut into T steps, the same betas in T_long steps
    (where step n T_long/T is shown), and those respaced to T. The slider begins at the end.

    Sources: Sec. 4 of Ho et al. 2020 (arXiv:2006.11239); respacing as in Eq. 19 of Nichol &
    Dhariwal 2021 (arXiv:2102.09672).
    """
    x0 = photograph.cat()
    eps = np.random.default_rng(seed).standard_normal(x0.shape)
    betas = {
        f"{T} steps, raw": schedules.linear(T),
        f"{T_long:,} steps": schedules.linear(T_long),
        f"{T} steps, respaced": schedules.short("linear", T, T_long),
    }
    abars = {}
    for label, values in betas.items():
        abar = np.concatenate([[1.0], schedules.alphas_cumprod(values)])
        abars[label] = abar[:: len(values) // T]
    mean, count = float(x0.mean()), x0.size
    sd_abar = float(schedules.alphas_cumprod(schedules.scaled_linear(T_long))[-1])
    raw, long, respaced = (schedules.signal(abar) for abar in abars.values())
    return Blend(
        layers=[Layer(x0), Layer(eps, -4.0, 4.0)],
        panels=[
            Panel(np.stack([schedules.signal(abar), schedules.noise(abar)], axis=1), label)
            for label, abar in abars.items()
        ],
        steps=Steps(
            labels=range(T + 1),
            start=T,
            per_second=6,
            readouts=[
                Readout("signal, raw", raw, "signal", ".3f"),
                Readout("respaced", respaced, "signal", ".3f", words="signal, respaced"),
            ],
        ),
        numbers={
            "T_trap": T,
            "stride": T_long // T,
            "beta_start": float(betas[f"{T} steps, raw"][0]),
            "beta_end": float(betas[f"{T} steps, raw"][-1]),
            "left_raw": float(raw[-1]),
            "noise_raw": float(np.sqrt(1 - raw[-1] ** 2)),
            "left_long": float(long[-1]),
            "left_respaced": float(respaced[-1]),
            "stretched_beta": float(betas[f"{T} steps, raw"][-1] * T_long / T),
            "values": count,
            "brightness": mean,
            "static_brightness": count**-0.5,
            # How many standard deviations of static's own mean the mean of the picture's rest is.
            "tell_sd": abs(mean) * np.sqrt(sd_abar / (1 - sd_abar) * count),
            "respaced_beta_first": float(betas[f"{T} steps, respaced"][0]),
            "respaced_beta_last": float(betas[f"{T} steps, respaced"][-1]),
        },
    )

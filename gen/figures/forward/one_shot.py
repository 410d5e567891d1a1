"""The chain of small noisings against the closed form, tested; and a chain that fails the test."""

import numpy as np

from gen.data import photograph
from gen.diffusion import schedules
from gen.diffusion.process import q_step
from gen.render.chart import Chart, Layout, Mark, grid, ink
from gen.render.figure import Role

LEVEL = 0.05  # of the second test, for all the steps together


def figure(T: int = 50, steps: int = 10, seeds: int = 100, error: float = 0.02) -> Chart:
    """How the p-values of Kolmogorov–Smirnov tests spread, for a right chain and a wrong one.

    A chain of T steps is run from the photograph with each seed. At each of `steps` steps the
    residual (x_t − √ᾱ_t x_0) / √(1−ᾱ_t) of all pixels is tested against N(0, 1). If chain and
    closed form (Eqs. 2 and 4 of Ho et al. 2020, arXiv:2006.11239) agree, the p-values over the
    seeds are uniform, which is tested in turn, with Bonferroni's correction for `steps` tests.
    """
    from scipy import stats  # here and below: every build asks for this module, few draw it

    x0 = photograph.cat()[..., 1].ravel()
    betas = schedules.short("cosine", T)
    abar = schedules.alphas_cumprod(betas)
    wrong = np.minimum(betas * (1 + error), betas.max())
    at = np.arange(1, steps + 1) * T // steps - 1
    p = np.stack([p_values(x0, [betas, wrong], abar, at, seed) for seed in range(seeds)], axis=-1)
    uniform = np.array([[stats.kstest(q, "uniform").pvalue for q in chain] for chain in p])
    rejected = (uniform < LEVEL / steps).sum(axis=1)

    def draw(canvas, layout: Layout) -> list[Mark]:
        titles = ("the chain", f"its betas {error:.0%} too large".replace("%", " %"))
        roles: tuple[Role, ...] = ("signal", "noise")
        for index, (title, role) in enumerate(zip(titles, roles, strict=True)):
            if layout == "wide":
                axes = canvas.add_axes((0.05 + 0.5 * index, 0.15, 0.44, 0.70))
            else:
                axes = canvas.add_axes((0.1, 0.575 - 0.5 * index, 0.86, 0.37))
            _spread(axes, p[index], role)
            axes.set_title(title, color=ink(role), weight="bold", loc="left", pad=10)
            if index == 0 or layout == "narrow":
                axes.set_yticklabels(["0", "½", "1"])
        return []

    return Chart(
        title="Does the chain of small steps end where the closed form says?",
        draw=draw,
        sizes={"wide": (900, 360), "narrow": (320, 620)},
        numbers={
            "ks_steps": steps,
            "ks_seeds": seeds,
            "ks_tests": steps * seeds,
            "ks_pixels": len(x0),
            "ks_error": error,
            "ks_rejected": int(rejected[0]),
            "ks_rejected_wrong": int(rejected[1]),
            "ks_least": float(min(1.0, uniform[0].min() * steps)),
            "ks_least_wrong": float(min(1.0, uniform[1].min() * steps)),
        },
    )


def p_values(
    x0: np.ndarray, chains: list[np.ndarray], abar: np.ndarray, at: np.ndarray, seed: int
) -> np.ndarray:
    """p-values (chains, len(at)) of one seed; all chains get the same noise."""
    rng = np.random.default_rng(seed)
    states = [x0] * len(chains)
    p = np.empty((len(chains), len(at)))
    for t in range(int(at[-1]) + 1):
        eps = rng.standard_normal(x0.shape)
        states = [q_step(x, t, eps, betas) for x, betas in zip(states, chains, strict=True)]
        for column in np.flatnonzero(at == t):
            for row, xt in enumerate(states):
                p[row, column] = normal_p((xt - np.sqrt(abar[t]) * x0) / np.sqrt(1 - abar[t]))
    return p


def normal_p(z: np.ndarray) -> float:
    """The p-value of a Kolmogorov–Smirnov test of `z` against N(0, 1), by the limit law."""
    from scipy import special, stats

    n = z.size
    cdf = special.ndtr(np.sort(z))
    rank = np.arange(n + 1) / n
    distance = max((rank[1:] - cdf).max(), (cdf - rank[:-1]).max())
    return float(stats.kstwobign.sf(distance * np.sqrt(n)))


def _spread(axes, p: np.ndarray, role: Role) -> None:
    """Empirical distribution functions of p-values (steps, seeds), over the band of chance."""
    from scipy import stats

    seeds = p.shape[1]
    band = stats.kstwo.isf(LEVEL, seeds)
    x = np.array([0.0, 1.0])
    axes.fill_between(x, x - band, x + band, color=ink("rule"), lw=0, alpha=0.55)
    axes.plot(x, x, color=ink("soft"), lw=1)
    at = np.linspace(0, 1, 41)
    for values in p:
        share = np.searchsorted(np.sort(values), at, side="right") / seeds
        axes.plot(at, share, color=ink(role), lw=1.2, alpha=0.8)
    axes.set(xlim=(0, 1), ylim=(0, 1.01))
    grid(axes, [0, 0.5, 1], [0, 0.5, 1])
    axes.set_xticklabels(["0", "p", "1"])
    axes.set_yticklabels([])
    axes.text(0.97, 0.06, "share of runs below p", color=ink("soft"), ha="right")

"""What the lesson on ink in water claims, held against what the build computed."""

import math
import re
from pathlib import Path

import numpy as np
import pytest

from gen.diffusion import entropy, samplers, schedules
from gen.diffusion.langevin import score
from gen.diffusion.process import q_step
from gen.diffusion.spacing import trailing
from gen.figures.origins import _ink, ink, live, turned
from gen.figures.origins import entropy as bits
from gen.live import demo, langevin
from gen.site.numbers import Numbers

LESSON = Path(__file__).parents[1] / "docs" / "lessons" / "origins.md"


@pytest.fixture(scope="module")
def number() -> dict:
    """The numbers of this lesson, by their short names."""
    found = Numbers.collect().values.items()
    return {key.removeprefix("origins."): v for key, v in found if key.startswith("origins.")}


# The ink


def test_the_ink_has_mean_0_and_variance_1() -> None:
    known = _ink.ink()
    x = known.sample(200_000, np.random.default_rng(0))
    assert np.abs(x.mean(axis=0)).max() < 0.01
    np.testing.assert_allclose(x.var(axis=0), 1, atol=0.01)


def test_the_way_out_is_an_ornstein_uhlenbeck_process() -> None:
    """A step has the mean and the variance of that process after the time −ln(1 − β), and the
    equation itself, in a thousand tiny steps of Euler and Maruyama, leads to the same."""
    t = 120
    beta = _ink.BETAS[t]
    tau = -np.log(1 - beta)
    start, rng = 1.7, np.random.default_rng(3)
    exact = q_step(np.full(100_000, start), t, rng.standard_normal(100_000), _ink.BETAS)
    x, small = np.full(100_000, start), tau / 1000
    for _ in range(1000):
        x = x - x / 2 * small + np.sqrt(small) * rng.standard_normal(x.shape)
    for found in (exact, x):
        assert found.mean() == pytest.approx(start * np.exp(-tau / 2), abs=5 * np.sqrt(beta / 1e5))
        assert found.var() == pytest.approx(1 - np.exp(-tau), rel=0.03)


def test_the_way_back_begins_where_the_way_out_ends() -> None:
    figure = ink.figure(n=300)
    out, back = figure.panels
    for there, here in zip(out.groups, back.groups, strict=True):
        assert there.role == here.role
        np.testing.assert_array_equal(there.xy[-1], here.xy[0])
        assert not np.array_equal(there.xy[0], here.xy[-1])
    assert sum(group.xy.shape[1] for group in out.groups) == 300
    left = out.groups[0]
    assert left.role == "signal"
    assert left.xy[0][:, 0].max() < 0


def test_the_word_is_back_and_the_particles_are_not(number: dict) -> None:
    figure = ink.figure()
    last = np.concatenate([group.xy[-1] for group in figure.panels[1].groups])
    near = np.linalg.norm(last[:, None] - _ink.ink().means, axis=-1).min(axis=1)
    assert np.quantile(near, 0.95) < 3.5 * _ink.ink().deviation
    water = np.concatenate([group.xy[0] for group in figure.panels[1].groups])
    far = np.linalg.norm(water[:, None] - _ink.ink().means, axis=-1).min(axis=1)
    assert np.median(far) > 2 * np.median(near)
    assert number["particles"] == 1200 == len(last)
    assert number["left_again"] == pytest.approx(number["all_again"], abs=0.06)  # chance
    strangers = _ink.ink().sample(5000, np.random.default_rng(1)).reshape(2, -1, 2)
    apart = np.linalg.norm(strangers[0] - strangers[1], axis=1).mean()
    assert number["moved"] == pytest.approx(apart, abs=0.1)
    assert number["signal_end"] < 1e-3  # nothing of the start was left to remember


# The same equation


def test_a_step_of_ddpm_is_the_drift_back_and_the_kick() -> None:
    """With `samplers.ddpm` itself, at every step: (x + β ∇ln p)/√(1−β) + √β z."""
    denoise, rng = _ink.ink().denoiser(), np.random.default_rng(1)
    x = rng.standard_normal((20, 2))
    steps = trailing(_ink.STEPS, _ink.ABAR)
    walk = samplers.ddpm(denoise, x, steps, _ink.ABAR, np.random.default_rng(2), "large")
    kicks, before = np.random.default_rng(2), next(walk)
    for t, after in zip(range(_ink.STEPS - 1, -1, -1), walk, strict=True):
        beta = 1 - _ink.LEVELS[t + 1] / _ink.LEVELS[t]
        slope = score(before.xt, float(_ink.LEVELS[t + 1]), before.x0_hat)
        want = (before.xt + beta * slope) / np.sqrt(1 - beta)
        if t:
            want += np.sqrt(beta) * kicks.standard_normal(x.shape)
        np.testing.assert_allclose(after.xt, want, atol=1e-7)
        before = after


def test_for_small_steps_it_is_andersons_equation() -> None:
    """(x + β ∇ln p)/√(1−β) and x + (x/2 + ∇ln p) β differ by the order of β²."""
    x, off = np.random.default_rng(0).standard_normal((50, 2)), []
    level = 0.5
    slope = score(x, level, _ink.ink().denoiser()(x, level))
    for beta in (1e-2, 1e-3):
        step = (x + beta * slope) / np.sqrt(1 - beta)
        off.append(np.abs(step - (x + (x / 2 + slope) * beta)).max())
    assert np.log10(off[0] / off[1]) == pytest.approx(2, abs=0.02)


def test_both_ways_to_write_a_step_agree_to_rounding(number: dict) -> None:
    assert 0 <= number["turned_agree"] < 1e-14


def test_without_the_score_the_cloud_flies_apart(number: dict) -> None:
    assert number["turned_spread"] > 3
    assert number["turned_score_spread"] == pytest.approx(1, abs=0.05)
    x = np.random.default_rng(0).standard_normal((9, 2))
    for level in (0.1, 0.9):
        np.testing.assert_allclose(score(x, level, turned.no_noise(x, level)), 0, atol=1e-9)


def test_both_ways_back_begin_alike_and_the_arrows_are_the_drift() -> None:
    figure = turned.figure(n=40)
    left, right = (panel.groups for panel in figure.panels)
    np.testing.assert_array_equal(left[0].xy[0], right[0].xy[0])
    tails, tips = left[1].xy[0][0::2], left[1].xy[0][1::2]
    outwards = (tips - tails) / np.linalg.norm(tips - tails, axis=1, keepdims=True)
    radial = tails / np.linalg.norm(tails, axis=1, keepdims=True)
    np.testing.assert_allclose((outwards * radial).sum(axis=1), 1, atol=1e-9)
    frame = 30
    level = float(_ink.LEVELS[180 - 5 * frame])
    tails, tips = right[1].xy[frame][0::2], right[1].xy[frame][1::2]
    drift = tails / 2 + score(tails, level, _ink.ink().denoiser()(tails, level))
    cosine = ((tips - tails) * drift).sum(axis=1)
    cosine /= np.linalg.norm(tips - tails, axis=1) * np.linalg.norm(drift, axis=1)
    np.testing.assert_allclose(cosine, 1, atol=1e-9)


# Entropy


def test_entropy_rises_to_that_of_the_bell_curve_and_falls_again(number: dict) -> None:
    known = bits.known_bits(4000)
    assert np.diff(known[:25]).min() > 0
    assert known.max() < entropy.gaussian(2) + 0.001
    assert number["bits_most"] == pytest.approx(np.log2(2 * np.pi * math.e))
    assert number["bits_water"] == pytest.approx(number["bits_most"], abs=1e-4)
    assert number["bits_less"] == pytest.approx(number["bits_water"] - number["bits_ink"])
    assert number["room"] == pytest.approx(2 ** number["bits_less"])
    assert number["bits_ink"] == pytest.approx(known[0], abs=0.05)


def test_particles_say_the_same_as_the_density(number: dict) -> None:
    assert number["bits_off"] < 0.2
    for key in ("bits_back", "bits_out"):
        assert number["bits_ink"] - 0.2 < number[key] < number["bits_ink"]  # thinner, as it says


def test_half_of_the_rise_is_early(number: dict) -> None:
    half = int(number["bits_half"])
    known = bits.known_bits(4000)
    middle = (known[0] + known[-1]) / 2
    at = half // _ink.EVERY
    assert known[at - 1] < middle <= known[at]
    assert half < 0.1 * number["steps"]
    time = np.log(_ink.LEVELS[half]) / np.log(_ink.LEVELS[-1])
    assert number["bits_half_time"] == pytest.approx(time)
    assert time < 0.01


# Langevin dynamics


def test_a_drop_is_stuck_where_the_noise_is_held_and_not_where_it_falls(number: dict) -> None:
    assert number["live_above_stuck"] > 0.85
    assert number["live_above_falling"] == pytest.approx(0.5, abs=0.08)
    assert number["live_stuck"] > 10 * number["live_floor"]
    for key in ("live_falling", "live_network"):
        assert number[key] < 1.5 * number["live_floor"]


def test_they_are_stuck_with_other_seeds_as_well() -> None:
    for seed in (2, 3, 4):
        stuck, free = (live.ended({"seed": seed, "falling": f}) for f in (False, True))
        assert live.above(stuck) > 0.85
        assert live.above(free) == pytest.approx(0.5, abs=0.1)


def test_hot_particles_take_more_room(number: dict) -> None:
    assert 1.3 < number["live_room_hot"] < number["live_hot_at"]
    gained = number["live_bits_hot"] - number["live_bits_falling"]
    assert number["live_room_hot"] == pytest.approx(2**gained)


def test_the_lines_come_out_too_wide_as_the_closed_form_says(number: dict) -> None:
    """1/(1 − ε/4v) − 1, where ε = size · noise², and v has the lines' own thickness in it."""
    defaults = demo.of(langevin.langevin).defaults()
    noise, size = defaults["noise"], defaults["size"]
    v = (1 - noise**2) * 0.04**2 + noise**2
    assert number["live_wide"] == pytest.approx(1 / (1 - size * noise**2 / (4 * v)) - 1)
    assert (number["live_steps"], number["live_noise"]) == (defaults["steps"], noise)


def test_the_time_line_is_in_order_and_every_entry_has_a_source() -> None:
    rows = re.findall(
        r"^\| (\d{4}) \| \[.+?\]\((https://\S+)\) \| .+ \|$", LESSON.read_text(), re.M
    )
    years = [int(year) for year, _ in rows]
    assert years == sorted(years)
    assert years == [1905, 1908, 1930, 1982, 2005, 2011, 2015, 2019, 2020, 2021]
    assert len({source for _, source in rows}) == len(rows)


def test_the_levels_are_those_of_the_cosine_schedule() -> None:
    assert _ink.LEVELS[0] == 1
    np.testing.assert_array_equal(
        _ink.ABAR, schedules.alphas_cumprod(schedules.short("cosine", _ink.STEPS))
    )
    assert _ink.FRAMES[-1] == _ink.STEPS

"""What the lesson on flow matching claims, held against what the build computed."""

import json

import numpy as np
import pytest

from gen.diffusion import flow, paths
from gen.figures.flow import _models, _ways, aside, choice, crossing, few, quality, same
from gen.figures.walking._quality import rooted_mmd
from gen.live.plane import WEIGHTS as PLANES
from gen.nets import safetensors
from gen.registry import OUTPUT
from gen.site.numbers import Numbers
from gen.train.built import flow as built
from gen.train.built import plane as diffusion
from tests.quoted import assert_same_code

QUOTED = (
    "gen.nets.flowing:train",
    "gen.diffusion.flow:from_denoiser",
    "gen.diffusion.paths:along",
)


@pytest.fixture(scope="module")
def number() -> dict:
    """All numbers that this lesson may quote."""
    return {k[5:]: v for k, v in Numbers.collect().values.items() if k.startswith("flow.")}


def manifest(name: str) -> dict:
    """What the build wrote of a figure."""
    return json.loads((OUTPUT / "flow" / name / "figure.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", QUOTED)
def test_the_code_quoted_is_the_code_that_runs(name: str) -> None:
    assert_same_code(name)


def test_the_networks_had_the_same_form_and_the_same_work(number: dict) -> None:
    shapes, works = [], []
    for file in (*_models.WEIGHTS.values(), PLANES[_models.NAME]):
        tensors = safetensors.load(file)
        shapes.append({k: w.shape for k, w in tensors.items() if k[0] in "wb"})
        works.append({k: safetensors.about(file)[k] for k in ("steps", "batch", "seed")})
    assert shapes[0] == shapes[1] == shapes[2]
    assert works[0] == works[1] == works[2]
    assert number["batches"] == int(works[0]["steps"]) == diffusion.STEPS
    assert number["partners"] == built.PARTNERS


def test_both_kinds_of_paths_are_bent_and_those_of_the_flow_more(number: dict) -> None:
    assert 1.1 < number["straight_arc"] < 1.5 < number["straight_line"]
    assert 1 < number["straight_again"] < 1.01


def test_the_two_models_lead_to_nearly_the_same_ends(number: dict) -> None:
    assert number["same_end"] < 0.05


def test_all_begin_at_the_same_places_within_sight() -> None:
    walks = _ways.figure({"a": _models.ddim, "b": _models.line}, 9, {}).panels
    one, two = (panel.groups[1].xy for panel in walks)
    np.testing.assert_array_equal(one[0], two[0])
    assert one.shape == (_ways.STEPS + 1, 9, 2)
    assert np.abs(one[0]).max() < 2.1


def test_most_of_the_velocity_cannot_be_known(number: dict) -> None:
    assert number["u_square"] == pytest.approx(2, abs=0.05)  # the variance of ε and that of x0
    assert number["u_square"] / 2 < number["u_rest"] < number["u_square"]


def test_what_is_taught_is_straight_and_what_becomes_of_it_is_not() -> None:
    taught, walked = (panel.groups[0].xy for panel in crossing.figure(examples=50).panels)
    assert paths.straightness(taught) == pytest.approx(1, abs=1e-9)
    assert paths.straightness(walked) > 1.3
    np.testing.assert_allclose(taught[0], walked[0])


def test_from_static_the_flow_sets_out_towards_the_middle() -> None:
    x = np.random.default_rng(8).standard_normal((300, 2))
    u = _models.velocity()(x, 1.0)
    off = np.linalg.norm(u - (x - _models.TRUTH.means.mean(axis=0)), axis=1)
    assert np.median(off) < 0.3 * np.median(np.linalg.norm(u, axis=1))


def test_one_step_gives_a_cloud_and_a_blot(number: dict) -> None:
    assert number["spread_arc"] == pytest.approx(1, abs=0.1)
    assert number["spread_line"] < 0.35
    assert number["spread_again"] > 0.8
    assert [p["label"] for p in manifest("few")["panels"]] == [m[0] for m in few.MODELS.values()]
    assert manifest("few")["steps"]["start"] == 0


def test_the_order_after_few_steps_is_as_said(number: dict) -> None:
    mmd = {(k, n): number[f"mmd_{k}_{n}"] for k in quality.MODELS for n in few.COUNTS}
    for n in (2, 4, 8):
        others = [mmd[k, n] for k in ("arc", "ddim", "line")]
        assert mmd["again", n] < min(others) == mmd["arc", n]
        assert 0.7 < mmd["line", n] / mmd["ddim", n] < 1.1  # side by side
    assert min(mmd[k, 4] for k in ("arc", "ddim", "line")) > 1.5 * mmd["again", 2]
    for k in ("arc", "ddim", "line"):
        assert mmd[k, 8] == pytest.approx(mmd["again", 2], rel=0.45)
    assert all(mmd[k, 32] < number["floor"] for k in quality.MODELS)
    assert mmd["ddim", 1] > mmd["line", 1] > mmd["arc", 1] > mmd["again", 1]


def test_a_blot_is_far_off_in_this_distance_and_a_cloud_is_nearer() -> None:
    """What the lesson says of one step: near pairs are what it counts."""
    fresh = _models.TRUTH.sample(800, np.random.default_rng(0))
    cloud = np.random.default_rng(1).standard_normal((800, 2))
    assert rooted_mmd(0.01 * cloud, fresh) > 3 * rooted_mmd(cloud, fresh)


def test_ddim_is_euler_on_the_line_to_rounding(number: dict) -> None:
    assert 0 < number["same"] < 1e-12
    assert same.apart(20, 7) < 1e-12


def test_a_cosine_schedule_nearly_tells_the_flows_time(number: dict) -> None:
    assert number["clock_cosine"] < 0.06 < 4 * number["clock_cosine"] < number["clock_linear"]


def test_the_marks_lie_on_one_ray(number: dict) -> None:
    signal, noise, t = (number[f"same_{k}"] for k in ("signal", "noise", "t"))
    assert t * signal == pytest.approx((1 - t) * noise, rel=1e-9)
    assert signal**2 + noise**2 == pytest.approx(1)


def test_which_way_is_straighter_turns_when_the_moons_are_moved(number: dict) -> None:
    for what in ("straight", "off"):
        assert number[f"centred_arc_{what}"] < number[f"centred_line_{what}"]
        assert number[f"aside_arc_{what}"] > number[f"aside_line_{what}"]
    assert number["aside_size"] == aside.SIZE == 0.5


def test_the_moons_have_the_middle_and_the_width_of_static_and_the_line_shrinks_them() -> None:
    x0 = _models.TRUTH.sample(20_000, np.random.default_rng(2))
    eps = np.random.default_rng(3).standard_normal(x0.shape)
    np.testing.assert_allclose(x0.mean(axis=0), 0, atol=0.03)
    np.testing.assert_allclose(x0.std(axis=0), 1, atol=0.03)
    half = flow.between(x0, eps, 0.5)
    assert half.std() == pytest.approx(np.sqrt(0.5), abs=0.02)


def test_three_networks_that_learned_equally_long_are_hardly_to_be_told_apart(
    number: dict,
) -> None:
    error = [number[f"choice_{name}_error"] for name in choice.NETWORKS]
    assert number["choice_spread"] == pytest.approx(max(error) / min(error) - 1)
    assert 0 < number["choice_spread"] < 0.03
    found = json.loads(choice.CHOICE.read_text(encoding="utf-8"))
    ahead = {
        t: found["transformer"]["errors"][t]
        < min(found[n]["errors"][t] for n in ("unet", "joined"))
        for t in found["joined"]["errors"]
    }
    assert ahead["50"]
    assert ahead["950"]
    assert not any(ahead[t] for t in ("350", "450", "550", "650", "750", "850"))
    batches = {name: number[f"choice_{name}_batches"] for name in choice.NETWORKS}
    assert min(batches, key=lambda name: batches[name]) == "joined", "the third needs fewer"
    assert len({number[f"choice_{name}_weights"] for name in choice.NETWORKS}) == 3
    assert {found[name]["seconds"] for name in choice.NETWORKS} == {number["choice_seconds"]}
    assert choice.percent(-0.1) == "−10\N{NARROW NO-BREAK SPACE}%"

"""What the lesson on cost claims, held against what the build computed."""

import json

import numpy as np
import pytest

from gen.figures.cost import _counted, spent, where
from gen.figures.cost import samplers as opening
from gen.figures.cost import students as shown
from gen.figures.prompts._painting import evaluation
from gen.live import cost as live
from gen.live import students
from gen.nets import painter
from gen.nets.painter import CFG_SCALE
from gen.registry import OUTPUT
from gen.site.numbers import Numbers
from gen.train.tested import ABAR, SAMPLERS, SHORT, static
from tests.quoted import assert_same_code


@pytest.fixture(scope="module")
def number() -> dict:
    """All numbers that the lesson may quote."""
    return {k[5:]: v for k, v in Numbers.collect().values.items() if k.startswith("cost.")}


def manifest(name: str) -> dict:
    """What the build wrote of a figure."""
    return json.loads((OUTPUT / "cost" / name / "figure.json").read_text(encoding="utf-8"))


def test_all_samplers_have_a_column_and_all_numbers_of_steps_a_place() -> None:
    assert set(SHORT) == set(SAMPLERS)
    built = manifest("samplers")
    assert [panel["label"] for panel in built["panels"]] == list(SHORT.values())
    assert built["steps"]["labels"] == ["1", "2", "4", "8", "16", "32", "64"]


def test_the_picture_settles_and_ddpm_paints_another(number: dict) -> None:
    assert number["left_eight"] < 0.5 * number["left_one"]
    assert number["same_euler"] < 1e-6
    assert number["far_ddpm"] > 2 * number["left_eight"]


def test_guesses_are_counted() -> None:
    """One a step; Heun's second one is left out at the last step, and where σ falls too far."""
    for name in ("ddpm", "ddim", "euler", "dpmpp_2m"):
        assert [_counted.guesses(name, n) for n in (1, 2, 8, 64)] == [1, 2, 8, 64]
    assert [_counted.guesses("heun", n) for n in (1, 2, 8, 64)] == [1, 2, 14, 126]


def test_asking_with_and_without_the_prompt_at_once_is_the_same_guidance() -> None:
    prompt, xt = "a red car in the snow by day", static([3])
    apart = painter.load().denoiser([prompt], CFG_SCALE)
    for level in (0.01, 0.5, 0.99):
        np.testing.assert_allclose(opening.told(prompt)(xt, level), apart(xt, level), atol=1e-4)


def test_the_first_steps_buy_nearly_all_and_the_gap_stays(number: dict) -> None:
    assert number["frechet_one"] > number["frechet_two"] > 2 * number["frechet_few"]
    assert number["frechet_few"] < 2 * number["frechet_many"]
    assert number["frechet_best"] > number["frechet_real"]
    found = evaluation()["steps"]
    assert number["frechet_best"] == min(point["frechet"] for point in found["ddim"])
    for name in SHORT:
        assert all(point["frechet"] > found["real"]["frechet"] for point in found[name])


def test_in_the_plane_all_come_near_the_floor_and_two_looks_are_ahead(number: dict) -> None:
    for name in _counted.LINES:
        assert number[f"plane_{name}_many"] < 2 * number["plane_floor"]
        assert number[f"plane_{name}_few"] > 1.3 * number["plane_floor"]
    ahead = max(number["plane_heun_few"], number["plane_dpmpp_2m_few"])
    assert ahead < number["plane_ddim_few"] < number["plane_ddpm_few"]


def test_the_five_ways_have_as_many_steps_and_begin_at_static(number: dict) -> None:
    for name, spacing in where.WAYS.items():
        t = spacing(where.BUDGET, ABAR)
        assert len(t) == where.BUDGET == number["budget"]
        assert t[0] > 985, name
    assert set(where.WAYS) == set(where.TITLES) == set(spent.LABELS)
    assert 0 < number["wasted"] < where.BUDGET
    assert number["wasted"] > where.BUDGET / 2
    assert number["last_early"] > 2 * number["last_even"]


def test_crowded_at_static_gets_the_shapes_right_and_crowded_at_the_end_gets_both_wrong(
    number: dict,
) -> None:
    assert number["coarse_early"] < number["coarse_even"] < number["coarse_late"]
    assert number["fine_late"] > 1.5 * max(number["fine_even"], number["fine_early"])
    assert number["fine_share_early"] > number["fine_share_late"]
    assert number["fine_share_early"] > 0.8


def test_in_the_plane_it_is_the_other_way_round(number: dict) -> None:
    others = [number[f"moons_{name}"] for name in where.WAYS if name != "even"]
    assert number["spent_floor"] < number["moons_even"] < min(others)
    assert number["moons_late"] < 0.7 * number["moons_early"]
    assert number["moons_whole"] == max(others)


def test_the_parts_add_up_and_each_is_what_it_is_called() -> None:
    difference = np.random.default_rng(0).standard_normal((2, 32, 32, 3))
    coarse, fine = spent.split(difference)
    np.testing.assert_allclose(coarse + fine, (difference**2).mean(axis=(1, 2, 3)))
    flat = np.full((1, 32, 32, 3), 0.5)
    np.testing.assert_allclose(spent.split(flat), [[0.25], [0.0]])
    checked = np.where(np.indices((32, 32)).sum(axis=0) % 2, 1.0, -1.0)[None, :, :, None]
    np.testing.assert_allclose(spent.split(checked), [[0.0], [1.0]])


def test_no_picture_is_left_out(number: dict) -> None:
    labels = manifest("spent")["steps"]["labels"]
    assert labels == [str(seed) for seed in range(1, number["spent_pictures"] + 1)]


def test_a_student_does_in_one_step_what_the_teacher_cannot(number: dict) -> None:
    assert number["teacher_1"] > 20 * number["student_1"]
    assert number["student_1"] < 3 * number["students_floor"]
    assert number["student_1"] < 2 * number[f"teacher_{number['taught']}"]
    for count in students.steps():
        assert number[f"student_{count}"] < number[f"teacher_{count}"]
    assert number["students"] == len(students.steps()) == 5


def test_it_is_the_same_function(number: dict) -> None:
    assert number["same_end"] < 0.1 * number["other_end"]


def test_one_pass_leaves_more_between_the_moons(number: dict) -> None:
    assert number["astray_student"] > 2 * number["astray_teacher"]
    assert number["astray_student"] < 0.2
    fresh = _counted.known().truth.sample(2000, np.random.default_rng(0))
    assert shown.astray(fresh) < 0.01
    assert shown.astray(fresh + np.array([0.0, 5.0])) > 0.9


def test_there_is_no_student_for_any_other_number() -> None:
    with pytest.raises(KeyError, match="there is no student for 3 steps"):
        students.student(3)


def test_figures_and_demo_spend_their_steps_alike(number: dict) -> None:
    assert {name for name, _ in where.WAYS.items()} == {*live.SPACINGS, "whole"}
    assert number["power"] == f"{live.CROWDED:g}"
    assert number["sigma_max"] == f"{live.SIGMA_MAX:g}" == "80"


def test_the_code_that_is_quoted_runs() -> None:
    assert_same_code("gen.nets.distilling:distil")

"""Wrong input: each parameter of each public function is refused once at least, by name."""

import inspect
import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gen.diffusion import alpha_bars, process, schedules

NAN = math.nan
X = np.zeros((4, 2))
ABAR = np.array([0.9, 0.5, 0.1])
BETAS = np.array([0.1, 0.2, 0.3])
SHORT = X[:3]  # a shape that does not fit X
HOLED = np.where(np.arange(8).reshape(4, 2) == 5, NAN, 0.0)  # NaN at [2, 1]
ENDLESS = np.where(np.arange(8).reshape(4, 2) == 5, -np.inf, 0.0)
RNG = np.random.default_rng(0)

COUNT = "an integer of at least 1"
BETA = "in (0, 1)"

Cases = list[tuple[Any, str, str]]

# For each parameter: values that are wrong, what the message says each was, what it allows.
T_CASES: Cases = [(0, "0", COUNT), (-3, "-3", COUNT), (2.0, "2.0", COUNT), (True, "True", COUNT)]
T_CASES += [("8", "'8'", COUNT), (None, "None", COUNT), (NAN, "nan", COUNT)]
UP_TO_3: Cases = [(0, "0", "from 1 to 3"), (4, "4", "from 1 to 3"), (1.5, "1.5", "from 1 to 3")]
FRACTIONS: Cases = [
    (0.0, "0.0", BETA),
    (1.0, "1.0", BETA),
    (-0.1, "-0.1", BETA),
    (NAN, "nan", BETA),
]
FRACTIONS += [([0.1, 0.2], "[0.1, 0.2]", "one number"), ("a", "'a'", "real numbers")]
BETAS_CASES: Cases = [
    ([0.1, 1.0], "1.0 at [1]", BETA),
    ([0.0, 0.1], "0.0 at [0]", BETA),
    ([0.1, NAN], "nan at [1]", BETA),
    ([-0.1], "-0.1 at [0]", BETA),
    ([], "shape (0,)", "of shape (T,)"),
    (0.1, "shape ()", "of shape (T,)"),
    ([[0.1, 0.2]], "shape (1, 2)", "of shape (T,)"),
    ([[0.1], [0.1, 0.2]], "[[0.1], [0.1, 0.2]]", "real numbers"),
    (["a"], "['a']", "real numbers"),
]
UNIT: Cases = [(1.5, "1.5", "in [0, 1]"), ([0.5, -0.5], "-0.5 at [1]", "in [0, 1]")]
UNIT += [(True, "True", "real numbers")]
UNIT += [(NAN, "nan", "in [0, 1]"), ("a", "'a'", "real numbers"), (1j, "1j", "real numbers")]
ABAR_SHAPES: Cases = [(0.5, "shape ()", "of shape (T,)"), (X, "shape (4, 2)", "of shape (T,)")]
ABAR_CASES: Cases = [
    ([0.5, 1.5], "1.5 at [1]", "in [0, 1]"),
    ([-0.1, 0.5], "-0.1 at [0]", "in [0, 1]"),
    ([0.5, NAN], "nan at [1]", "in [0, 1]"),
    *ABAR_SHAPES,
]
ABOVE_0: Cases = [([0.5, 0.0], "0.0 at [1]", "in (0, 1]"), ([1.1], "1.1 at [0]", "in (0, 1]")]
BELOW_1: Cases = [([1.0, 0.5], "1.0 at [0]", "in [0, 1)"), ([-0.1], "-0.1 at [0]", "in [0, 1)")]
T_INDEX: Cases = [
    (3, "3", "in 0 … 2"),
    (-1, "-1", "in 0 … 2"),
    (1.0, "1.0", "an integer"),
    (NAN, "nan", "an integer"),
    (True, "True", "an integer"),
    ("1", "'1'", "an integer"),
    (np.array([0, 1, 2, 3]), "3", "in 0 … 2"),
    (np.array([0, -1, 2, 1]), "-1", "in 0 … 2"),
    (np.array([0, 1, 2]), "shape (3,)", "of shape (4,)"),
    (np.array([[0, 1], [0, 1], [0, 1], [0, 1]]), "shape (4, 2)", "of shape (4,)"),
    (np.array([0.0, 1.0, 2.0, 1.0]), "an array of shape (4,) and type float64", "integers"),
]
LEADING: Cases = [  # the first array sets the shape
    (HOLED, "nan at [2, 1]", "finite everywhere"),
    (ENDLESS, "-inf at [2, 1]", "finite everywhere"),
    (X + 1j, "an array of shape (4, 2) and type complex128", "real numbers"),
]
FOLLOWING: Cases = [
    *LEADING,
    (SHORT, "shape (3, 2)", "shape (4, 2)"),
    (0.0, "shape ()", "shape (4, 2)"),
]
FLOATS: Cases = [(NAN, "nan", "in (-inf, inf)"), (math.inf, "inf", "in (-inf, inf)")]
S_CASES: Cases = [
    (-0.1, "-0.1", "in [0, inf)"),
    (math.inf, "inf", "in [0, inf)"),
    (NAN, "nan", "in [0"),
]
S_HALF: Cases = [(0.5, "0.5", "in [0, 0.5)"), (-0.1, "-0.1", "in [0, 0.5)")]
TAU: Cases = [(0.0, "0.0", "in (0, inf)"), (-1.0, "-1.0", "in (0, inf)")]
END: Cases = [(-3.0, "-3.0", "in (-3.0, inf)"), (NAN, "nan", "in (-3.0, inf)")]
NAMES = "one of 'linear', 'scaled_linear', 'cosine', 'sigmoid', 'polynomial'"

# function: (arguments that are right, {parameter: cases})
TABLE: dict[Callable[..., object], tuple[dict[str, Any], dict[str, Cases]]] = {
    schedules.linear: ({"T": 5}, {"T": T_CASES, "beta_start": FRACTIONS, "beta_end": FRACTIONS}),
    schedules.scaled_linear: (
        {"T": 5},
        {"T": T_CASES, "beta_start": FRACTIONS, "beta_end": FRACTIONS},
    ),
    schedules.cosine: ({"T": 5}, {"T": T_CASES, "s": S_CASES, "max_beta": FRACTIONS}),
    schedules.sigmoid: (
        {"T": 5},
        {"T": T_CASES, "start": FLOATS, "end": END, "tau": TAU, "max_beta": FRACTIONS},
    ),
    schedules.polynomial: ({"T": 5}, {"T": T_CASES, "s": S_HALF, "max_beta": FRACTIONS}),
    schedules.short: (
        {"name": "linear", "T": 2, "T_long": 3},
        {
            "name": [
                ("cosin", "'cosin'", f"{NAMES} (nearest: 'cosine')"),
                ("Linear", "'Linear'", f"{NAMES} (nearest: 'linear')"),
                ("scaled-linear", "'scaled-linear'", f"{NAMES} (nearest: 'scaled_linear')"),
                ("", "''", NAMES),
                (None, "None", NAMES),
            ],
            "T": UP_TO_3,
            "T_long": T_CASES,
        },
    ),
    schedules.respaced_timesteps: ({"T": 2, "T_long": 3}, {"T": UP_TO_3, "T_long": T_CASES}),
    schedules.respace: (
        {"betas": BETAS, "T": 2},
        {
            "betas": [
                *BETAS_CASES,
                (
                    [0.999] * 200,
                    "a schedule whose ᾱ falls from 0.001 to 0",
                    "tell each of 2 respaced steps",
                ),
                (
                    [1e-17] * 4,
                    "a schedule whose ᾱ falls from 1 to 1",
                    "tell each of 2 respaced steps",
                ),
            ],
            "T": UP_TO_3,
        },
    ),
    schedules.alphas_cumprod: ({"betas": BETAS}, {"betas": BETAS_CASES}),
    schedules.signal: ({"abar": ABAR}, {"abar": UNIT}),
    schedules.noise: ({"abar": ABAR}, {"abar": UNIT}),
    schedules.snr: ({"abar": ABAR}, {"abar": UNIT}),
    schedules.log_snr: ({"abar": ABAR}, {"abar": UNIT}),
    alpha_bars.cosine_alpha_bar: ({"u": 0.5}, {"u": UNIT, "s": S_CASES}),
    alpha_bars.sigmoid_alpha_bar: (
        {"u": 0.5},
        {"u": UNIT, "start": FLOATS, "end": END, "tau": TAU},
    ),
    alpha_bars.polynomial_alpha_bar: ({"u": 0.5}, {"u": UNIT, "s": S_HALF}),
    process.q_sample: (
        {"x0": X, "t": 1, "eps": X, "abar": ABAR},
        {"x0": LEADING, "t": T_INDEX, "eps": FOLLOWING, "abar": ABAR_CASES},
    ),
    process.q_step: (
        {"x_prev": X, "t": 1, "eps": X, "betas": BETAS},
        {"x_prev": LEADING, "t": T_INDEX, "eps": FOLLOWING, "betas": BETAS_CASES},
    ),
    process.q_chain: (
        {"x0": X, "betas": BETAS, "rng": RNG},
        {
            "x0": LEADING,
            "betas": BETAS_CASES,
            "rng": [(0, "0", "a numpy.random.Generator"), (None, "None", "Generator")],
        },
    ),
    process.q_posterior: (
        {"x0": X, "xt": X, "t": 1, "betas": BETAS},
        {"x0": LEADING, "xt": FOLLOWING, "t": T_INDEX, "betas": BETAS_CASES},
    ),
    process.x0_from_eps: (
        {"xt": X, "t": 1, "eps": X, "abar": ABAR},
        {"xt": LEADING, "t": T_INDEX, "eps": FOLLOWING, "abar": ABOVE_0 + ABAR_SHAPES},
    ),
    process.eps_from_x0: (
        {"xt": X, "t": 1, "x0": X, "abar": ABAR},
        {"xt": LEADING, "t": T_INDEX, "x0": FOLLOWING, "abar": BELOW_1 + ABAR_SHAPES},
    ),
    process.v_from_x0_eps: (
        {"x0": X, "t": 1, "eps": X, "abar": ABAR},
        {"x0": LEADING, "t": T_INDEX, "eps": FOLLOWING, "abar": ABAR_CASES},
    ),
    process.x0_from_v: (
        {"xt": X, "t": 1, "v": X, "abar": ABAR},
        {"xt": LEADING, "t": T_INDEX, "v": FOLLOWING, "abar": ABAR_CASES},
    ),
    process.eps_from_v: (
        {"xt": X, "t": 1, "v": X, "abar": ABAR},
        {"xt": LEADING, "t": T_INDEX, "v": FOLLOWING, "abar": ABAR_CASES},
    ),
}

CASES = [
    pytest.param(f, right, name, *case, id=f"{f.__name__}-{name}-{i}")
    for f, (right, wrong) in TABLE.items()
    for name, cases in wrong.items()
    for i, case in enumerate(cases)
]


@pytest.mark.parametrize(("function", "right", "name", "value", "was", "allowed"), CASES)
@pytest.mark.filterwarnings("error")
def test_wrong_input_is_named(function, right, name, value, was, allowed):
    function(**right)  # else the error below could have another cause
    with pytest.raises(ValueError, match=rf"^{name}: got .+; must be .+") as caught:
        function(**{**right, name: value})
    got, must = re.fullmatch(r"\w+: got (.+?); must be (.+)", str(caught.value)).groups()
    assert re.match(re.escape(was) + "($| )", got)
    assert allowed in must


def public_functions():
    for module in (schedules, alpha_bars, process):
        for name, f in vars(module).items():
            if inspect.isfunction(f) and f.__module__ == module.__name__ and name[0] != "_":
                yield f


def test_no_public_parameter_is_left_out():
    public = {
        (f.__name__, name) for f in public_functions() for name in inspect.signature(f).parameters
    }
    tested = {(f.__name__, name) for f, (_, wrong) in TABLE.items() for name in wrong}
    assert public == tested


@pytest.mark.parametrize("function", list(public_functions()), ids=lambda f: f.__name__)
def test_every_public_function_says_its_source_returns_and_errors(function):
    doc = function.__doc__
    assert "ValueError" in doc
    assert "Returns" in doc
    assert re.search(r"arXiv:\d{4}\.\d{5}|SCHEDULES", doc)
    for name in inspect.signature(function).parameters:
        assert re.search(rf"\b{name}\b[^.]*:|\b{name} <|< {name}", doc), name


def test_too_many_or_too_steep_steps_are_refused_not_rounded_away():
    with pytest.raises(ValueError, match=r"^T: got 1000; must be smaller, or the schedule less"):
        schedules.sigmoid(1000, tau=0.01)
    with pytest.raises(ValueError, match=r"^end: got 500\.0 \(start 400\.0, tau 1\.0\); must be"):
        schedules.sigmoid(5, start=400, end=500)


def test_betas_too_small_for_float64_have_no_posterior():
    with pytest.raises(
        ValueError, match=r"^alphas_cumprod\(betas\): got 1\.0 at \[0\]; must be in"
    ):
        process.q_posterior(X, X, 0, [1e-17])


def test_a_single_item_takes_no_batch_of_t():
    with pytest.raises(ValueError, match=r"^t: got shape \(1,\); must be one integer$"):
        process.q_sample(0.0, np.array([0]), 0.0, ABAR)


def test_q_chain_refuses_when_it_is_called_not_when_it_is_run():
    with pytest.raises(ValueError, match="betas"):
        process.q_chain(X, [2.0], RNG)  # never iterated

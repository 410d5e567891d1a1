"""Who is asked for guesses is counted, whoever asks."""

import numpy as np

from gen.diffusion import schedules, tally
from gen.diffusion.denoisers import exact, learned, oracle
from gen.diffusion.samplers import ddim
from gen.diffusion.spacing import trailing
from gen.nets import mlp

ABAR = schedules.alphas_cumprod(schedules.cosine(1000))


def test_a_walk_asks_once_a_step_for_each_point() -> None:
    xt = np.random.default_rng(0).standard_normal((5, 2))
    for name, denoise in (("exact", exact(np.eye(2))), ("oracle", oracle(np.zeros((5, 2))))):
        with tally.counting() as asked:
            list(ddim(denoise, xt, trailing(7, ABAR), ABAR))
        assert asked == {name: 35}


def test_a_network_counts_itself() -> None:
    network = learned(mlp.predict(mlp.initial(np.random.default_rng(0))), "v")
    with tally.counting() as asked:
        network(np.zeros((3, 2)), 0.5)
        exact(np.eye(2))(np.zeros((4, 2)), 0.5)
    assert asked == {"plane": 3, "exact": 4}


def test_what_is_asked_inside_counts_outside_too_and_afterwards_nothing_does() -> None:
    with tally.counting() as outer:
        tally.note("exact", 1)
        with tally.counting() as inner:
            tally.note("exact", 2)
    tally.note("exact", 4)
    assert (outer, inner) == ({"exact": 3}, {"exact": 2})

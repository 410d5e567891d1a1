"""What the network that paints learns from."""

import numpy as np
import torch

from gen.data import scenes
from gen.train.batches import CROWDED, Lessons, crowded
from gen.train.lesson import learned_picture


def test_levels_crowd_about_the_middle_and_are_everywhere() -> None:
    u = (np.arange(100_000) + 0.5) / 100_000
    level = crowded(u)
    assert np.all(np.diff(level) > 0)
    assert 0 <= level[0] < 1e-4
    assert 1 - 1e-4 < level[-1] < 1
    shares = np.histogram(level, 10, (0, 1))[0] / 10_000
    np.testing.assert_allclose(shares, shares[::-1], atol=0.01)
    assert 1.6 < shares[4] < 1 / (1 + CROWDED * (1 - np.pi / 2))
    assert shares.min() > 0.9 / (1 + CROWDED)
    assert crowded(np.array([np.nextafter(1, 0)]))[0] < 1


def test_the_pictures_of_a_lesson_can_be_drawn_again() -> None:
    lesson = Lessons(10, 4, 3)[7]
    for place in range(4):
        x0 = lesson.x0[place].permute(1, 2, 0).numpy()
        np.testing.assert_allclose(x0, learned_picture(3, 7, 4, place), atol=1e-6)
    again = Lessons(10, 4, 3)[7]
    assert all(torch.equal(a, b) for a, b in zip(lesson, again, strict=True))
    other = scenes.batch(4, np.random.default_rng([3, 8, 0])).pictures
    assert not np.array_equal(other[0] / 127.5 - 1, learned_picture(3, 7, 4, 0))

"""What is learned of the points in the plane while the site is built."""

import numpy as np
import pytest

from gen.data import points
from gen.live.plane import LABELS, plane


def test_the_page_knows_the_distributions_that_there_are() -> None:
    assert sorted(LABELS) == sorted(points.NAMES)
    assert len(LABELS) >= 8


@pytest.mark.parametrize("name", points.NAMES)
def test_the_page_has_the_very_same_distribution(name: str) -> None:
    truth = points.distribution(name)
    np.testing.assert_array_equal(plane(name).truth.means, truth.means)
    assert plane(name).truth.deviation == truth.deviation

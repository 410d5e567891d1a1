"""The network that reads scenes: what it was measured to do, and what it refuses."""

import numpy as np
import pytest

from gen.data import scenes
from gen.data.labels import PARTS
from gen.nets import judge, safetensors

LEAST = 0.98  # right, of each part


@pytest.fixture(scope="module")
def weights() -> judge.Weights:
    """The committed ones."""
    return judge.load()


def test_it_reads_what_it_has_not_seen(weights: judge.Weights) -> None:
    pictures, labels, _ = scenes.batch(1000, np.random.default_rng(123))
    found = judge.scores(weights, pictures / 127.5 - 1)
    assert found.keys() == PARTS.keys()
    for i, (part, words) in enumerate(PARTS.items()):
        assert found[part].shape == (1000, len(words))
        told = labels[:, i] >= 0
        assert (found[part].argmax(axis=1) == labels[:, i])[told].mean() >= LEAST


def test_it_reads_what_is_held_out(weights: judge.Weights) -> None:
    """It never saw these either, and has to read them to count the painter's right."""
    held = sorted(scenes.HELD_COMBINATIONS)
    rng = np.random.default_rng(5)
    pictures = np.stack([scenes.draw(scene, rng) for scene in held]) / 127.5 - 1
    found = judge.scores(weights, pictures)
    labels = np.array([scenes.label_of(scene) for scene in held])
    right = [found[part].argmax(axis=1) == labels[:, i] for i, part in enumerate(PARTS)]
    assert np.all(right, axis=0).mean() >= LEAST


def test_a_picture_is_read_alone(weights: judge.Weights) -> None:
    pictures = scenes.batch(5, np.random.default_rng(0)).pictures / 127.5 - 1
    together = judge.features(weights, pictures)
    assert together.shape == (5, judge.FEATURES)
    for i in range(5):
        alone = judge.features(weights, pictures[i : i + 1])[0]
        np.testing.assert_allclose(alone, together[i], rtol=0, atol=1e-4)


def test_what_it_was_measured_to_do_is_in_its_file() -> None:
    about = safetensors.about(judge.WEIGHTS)
    assert all(float(about[part]) >= LEAST for part in PARTS)


@pytest.mark.parametrize("shape", [(), (32, 32, 3), (1, 16, 16, 3), (1, 3, 32, 32)])
def test_another_shape_is_refused(weights: judge.Weights, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^pictures: got shape .*; must be \(B, 32, 32, 3\)$"):
        judge.features(weights, np.zeros(shape))

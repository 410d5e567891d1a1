"""The network that reads scenes: right on real ones that it has not seen, and what it refuses."""

from pathlib import Path

import numpy as np
import pytest

from gen.data import scenes
from gen.data.labels import PARTS, Scene, label_of
from gen.nets import judge, safetensors


@pytest.fixture(scope="module")
def weights() -> judge.Weights:
    """What has been learned."""
    return judge.load()


@pytest.fixture(scope="module")
def unseen() -> scenes.Batch:
    """Real scenes from a seed that no training has."""
    return scenes.batch(600, np.random.default_rng([987654321]))


def pictures(batch: scenes.Batch) -> np.ndarray:
    """As the judge wants them."""
    return batch.pictures / np.float32(127.5) - 1


def test_it_is_right_on_real_scenes(weights: judge.Weights, unseen: scenes.Batch) -> None:
    """At least 98 % of each part, where the part has a right answer."""
    found = judge.scores(weights, pictures(unseen))
    assert {part: s.shape[1] for part, s in found.items()} == {p: len(w) for p, w in PARTS.items()}
    for i, part in enumerate(PARTS):
        told = unseen.labels[:, i] >= 0
        assert told.sum() > 400
        right = found[part].argmax(axis=1) == unseen.labels[:, i]
        assert right[told].mean() >= 0.98, part


def test_it_is_right_on_what_is_held_out(weights: judge.Weights) -> None:
    """It was not shown these either, and reads them all the same: it does not read pairs."""
    rng = np.random.default_rng(1)
    pairs = [Scene(*pair, "meadow", time) for pair in sorted(scenes.HELD_PAIRS)
             for time in ("day", "sunset", "night")]  # fmt: skip
    held = (pairs + sorted(scenes.HELD_COMBINATIONS)) * 2
    drawn = np.stack([scenes.draw(scene, rng) for scene in held]) / np.float32(127.5) - 1
    labels = np.array([label_of(scene) for scene in held])
    found = judge.scores(weights, drawn)
    for i, part in enumerate(PARTS):
        assert (found[part].argmax(axis=1) == labels[:, i]).mean() >= 0.97, part


def test_it_knows_nothing_of_static(weights: judge.Weights) -> None:
    """So that what it says of a painted picture is not in the judge alone."""
    noise = np.random.default_rng(0).standard_normal((600, 32, 32, 3)).clip(-1, 1)
    labels = scenes.batch(600, np.random.default_rng(2)).labels
    found = judge.scores(weights, noise)
    right = np.stack([found[part].argmax(axis=1) for part in PARTS], axis=1) == labels
    assert right.all(axis=1).mean() < 0.02


def test_a_picture_is_seen_alone(weights: judge.Weights, unseen: scenes.Batch) -> None:
    x = pictures(unseen)[:5]
    together = judge.features(weights, x)
    assert together.shape == (5, judge.FEATURES)
    for i in range(5):
        alone = judge.features(weights, x[i : i + 1])
        np.testing.assert_allclose(alone[0], together[i], rtol=0, atol=1e-4)


@pytest.mark.parametrize("shape", [(32, 32, 3), (1, 32, 32), (1, 16, 16, 3), (1, 32, 32, 4)])
def test_another_shape_is_refused(weights: judge.Weights, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^pictures: got shape .*; must be \(B, 32, 32, 3\)$"):
        judge.scores(weights, np.zeros(shape))


def test_the_weights_that_are_kept_weigh_less_than_a_megabyte(weights: judge.Weights) -> None:
    assert judge.WEIGHTS.stat().st_size < 1_000_000
    words = {part: len(words) for part, words in PARTS.items()}
    assert {name: w.shape for name, w in weights.items()} == judge.shapes(words)


def test_other_weights_are_refused(tmp_path: Path, weights: judge.Weights) -> None:
    file = tmp_path / "weights.safetensors"
    for other in (
        {name: w for name, w in weights.items() if not name.startswith("reads.")},
        {name: w for name, w in weights.items() if name != "2.in.b"},
        weights | {"more.w": np.zeros(3, np.float32)},
    ):
        file.write_bytes(safetensors.dump(other))
        judge.load.cache_clear()
        with pytest.raises(ValueError, match=r"^weights\.safetensors has not the weights"):
            judge.load(file)
    file.write_bytes(b"none")
    with pytest.raises(ValueError, match=r"^weights\.safetensors is damaged"):
        judge.load(file)
    judge.load.cache_clear()

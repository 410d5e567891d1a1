"""Products are counted as they are made."""

import numpy as np
import pytest

from gen.nets import autoencoder, counting, layers, painter
from gen.nets.text import LENGTH
from tests.nets import autoencoder_reference, painter_reference


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many products each call of `product` has made."""
    counts: list[int] = []
    plain = layers.product

    def counted(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        counts.append(a.size * b.shape[-2])
        return plain(a, b)

    monkeypatch.setattr(layers, "product", counted)
    return counts


@pytest.mark.parametrize("paints", [(16, 16, 3), (32, 32, 3), (8, 8, 4), (16, 16, 4), (32, 32, 4)])
def test_a_guess(made: list[int], paints: painter.Shape) -> None:
    network = painter_reference.network(paints=paints)
    assert network.paints == paints
    said = network.read(["a red car in the snow"])
    made.clear()
    v = painter.forward(network.weights, np.zeros((1, *paints)), np.full(1, 0.5), said)
    assert v.shape == (1, *paints)
    assert sum(made) == counting.guess(paints, said.there.shape[1])


@pytest.mark.parametrize("factor", autoencoder.ENCODER)
def test_there_and_back(made: list[int], factor: int) -> None:
    weights = autoencoder_reference.weights(factor)
    z, _ = autoencoder.encode(weights, np.zeros((1, 64, 64, 3)), factor)
    assert sum(made) == counting.encode(factor)
    made.clear()
    autoencoder.decode(weights, z, factor)
    assert sum(made) == counting.decode(factor)


def test_more_places_take_more_than_their_share_and_tokens_count() -> None:
    assert counting.guess((64, 64, 3)) > 4 * counting.guess((32, 32, 3))
    assert counting.guess((16, 16, 4)) < counting.guess((64, 64, 3)) / 3
    assert counting.guess((16, 16, 4), LENGTH) > counting.guess((16, 16, 4), 2)
    assert counting.decode(4, 128) == 4 * counting.decode(4)

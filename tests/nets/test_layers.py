"""What the networks are made of: attention, in formulas as slow as they are plain."""

import numpy as np
import pytest

from gen.nets import layers
from gen.nets.product import product

N, M, C, D = 5, 7, 2 * layers.HEAD, 12


@pytest.fixture(scope="module")
def weights() -> layers.Weights:
    """Of one attention: C channels, two heads, looking at tokens of D."""
    rng = np.random.default_rng(0)
    shapes = layers.attention_shapes("a", C, D)
    return {name: 0.3 * rng.standard_normal(shape, np.float32) for name, shape in shapes.items()}


X = np.random.default_rng(1).standard_normal((2, N, C), np.float32)
SEEN = np.random.default_rng(2).standard_normal((2, M, D), np.float32)
THERE = np.array([[True] * M, [True, True] + [False] * (M - 2)])


def test_attention_is_a_mean_of_what_is_looked_at(weights: layers.Weights) -> None:
    """Place by place, head by head, as Eq. 1 of Vaswani et al. 2017 has it."""
    found, maps = layers.attention(weights, "a", X, SEEN, THERE)
    q = X @ weights["a.q.w"].T + weights["a.q.b"]
    kv = SEEN @ weights["a.kv.w"].T + weights["a.kv.b"]
    k, v = kv[..., :C], kv[..., C:]
    taken = np.zeros((2, N, C))
    for b, i, head in np.ndindex(2, N, 2):
        own = slice(layers.HEAD * head, layers.HEAD * (head + 1))
        score = [q[b, i, own] @ k[b, j, own] / layers.HEAD**0.5 for j in range(THERE[b].sum())]
        look = np.exp(score) / np.exp(score).sum()
        np.testing.assert_allclose(maps[b, head, i, : len(look)], look, rtol=0, atol=1e-5)
        taken[b, i, own] = look @ v[b, : len(look), own]
    expected = taken @ weights["a.out.w"].T + weights["a.out.b"]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-4)


def test_a_map_sums_to_1_and_nobody_looks_at_what_is_not_there(weights: layers.Weights) -> None:
    _, maps = layers.attention(weights, "a", X, SEEN, THERE)
    assert maps.shape == (2, 2, N, M)
    np.testing.assert_allclose(maps.sum(axis=-1), 1, rtol=0, atol=1e-6)
    assert (maps[1, :, :, 2:] == 0).all()
    assert maps[0].min() > 0


def test_the_order_of_what_is_looked_at_does_not_matter(weights: layers.Weights) -> None:
    order = np.random.default_rng(3).permutation(M)
    here = layers.attention(weights, "a", X, SEEN)[0]
    there = layers.attention(weights, "a", X, SEEN[:, order])[0]
    np.testing.assert_allclose(here, there, rtol=0, atol=1e-5)


def test_softmax_bears_large_scores() -> None:
    x = np.array([[1e4, 0, -1e9], [-1e9, -1e9, -1e9]], np.float32)
    expected = np.array([[1, 0, 0], [1 / 3, 1 / 3, 1 / 3]])
    np.testing.assert_allclose(layers.softmax(x), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("before", [(), (2,), (2, 3)])
@pytest.mark.parametrize("platform", ["linux", "emscripten"])
def test_product_is_the_same_everywhere(
    monkeypatch: pytest.MonkeyPatch, before: tuple[int, ...], platform: str
) -> None:
    """In the page it goes another way: einsum, here as there."""
    rng = np.random.default_rng(4)
    a = rng.standard_normal((*before, 4, 6), np.float32)
    b = rng.standard_normal((*before, 5, 6), np.float32)
    monkeypatch.setattr("sys.platform", platform)
    found = product(a, b)
    for at in np.ndindex(*before, 4, 5):
        *first, i, j = at
        expected = np.dot(a[(*first, i)], b[(*first, j)])
        assert found[at] == pytest.approx(expected, abs=1e-5)

"""The network that paints, in NumPy: beside PyTorch's answers, by part, and what it refuses."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gen.nets import painter, safetensors, text
from tests.nets import painter_reference as reference

KEPT = np.load(reference.FILE)


@pytest.fixture(scope="module")
def network() -> painter.Painter:
    """Random weights; what the network says with them is of the size of what it has to say."""
    return reference.network()


@pytest.fixture(scope="module")
def said(network: painter.Painter) -> text.Said:
    """The prompts of the reference, read."""
    return network.read(reference.PROMPTS)


def test_it_says_what_pytorch_says(network: painter.Painter, said: text.Said) -> None:
    v = painter.forward(network.weights, *reference.inputs(), said)
    assert (v.shape, v.dtype) == ((4, 32, 32, 3), np.float32)
    assert 0.3 < KEPT["v"].std() < 3
    np.testing.assert_allclose(v, KEPT["v"], rtol=0, atol=1e-4)


def test_of_latents_it_says_what_pytorch_says() -> None:
    network = reference.network(paints=painter.LATENTS)
    v = network.predict(reference.PROMPTS)(*reference.inputs(paints=painter.LATENTS))
    assert (v.shape, v.dtype) == ((4, 16, 16, 4), np.float32)
    assert 0.3 < KEPT["latent"].std() < 3
    np.testing.assert_allclose(v, KEPT["latent"], rtol=0, atol=1e-4)
    with pytest.raises(ValueError, match=r"^xt: got shape .*; must be \(B, 16, 16, 4\)$"):
        network.predict(["cat"])(np.zeros((1, 32, 32, 3)), [0.5])


def test_guesses_of_latents_know_no_range() -> None:
    network = reference.network(paints=painter.LATENTS)
    x = 10 * reference.inputs(paints=painter.LATENTS)[0][:1].astype(np.float64)
    assert np.abs(network.denoiser(["cat"])(x, 0.9)).max() > 1


def test_it_goes_where_pytorch_goes(network: painter.Painter) -> None:
    """Twenty guided steps of DDIM from static: differences may grow, but not to more than 1e-3."""
    told, untold = network.predict(reference.PROMPTS[:1]), network.predict([""])
    path = reference.trajectory(told, untold)
    assert path.shape == KEPT["path"].shape == (len(reference.KEPT), 1, 32, 32, 3)
    assert np.abs(np.diff(path, axis=0)).mean(axis=(1, 2, 3, 4)).min() > 1e-2, "it stands still"
    np.testing.assert_allclose(path, KEPT["path"], rtol=0, atol=1e-3)


@pytest.mark.parametrize("name", painter.shapes(len(reference.VOCABULARY)))
def test_every_weight_counts(network: painter.Painter, name: str) -> None:
    """So what is compared with PyTorch compares all of it."""
    xt, abar = reference.inputs()
    prompts = [" ".join(reference.VOCABULARY[at : at + 10]) for at in (0, 7)]
    assert {word for said in prompts for word in said.split()} == {*reference.VOCABULARY}
    change = 0.3 * np.random.default_rng(0).standard_normal(network.weights[name].shape)
    changed = network.weights | {name: network.weights[name] + change.astype(np.float32)}
    v = [
        painter.Painter(w, reference.VOCABULARY).predict(prompts)(xt[1:3], abar[1:3])
        for w in (network.weights, changed)
    ]
    assert np.abs(v[1] - v[0]).max() > 1e-2


def test_a_picture_is_seen_alone(network: painter.Painter) -> None:
    """What else is in the batch, and what is said of it, does not matter."""
    xt, abar = reference.inputs()
    for i, prompt in enumerate(reference.PROMPTS):
        v = painter.forward(network.weights, xt[i : i + 1], abar[i : i + 1], network.read([prompt]))
        np.testing.assert_allclose(v[0], KEPT["v"][i], rtol=0, atol=1e-4)


def test_it_hears_the_prompt_and_one_prompt_may_be_for_all(network: painter.Painter) -> None:
    xt, abar = np.repeat(reference.inputs()[0][:1], 2, axis=0), [0.5, 0.5]
    one, other = (network.predict([p])(xt, abar) for p in ("a red car", "a blue car"))
    assert np.abs(one - other).mean() > 0.01
    np.testing.assert_allclose(one, network.predict(["a red car"] * 2)(xt, abar), atol=1e-5)


def test_it_looks_at_how_noisy_the_picture_is(network: painter.Painter) -> None:
    xt = np.repeat(reference.inputs()[0][:1], 3, axis=0)
    v = network.predict(["cat"])(xt, [0.1, 0.5, 0.9])
    assert np.abs(np.diff(v, axis=0)).mean(axis=(1, 2, 3)).min() > 0.01


@pytest.mark.parametrize("abar", [0.0, 1e-300, 1e-12, 0.5, 1 - 1e-12, 1.0])
def test_it_is_finite_at_every_noise_level(network: painter.Painter, abar: float) -> None:
    with np.errstate(divide="raise", invalid="raise"):
        assert np.isfinite(network.predict(["cat"])(reference.inputs()[0][:1], [abar])).all()


def test_where_it_looks_can_be_read_out(network: painter.Painter, said: text.Said) -> None:
    """By layer, head, place and word: how much, of all that it looks at."""
    xt, abar = reference.inputs()
    v, maps = painter.look(network.weights, xt, abar, said)
    np.testing.assert_array_equal(v, painter.forward(network.weights, xt, abar, said))
    assert tuple(maps) == painter.LOOKS
    for seen in maps.values():
        assert seen.shape == (4, painter.WIDE // 32, 8, 8, said.there.shape[1])
        np.testing.assert_allclose(seen.sum(axis=-1), 1, rtol=0, atol=1e-5)
        for i, there in enumerate(said.there):
            assert (seen[i][..., ~there] == 0).all()


@pytest.mark.parametrize(
    "shape", [(), (32, 32, 3), (1, 32, 31, 3), (2, 16, 16, 3), (1, 32, 32), (1, 32, 32, 1)]
)
def test_another_shape_is_refused(network: painter.Painter, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^xt: got shape .*; must be \(B, 32, 32, 3\)$"):
        network.predict(["cat"])(np.zeros(shape), np.full(shape[:1] or (1,), 0.5))


def test_a_prompt_for_each_picture_or_one_for_all(network: painter.Painter) -> None:
    with pytest.raises(ValueError, match=r"^said: got 2 prompts; must be 1 or 4"):
        network.predict(["cat", "car"])(*reference.inputs())


def test_a_denoiser_is_guided_and_stays_in_the_range(network: painter.Painter) -> None:
    x = reference.inputs()[0][:1].astype(np.float64)
    guesses = [network.denoiser(["cat"], scale)(x, 0.4) for scale in (0.0, 1.0, 3.0)]
    nothing = network.denoiser([""], 1.0)(x, 0.4)
    np.testing.assert_array_equal(guesses[0], nothing)
    assert max(np.abs(guess).max() for guess in guesses) <= 1
    assert np.abs(guesses[2] - guesses[1]).max() > 0.01
    with pytest.raises(ValueError, match=r"^prompt: got the unknown word 'catt'"):
        network.denoiser(["catt"])
    with pytest.raises(ValueError, match=r"^cfg_scale: got -1.0"):
        network.denoiser(["cat"], -1)


@pytest.fixture
def file(tmp_path: Path, network: painter.Painter) -> Iterator[Path]:
    """Whole weights in half precision, as they are kept, where they may be damaged."""
    path = tmp_path / "weights.safetensors"
    half = {name: w.astype(np.float16) for name, w in network.weights.items()}
    path.write_bytes(safetensors.dump(half, {"words": " ".join(reference.VOCABULARY)}))
    painter.load.cache_clear()
    yield path
    painter.load.cache_clear()


def test_a_file_of_weights_knows_its_words(file: Path, network: painter.Painter) -> None:
    found = painter.load(file)
    assert found.vocabulary == tuple(reference.VOCABULARY)
    assert {w.dtype for w in found.weights.values()} == {np.dtype(np.float32)}
    for name, w in found.weights.items():
        np.testing.assert_allclose(w, network.weights[name], rtol=1e-3, atol=1e-6)


def test_it_weighs_at_most_eight_megabytes(file: Path) -> None:
    """With ten words more than the scenes have, too."""
    weights = sum(int(np.prod(shape)) for shape in painter.shapes(51).values())
    assert 2.5e6 < weights < 4e6
    assert file.stat().st_size < 8_000_000


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"F16"', b'"F32"'), (b"sunset the", b"sunset__the"), (b'"shape"', b'"share"')],
)
def test_altered_weights_are_refused(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    size = int.from_bytes(content[:8], "little") + len(new) - len(old)
    file.write_bytes(size.to_bytes(8, "little") + content[8:].replace(old, new, 1))
    with pytest.raises(ValueError, match=r"^weights\.safetensors .*: bring or train it anew$"):
        painter.load(file)


def test_weights_know_what_they_paint(file: Path) -> None:
    half = {n: w.astype(np.float16) for n, w in reference.weights(paints=painter.LATENTS).items()}
    file.write_bytes(safetensors.dump(half, {"words": " ".join(reference.VOCABULARY)}))
    assert painter.load(file).paints == painter.LATENTS


def test_weights_that_are_cut_short_are_refused(file: Path) -> None:
    content = file.read_bytes()
    for cut in (0, 7, 8, 1000, len(content) // 2, len(content) - 1):
        file.write_bytes(content[:cut])
        with pytest.raises(ValueError, match=r"^weights\.safetensors is damaged"):
            painter.load(file)


def test_whole_weights_of_another_network_are_refused(file: Path, network: painter.Painter) -> None:
    words = {"words": " ".join(reference.VOCABULARY)}
    for other in (
        {name: w for name, w in network.weights.items() if name != "told.b"},
        network.weights | {"more.w": np.zeros(3, np.float32)},
        network.weights | {"told.b": np.zeros(65, np.float32)},
    ):
        file.write_bytes(safetensors.dump(other, words))
        with pytest.raises(ValueError, match=r"^weights\.safetensors has not the weights"):
            painter.load(file)

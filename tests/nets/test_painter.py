"""The network that paints in NumPy: beside PyTorch's answers, what it looks at, what it refuses."""

from pathlib import Path

import numpy as np
import pytest

from gen.diffusion.denoisers import eps_hat
from gen.nets import painter, safetensors
from gen.nets.layers import Weights
from tests.nets import painter_reference as reference

KEPT = np.load(reference.FILE)


@pytest.fixture(scope="module")
def weights() -> Weights:
    """Random weights; what the network says with them is of the size of what it has to say."""
    return reference.weights()


@pytest.fixture(scope="module")
def network() -> painter.Painter:
    """The network with these weights."""
    return reference.network()


def test_it_says_what_pytorch_says(network: painter.Painter) -> None:
    v = network.predict(reference.PROMPTS)(*reference.inputs())
    assert (v.shape, v.dtype) == ((len(reference.PROMPTS), 32, 32, 3), np.float32)
    assert 0.3 < KEPT["v"].std() < 3
    np.testing.assert_allclose(v, KEPT["v"], rtol=0, atol=1e-4)


def test_it_goes_where_pytorch_goes(network: painter.Painter) -> None:
    """Twenty guided steps of DDIM from static."""
    told, untold = (network.predict(said) for said in (reference.PROMPTS[:1], [""]))
    path = reference.trajectory(told, untold)
    assert np.abs(np.diff(path, axis=0)).mean(axis=(1, 2, 3, 4)).min() > 1e-2, "it stands still"
    np.testing.assert_allclose(path, KEPT["path"], rtol=0, atol=1e-3)


@pytest.mark.parametrize("name", painter.shapes(len(reference.VOCABULARY)))
def test_every_weight_counts(weights: Weights, name: str) -> None:
    """So what is compared with PyTorch compares all of it."""
    xt, abar = (part[:1] for part in reference.inputs())
    change = np.random.default_rng(0).standard_normal(weights[name].shape, np.float32)
    changed = painter.Painter(weights | {name: weights[name] + change}, reference.VOCABULARY)
    off = np.abs(changed.predict(reference.PROMPTS[:1])(xt, abar) - KEPT["v"][:1]).max()
    assert off > 1e-3


def test_a_picture_is_seen_alone(network: painter.Painter) -> None:
    """Neither the other pictures in the batch nor their prompts matter."""
    xt, abar = reference.inputs()
    for i, prompt in enumerate(reference.PROMPTS):
        alone = network.predict([prompt])(xt[i : i + 1], abar[i : i + 1])
        np.testing.assert_allclose(alone[0], KEPT["v"][i], rtol=0, atol=1e-4)


def test_one_prompt_serves_every_picture(network: painter.Painter) -> None:
    xt, abar = reference.inputs()
    said = reference.PROMPTS[:1]
    one, each = (network.predict(prompts)(xt, abar) for prompts in (said, said * len(xt)))
    np.testing.assert_allclose(one, each, rtol=0, atol=1e-5)


def test_prompt_and_noise_level_make_a_difference(network: painter.Painter) -> None:
    xt = np.repeat(reference.inputs()[0][:1], 3, axis=0)
    by_prompt = network.predict(["red car", "blue car", "castle"])(xt, np.full(3, 0.5))
    by_level = network.predict(["red car"])(xt, np.array([0.1, 0.5, 0.9]))
    for v in (by_prompt, by_level):
        assert np.abs(np.diff(v, axis=0)).mean(axis=(1, 2, 3)).min() > 0.01


def test_where_it_looks_are_shares_of_the_words(network: painter.Painter, weights: Weights) -> None:
    said = network.read(reference.PROMPTS)
    v, maps = painter.look(weights, *reference.inputs(), said)
    np.testing.assert_allclose(v, KEPT["v"], rtol=0, atol=1e-4)
    assert maps.keys() == {*painter.LOOKS}
    for looked in maps.values():
        B, _, H, W, L = looked.shape
        assert (len(said.there), 8, 8, said.there.shape[1]) == (B, H, W, L)
        np.testing.assert_allclose(looked.sum(axis=-1), 1, atol=1e-5)
        shown = looked.transpose(0, 4, 1, 2, 3)
        assert not shown[~said.there].any(), "it looks at words that are not there"
        assert shown[said.there].any(axis=(1, 2, 3)).all()


@pytest.mark.parametrize("abar", [0.0, 1e-300, 1e-12, 0.5, 1 - 1e-12, 1.0])
def test_it_is_finite_at_every_noise_level(network: painter.Painter, abar: float) -> None:
    v = network.predict(["cat"])(reference.inputs()[0][:1], np.array([abar]))
    assert np.isfinite(v).all()


def test_its_guess_is_a_picture_and_guidance_goes_beyond(network: painter.Painter) -> None:
    xt = np.random.default_rng(3).standard_normal((1, 32, 32, 3))
    guesses = [network.denoiser(["red car"], scale)(xt, 0.5) for scale in (0, 1, 3)]
    for x0_hat in guesses:
        assert np.abs(x0_hat).max() <= 1
        assert np.isfinite(eps_hat(xt, 0.5, x0_hat)).all()
    assert np.abs(guesses[2] - guesses[1]).mean() > 0.01
    with pytest.raises(ValueError, match="unknown word 'blurple'"):
        network.denoiser(["a blurple car"])
    with pytest.raises(ValueError, match=r"^cfg_scale: got "):
        network.denoiser(["a red car"], -1)


@pytest.mark.parametrize("shape", [(), (32, 32, 3), (1, 32, 31, 3), (1, 3, 32, 32), (1, 32, 32)])
def test_another_shape_is_refused(network: painter.Painter, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^xt: got shape .*; must be \(B, 32, 32, 3\)$") as caught:
        network.predict(["cat"])(np.zeros(shape), np.full(shape[:1] or (1,), 0.5))
    assert str(shape) in str(caught.value)


def test_as_many_prompts_as_pictures(network: painter.Painter) -> None:
    with pytest.raises(ValueError, match=r"^said: got 2 prompts; must be 1 or 3"):
        network.predict(["cat", "car"])(np.zeros((3, 32, 32, 3)), np.full(3, 0.5))


def test_it_is_kept_and_loaded_again(tmp_path: Path, weights: Weights) -> None:
    file = tmp_path / "kept.safetensors"
    about = {"words": " ".join(reference.VOCABULARY)}
    file.write_bytes(safetensors.dump(weights, about))
    loaded = painter.load(file)
    assert loaded.vocabulary == tuple(reference.VOCABULARY)
    for name, w in weights.items():
        np.testing.assert_array_equal(loaded.weights[name], w)


@pytest.mark.parametrize("lacking", ["words", "weight", "cut"])
def test_other_weights_are_refused(tmp_path: Path, weights: Weights, lacking: str) -> None:
    file = tmp_path / f"{lacking}.safetensors"
    about = {
        "words": " ".join(reference.VOCABULARY[1:] if lacking == "words" else reference.VOCABULARY)
    }
    kept = {name: w for name, w in weights.items() if lacking != "weight" or name != "in.w"}
    content = safetensors.dump(kept, about)
    file.write_bytes(content[:-8] if lacking == "cut" else content)
    with pytest.raises(ValueError, match=f"^{lacking}.safetensors (has not|is damaged)"):
        painter.load(file)

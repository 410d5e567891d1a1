"""The committed autoencoders and the network for latents, and what was measured of them."""

import json

import pytest

from gen.data.scenes import WORDS
from gen.files import digest
from gen.nets import autoencoder, painter, safetensors
from gen.train import kept, latents_card

MOST, SMALL = 8_000_000, 2_000_000  # bytes
FACTORS = tuple(autoencoder.ENCODER)


def evaluated(folder: str) -> dict:
    """What is known of the weights in a folder."""
    file = autoencoder.FOLDER / folder / "evaluation.json"
    return json.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("factor", FACTORS)
def test_an_autoencoder_is_small_and_was_measured(factor: int) -> None:
    file = autoencoder.file_of(factor)
    assert autoencoder.load(factor).factor == factor
    assert file.stat().st_size <= SMALL
    found = evaluated(f"autoencoder{factor}")
    again = f"run `make train MODEL=autoencoder ARGS=--factor={factor}`"
    assert found["weights"] == digest(file), again
    card = kept.file(factor, "README.md").read_text(encoding="utf-8")
    assert card == kept.card(factor, found), again


def test_a_stronger_one_keeps_less() -> None:
    four, eight = (evaluated(f"autoencoder{factor}") for factor in FACTORS)
    for of in ("scenes", "eye"):
        assert four[of]["psnr"] > eight[of]["psnr"] > 15
        assert 1 > four[of]["ssim"] > eight[of]["ssim"] > 0.5


def test_the_network_for_latents_knows_the_words_and_its_autoencoder() -> None:
    network = painter.load(painter.LATENT_WEIGHTS)
    assert network.vocabulary == WORDS
    assert network.paints == painter.LATENTS
    assert painter.LATENT_WEIGHTS.stat().st_size <= MOST
    about = safetensors.about(painter.LATENT_WEIGHTS)
    assert about["autoencoder"] == digest(autoencoder.file_of(4)), "it learned from another one"


def test_it_was_measured_and_its_card_says_so() -> None:
    found = evaluated("latents")
    assert found["weights"] == digest(painter.LATENT_WEIGHTS), "run `make evaluate`"
    card = latents_card.FILE.read_text(encoding="utf-8")
    assert card == latents_card.card(found), "run `make evaluate`"


@pytest.mark.parametrize("folder", ["latents", "autoencoder4", "autoencoder8"])
def test_the_cards_have_all_parts(folder: str) -> None:
    text = (autoencoder.FOLDER / folder / "README.md").read_text(encoding="utf-8")
    for part in ("Data", "Training", "Measured", "Limits", "Licence"):
        assert f"**{part}" in text
    listed = (autoencoder.FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"({folder}/README.md)" in listed

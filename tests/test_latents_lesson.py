"""What the lesson on latents claims, held against what the build computed."""

import io
import json

import numpy as np
import pytest
from PIL import Image

from gen.data import photograph
from gen.figures.latents import _damage, _painting, _pictures, beside, files, opening, price
from gen.figures.latents import zip as zipped
from gen.nets import autoencoder, counting, painter
from gen.nets.autoencoder import N
from gen.nets.painter import LATENTS
from gen.registry import OUTPUT
from gen.site.numbers import Numbers


@pytest.fixture(scope="module")
def number() -> dict:
    """All numbers that the lesson may quote."""
    return {k[8:]: v for k, v in Numbers.collect().values.items() if k.startswith("latents.")}


def test_none_of_the_pictures_was_seen_in_a_training() -> None:
    """The eye is that of the photograph that no crop touches; scenes have a seed of their own."""
    pictures = _pictures.pictures()
    assert len(pictures) == 6
    for picture in pictures.values():
        assert picture.shape == (N, N, 3)
        assert (-1 <= picture.min() < picture.max() <= 1, picture.dtype) == (True, np.float64)
    np.testing.assert_array_equal(pictures["a real eye"], photograph.eye())


def test_scenes_and_the_eye_come_back_and_letters_do_not(number: dict) -> None:
    kept = [number[f"psnr_{name}"] for name in ("boat", "castle", "night", "eye")]
    assert min(kept) > 27
    assert abs(number["psnr_eye"] - np.mean(kept[:3])) < 4, "as well as a scene does"
    assert number["psnr_letters"] < number["psnr_face"] < min(kept)
    assert number["ssim_letters"] < 0.7
    assert (number["values"], number["kept"], number["times"]) == (12288, 1024, 12)


def test_a_latent_says_more_than_a_thumbnail_of_as_many_numbers(number: dict) -> None:
    assert 0.9 < zipped.THUMB**2 * 3 / number["kept"] < 1.1
    assert number["mean_ssim"] > number["thumb_ssim"] + 0.1
    assert number["mean_psnr"] > number["thumb_psnr"]


def test_webp_wins_at_both_sizes_and_jpeg_does_not_fit_the_smaller(number: dict) -> None:
    for factor in files.FACTORS:
        webp, ours = (number[f"ssim_{name}_{factor}"] for name in ("webp", "latent"))
        assert webp > ours
        assert number[f"most_latent_{factor}"] == number[f"bytes_{factor}"]
    assert number["most_webp_4"] <= number["bytes_4"] >= number["most_jpeg_4"]
    assert number["most_webp_8"] > number["bytes_8"], "it may also need more"
    assert number["least_jpeg_8"] > number["bytes_8"]


def test_a_file_is_the_best_that_fits() -> None:
    picture = _pictures.face()
    for form in files.OPTIONS:
        small, less = files.fitted(picture, form, 700)
        large, more = files.fitted(picture, form, 1400)
        assert len(less) <= 700 < len(more) <= 1400
        assert np.abs(large - picture).mean() < np.abs(small - picture).mean()
    _, least = files.fitted(picture, "JPEG", 10)
    pixels = np.round((picture + 1) * 127.5).astype(np.uint8)
    assert least == files.encoded(pixels, "JPEG", 0)
    with Image.open(io.BytesIO(files.encoded(pixels, "WebP", 50))) as opened:
        assert (opened.format, opened.size) == ("WEBP", (N, N))


def test_a_byte_of_a_latent_is_a_spot_and_a_byte_of_a_file_is_half_a_picture(number: dict) -> None:
    assert number["tries"] == files.TRIES * len(_pictures.pictures())
    assert number["broken"] > 0.2
    assert number["shaken"] < 0.05 < number["broken"] / 5
    picture = _pictures.face()
    _, content = files.fitted(picture, "WebP", 1024)
    np.testing.assert_array_equal(_damage.opened(content), files.fitted(picture, "WebP", 1024)[0])
    assert _damage.share(picture, picture) == 0
    assert _damage.share(picture, -np.ones_like(picture)) == pytest.approx(
        float((picture.max(axis=-1) > _damage.VISIBLE - 1).mean())
    )


def test_the_opening_ends_where_its_prompt_leads() -> None:
    manifest = json.loads((OUTPUT / "latents" / "opening" / "figure.json").read_text("utf-8"))
    assert manifest["numbers"]["prompt"] == opening.PROMPT
    with Image.open(OUTPUT / "latents" / "opening" / "poster.webp") as poster:
        shown = np.asarray(poster.convert("RGB"), np.float64)[:, N : 2 * N] / 127.5 - 1
    *_, last = _painting.painted([opening.PROMPT], [manifest["numbers"]["seed"]])
    np.testing.assert_allclose(shown, _painting.decoded(last.x0_hat)[0], atol=0.02)


def test_both_networks_were_measured_alike(number: dict) -> None:
    of = {name: _painting.evaluation(name) for name in ("scenes", "latents")}
    for part in ("bars", "distance"):
        for key in {"bars": ("each", "steps", "cfg_scale"), "distance": ("pictures", "real")}[part]:
            assert of["latents"][part][key] == pytest.approx(of["scenes"][part][key], rel=1e-6)
    assert set(beside.KINDS) <= of["latents"]["bars"].keys()
    for kind in beside.KINDS:  # "nearly as often", and what is wrong is the subject
        assert (
            number[f"pixels_{kind}"] - 0.08 < number[f"latents_{kind}"] < number[f"pixels_{kind}"]
        )
        shares = of["latents"]["bars"][kind]
        assert min(shares[part]["share"] for part in ("colour", "place", "time")) > 0.99
        assert shares["subject"]["share"] == shares["all"]["share"]
    assert number["latents_batches"] < number["pixels_batches"] / 2
    assert number["real_distance"] < number["pixels_distance"] < number["latents_distance"]
    worst = [one["prompt"] for kind in beside.KINDS for one in of["latents"]["bars"][kind]["worst"]]
    assert np.mean([" cat " in prompt or " dog " in prompt for prompt in worst]) > 0.7


def test_the_price_of_pixels_grows_faster(number: dict) -> None:
    ratios = [number[f"ratio_{side}"] for side in price.SIDES]
    assert ratios == sorted(ratios)
    assert number["ratio_64"] > 3
    assert number["faster_256"] > number["faster_64"] > 2
    one = counting.guess(painter.PIXELS)
    assert 0.9 < counting.guess(LATENTS) / one < 1.1, "nearly the same number of products"
    whole = number["price_guesses"] * number["latents_64"]
    assert number["decoder_64"] < 0.05 * whole, "once a picture"
    assert autoencoder.ENCODER.keys() == set(files.FACTORS)

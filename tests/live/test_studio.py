"""The studio: it paints what CPython paints, and helps with words that it does not know."""

import numpy as np
import pytest
from playwright.sync_api import expect

from gen.data.labels import PARTS, Scene
from gen.data.scenes import WORDS, is_held
from gen.live import demo, studio
from gen.live.view import Image, View
from gen.nets import autoencoder, painter
from gen.nets.text import words_of
from tests.live.conftest import Tab

DEMO = ("studio/", "studio")
DECLARED = demo.of(studio.studio)
HELD = "a purple house in the meadow at night"


@pytest.fixture
def live(reset: Tab) -> Tab:
    """The started demo at its defaults but for the steps, of which twenty show no more than four.

    With all its defaults it has run when it was started.
    """
    reset.control("steps").fill("4")
    return reset.done()


def here(**raw: object) -> list[View]:
    """What this Python computes."""
    return list(DECLARED.views({"steps": 4, **raw}))


def pictures(view: View) -> list[np.ndarray]:
    """The panels."""
    return [panel.check() for panel in view.panels if isinstance(panel, Image)]


def ask(live: Tab, text: str, name: str = "prompt") -> None:
    """Type a prompt, and let it be painted."""
    live.control(name).fill(text)
    live.control(name).press("Enter")
    live.page.wait_for_timeout(100)
    live.done()


def test_a_held_out_prompt_is_painted_as_cpython_paints_it(live: Tab) -> None:
    assert is_held(Scene("house", "purple", "meadow", "night"))
    ask(live, HELD)
    last = pictures(here(prompt=HELD)[-1])
    assert live.readouts()["step"] == "4 of 4"
    for i, expected in enumerate(last):
        assert np.abs(live.values(i) - expected.ravel()).mean() < 2 / 255
    assert live.state()["studio.prompt"] == HELD


def test_an_unknown_word_is_named_and_a_near_one_can_be_clicked(live: Tab) -> None:
    note = live.demo.locator("[id$='-prompt-note']")
    live.control("prompt").fill("a red kat in the snow")
    live.control("prompt").press("Enter")
    expect(note).to_contain_text("“kat” is none of its words")
    expect(live.control("prompt")).to_have_attribute("aria-invalid", "true")
    live.demo.get_by_role("group", name="Words to choose").first.get_by_text(
        "cat", exact=True
    ).click()
    expect(live.control("prompt")).to_have_value("a red cat in the snow")
    expect(note).to_have_text("")
    live.done()


def test_a_word_that_is_being_typed_is_completed(live: Tab) -> None:
    live.control("prompt").press("End")
    live.control("prompt").press_sequentially(" mou")
    offered = live.demo.get_by_role("group", name="Words to choose").first
    expect(offered.get_by_role("button")).to_have_text(["mountains"])
    expect(live.control("prompt")).to_have_attribute("aria-invalid", "false")
    live.control("prompt").fill("a " * 12)
    expect(live.demo.locator("[id$='-prompt-note']")).to_contain_text("at most 11")


@pytest.mark.parametrize("text", ["", "<img src=x onerror=window.hit=1>", "猫", "car " * 30, "🚗"])
def test_hostile_prompts_leave_a_working_page(live: Tab, text: str) -> None:
    live.control("prompt").fill(text)
    live.control("prompt").press("Enter")
    live.page.wait_for_timeout(100)
    live.done()
    assert live.page.evaluate("window.hit") is None
    ask(live, "a car")
    assert live.readouts()["step"] == "4 of 4"


def test_two_prompts_from_one_static_and_where_they_are_looked_for(live: Tab) -> None:
    ask(live, "a car", "beside")
    last = here(beside="a car")[-1]
    assert len(last.panels) == 4
    for i, expected in enumerate(pictures(last)):
        assert np.abs(live.values(i) - expected.ravel()).mean() < 2 / 255
    words = live.demo.locator(".un-looks button")
    expect(words).to_have_text([look.label for look in last.looks])
    before = live.pixels(3)
    words.last.click()
    assert live.pixels(3).mean() < before.mean()
    words.last.click()
    np.testing.assert_array_equal(live.pixels(3), before)


def test_from_a_drawing(live: Tab) -> None:
    expect(live.control("drawing")).to_be_hidden()
    live.control("begin").select_option("drawing")
    live.done()
    live.control("strength").fill("40")
    live.done()
    expect(live.control("drawing")).to_be_visible()
    last = pictures(here(begin="drawing", strength=40)[-1])[0]
    assert np.abs(live.values(0) - last.ravel()).mean() < 2 / 255
    sketch = DECLARED.values({})["drawing"]
    noised = pictures(here(begin="drawing", strength=100)[-1])[0]
    assert np.abs(last - sketch).mean() < 0.7 * np.abs(noised - sketch).mean()
    live.control("drawing").focus()
    live.page.keyboard.press("Space")
    live.done()
    assert np.abs(live.values(0) - last.ravel()).max() > 0


def test_earlier_results_can_be_returned_to(live: Tab) -> None:
    ask(live, "a blue boat on the sea")
    boat = live.values(0)
    ask(live, "a tree")
    live.demo.get_by_role("button", name="Return to: a blue boat on the sea").first.click()
    np.testing.assert_array_equal(live.values(0), boat)
    expect(live.control("prompt")).to_have_value("a blue boat on the sea")


def test_stopping_half_way_keeps_what_was_painted(live: Tab) -> None:
    live.control("steps").fill("50")
    live.button("Stop").click()
    live.done()
    assert int(live.readouts()["step"].split()[0]) < 50
    expect(live.button("Paint again")).to_be_visible()


def test_a_link_with_nonsense_says_so(live: Tab) -> None:
    tab = live.another()
    tab.open("?studio.prompt=a+dragon&studio.steps=900&studio.drawing=zzz&studio.sampler=euler")
    tab.start()
    expect(tab.demo.locator(".un-live-note")).to_contain_text("prompt = a dragon")
    expect(tab.demo.locator(".un-live-note")).to_contain_text("drawing = zzz")
    assert tab.control("sampler").input_value() == "euler"
    tab.page.close()


def test_every_example_can_be_read_and_half_a_dozen_were_held_out() -> None:
    assert tuple(studio.WORDS) == WORDS
    held = 0
    for example in studio.EXAMPLES:
        words = words_of(example)
        assert set(words) <= set(WORDS)
        subject, *others = (next((w for w in words if w in of), "") for of in PARTS.values())
        held += is_held(Scene(subject, *(word or None for word in others)))
    assert held >= 6


def test_maps_are_of_every_word_and_look_somewhere() -> None:
    view = here(prompt="a red car")[2]
    assert [look.label for look in view.looks] == ["a", "red", "car"]
    for look in view.looks:
        seen = look.check()
        assert seen.shape == (8, 8)
        assert seen.max() == 1
        assert look.panel == 1


@pytest.mark.parametrize("sampler", studio.SAMPLERS)
def test_every_sampler_ends_at_the_number_of_steps(sampler: str) -> None:
    views = here(sampler=sampler, steps=3)
    assert [view.step for view in views][-1] == (3, 3)
    assert np.isfinite(pictures(views[-1])[0]).all()
    assert np.abs(pictures(views[-1])[0]).max() < 2


def test_a_scale_of_nothing_is_the_prompt_of_nothing() -> None:
    unheard, nothing = here(cfg_scale=0)[-1], here(prompt="", cfg_scale=1)[-1]
    np.testing.assert_allclose(pictures(unheard)[0], pictures(nothing)[0], atol=1e-5)
    assert not unheard.looks


def test_latents_are_painted_for_64_pixels_and_looked_at_like_pixels() -> None:
    view = here(paints="latents", prompt="a red car", beside="a cat")[2]
    assert [panel.shape for panel in pictures(view)] == 4 * [(64, 64, 3)]
    assert [panel.label.rpartition(", ")[2] for panel in view.panels] == 4 * ["decoded"]
    assert [(look.label, look.panel) for look in view.looks] == [
        *((word, 1) for word in ("a", "red", "car")),
        *((word, 3) for word in ("a", "cat")),
    ]


def test_the_last_picture_is_the_decoded_result() -> None:
    for sampler in studio.SAMPLERS:
        x, guess = pictures(here(paints="latents", steps=2, sampler=sampler)[-1])
        np.testing.assert_array_equal(x, guess)
        assert np.isfinite(x).all()
        assert 0.2 < x.std() < 1


def test_what_is_painted_over_has_the_size_of_what_paints() -> None:
    values = DECLARED.values({})
    picture, drawing = values["picture"], values["drawing"]
    assert picture.shape == (64, 64, 3)
    assert drawing.shape == (32, 32, 3)
    np.testing.assert_array_equal(studio.painted(drawing, "pixels"), drawing)
    small = studio.painted(picture, "pixels")
    np.testing.assert_allclose(small[3, 5], picture[6:8, 10:12].mean(axis=(0, 1)))
    for x in (picture, drawing.repeat(2, axis=0).repeat(2, axis=1)):
        z = autoencoder.load(4).encode(x[None])[0]
        np.testing.assert_array_equal(studio.painted(x, "latents"), z)
    np.testing.assert_array_equal(studio.painted(drawing, "latents"), z)


def test_from_a_picture_in_latents_little_noise_keeps_it() -> None:
    kept, gone = (
        pictures(here(paints="latents", begin="picture", strength=strength, prompt="")[-1])[0]
        for strength in (10, 100)
    )
    picture = DECLARED.values({})["picture"]
    assert np.abs(kept - picture).mean() < 0.5 * np.abs(gone - picture).mean()


def test_in_the_page_latents_come_when_they_are_chosen(live: Tab) -> None:
    live.control("steps").fill("4")
    live.done()
    before = [url for url in live.requests if "/weights/" in url]
    assert {url.split("/weights/")[1].split("/")[0] for url in before} == {"scenes"}
    live.control("paints").select_option("latents")
    live.page.wait_for_timeout(100)
    live.done()
    after = [url for url in live.requests if "/weights/" in url][len(before) :]
    assert {url.split("/weights/")[1].split("/")[0] for url in after} == {"latents", "autoencoder4"}
    last = here(paints="latents")[-1]
    for i, expected in enumerate(pictures(last)):
        assert np.abs(live.values(i) - expected.ravel()).mean() < 2 / 255
    expect(live.demo.locator(".un-looks button")).to_have_text([look.label for look in last.looks])
    assert live.state()["studio.paints"] == "latents"


def test_weights_that_were_cut_or_changed_are_refused(tmp_path) -> None:
    whole = painter.WEIGHTS.read_bytes()
    cut = tmp_path / "weights.safetensors"
    for content in (whole[:-100], whole[:10], b"", whole[:50] + b"\xff" + whole[51:]):
        cut.write_bytes(content)
        with pytest.raises(ValueError, match=r"weights\.safetensors"):
            painter.load(cut)

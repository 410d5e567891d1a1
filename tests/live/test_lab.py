"""The lab: CPython's pictures, drawing with undo, and whatever a link or a reader may come with."""

import urllib.parse
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from playwright.sync_api import expect

from gen.live import demo, lab
from gen.live.view import View
from tests.live.conftest import Tab

DEMO = ("lab/", "lab")
DECLARED = demo.of(lab.lab)
HOSTILE = [
    "", " ", "0", "-1", "1e999", "-0", "NaN", "Infinity", "5.5", "0x10", "\u0661\u0662",
    "\ud835\udfd9", "999999999999999999999", "null", "undefined", "true", "[]", "{}",
    "[object Object]", "__proto__", "constructor", "toString", "<script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>", "\"><svg onload=window.hit=1>", "javascript:window.hit=1",
    "'-window.hit=1-'", "${window.hit=1}", "{{7*7}}", "%00", "\u0000", "\u202e12", "\ud83d\ude00",
    "//example.org/x.js", "https://example.org/?q=",
    "data:text/html,<script>window.hit=1</script>", "../../../../etc/passwd",
    "file:///etc/passwd", "'; DROP TABLE steps; --", "__import__('os').system('id')",
    "().__class__", "eval('1')", "A" * 171, "_" * 171, "-" * 171, "A" * 170, "A" * 100000,
    "1" * 5000, "cosine ", "COSINE", "trap\n", "both,linear", "on", "off", "heart", "1_0*2_0",
    "20&lab.T=5", "20#x", "+20", "2e1",
]  # fmt: skip


def here(**raw: object) -> list[View]:
    """What this Python computes."""
    return list(DECLARED.views(raw))


def test_the_default_state_is_cpythons_at_every_step(live: Tab) -> None:
    views = here()
    for i in range(0, len(views), 4):
        live.demo.locator(".un-reel input").fill(str(i))
        for panel, shown in enumerate(views[i].panels):
            there, expected = live.values(panel), shown.check()
            assert np.abs(there - np.ravel(expected)).mean() < 2 / 255
            if i <= 14:  # the closed form
                assert_allclose(
                    there, np.ravel(views[i].panels[0].check()) if not panel else there, atol=1e-6
                )


@pytest.mark.parametrize(
    ("raw", "note"),
    [
        ({"schedule": "both", "denoiser": "oracle"}, ""),
        (
            {"schedule": "trap", "denoiser": "exact"},
            "After 20 steps, 90% of the signal is still there.",
        ),
        ({"denoiser": "exact", "seed": 9}, "Of all presets, it ended nearest to: Heart."),
        ({"schedule": "trap", "beta_start": 0.04}, "have changed places"),
        ({"sampler": "ddpm", "T": 8}, ""),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else "",
)
def test_other_states(reset: Tab, raw: dict, note: str) -> None:
    for name, value in raw.items():
        control = reset.control(name)
        control.select_option(value) if isinstance(value, str) else control.fill(str(value))
    reset.done()
    shown = {**raw, **({"start": 8} if raw.get("T") == 8 else {})}
    last = here(**shown)[-1]
    for panel, expected in enumerate(last.panels):
        assert np.abs(reset.values(panel) - np.ravel(expected.check())).mean() < 2 / 255
    said = reset.demo.locator(".un-live-told")
    if note:
        assert note in last.note
        expect(said).to_have_text(last.note)
    else:
        expect(said).to_be_hidden()


def test_drawing_undo_and_presets(live: Tab) -> None:
    canvas, preset = live.control("drawing"), live.control("drawing-preset")
    heart = live.control("drawing-preset").input_value()
    assert heart.count("1") > 100
    canvas.focus()
    for key in ("ArrowRight", "ArrowDown", "Space", "ArrowRight", "Space"):
        live.page.keyboard.press(key)
    live.done()
    expect(preset).to_have_value("")  # the reader's own
    live.button("Undo: Drawing").click()
    live.button("Undo: Drawing").click()
    live.done()
    expect(preset).to_have_value(heart)
    preset.select_option(label="Star")
    live.done()
    assert "lab.drawing=" in live.page.evaluate(
        "() => { dispatchEvent(new Event('pagehide')); return location.search }"
    )
    box = canvas.bounding_box()
    assert box
    live.page.mouse.move(box["x"] + 5, box["y"] + 5)
    live.page.mouse.down()
    live.page.mouse.move(box["x"] + 60, box["y"] + 5, steps=3)
    live.page.mouse.up()
    live.done()
    expect(preset).to_have_value("")
    canvas.press("Control+z")
    live.done()
    expect(preset.locator("option:checked")).to_have_text("Star")
    live.button("Clear: Drawing").click()
    live.done()
    expect(live.demo.locator(".un-live-told")).to_contain_text(
        "Nothing is drawn, so this is the heart."
    )


def test_a_link_brings_the_drawing_back(live: Tab, fresh: Callable[..., Tab]) -> None:
    live.control("drawing-preset").select_option(label="House")
    live.control("denoiser").select_option("exact")
    live.done()
    live.page.evaluate("() => dispatchEvent(new Event('pagehide'))")
    query = urllib.parse.urlsplit(live.page.url).query
    tab = fresh(*DEMO).open(f"?{query}").start()
    expect(tab.control("drawing-preset").locator("option:checked")).to_have_text("House")
    np.testing.assert_allclose(tab.values(0), live.values(0), atol=1e-9)


def test_fifty_hostile_values_for_every_control(fresh: Callable[..., Tab]) -> None:
    """Shown as text, refused or understood; no script, no request elsewhere, nothing thrown."""
    assert len(HOSTILE) >= 50
    tab = fresh(*DEMO).open()
    declarations = DECLARED.declaration()["controls"]
    for value in HOSTILE:
        if len(value) < 2000:  # what a server takes as an address
            texts = {f"lab.{c['name']}": value for c in declarations} | {f"lab.{value}": "1"}
            tab.open("?" + urllib.parse.urlencode(texts, errors="surrogatepass"))
            expect(tab.demo.locator(".un-live-note")).to_contain_text("This link holds a state")
        raws = tab.page.evaluate(
            """async ([declarations, text]) => {
                const module = "../javascripts/live/controls/controls.js";
                const { Controls } = await import(new URL(module, location).href);
                const controls = new Controls(declarations, "hostile", () => {});
                controls.apply(Object.fromEntries(declarations.map(({ name }) => [name, text])));
                return controls.values().values;
            }""",
            [declarations, value],
        )
        DECLARED.values(raws)  # whatever was made of it is allowed
        assert tab.page.evaluate("window.hit") is None
    assert all(url.startswith(tab.site) for url in tab.requests)
    assert not tab.complaints()


def test_a_hostile_link_still_runs(fresh: Callable[..., Tab]) -> None:
    texts = {"lab.T": "100000", "lab.schedule": "<b>", "lab.drawing": "AAAA", "lab.nothing": "1"}
    tab = fresh(*DEMO).open("?" + urllib.parse.urlencode(texts)).start()
    refused = tab.demo.locator(".un-live-note").filter(has_text="The link asked for what cannot be")
    for part in ("T = 100000", "schedule = <b>", "drawing = AAAA", "nothing = 1"):
        expect(refused).to_contain_text(part)
    assert tab.readouts()["step"] == "0 of 20"
    assert not tab.complaints()


NAMES = [control.name for control in DECLARED.controls] + ["x"]
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
JSON = PLAIN | st.lists(PLAIN, max_size=3) | st.dictionaries(st.text(max_size=5), PLAIN, max_size=3)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4))
def test_python_takes_nothing_that_is_not_allowed(raw: dict) -> None:
    """A ValueError that names the control, or values that the demo can run with."""
    try:
        values = DECLARED.values(raw)
    except ValueError as error:
        named = str(error).partition(":")[0]
        values = {}
    if not values:
        assert named in NAMES
        return
    assert 0 <= values["start"] <= values["T"]
    assert values["drawing"].shape == (32, 32)
    assert set(np.unique(values["drawing"])) <= {-1.0, 1.0}

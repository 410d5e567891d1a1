"""The demo `train`: it learns as CPython does, stops, goes on, and says what it has reached."""

import json
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.testing import assert_allclose
from playwright.sync_api import Browser, expect

from bench.live import IN_WORKER
from gen.live import demo, train
from gen.nets.training import Learner
from gen.nets.training import train as learn
from tests.live.conftest import Tab

DEMO = ("train/", "train")
LOSSES = """
import sys
sys.path.insert(0, "/unnoise")
import itertools, json
import numpy as np
from gen.diffusion.mixture import Mixture
from gen.live.train import ABAR
from gen.nets.training import Learner, train
truth = Mixture(np.array([[-1.0, 0.5], [1.0, -0.5], [0.3, 1.0]]), 0.1)
losses = train(Learner.new(3), truth.sample, ABAR, np.random.default_rng(3), 128)
json.dumps(list(itertools.islice(losses, 20)))
"""
WORKER = """
const base = BASE;
const { loadPyodide } = await import(base + "pyodide.mjs");
const manifest = await (await fetch(base + "manifest.json")).json();
const python = await loadPyodide({
  indexURL: base, packageBaseUrl: base, lockFileContents: JSON.stringify(manifest.lock),
  packages: ["numpy"],
});
const code = await (await fetch(base + "unnoise.zip")).arrayBuffer();
python.unpackArchive(code, "zip", { extractDir: "/unnoise" });
postMessage(python.runPython(CODE));
"""


def test_the_first_twenty_losses_are_cpythons(browser: Browser, small_site: str) -> None:
    page = browser.new_page()
    page.goto(small_site)
    source = WORKER.replace("BASE", json.dumps(f"{small_site}assets/python/"))
    there = json.loads(page.evaluate(IN_WORKER, source.replace("CODE", json.dumps(LOSSES))))
    page.close()
    truth = train.Mixture(np.array([[-1.0, 0.5], [1.0, -0.5], [0.3, 1.0]]), 0.1)
    losses = learn(Learner.new(3), truth.sample, train.ABAR, np.random.default_rng(3), 128)
    here = [next(losses) for _ in range(20)]
    assert_allclose(there, here, atol=1e-4)
    assert len(set(here)) == 20


@pytest.fixture(scope="module")
def learner(browser: Browser, small_site: str) -> Iterator[Tab]:
    """Started once for all tests, by a link that lets it learn for a moment only."""
    context = browser.new_context()
    tab = Tab(context, small_site, *DEMO).open("?train.steps=300").start()
    yield tab
    assert not tab.complaints()
    context.close()


@pytest.fixture
def short(learner: Tab) -> Tab:
    """It has learned 300 batches of the two moons."""
    learner.control("distribution").select_option("moons")
    learner.control("steps").fill("300")
    return learner.done()


def test_a_short_training_is_cpythons(short: Tab) -> None:
    train._kept.clear()
    last = list(demo.of(train.train).views({"steps": 300}))[-1]
    said = {r.label: r.text() for r in last.readouts}
    there = short.readouts()
    assert there["batch"] == said["batch"] == "300"
    assert float(there["loss"]) == pytest.approx(float(said["loss"]), abs=2e-3)
    assert float(there["distance"]) == pytest.approx(float(said["distance"]), abs=5e-3)
    assert there["floor"] == said["floor"]


def test_it_stops_and_goes_on_from_there(short: Tab) -> None:
    status = short.demo.locator(".un-live-status")
    short.control("steps").fill("12000")
    expect(status).to_contain_text("of 12000")
    short.wait(lambda: int(short.readouts()["batch"]) >= 500)
    short.button("Stop").click()
    short.done()
    expect(status).to_have_text("Stopped.")
    reached = int(short.readouts()["batch"])
    assert 500 <= reached < 12000
    short.button("Go on").click()
    short.wait(lambda: int(short.readouts()["batch"]) > reached)
    short.button("Stop").click()
    short.done()
    short.control("steps").fill("200")  # less than it has learned: begins anew
    short.done()
    assert short.readouts()["batch"] == "200"
    short.button("Go on").click()
    short.done()
    expect(short.demo.locator(".un-live-told")).to_contain_text("has learned that long already")


def test_it_learns_the_readers_points(short: Tab) -> None:
    short.control("distribution").select_option("own")
    short.done()
    truth = short.demo.evaluate("e => e.stage.view.panels[0].sets[0]")
    assert truth == {"count": 3, "role": "truth", "line": False}
    short.button("Clear: Your points").click()
    short.done()
    expect(short.demo.locator(".un-live-told")).to_contain_text("no points yet")


def test_leaving_the_page_ends_the_training(short: Tab) -> None:
    short.control("steps").fill("12000")
    expect(short.demo.locator(".un-live-status")).to_contain_text("of 12000")
    seen = "e => { window.seen = 0; e.addEventListener('un-shown', () => window.seen++) }"
    short.demo.evaluate(seen)
    short.page.get_by_role("link", name="Elsewhere").first.click()
    short.page.wait_for_url("**/other/")
    short.page.wait_for_timeout(1500)
    before = short.page.evaluate("window.seen")
    short.page.wait_for_timeout(1000)
    assert short.page.evaluate("window.seen") == before
    short.page.go_back()
    short.page.wait_for_url("**/train/**")
    short.control("steps").fill("100")
    short.done()

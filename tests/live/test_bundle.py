"""What is put together for the browser, and the figure of a demo before anybody runs it."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from PIL import Image as PILImage

from gen.live import demo
from gen.live.controls import Slider
from gen.live.view import Image, Points, Readout, Scatter, View
from gen.registry import ROOT
from gen.render.live import Live, poster
from gen.site import bundle


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundle goes into a folder of the test's own."""
    monkeypatch.setattr(bundle, "FOLDER", tmp_path / "python")
    monkeypatch.setattr(bundle, "VENDOR_FOLDER", tmp_path / "vendor")
    return tmp_path


def test_the_manifest_says_what_is_there(elsewhere: Path) -> None:
    manifest = bundle.bundle()
    assert json.loads((elsewhere / "python" / "manifest.json").read_text()) == manifest
    for file in manifest["files"]:
        content = (elsewhere / "python" / file["name"]).read_bytes()
        assert len(content) == file["size"] >= file["compressed"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert manifest["size"] == sum(file["size"] for file in manifest["files"])
    assert bundle.megabytes() == round(manifest["compressed"] / 1e6)
    assert "http" not in json.dumps(manifest)
    assert (elsewhere / "vendor" / "gifenc.js").is_file()


def test_nothing_changes_twice_and_what_is_gone_goes(elsewhere: Path) -> None:
    bundle.bundle()
    (elsewhere / "python" / "numpy-1.0.whl").write_text("of an older version")
    before = {path: path.stat().st_mtime_ns for path in elsewhere.rglob("*") if path.is_file()}
    bundle.bundle()
    after = {path: path.stat().st_mtime_ns for path in elsewhere.rglob("*") if path.is_file()}
    assert before.pop(elsewhere / "python" / "numpy-1.0.whl")
    assert before == after


def test_a_wheel_that_pyodide_does_not_know_is_refused(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    name = bundle.numpy_lock()[0]["packages"]["numpy"]["file_name"]
    (elsewhere / name).write_bytes(b"something else")
    monkeypatch.setattr(bundle, "VENDOR", elsewhere)
    assert bundle.main() == 1
    error = capsys.readouterr().err
    assert f"vendor/{name} is refused: its SHA-256 is " in error
    assert not (elsewhere / "python").exists()


def test_a_missing_package_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(bundle, "PYODIDE", ROOT / "node_modules" / "nothing")
    assert bundle.main() == 1
    assert "node_modules/nothing/pyodide-lock.json cannot be read" in capsys.readouterr().err


def test_when_a_file_is_needed_follows_the_demo_and_not_the_last_bundle(elsewhere: Path) -> None:
    first = bundle.bundle()
    changed = json.loads(json.dumps(first))
    for file in changed["weights"]["studio"] + changed["weights"]["lab"]:
        file["when"] = ["paints", ["oil"]]
    (elsewhere / "python" / "manifest.json").write_text(json.dumps(changed))
    assert bundle.bundle() == first


def test_our_code_is_packed_alike_every_time_and_needs_nothing_but_numpy() -> None:
    packed = bundle.code()
    assert packed == bundle.code()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = archive.namelist()
    assert names == sorted(names)
    assert {"gen/__init__.py", "gen/live/forward.py", "gen/diffusion/process.py"} <= set(names)
    assert not [name for name in names if not name.endswith(bundle.KINDS) or "__pycache__" in name]


@demo.demo(Slider("n", "N", 1, 3, default=2))
def growing(n: int):
    """A picture beside points, twice."""
    for i in range(n + 1):
        yield View(
            [
                Image(np.full((4, 4), i - 1.0), "a square"),
                Scatter([Points([[0.0, 0.0]], "signal")], "a point", "x", "signal"),
            ],
            [Readout("i", i, "noise", "d")],
            step=(i, n),
        )


def test_a_live_figure_keeps_the_exact_last_result() -> None:
    files = Live(demo=growing).encode()
    assert tuple(files) == Live.files
    assert files == Live(demo=growing).encode()
    arrays = np.load(io.BytesIO(files["result.npz"]))
    assert_array_equal(arrays["p0"], np.ones((4, 4)))
    assert_array_equal(arrays["p1s0"], [[0, 0]])
    manifest = json.loads(files["figure.json"])
    assert manifest["demo"] == demo.of(growing).declaration()
    assert manifest["readouts"][0]["text"] == "2"
    with PILImage.open(io.BytesIO(files["poster.webp"])) as drawn:
        assert drawn.size == (2 * manifest["width"], manifest["height"])


def test_a_poster_shows_panels_of_one_size_and_points_on_nothing() -> None:
    view = View([Image(np.zeros((4, 8, 3)), "a"), Scatter([Points([[1.0, -1.0]])], "b", limit=2)])
    drawn = poster(view)
    assert drawn.shape == (360, 720, 4)
    assert (drawn[:, :360] == (128, 128, 128, 255)).all()
    rows, columns = np.nonzero(drawn[:, 360:, 3])
    assert_allclose([rows.mean(), columns.mean()], [269.5, 269.5])  # below, to the right


def test_a_poster_joins_the_points_of_a_line_in_the_panels_own_ranges() -> None:
    line = Points([[0.0, 5.0], [100.0, 5.0]], line=True)
    drawn = poster(View([Scatter([line], "a", x=(0.0, 100.0), y=(0.0, 20.0))]))
    rows, columns = np.nonzero(drawn[..., 3])
    assert set(columns) == set(range(360))
    assert_allclose(rows.mean(), 269.5, atol=0.6)  # three quarters down
    empty = poster(View([Scatter([Points(np.zeros((0, 2)), line=True)], "a")]))
    assert not empty[..., 3].any()


def test_the_weights_of_a_demo_lie_beside_python_and_are_named_by_it(elsewhere: Path) -> None:
    manifest = bundle.bundle()
    files = [file for ours in manifest["weights"].values() for file in ours]
    assert {"lab", "train", "walk", "forward"} <= set(manifest["weights"])
    assert manifest["weights"]["forward"] == []
    assert [file["name"] for file in manifest["weights"]["lab"]] == [
        "weights/grid/weights.safetensors"
    ]
    assert len(manifest["weights"]["walk"]) == 9
    when = {file["name"].split("/")[1]: file.get("when") for file in manifest["weights"]["studio"]}
    latents = ["paints", ["latents"]]
    assert when == {"scenes": None, "latents": latents, "autoencoder4": latents}
    for file in files:
        content = (elsewhere / "python" / file["name"]).read_bytes()
        assert content == (ROOT / "gen" / file["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert manifest["size"] == sum(file["size"] for file in manifest["files"])  # without them


def test_a_demo_that_shows_nothing_is_no_figure() -> None:
    @demo.demo()
    def silent():
        yield from ()

    with pytest.raises(ValueError, match="'silent' shows nothing at its defaults"):
        Live(demo=silent).encode()
    with pytest.raises(ValueError, match="is no live demo"):
        Live(demo=len).encode()

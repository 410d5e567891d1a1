"""The subjects' drawings, and how they are painted in another colour."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gen.data import atlas, rasterise
from gen.data import recolour as recolouring
from gen.data.atlas import ATLAS, CELL, HANDS, ICONS, hands_of, inventory, sprite
from gen.data.labels import COLOURS, SUBJECTS
from gen.data.recolour import (
    AREAS,
    HUES,
    PAINTS,
    areas,
    from_oklab,
    hue_of,
    own_colours,
    recolour,
    to_oklab,
)
from gen.data.stand import cut

DRAWINGS = [(subject, hand) for subject, hand, _ in inventory()]
NAMED = pytest.mark.parametrize(("subject", "hand"), DRAWINGS)
# A colour's share of the subject's pixels, at the size at which they are seen, that is enough.
SEEN = 0.3


def test_every_subject_is_drawn_by_several_hands() -> None:
    assert tuple(dict.fromkeys(subject for subject, _ in DRAWINGS)) == SUBJECTS
    assert min(len(hands_of(subject)) for subject in SUBJECTS) >= 4
    assert {hand for _, hand in DRAWINGS} == set(HANDS)


def test_the_atlas_is_small_and_holds_nothing_else() -> None:
    assert ATLAS.stat().st_size < 1_500_000
    with Image.open(ATLAS) as picture:
        assert (picture.mode, picture.size) == ("RGBA", (CELL * len(HANDS), CELL * len(SUBJECTS)))
        alpha = np.asarray(picture)[..., 3]
    for (row, subject), (column, hand) in product(enumerate(SUBJECTS), enumerate(HANDS)):
        cell = alpha[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL]
        assert cell.any() == ((subject, hand) in DRAWINGS)


@NAMED
def test_a_drawing_is_whole_and_inside_its_frame(subject: str, hand: str) -> None:
    drawing = sprite(subject, hand)
    height, width, planes = drawing.shape
    assert planes == 4
    assert max(height, width) == CELL
    assert min(height, width) > CELL / 3
    alpha = drawing[..., 3]
    for edge in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]):
        assert edge.any()
    assert 0.15 < (alpha > 127).mean() < 0.97
    # As it is laid on a picture: whole, and a margin round it for the rim.
    layers = cut(subject, hand, None, 20)
    assert max(layers.cover.shape) == 22
    for edge in (layers.cover[0], layers.cover[-1], layers.cover[:, 0], layers.cover[:, -1]):
        assert not edge.any()
    assert layers.cover.sum() > 60
    assert (layers.rim * layers.cover).max() <= 0.25
    assert (layers.colours <= 255 * layers.cover + 1e-3).all()


@NAMED
def test_some_of_a_drawing_is_painted_and_not_its_dark_parts(subject: str, hand: str) -> None:
    drawing = sprite(subject, hand)
    where, solid = areas(subject, hand, drawing), drawing[..., 3] > 127
    assert (where & solid).sum() > 0.4 * solid.sum()
    assert not (where & (to_oklab(drawing[..., :3])[..., 0] < 0.28)).any()


@NAMED
@pytest.mark.parametrize("colour", COLOURS)
def test_a_painted_drawing_has_that_colour(subject: str, hand: str, colour: str) -> None:
    """Its painted areas in their middle tone, and a good part of what is seen at 20 pixels."""
    drawing = sprite(subject, hand)
    painted, where = recolour(subject, hand, colour, drawing), areas(subject, hand, drawing)
    np.testing.assert_array_equal(painted[~where], drawing[~where])
    np.testing.assert_array_equal(painted[..., 3], drawing[..., 3])
    assert colour_of(np.median(to_oklab(painted[where][:, :3]), axis=0)) == colour
    layers = cut(subject, hand, colour, 20)
    solid = layers.cover > 0.8
    seen = to_oklab((layers.colours[:, solid] / layers.cover[solid]).T)
    share = np.mean([colour_of(lab) == colour for lab in seen])
    assert share > SEEN
    others = [np.mean([colour_of(lab) == other for lab in seen]) for other in COLOURS]
    assert share == max(others), "no other colour is seen more"


def colour_of(lab: np.ndarray) -> str | None:
    """What a colour is called, found without `own_colours`."""
    chroma, hue = float(np.hypot(lab[1], lab[2])), float(hue_of(lab))
    if lab[0] < 0.36 and chroma < 0.06:
        return "black"
    if chroma < 0.04:
        return "white" if lab[0] > 0.8 else None
    turn = {name: abs((hue - PAINTS[name][2] + 180) % 360 - 180) for name in PAINTS}
    hues = [name for name in PAINTS if name not in ("black", "white")]
    return min(hues, key=lambda name: turn[name])


def test_own_colours_are_seen() -> None:
    assert own_colours("car", "noto") == {"red"}
    assert own_colours("car", "noto-v1") == {"blue"}
    assert own_colours("tree", "twemoji") == {"green"}
    assert own_colours("boat", "twemoji") == {"orange"}
    assert own_colours("butterfly", "emojione") >= {"purple", "yellow"}
    assert not own_colours("elephant", "noto")
    assert own_colours("house", "emojione") >= {"white"}


@NAMED
@pytest.mark.parametrize("colour", COLOURS)
def test_a_painted_drawing_would_be_known_by_its_colour(
    monkeypatch: pytest.MonkeyPatch, subject: str, hand: str, colour: str
) -> None:
    """So none that an artist had painted so could slip through."""
    painted = recolour(subject, hand, colour, sprite(subject, hand))
    where = areas(subject, hand, sprite(subject, hand))
    monkeypatch.setattr(recolouring, "sprite", lambda *_: painted)
    monkeypatch.setattr(recolouring, "areas", lambda *_: where)
    assert colour in own_colours.__wrapped__(subject, hand)


def test_every_paint_is_in_its_own_hues() -> None:
    """Else a painted drawing and one that has the colour of its own would not be called alike."""
    for name, (_, chroma, hue, _) in PAINTS.items():
        if chroma > 0.05:
            assert next(found for end, found in HUES if hue < end) == name
    assert tuple(PAINTS) == COLOURS
    assert {key.split("/")[0] for key in AREAS} == set(SUBJECTS)


def test_oklab_is_the_published_one() -> None:
    """Values of Ottosson 2020, by way of CSS Color 4: red, green, blue, white."""
    rgb = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]])
    known = np.array(
        [[0.628, 0.225, 0.126], [0.866, -0.234, 0.179], [0.452, -0.032, -0.312], [1, 0, 0]]
    )
    assert np.abs(to_oklab(rgb) - known).max() < 1e-3
    some = np.random.default_rng(0).integers(0, 256, (500, 3))
    assert np.abs(from_oklab(to_oklab(some)) - some).max() < 0.05


def test_an_unknown_hand_is_named() -> None:
    with pytest.raises(ValueError, match="robot: got 'fxemoji'; is drawn by noto, noto-v1"):
        sprite("robot", "fxemoji")


@pytest.fixture
def no_atlas(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An empty place where the atlas should be."""
    monkeypatch.setattr(atlas, "ATLAS", tmp_path / "atlas.png")
    atlas._atlas.cache_clear()
    yield tmp_path / "atlas.png"
    atlas._atlas.cache_clear()


def test_a_missing_or_broken_atlas_says_what_to_do(no_atlas: Path) -> None:
    with pytest.raises(OSError, match=r"atlas.png: .*`make train-data` draws it anew"):
        sprite("car", "noto")
    no_atlas.write_bytes(ATLAS.read_bytes()[:5000])
    with pytest.raises(OSError, match=r"atlas.png: .*`make train-data` draws it anew"):
        sprite("car", "noto")


# Drawing the atlas; the icon sets themselves are not installed for the tests.


def test_missing_icon_sets_are_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    before = ATLAS.read_bytes()
    assert rasterise.main([str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: the icon sets are not in")
    assert "make train-data" in said
    assert ATLAS.read_bytes() == before


def test_packing_puts_each_drawing_on_the_floor_of_its_cell() -> None:
    pictures = []
    for k, _ in enumerate(inventory()):
        picture = Image.new("RGBA", (288, 288))
        picture.paste((k, 100, 100, 255), (20, 50, 220, 150))  # twice as wide as high
        pictures.append(picture)
    packed = np.asarray(rasterise.pack(pictures))
    for k, (subject, hand) in enumerate(DRAWINGS):
        row, column = SUBJECTS.index(subject) * CELL, HANDS.index(hand) * CELL
        cell = packed[row : row + CELL, column : column + CELL]
        assert (cell[CELL // 2 :] == [k, 100, 100, 255]).all()
        assert not cell[: CELL // 2].any()


def test_an_empty_drawing_is_refused() -> None:
    pictures = [Image.new("RGBA", (9, 9)) for _ in inventory()]
    with pytest.raises(rasterise.RasteriseError, match="the car of noto is empty"):
        rasterise.pack(pictures)


def test_what_is_left_out_belongs_to_drawings_that_are_used() -> None:
    used = {f"{hand}/{icon}" for _, hand, icon in inventory()}
    assert set(json.loads(ICONS.read_text())["without"]) <= used

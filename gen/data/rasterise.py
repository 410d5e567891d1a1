"""Draws the atlas of the scenes' subjects from icon sets: `make train-data`.

    python -m gen.data.rasterise [FOLDER]

FOLDER is where the icon sets were installed, .cache/icons by default. Which drawing is which
subject in which hand is chosen in icons.json. The outcome is committed, so that nothing but NumPy
and Pillow is needed to draw scenes.
"""

import base64
import io
import json
import subprocess
import sys
from pathlib import Path

from PIL import Image

from gen.data.atlas import ATLAS, CELL, HANDS, ICONS, inventory
from gen.files import write

SCRIPT = Path(__file__).with_suffix(".mjs")


class RasteriseError(Exception):
    """What is missing and what to do."""


def rasterise(folder: Path) -> list[Image.Image]:
    """Every drawing of the inventory, large, in its order. Raises RasteriseError."""
    node = Path(sys.executable).with_name("node")
    if not (node.exists() and (folder / "node_modules" / "@resvg").is_dir()):
        raise RasteriseError(f"the icon sets are not in {folder}: run `make train-data`")
    without = json.loads(ICONS.read_text())["without"]
    wanted = [
        {"set": hand, "icon": icon, "without": without.get(f"{hand}/{icon}", [])}
        for _, hand, icon in inventory()
    ]
    done = subprocess.run(
        [node, SCRIPT, folder], input=json.dumps(wanted), capture_output=True, text=True
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("Error")] or [
            done.stderr
        ]
        raise RasteriseError(f"drawing the icons failed: {said[0]}")
    pictures = map(base64.b64decode, json.loads(done.stdout))
    return [Image.open(io.BytesIO(picture)).convert("RGBA") for picture in pictures]


def pack(pictures: list[Image.Image]) -> Image.Image:
    """The atlas: a row for each subject, a column for each hand, each drawing as large as fits."""
    rows = list(dict.fromkeys(subject for subject, _, _ in inventory()))
    atlas = Image.new("RGBA", (CELL * len(HANDS), CELL * len(rows)))
    for (subject, hand, _), picture in zip(inventory(), pictures, strict=True):
        # What is nearly nothing, such as a far glow, does not count as part of the drawing.
        box = picture.getchannel("A").point(lambda a: 255 * (a > 16)).getbbox()
        if box is None:
            raise RasteriseError(f"the {subject} of {hand} is empty")
        drawing = picture.crop(box).convert("RGBa")  # premultiplied: no dark seams
        scale = CELL / max(drawing.size)
        size = (max(1, round(drawing.width * scale)), max(1, round(drawing.height * scale)))
        drawing = drawing.resize(size, Image.Resampling.LANCZOS).convert("RGBA")
        x, y = HANDS.index(hand) * CELL, rows.index(subject) * CELL
        # Stands on the floor of its cell, in the middle.
        atlas.paste(drawing, (x + (CELL - size[0]) // 2, y + CELL - size[1]))
    return atlas


def main(arguments: list[str]) -> int:
    """Write the atlas."""
    try:
        atlas = pack(rasterise(Path(arguments[0] if arguments else ".cache/icons")))
    except RasteriseError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    file = io.BytesIO()
    atlas.save(file, "PNG", optimize=True)
    write(ATLAS, file.getvalue())
    print(f"{ATLAS.name}: {len(inventory())} drawings, {len(file.getvalue()) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

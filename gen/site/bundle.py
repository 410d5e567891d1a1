"""What the browser needs to run Python: Pyodide, NumPy, and our own code, under docs/assets.

    python -m gen.site.bundle

Copies the runtime from node_modules and the vendored NumPy wheel, zips our own packages, and
writes `manifest.json`, by which the page loads, counts and keeps the files. What is up to date
is left alone. The weights that a demo names lie beside them, and are loaded when it runs,
or when what is chosen needs them.
"""

import gzip
import hashlib
import io
import itertools
import json
import sys
import zipfile
from pathlib import Path

from gen.files import write
from gen.live import demo
from gen.registry import ROOT, built
from gen.render.live import Live

PYODIDE = ROOT / "node_modules" / "pyodide"
GIFENC = ROOT / "node_modules" / "gifenc" / "dist" / "gifenc.esm.js"
VENDOR = ROOT / "vendor"
FOLDER = ROOT / "docs" / "assets" / "python"
VENDOR_FOLDER = ROOT / "docs" / "assets" / "vendor"
MANIFEST = "manifest.json"

RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
OURS = ("diffusion", "nets", "live")
CODE = "unnoise.zip"
KINDS = (".py", ".npy", ".safetensors")

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip file can hold


class BundleError(Exception):
    """Something that the browser needs is missing or is not what it should be."""


def bundle() -> dict:
    """Bring docs/assets/python and docs/assets/vendor up to date; gives the manifest.

    Raises BundleError.
    """
    lock, wheel = numpy_lock()
    contents = {name: _read(PYODIDE / name) for name in RUNTIME}
    contents[lock["packages"]["numpy"]["file_name"]] = wheel
    contents[CODE] = code()
    weights = {name: weights_of(name) for name in demos()}
    when = {name: needed_when(name) for name in weights}
    old = _old_manifest()
    known = [*old.get("files", []), *itertools.chain(*old.get("weights", {}).values())]
    before = {entry["name"]: entry for entry in known}
    files = [entry(name, content, before.get(name)) for name, content in contents.items()]
    manifest = {
        "files": files,
        "weights": {
            user: [
                {**entry(name, content, before.get(name)), **when[user][name]}
                for name, content in ours.items()
            ]
            for user, ours in weights.items()
        },
        "size": sum(file["size"] for file in files),
        "compressed": sum(file["compressed"] for file in files),
        "lock": lock,
    }
    text = json.dumps(manifest, indent=1, sort_keys=True) + "\n"
    for ours in weights.values():
        contents |= ours
    for name, content in contents.items():
        write(FOLDER / name, content)
    write(FOLDER / MANIFEST, text.encode())  # last: it speaks of files that are there
    write(VENDOR_FOLDER / "gifenc.js", _read(GIFENC))
    for path in sorted(FOLDER.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(FOLDER).as_posix() not in {*contents, MANIFEST}:
            path.unlink()
    return manifest


def demos() -> list[str]:
    """The demos that figures of the site show, sorted."""
    return sorted({m["demo"]["name"] for m in built().values() if m["kind"] == Live.kind})


def weights_of(name: str) -> dict[str, bytes]:
    """The weights that a demo reads, by their path below gen/. Raises BundleError."""
    return {_place(path): _read(path) for path in demo.load(name).files}


def needed_when(name: str) -> dict[str, dict]:
    """When a demo reads each of them: {"when": [a choice, its values]}, or {} for always."""
    files = demo.load(name).files.items()
    return {_place(path): {"when": list(when)} if when else {} for path, when in files}


def entry(name: str, content: bytes, before: dict | None) -> dict:
    """A file's line in the manifest. Hosts compress what they send, so its size then is there
    too: the most that any reader needs to be told."""
    sha256 = hashlib.sha256(content).hexdigest()
    if before and before["sha256"] == sha256:
        return {key: value for key, value in before.items() if key != "when"}
    packed = len(content)
    if not name.endswith((".zip", ".whl")):
        packed = len(gzip.compress(content, 6, mtime=0))
    return {"name": name, "size": len(content), "compressed": packed, "sha256": sha256}


def numpy_lock() -> tuple[dict, bytes]:
    """Pyodide's lock file, cut down to NumPy, and the vendored wheel that it speaks of.

    Raises BundleError if the wheel is not the one whose SHA-256 the lock file records.
    """
    whole = json.loads(_read(PYODIDE / "pyodide-lock.json"))
    package = whole["packages"]["numpy"]
    name = package["file_name"].rpartition("/")[2]  # never an address of another host
    wheel = _read(VENDOR / name)
    found = hashlib.sha256(wheel).hexdigest()
    if found != package["sha256"]:
        raise BundleError(
            f"vendor/{name} is refused: its SHA-256 is {found}, and Pyodide's pyodide-lock.json "
            f"says {package['sha256']}."
        )
    numpy = {**package, "file_name": name}
    return {"info": whole["info"], "packages": {"numpy": numpy}}, wheel


def code() -> bytes:
    """Our own packages as a zip file: the same bytes from the same files, in the same order."""
    paths = [ROOT / "gen" / "__init__.py"]
    for package in OURS:
        paths += [p for p in (ROOT / "gen" / package).rglob("*") if p.suffix in KINDS]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(paths):
            about = zipfile.ZipInfo(path.relative_to(ROOT).as_posix(), LONG_AGO)
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, path.read_bytes())
    return packed.getvalue()


def megabytes() -> int | None:
    """What a reader loads to run Python, compressed, in whole MB; None before the bundle is."""
    compressed = _old_manifest().get("compressed")
    return round(compressed / 1e6) if compressed else None


def _old_manifest() -> dict:
    try:
        return json.loads((FOLDER / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _place(path: Path) -> str:
    return path.relative_to(ROOT / "gen").as_posix()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BundleError(
            f"{path.relative_to(ROOT)} cannot be read ({error.strerror}); "
            f"run `make` to bring what npm and the repository hold."
        ) from None


def main() -> int:
    """The command line."""
    try:
        manifest = bundle()
    except BundleError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(
        f"python for the browser: {len(manifest['files'])} files, "
        f"{manifest['size'] / 1e6:.1f} MB, {manifest['compressed'] / 1e6:.1f} MB compressed"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

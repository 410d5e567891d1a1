"""Builds all figures from nothing in two copies of the checkout and compares every byte.

Once with one worker, in a folder whose name has a space, and once with two; both are also compared
with what lies in the checkout itself.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGURES = Path("docs", "assets", "figures")
TAUGHT = sorted(path.stem for path in (ROOT / "gen" / "train" / "built").glob("[!_]*.py"))
LEARNED = [Path("gen", "weights", family) for family in TAUGHT]  # by the build
NEEDED = ("gen", "requirements.txt", "pyproject.toml", "bench/results")


def build(folder: Path, workers: int) -> dict[str, bytes]:
    """Build in a fresh copy; the products by name. Raises SystemExit when the build fails."""
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=unneeded)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder)
    began = time.perf_counter()
    # `-m` looks in the working directory first: the copy's `gen` is built, not ours.
    command = [sys.executable, "-m", "gen.build", "--workers", str(workers)]
    if subprocess.run(command, cwd=folder).returncode:
        raise SystemExit(f"error: the build with {workers} worker(s) failed")
    print(f"built with {workers} worker(s) in {time.perf_counter() - began:.0f} s", flush=True)
    return products(folder)


def unneeded(folder: str, names: list[str]) -> list[str]:
    """Of the names in a folder of this checkout, those that a build from nothing begins without."""
    learned = {ROOT / path for path in LEARNED}
    return [name for name in names if name == "__pycache__" or Path(folder, name) in learned]


def products(folder: Path) -> dict[str, bytes]:
    """Every file of every figure, and what was learned for them."""
    files = [p for base in (FIGURES, *LEARNED) for p in (folder / base).rglob("*") if p.is_file()]
    return {str(p.relative_to(folder)): p.read_bytes() for p in files}


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The files that only one has, or that differ."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def main() -> int:
    """Build twice and compare."""
    with tempfile.TemporaryDirectory(prefix="unnoise-") as temporary:
        one = build(Path(temporary, "one worker"), 1)
        two = build(Path(temporary, "two"), 2)
    for title, other in (("the second build", two), ("what lies here", products(ROOT))):
        if different := differences(one, other):
            print(f"error: the first build and {title} differ in {', '.join(different)}")
            return 1
    print(f"{len(one)} files, {sum(map(len, one.values())) / 1e6:.1f} MB: the same every time")
    return 0


if __name__ == "__main__":
    sys.exit(main())

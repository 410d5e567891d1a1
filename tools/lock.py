"""Locks requirements/*.in and both package.json: versions and hashes, no addresses, no paths.

    python -m tools.lock [--upgrade]

What is locked stays as it is where it still fits, but with --upgrade.
"""

import os
import subprocess
import sys
from pathlib import Path

from tools.setup import ROOT, find_npm

UV = [
    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header"),
    *("--universal", "--python-version=3.11", "--generate-hashes"),
]
# requirements.txt comes first: the others keep to its versions.
FIRST = ROOT / "requirements.txt"
# Folders with a package.json.
NPM = (ROOT, ROOT / "requirements" / "icons")


def locks() -> dict[Path, Path]:
    """Each lock and what it is made from."""
    folder = ROOT / "requirements"
    others = {p.with_suffix(".txt"): p for p in sorted(folder.glob("*.in")) if p.stem != "build"}
    return {FIRST: folder / "build.in"} | others


def main(options: list[str]) -> int:
    """Lock all."""
    variables = os.environ | {"UV_CACHE_DIR": str(ROOT / ".cache" / "uv")}
    for lock, source in locks().items():
        keep = [] if lock == FIRST else ["-c", FIRST.name]
        files = [str(path.relative_to(ROOT)) for path in (source, lock)]
        command = [*UV, *options, *keep, files[0], "-o", files[1]]
        print(f"{files[1]} …", flush=True)
        if subprocess.run(command, cwd=ROOT, env=variables).returncode:
            return 1
    npm = "update" if "--upgrade" in options else "install"
    command = [*map(str, find_npm()), npm, "--package-lock-only", "--ignore-scripts"]
    for folder in NPM:
        print(f"{(folder / 'package-lock.json').relative_to(ROOT)} …", flush=True)
        # A setting of ours, which npm looks for beside package.json only: no addresses.
        here = [*command, "--omit-lockfile-registry-resolved"]
        if subprocess.run(here, cwd=folder, stdout=subprocess.DEVNULL).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

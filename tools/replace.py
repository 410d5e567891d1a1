"""Puts a finished folder in the place of another in two renames: `python -m tools.replace new old`.

Whoever looks meanwhile finds the old one or the new one, or for an instant none, never a mixture.
"""

import shutil
import sys
from pathlib import Path


def replace(new: Path, old: Path) -> None:
    """Move `new` to where `old` is, and remove what was there."""
    aside = new.with_name(f"{old.name}.old")
    if aside.exists():  # left by an interrupted run
        shutil.rmtree(aside)
    if old.exists():
        old.rename(aside)
    new.rename(old)
    shutil.rmtree(aside, ignore_errors=True)


if __name__ == "__main__":
    replace(*map(Path, sys.argv[1:3]))
    print(f"The site is in {sys.argv[2]}/. To look at it: make look")

"""Runs in a miniature project: which figures does the build call stale after each file's change?

Reads paths from its arguments, writes JSON: path to figures. In one process, since starting fifty
would take longer than all else; modules keep what they imported, and only what lies on the disk
changes.
"""

import contextlib
import io
import json
import re
import sys

from gen import session
from gen.registry import ROOT


def main(paths: list[str]) -> None:
    """Change each file, ask, and put it back."""
    found = {}
    for path in paths:
        file = ROOT / path
        before = file.read_bytes()
        file.write_bytes(before + b"\n# touched\n")
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = session.build([], crew=None)
        assert code == 0, path
        file.write_bytes(before)
        found[path] = re.findall(r"^  stale: (\S+)$", said.getvalue(), re.MULTILINE)
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])

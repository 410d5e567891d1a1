"""All linters: `python -m tools.lint [NAME …]`. All are run; the exit code tells of any failure."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = [sys.executable, "-m"]
NODE = shutil.which("node", path=f"{BIN}:{os.environ.get('PATH')}") or "node"
SCRIPTS = ("docs/javascripts", "gen", "tests", "bench")


def scripts() -> list[str]:
    """The site's own JavaScript."""
    found = (path for folder in SCRIPTS for path in (ROOT / folder).rglob("*.*js"))
    return sorted(str(p.relative_to(ROOT)) for p in found if p.suffix in (".js", ".mjs"))


def commands() -> dict[str, list[list[str]]]:
    """What each linter runs."""
    return {
        "format": [[*PYTHON, "ruff", "format", "--check", "--quiet"]],
        "ruff": [[*PYTHON, "ruff", "check", "--quiet"]],
        "mypy": [[*PYTHON, "mypy", "--no-error-summary"]],
        "codespell": [[str(BIN / "codespell")]],
        "imports": [[str(BIN / "lint-imports")]],
        "javascript": [[NODE, "--check", script] for script in scripts()],
    }


def lint(name: str) -> str:
    """Run one linter; what it has to say against the code, or ""."""
    said = ""
    for command in commands()[name]:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            said += f"{done.stdout}{done.stderr}" or f"exit code {done.returncode}\n"
    return said


def main(names: list[str]) -> int:
    """Run the named linters, or all."""
    failed = []
    for name in names or list(commands()):
        if name not in commands():
            print(f"error: there is no linter {name!r}; there are {', '.join(commands())}")
            return 1
        said = lint(name)
        print(f"  {'✗' if said else '✓'} {name}", flush=True)
        print(said, end="")
        failed += [name] if said else []
    return len(failed) > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

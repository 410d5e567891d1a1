"""Builds that are killed, or meet a full disk: nothing is half written, and the next one heals it.

The kills at random moments find what nobody thought of; those inside a write hit the moments that
matter and that chance would seldom hit.
"""

import errno
import json
import os
import random
import resource
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from gen import files
from tests.pipeline.conftest import Reference
from tests.pipeline.project import EVERY, Built, Project

SEED = 20
KILLS = 20


def assert_healed(project: Project, done: Built, reference: Reference) -> None:
    """The build after the kill succeeded, and nothing tells that there was one."""
    assert done.code == 0, done.err
    assert project.products() == reference.products
    assert [p.name for p in project.root.glob("pytask.lock*")] == ["pytask.lock"]


def test_twenty_kills_at_random_moments(reference: Reference, tmp_path: Path) -> None:
    """Spread over a whole build from nothing: the k-th falls into the k-th twentieth of it."""
    rng = random.Random(SEED)
    moments = [(k + rng.random()) / KILLS * reference.seconds for k in range(KILLS)]

    def kill_and_heal(k: int) -> None:
        moment, attempt, workers = moments[k], 0, str(1 + k % 2)
        while True:
            project = Project.make(tmp_path / f"{k}-{attempt}")
            if project.build_until(moment, "--workers", workers):
                break
            moment, attempt = moment * 0.8, attempt + 1  # it had ended already: earlier
        for path, content in project.products().items():
            if not Path(path).name.startswith("."):
                assert content == reference.products[path], f"{path}, killed after {moment:.2f} s"
        assert_healed(project, project.build("--workers", workers), reference)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(kill_and_heal, range(KILLS)))


KILL_AT = """
import os, signal, tempfile
calls = {}

def die(step, path):
    calls[step] = calls.get(step, 0) + ("docs/assets" in str(path))
    if (step, calls[step]) == ("STEP", COUNT) or (step == "STEP" and str(path).endswith("LOCK")):
        os.kill(os.getpid(), signal.SIGKILL)

def mkstemp(*args, mkstemp=tempfile.mkstemp, **kwargs):
    made = mkstemp(*args, **kwargs)
    die("made", made[1])
    return made

def replace(source, target, replace=os.replace, **kwargs):
    die("before", target)
    replace(source, target, **kwargs)
    die("after", target)

tempfile.mkstemp, os.replace = mkstemp, replace
"""


@pytest.mark.parametrize(
    ("step", "count", "lock"),
    [
        pytest.param("made", 2, "?", id="a temporary file is there and empty"),
        pytest.param("before", 1, "?", id="all are written and none is in place"),
        pytest.param("before", 2, "?", id="one file of a figure is in place"),
        pytest.param("after", 3, "?", id="all are in place and pytask does not know"),
        pytest.param("before", 0, "pytask.lock", id="pytask writes down what it knows"),
    ],
)
def test_killed_inside_a_write(
    fresh: Project, reference: Reference, tmp_path: Path, step: str, count: int, lock: str
) -> None:
    """Every moment between two steps of a write."""
    code = KILL_AT.replace("STEP", step).replace("COUNT", str(count)).replace("LOCK", lock)
    (tmp_path / "sitecustomize.py").write_text(code)
    killed = fresh.build("--workers", "1", PYTHONPATH=str(tmp_path))
    assert killed.code == -signal.SIGKILL, "it was not killed where it should have been"
    left = fresh.products()
    if step == "made":
        assert any(Path(path).name.startswith(".") for path in left), "no temporary file to clean"
    assert_healed(fresh, fresh.build("--workers", "1"), reference)
    again = fresh.build("--dry-run")
    assert (again.code, again.stale) == (0, set()), again.err


def test_ctrl_c_ends_at_once_and_says_so(finished: Project) -> None:
    """Also the workers end, the idle ones too, and silently; what was not built leaves nothing."""
    finished.figure("slow", SLOW)
    finished.figure("quick", QUICK)
    with finished.start("--workers", "2") as process:
        wait_for((finished.output / "tiny" / "quick" / "figure.json").is_file)
        started = finished.root / "started"
        wait_for(started.is_file)
        worker = psutil.Process(int(started.read_text()))
        worker.send_signal(signal.SIGINT)  # which is nothing to it, so no moment is a bad one
        with pytest.raises(psutil.TimeoutExpired):
            worker.wait(timeout=0.5)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "interrupted" in out
    assert "Traceback" not in out + err
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE
    assert not (finished.output / "tiny" / "slow").exists()


def test_workers_do_not_outlive_a_killed_build(finished: Project) -> None:
    """SIGKILL to the one process only, as the kernel does when memory runs out."""
    finished.figure("slow", SLOW)
    with finished.start() as process:
        started = finished.root / "started"
        wait_for(started.is_file)
        worker = psutil.Process(int(started.read_text()))
        process.kill()
    wait_for(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)


QUICK = """
import numpy as np

from gen.render.loop import Loop


def figure() -> Loop:
    return Loop(frames=np.zeros((2, 4, 4, 4), np.uint8))
"""
SLOW = '''
"""Says that it began, and takes long."""
import os
import time
from pathlib import Path

from gen.render.loop import Loop


def figure() -> Loop:
    Path("begun").write_text(str(os.getpid()))
    os.replace("begun", "started")
    time.sleep(100)
'''


def wait_for(condition: Callable[[], bool]) -> None:
    """Until it holds."""
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until, "waited for a minute in vain"
        time.sleep(0.05)


def test_an_edit_while_the_build_runs_is_not_lost(finished: Project) -> None:
    """What was drawn from the old text is not taken for the new one's."""
    module = "gen/figures/tiny/loop.py"
    wait = '    import os, time\n    open("started", "w").close()\n    time.sleep(2)\n    rng ='
    finished.edit(module, "    rng =", wait)
    with finished.start() as process:
        wait_for((finished.root / "started").is_file)
        finished.edit(module, "(count, 12, 16, 4)", "(count, 14, 16, 4)")
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert json.loads(finished.products()["tiny/loop/figure.json"])["height"] == 12
    assert finished.build().built == {"tiny/loop"}
    assert json.loads(finished.products()["tiny/loop/figure.json"])["height"] == 14


def test_two_builds_at_once_wait_for_each_other(fresh: Project, reference: Reference) -> None:
    """Neither takes the other's temporary files for rubbish, nor draws a figure again."""
    with fresh.start() as one, fresh.start() as other:
        outs = [process.communicate(timeout=120)[0] for process in (one, other)]
    assert [one.returncode, other.returncode] == [0, 0]
    assert sum("another build of this checkout is running" in out for out in outs) == 1
    assert sorted(len(Built(0, out, "").built) for out in outs) == [0, len(EVERY)]
    assert fresh.products() == reference.products


def test_a_memory_that_cannot_be_read_is_begun_anew(finished: Project) -> None:
    """After a power cut, say; a build that never works again would be worse."""
    (finished.root / "pytask.lock").write_bytes(b"\0\0\0\0")
    done = finished.build()
    assert done.code == 0, done.err
    assert done.built == EVERY
    assert finished.build().built == set()


def full_disk(project: Project, limit: int) -> Built:
    """Build where no file may grow beyond `limit` bytes: the kernel refuses, as if it were full.

    Unlike a full disk this can be had on every machine, without being root.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        process = project.start()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    with process:
        out, err = process.communicate(timeout=120)
    return Built(process.returncode, out, err)


def test_a_full_disk_says_so_and_leaves_the_old_product(
    finished: Project, reference: Reference
) -> None:
    """All of the old product: not even its small manifest, which there was room for, is new."""
    finished.edit("gen/figures/tiny/loop.py", "(count, 12, 16, 4)", "(count, 90, 90, 4)")
    finished.edit("gen/figures/tiny/frames.py", "T: int = 5", "T: int = 6")
    done = full_disk(finished, 50_000)
    assert (done.code, done.failed, done.built) == (1, {"tiny/loop"}, {"tiny/frames"}), done.err
    assert "File too large; the file is as it was before: " in done.err
    assert "docs/assets/figures/tiny/loop/loop.webp" in done.err
    assert "Traceback" not in done.err
    products = finished.products()
    assert set(products) == set(reference.products), "something was left behind"
    for path in ("figure.json", "loop.webp", "poster.webp"):
        assert products[f"tiny/loop/{path}"] == reference.products[f"tiny/loop/{path}"]

    done = finished.build()
    assert (done.code, done.built) == (0, {"tiny/loop"})
    assert len(finished.products()["tiny/loop/loop.webp"]) > 50_000


def test_a_disk_without_a_byte_left(finished: Project, reference: Reference) -> None:
    """Not even pytask can note anything: still words and no traceback, and nothing is lost."""
    finished.edit("gen/figures/tiny/frames.py", "T: int = 5", "T: int = 6")
    done = full_disk(finished, 0)
    assert done.code == 1
    assert "is the disk full?" in done.err
    assert "Traceback" not in done.out + done.err
    assert finished.products() == reference.products
    assert finished.build().built == {"tiny/frames"}


@pytest.mark.parametrize("step", ["os.fdopen", "os.replace", "os.chmod", "tempfile.mkstemp"])
def test_no_space_at_any_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The error names the file, and both files are as before, whichever step fails first."""
    files.write_all(tmp_path, {"a": b"old a", "b": b"old b"})
    calls = 0

    def refuse(*_: object, **__: object) -> None:
        nonlocal calls
        calls += 1
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(f"gen.files.{step}", refuse)
        with pytest.raises(OSError, match="No space left on device; the file is as it") as info:
            files.write_all(tmp_path, {"a": b"new a", "b": b"new b"})
    assert calls == 1
    assert info.value.errno == errno.ENOSPC
    assert info.value.filename == str(tmp_path / "a")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"old a", "b": b"old b"}


def test_what_is_equal_is_not_written_again(tmp_path: Path) -> None:
    """So that nothing downstream becomes stale without cause."""
    path = tmp_path / "new" / "file"
    assert files.write(path, b"one")
    os.utime(path, (1, 1))
    assert not files.write(path, b"one")
    assert path.stat().st_mtime == 1
    assert files.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o644

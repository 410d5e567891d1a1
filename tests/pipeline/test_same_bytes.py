"""Two builds from nothing give the same bytes, wherever and in whatever order the tasks run."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.pipeline.conftest import Reference
from tests.pipeline.project import EVERY, KINDS, Built, Project


def assert_same(project: Project, done: Built, reference: Reference) -> None:
    """Everything was built, and is what the reference is, file by file."""
    assert done.code == 0, done.err
    assert done.built == EVERY
    products = project.products()
    assert sorted(products) == sorted(reference.products)
    assert [n for n in products if products[n] != reference.products[n]] == []


def test_the_miniature_has_one_figure_of_each_kind(reference: Reference) -> None:
    """Else the tests here would prove less than they say."""
    found = [json.loads(reference.products[f"tiny/{kind}/figure.json"])["kind"] for kind in KINDS]
    assert sorted(found) == ["blend", "chart", "frames", "live", "loop", "points"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_another_number_of_workers(fresh: Project, reference: Reference, workers: str) -> None:
    """Also with other hash seeds, which decide the order of sets, and BLAS asked to be parallel."""
    environment = {"PYTHONHASHSEED": f"7{workers}", "OMP_NUM_THREADS": "4", "TZ": "Asia/Tokyo"}
    done = fresh.build("--workers", workers, OPENBLAS_NUM_THREADS="4", **environment)
    assert_same(fresh, done, reference)


def test_workers_have_one_blas_thread(fresh: Project) -> None:
    """Whatever the environment says; asked of the worker itself."""
    fresh.figure("threads", THREADS)
    done = fresh.build("tiny/threads", OPENBLAS_NUM_THREADS="4", OMP_NUM_THREADS="4")
    assert done.code == 0, done.err
    numbers = json.loads(fresh.products()["tiny/threads/figure.json"])["numbers"]
    assert numbers == {"openblas": "1", "threads": 1}


THREADS = '''
"""How many threads BLAS uses here."""
import os
import threading

import numpy as np

from gen.render.loop import Loop


def figure() -> Loop:
    before = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc") else 0
    np.ones((500, 500)) @ np.ones((500, 500))
    after = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc") else 0
    frames = np.zeros((2, 4, 4, 4), np.uint8)
    openblas = os.environ["OPENBLAS_NUM_THREADS"]
    return Loop(frames=frames, numbers={"openblas": openblas, "threads": after - before + 1})
'''


def test_a_dask_cluster_on_this_machine(fresh: Project, reference: Reference) -> None:
    """The very same tasks, their products sent back; no cluster was there before."""
    done = fresh.build("--backend", "dask", "--workers", "2", PYTHONHASHSEED="3")
    assert_same(fresh, done, reference)
    again = fresh.build("--workers", "2")
    assert (again.code, again.built) == (0, set()), "the backend is nothing that figures depend on"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@contextmanager
def running(module: str, *options: str, **where: object) -> Iterator[subprocess.Popen]:
    """A part of a Dask cluster while the test lasts."""
    command = [sys.executable, "-m", module, *options]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **silent, **where) as process:  # type: ignore[call-overload]
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def cluster(checkout: Project) -> Iterator[str]:
    """A scheduler and a worker of three threads, which computes with another checkout."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    single = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment = os.environ | single | {"PYTHONPATH": str(checkout.root)}
    scheduler = ("distributed.cli.dask_scheduler", "--port", str(port), "--no-dashboard")
    worker = ("distributed.cli.dask_worker", address, "--nthreads", "3", "--no-nanny")
    with (
        running(*scheduler),
        running(*worker, "--no-dashboard", cwd=checkout.root, env=environment),
    ):
        yield address


def test_a_dask_cluster_elsewhere(another: Callable[[str], Project], reference: Reference) -> None:
    """Its worker keeps a checkout and imported modules of its own: neither may be out of date."""
    here, there = another("here"), another("there")
    with cluster(there) as address:
        options = ("--backend", "dask", "--scheduler", address)
        assert_same(here, here.build(*options), reference)

        here.edit("gen/render/loop.py", "milliseconds: int = 60", "milliseconds: int = 61")
        done = here.build(*options)
        assert (done.code, done.failed) == (1, {"tiny/loop"})
        assert "gen/render/loop.py on" in done.err
        assert "is not what it was when the build began" in done.err
        assert here.products() == reference.products

        there.edit("gen/render/loop.py", "milliseconds: int = 60", "milliseconds: int = 61")
        done = here.build(*options)
        assert (done.code, done.built) == (0, {"tiny/loop"}), done.err
        manifest = json.loads(here.products()["tiny/loop/figure.json"])
        assert manifest["milliseconds"] == 61, "the worker's old module drew it"


def test_no_scheduler_is_one_sentence(fresh: Project) -> None:
    """Nobody listens: said so, with what to do, and no traceback."""
    address = f"tcp://127.0.0.1:{free_port()}"
    began = time.perf_counter()
    done = fresh.build("--backend", "dask", "--scheduler", address)
    assert time.perf_counter() - began < 60
    assert done.code == 1
    assert done.err.startswith("error: no Dask scheduler")
    assert address in done.err
    assert len(done.err.splitlines()) == 1
    assert fresh.products() == {}


def test_a_scheduler_goes_with_dask(fresh: Project) -> None:
    """It is not silently ignored."""
    done = fresh.build("--scheduler", "tcp://127.0.0.1:1")
    assert done.code == 2
    assert "--scheduler goes with --backend dask" in done.err

"""One miniature project that is built once; tests copy it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline.project import EVERY, Project


@dataclass(frozen=True)
class Reference:
    """A build from nothing that nothing disturbed, by two workers."""

    project: Project
    products: dict[str, bytes]
    seconds: float


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    """Built once; not to be changed."""
    project = Project.make(tmp_path_factory.mktemp("reference") / "project")
    began = time.perf_counter()
    done = project.build("--workers", "2", PYTHONHASHSEED="1")
    seconds = time.perf_counter() - began
    assert done.code == 0, done.err
    assert done.built == EVERY
    return Reference(project, project.products(), seconds)


@pytest.fixture
def finished(reference: Reference, tmp_path: Path) -> Project:
    """A project in which everything is built."""
    return reference.project.copy(tmp_path / "finished")


@pytest.fixture
def fresh(tmp_path: Path) -> Project:
    """A project in which nothing is built."""
    return Project.make(tmp_path / "fresh")


@pytest.fixture
def another(tmp_path: Path) -> Callable[[str], Project]:
    """Further projects in which nothing is built, by name."""
    return lambda name: Project.make(tmp_path / name)

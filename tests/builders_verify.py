"""A small home with a bit of everything in it, as files, for tests that damage it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from core.adapters.filesystem.artifacts import FilesystemArtifactStore
from core.adapters.filesystem.blobs import FilesystemBlobStore
from core.adapters.filesystem.log import FilesystemEventLog
from core.adapters.filesystem.snapshots import FilesystemSnapshotStore
from core.adapters.sqlite.projections import SqliteProjectionStore
from core.events.minting import Mint
from core.pipeline.ports import File
from core.projections.projector import Projector
from core.snapshot.building import Builder
from core.verify.findings import Findings
from core.verify.home import Home, audit
from tests.builders_catalogue import nowhere
from tests.builders_projections import History
from tests.builders_search import TinyEmbedder


class SmallHome:
    """A catalogue that was built and updated, four executions and a user, all projected.

    `run-1` completed, `run-2` runs it again and parked, `run-3` failed, `run-4` was cancelled.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder.with_name("database")
        self.open()
        self._fill()

    def open(self) -> None:
        """As a new process would see it."""
        self.home = Home(
            self.folder,
            FilesystemEventLog(self.folder / "log"),
            FilesystemBlobStore(self.folder / "blobs"),
            FilesystemSnapshotStore(self.folder / "snapshots"),
            FilesystemArtifactStore(self.folder / "artifacts"),
            SqliteProjectionStore(self.folder / "projections.sqlite"),
            TinyEmbedder,
        )
        self.history = History(self.home.log, self.home.blobs)

    def audit(self) -> Findings:
        self.open()
        return audit(self.home, lambda _line: None)

    def build(self) -> None:
        Builder(
            self.database,
            self.home.log,
            self.home.blobs,
            self.home.snapshots,
            TinyEmbedder(),
            lambda _files: nowhere,
            {},
            Mint(),
        ).build()

    def project(self) -> None:
        assert Projector(self.home.log, self.home.blobs, self.home.projections).catch_up() == {}

    def event(self, stream: str, number: int) -> Path:
        return self.folder / "log" / stream / f"{number:016d}.json"

    def last(self, stream: str) -> Path:
        return sorted((self.folder / "log" / stream).glob("*.json"))[-1]

    def blob(self, content: bytes) -> Path:
        name = self.home.blobs.put(content)
        return self.folder / "blobs" / name[:2] / name

    def part(self, name: str) -> Path:
        pointer = self.home.snapshots.current()
        assert pointer is not None
        manifest, _ = self.home.snapshots.fetch(pointer.id)
        return self.folder / "snapshots/parts" / manifest.parts[name].sha256

    def sql(self, statement: str) -> None:
        """Change the projection behind everybody's back."""
        connection = sqlite3.connect(self.folder / "projections.sqlite", isolation_level=None)
        try:
            assert connection.execute(statement).rowcount != 0
        finally:
            connection.close()

    def _fill(self) -> None:
        prompts = self.database / "prompts/agents"
        prompts.mkdir(parents=True)
        (prompts / "drafter.md").write_text("Draft the contract.\n")
        (prompts / "explainer.md").write_text("Explain the price.\n")
        self.build()
        self.history.update("agents/drafter", "Be brief")
        self.history.write("examples/rowing", '{"sport": "Rowing"}', metadata={"blob": "mine"})
        self.history.write("workflows/two", "Two stages.\n")
        self.build()
        self.history.update("workflows/two", "after the snapshot")
        self.history.run("run-1", large=True)
        self.history.run("run-2", end="parked", origin="run-1")
        self.history.run("run-3", end="failed")
        self.history.run("run-4", end="cancelled")
        rating = {"ref": "agents/drafter", "version": 1, "rating": 4, "comment": None}
        self.history.append("users/ana", ("user.prompt_rated", rating))
        self.home.artifacts.put("run-1", File("contract.md", "text/markdown", b"# Contract\n"))
        self.project()


def rewritten(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """What writes `change` of a file's content back into it."""

    def rewrite(path: Path) -> None:
        path.chmod(0o644)
        path.write_bytes(change(path.read_bytes()))

    return rewrite

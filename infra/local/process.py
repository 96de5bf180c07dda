"""A server of this machine's own: started, waited for, and stopped by its process id."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from core.errors import Unavailable

HOST = "127.0.0.1"
_POLL_SECONDS = 0.02
_DEATH_SECONDS = 5.0
_LAST_WORDS = 2_000


class NotStarted(Unavailable):
    """A local server ended, or said nothing for too long, before it was ready."""


def free_port() -> int:
    """A port that nobody listens on now, chosen by the system."""
    with socket.socket() as asking:
        asking.bind((HOST, 0))
        port: int = asking.getsockname()[1]
        return port


def listens(port: int) -> Callable[[], bool]:
    """A condition for `Service`: somebody accepts connections at `port`."""

    def holds() -> bool:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return True
        return False

    return holds


def answers(url: str) -> Callable[[], bool]:
    """A condition for `Service`: GET `url` is answered, with any status below 500."""
    request = urllib.request.Request(url)  # noqa: S310

    def holds() -> bool:
        try:
            with urllib.request.urlopen(request, timeout=1):  # noqa: S310
                return True
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    return holds


class Service:
    """A command that runs in a process group of its own, beside this process.

    What it says goes to the file `log`, which is appended to. `env` is added to this process's
    environment. `ready` is asked until it holds. Starting it again after `stop` or `kill` is
    allowed.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        ready: Callable[[], bool],
        log: Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        patience: float = 60.0,
    ) -> None:
        self._command = tuple(command)
        self._ready = ready
        self._log = log
        self._env = dict(env or {})
        self._cwd = cwd
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self._log

    @property
    def pid(self) -> int:
        """The id of the process, which is that of its group too. It must have been started."""
        if self._process is None:
            raise ValueError(f"{self._command[0]} is not started")
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start the command and wait until it is ready. Raises `NotStarted` with its last words."""
        if self.running:
            raise ValueError(f"{self._command[0]} runs already as {self.pid}")
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            try:
                self._process = subprocess.Popen(  # noqa: S603
                    self._command,
                    env={**os.environ, **self._env},
                    cwd=self._cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise NotStarted(f"{self._command[0]}: {error.strerror}; install it") from error
        try:
            self._await_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def stop(self, grace: float = 10.0) -> None:
        """Ask the whole group to end, and make it after `grace` seconds. Stopped: nothing."""
        if self._process is None:
            return
        self._signal(signal.SIGTERM)
        self._await_end(grace)
        self.kill()

    def kill(self) -> None:
        """End the whole group at once, as a machine that fails does. Stopped: nothing."""
        if self._process is None:
            return
        self._signal(signal.SIGKILL)
        self._process.wait()
        self._await_end(_DEATH_SECONDS)
        self._process = None

    def __enter__(self) -> Self:
        return self if self.running else self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _await_ready(self) -> None:
        patient_until = time.monotonic() + self._patience
        while not self._ready():
            if not self.running:
                raise NotStarted(f"{self._command[0]} ended before it was ready{self._words()}")
            if time.monotonic() > patient_until:
                raise NotStarted(
                    f"{self._command[0]} was not ready within {self._patience:g} s{self._words()}"
                )
            time.sleep(_POLL_SECONDS)

    def _await_end(self, seconds: float) -> None:
        patient_until = time.monotonic() + seconds
        while self._group_lives() and time.monotonic() < patient_until:
            time.sleep(_POLL_SECONDS)

    def _words(self) -> str:
        said = self._log.read_bytes()[-_LAST_WORDS:].decode(errors="replace").strip()
        return f"; it said: {said}" if said else ", and said nothing"

    def _signal(self, number: signal.Signals) -> None:
        # The group outlives its leader where a wrapper script ends before its server does.
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def _group_lives(self) -> bool:
        if self.running:
            return True
        try:
            os.killpg(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

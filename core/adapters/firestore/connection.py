"""The way to a Firestore database: who asks, and one client for each process.

A client holds threads and sockets of gRPC that do not outlive a fork, so a process that finds
itself with its parent's makes its own.
"""

import os
from itertools import count
from pathlib import Path
from threading import Lock

import firebase_admin  # type: ignore[import-untyped]
from firebase_admin import credentials, firestore
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore import Client

from core.errors import InvalidInput

EMULATOR = "FIRESTORE_EMULATOR_HOST"
_numbers = count(1)


class _Nobody(credentials.Base):  # type: ignore[misc]
    """For an emulator, which asks for no account; the default would look for one."""

    def get_credential(self) -> AnonymousCredentials:
        return AnonymousCredentials()  # type: ignore[no-untyped-call]


class Connection:
    """The Firestore database of `project`, asked with the service account in the file `account`.

    Without a file the account of the machine is used, and none where `FIRESTORE_EMULATOR_HOST`
    names an emulator; without a project, the account's own. Nothing happens before `client` is
    asked for.
    """

    def __init__(self, project: str | None, account: Path | None = None) -> None:
        self._project = project
        self._account = account
        self._lock = Lock()
        self._app: firebase_admin.App | None = None
        self._process = 0

    def client(self) -> Client:
        """Raises `InvalidInput` where the account's file is none, or no project is known."""
        with self._lock:
            if self._app is None or self._process != os.getpid():
                self._app = self._new_app()
                self._process = os.getpid()
            try:
                client: Client = firestore.client(self._app)
            except ValueError as error:
                raise InvalidInput(
                    "GOOGLE_CLOUD_PROJECT",
                    "no project says whose Firestore database is meant",
                    "set it to the project's id",
                ) from error
            return client

    def close(self) -> None:
        with self._lock:
            if self._app is not None and self._process == os.getpid():
                firestore.client(self._app).close()
                firebase_admin.delete_app(self._app)
            self._app = None

    def _new_app(self) -> firebase_admin.App:
        # Apps have names in one list for the whole process.
        name = f"promptintel-{os.getpid()}-{next(_numbers)}"
        options = {"projectId": self._project} if self._project is not None else {}
        return firebase_admin.initialize_app(self._credential(), options, name=name)

    def _credential(self) -> credentials.Base:
        if os.environ.get(EMULATOR):
            return _Nobody()
        if self._account is None:
            return credentials.ApplicationDefault()
        try:
            return credentials.Certificate(str(self._account))
        except (OSError, ValueError) as error:
            raise InvalidInput(
                "FIREBASE_SERVICE_ACCOUNT_PATH",
                f"{self._account} holds no service account ({error})",
                "download a key file of the account, or unset it to use the machine's own",
            ) from error

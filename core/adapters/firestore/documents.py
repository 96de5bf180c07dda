"""Reading and writing documents: every call with a deadline, every write with its condition.

Reads take no locks. What was read is a condition of the commit instead, so that of two writers one
wins at once and the other reads again; transactions that lock what they read make each other wait,
and then abort.

The client library offers no commit with conditions *and* a transaction, nor deadlines for its own,
so the calls below go to the service's stub, which the client keeps in attributes of its own. They
are touched in this module only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from google.api_core import exceptions
from google.api_core.retry import Retry, if_exception_type
from google.cloud.firestore import Client, Transaction
from google.cloud.firestore_v1.types import Precondition

from core.adapters.firestore.errors import commit_errors, firestore_errors
from core.adapters.firestore.places import POSITIONS, belongs, collection_of
from core.adapters.firestore.values import Fields
from core.errors import StorageUnavailable
from core.projections.tables import Table

DEADLINE = 10.0
"""Seconds that one call may take, with its retries."""
_STREAM = 240.0
"""Seconds that a stream of documents may take."""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path, and since when; `None` twice where nothing does."""

    fields: Fields | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Write:
    """Let `fields` stand at `path` and nothing else, or nothing where they are `None`; on the
    condition that the document is as it was `seen`, if that is given."""

    path: str
    fields: Fields | None
    seen: Found | None = None


@dataclass(frozen=True, slots=True)
class Fence:
    """A document that nobody changes before the transaction `held` ends."""

    found: Found
    held: bytes


class Documents:
    """The documents of one database. Every method raises `StorageUnavailable`."""

    def __init__(self, client: Callable[[], Client], seconds: float = DEADLINE) -> None:
        self._connected = client
        again = if_exception_type(exceptions.ServiceUnavailable)
        self._bounds: dict[str, Any] = {
            "retry": Retry(predicate=again, initial=0.1, maximum=1.0, timeout=seconds),
            "timeout": seconds,
        }

    def get(self, paths: Sequence[str]) -> Mapping[str, Found]:
        """What stands at each of `paths`, in one call. No two need be of the same moment."""
        client = self._client()
        with firestore_errors():
            found = client.get_all([client.document(path) for path in paths], **self._bounds)
            return {
                snapshot.reference.path: Found(snapshot.to_dict(), snapshot.update_time)
                for snapshot in found
            }

    def commit(self, writes: Sequence[Write], fence: Fence | None = None) -> datetime:
        """Make all of `writes`, or none; gives the time since when they stand.

        Raises `Overtaken` where a condition does not hold. After `StorageUnavailable` they may
        have been made all the same.
        """
        client = self._client()
        batch = client.batch()
        for write in writes:
            reference = client.document(write.path)
            if write.fields is None:
                batch.delete(reference)
            else:
                batch.set(reference, write.fields)
            if write.seen is not None:
                batch._write_pbs[-1].current_document = _condition(write.seen)
        request = {"database": client._database_string, "writes": batch._write_pbs}
        if fence is not None:
            request["transaction"] = fence.held
        bounds = {**self._bounds, "retry": None}  # it may have been made: our caller looks
        with commit_errors():
            made = client._firestore_api.commit(
                request=request, metadata=client._rpc_metadata, **bounds
            )
        time: datetime = made.write_results[-1].update_time
        return time

    def fence(self, path: str) -> Fence:
        """Begin a transaction that holds the document at `path` as it is, for as short as it
        takes to commit; it is shared with others who do the same."""
        client = self._client()
        reference = client.document(path)
        request = {
            "database": client._database_string,
            "documents": [reference._document_path],
            "new_transaction": {"read_write": {}},
        }
        held, found = b"", Found()
        with commit_errors():
            for answer in client._firestore_api.batch_get_documents(
                request=request, metadata=client._rpc_metadata, **self._bounds
            ):
                held = held or answer.transaction
                if "found" in answer:
                    found = Found(_plain(answer.found.fields), answer.found.update_time)
        return Fence(found, held)

    def release(self, fence: Fence) -> None:
        """End a fence without a commit; a service that does not answer ends it by itself."""
        client = self._client()
        request = {"database": client._database_string, "transaction": fence.held}
        with suppress(StorageUnavailable), firestore_errors():
            client._firestore_api.rollback(
                request=request, metadata=client._rpc_metadata, **self._bounds
            )

    @contextmanager
    def moment(self) -> "Iterator[Moment]":
        """All documents as they stand when the block begins. Firestore keeps that up for some four
        minutes."""
        client = self._client()
        request = {"database": client._database_string, "options": {"read_only": {}}}
        with firestore_errors():
            begun = client._firestore_api.begin_transaction(
                request=request, metadata=client._rpc_metadata, **self._bounds
            )
        transaction = client.transaction(read_only=True)
        transaction._id = begun.transaction
        try:
            yield Moment(client, self._bounds, transaction)
        finally:
            self.release(Fence(Found(), begun.transaction))

    def now(self) -> "Moment":
        """All documents as they stand when each is read."""
        return Moment(self._client(), self._bounds, None)

    def _client(self) -> Client:
        with firestore_errors():
            return self._connected()


class Moment:
    """Many documents at one moment, or at the moments they are read."""

    def __init__(
        self, client: Client, bounds: Mapping[str, Any], transaction: Transaction | None
    ) -> None:
        self._client = client
        self._bounds = bounds
        self._transaction = transaction

    def rows(self, table: Table) -> Iterator[tuple[str, Fields]]:
        """Path and fields of every document among those of `table`."""
        for path, fields in self._stream(collection_of(self._client, table)):
            if belongs(table, path):
                yield path, fields

    def positions(self) -> Iterator[tuple[str, Fields]]:
        """Path and fields of every stream's position."""
        return self._stream(self._client.collection(POSITIONS))

    def at(self, path: str) -> Found:
        with firestore_errors():
            snapshot = self._client.document(path).get(
                transaction=self._transaction, **self._bounds
            )
        return Found(snapshot.to_dict(), snapshot.update_time)

    def _stream(self, query: Any) -> Iterator[tuple[str, Fields]]:
        with firestore_errors():
            bounds = {**self._bounds, "timeout": _STREAM}
            for snapshot in query.stream(transaction=self._transaction, **bounds):
                yield snapshot.reference.path, snapshot.to_dict()


def _condition(seen: Found) -> Precondition:
    if seen.since is None:
        return Precondition(exists=False)
    return Precondition(update_time=seen.since)


def _plain(fields: Mapping[str, Any]) -> Fields:
    """The numbers and texts of a document as the service sends it."""
    kinds = ((name, value, value._pb.WhichOneof("value_type")) for name, value in fields.items())
    return {name: getattr(value, kind) for name, value, kind in kinds}

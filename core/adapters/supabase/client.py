"""Calls of a Supabase project: functions of its database, and rows of its views."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import httpx
from supabase import Client, ClientOptions, create_client

from core.adapters.supabase.faults import translated
from core.canonical import Json
from core.projections.tables import VERSION, Row

_PAGE = 500
"""Rows asked for at once; a project gives a thousand at most unless it is set otherwise."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to connect, and to wait for an answer; `long` is for what moves a whole table."""

    connect: float = 3.0
    answer: float = 15.0
    long: float = 130.0


PATIENT = Patience()


class Project:
    """A project at `url`, asked with `key`. Threads may share it; nothing is tried twice here.

    Every method raises `StorageUnavailable`.
    """

    def __init__(self, url: str, key: str, patience: Patience = PATIENT) -> None:
        self._url = url
        self._key = key
        self._patience = patience

    def call(self, function: str, **arguments: Json) -> Json:
        """What the database's `function` returns."""
        return self._call(self._quick, function, arguments)

    def call_patiently(self, function: str, **arguments: Json) -> Json:
        """The same for a function that moves a whole table."""
        return self._call(self._slow, function, arguments)

    def rows(self, view: str, order: Sequence[tuple[str, bool]], limit: int) -> list[Row]:
        """The first `limit` rows of `view`, by columns that fall where `True`; nulls last."""
        found: list[Row] = []
        while len(found) < limit:
            with translated(VERSION):
                request = self._quick.table(view).select("*")
                for column, falls in order:
                    request = request.order(column, desc=falls, nullsfirst=False)
                last = min(len(found) + _PAGE, limit) - 1
                page: list[Any] = request.range(len(found), last).execute().data
            found += page
            if not page:
                break
        return found

    def close(self) -> None:
        """Let go of the connections. What is asked afterwards fails."""
        for name in ("_quick", "_slow"):
            client: Client | None = self.__dict__.get(name)
            if client is not None:
                client.postgrest.session.close()

    def _call(self, client: Client, function: str, arguments: dict[str, Json]) -> Json:
        with translated(VERSION):
            return client.rpc(function, arguments).execute().data

    @cached_property
    def _quick(self) -> Client:
        return self._connected(self._patience.answer)

    @cached_property
    def _slow(self) -> Client:
        return self._connected(self._patience.long)

    def _connected(self, seconds: float) -> Client:
        timeout = httpx.Timeout(seconds, connect=self._patience.connect)
        options = ClientOptions(
            httpx_client=httpx.Client(timeout=timeout),
            auto_refresh_token=False,
            persist_session=False,
            # It would sleep between attempts; whoever called us comes back by itself.
            postgrest_client_retry=False,
        )
        with translated(VERSION):
            return create_client(self._url, self._key, options)

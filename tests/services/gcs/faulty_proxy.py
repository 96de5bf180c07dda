"""A proxy before the emulator that fails as networks and services do, by a plan.

It never keeps or repeats an answer: whatever it passes on comes from the emulator now, so a read
through it may fail, but is never stale. It writes down what it has seen.
"""

import asyncio
import hashlib
import json
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.parser import BytesParser
from enum import Enum, auto
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_OBJECT = re.compile(r"/(?:upload/|download/)?storage/v1/b/[^/]+/o(?:/(.+))?")


class Kind(Enum):
    """What a request is about."""

    READ = auto()  # the content of an object
    LOOK = auto()  # its metadata
    LIST = auto()
    WRITE = auto()
    TOUCH = auto()  # a change of its metadata
    DELETE = auto()
    OTHER = auto()


@dataclass(frozen=True)
class Seen:
    """One request; `turn` counts, from 1, the times that it has come."""

    kind: Kind
    name: str
    turn: int


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a request.

    `forwarded`: the emulator carries it out. Then `status` is answered in place of what the
    emulator said, if there is one; and only the share `delivered` of the answer's body is sent, in
    eight pieces with `pause` seconds before each. `delivered=None`: the connection is reset before
    any of the answer was sent.
    """

    forwarded: bool
    status: int | None = None
    delivered: float | None = 1.0
    pause: float = 0.0
    says: str = "try again"


LOST_REPLY = Fault(forwarded=True, delivered=None)
COMMIT_THEN_503 = Fault(forwarded=True, status=503)
RESET = Fault(forwarded=False, delivered=None)
BUSY = Fault(forwarded=False, status=503)
TOO_MANY = Fault(forwarded=False, status=429)
CUT_SHORT = Fault(forwarded=True, delivered=0.5)
DRIPPING = Fault(forwarded=True, pause=0.001)

FAULTS = (LOST_REPLY, COMMIT_THEN_503, RESET, BUSY, TOO_MANY, CUT_SHORT, DRIPPING)

Plan = Callable[[Seen], Fault | None]


def no_faults(_seen: Seen) -> None:
    return None


def scripted(*faults: Fault, kind: Kind | None = None, name: str = "") -> Plan:
    """The first requests of `kind` whose object's name contains `name` meet `faults`, in turn."""
    left = list(faults)
    lock = threading.Lock()

    def plan(seen: Seen) -> Fault | None:
        with lock:
            fits = kind in (None, seen.kind) and name in seen.name
            return left.pop(0) if fits and left else None

    return plan


def always(fault: Fault, kind: Kind | None = None, name: str = "") -> Plan:
    """Every request of `kind` whose object's name contains `name` meets `fault`."""

    def plan(seen: Seen) -> Fault | None:
        return fault if kind in (None, seen.kind) and name in seen.name else None

    return plan


def seeded(seed: int, share: float = 0.25, in_a_row: int = 2) -> Plan:
    """About `share` of the requests fail, none more than `in_a_row` times running.

    A request's luck depends on what it is and how often it came, not on what else is under way, so
    a seed means the same however threads are scheduled.
    """

    def plan(seen: Seen) -> Fault | None:
        if seen.turn % (in_a_row + 1) == 0:
            return None
        text = f"{seed} {seen.kind.name} {seen.name} {seen.turn}"
        luck = hashlib.sha256(text.encode()).digest()
        if luck[0] >= 256 * share:
            return None
        return FAULTS[luck[1] % len(FAULTS)]

    return plan


class FaultyProxy:
    """Listens at `url` and passes on to the emulator at `upstream_port`, but for `plan`'s faults.

    `written` counts the writes that the emulator carried out by name, `asked` the requests by kind.
    """

    def __init__(self, upstream_port: int) -> None:
        self._upstream = upstream_port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._turns: Counter[tuple[Kind, str]] = Counter()
        self._uploads: dict[str, str] = {}
        self.plan: Plan = no_faults
        self.written: Counter[str] = Counter()
        self.asked: Counter[Kind] = Counter()
        self.faults: Counter[Fault] = Counter()

    def __enter__(self) -> "FaultyProxy":
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        )
        self._server = started.result(10)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def forget(self) -> None:
        """Start over: no faults, nothing seen."""
        self.plan = no_faults
        for counter in (self._turns, self.written, self.asked, self.faults):
            counter.clear()

    async def _close(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        except OSError:
            writer.close()
            return
        try:
            while await self._pass_on(reader, writer, up_reader, up_writer):
                pass
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            up_writer.close()
            writer.close()

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        up_reader: asyncio.StreamReader,
        up_writer: asyncio.StreamWriter,
    ) -> bool:
        """One request and its answer; whether the connection may carry another."""
        head, body = await _message(reader)
        method, target = head.split(b" ", 2)[:2]
        kind, name = self._classified(method.decode(), target.decode(), head, body)
        self.asked[kind] += 1
        self._turns[kind, name] += 1
        fault = self.plan(Seen(kind, name, self._turns[kind, name]))
        answer_head, answer_body = b"", b""
        if fault is None or fault.forwarded:
            up_writer.write(head + body)
            await up_writer.drain()
            answer_head, answer_body = await _message(up_reader, head_only=method == b"HEAD")
            self._note(kind, name, target.decode(), answer_head)
        if fault is None:
            writer.write(answer_head + answer_body)
            await writer.drain()
            return True
        self.faults[fault] += 1
        if fault.status is not None:
            answer_head, answer_body = _problem(fault.status, fault.says)
        return await self._deliver(writer, fault, answer_head, answer_body)

    async def _deliver(
        self, writer: asyncio.StreamWriter, fault: Fault, head: bytes, body: bytes
    ) -> bool:
        """Send what `fault` lets through; whether the connection may carry another request."""
        if fault.delivered is None:
            _reset(writer)
            return False
        sent = body[: int(len(body) * fault.delivered)]
        writer.write(head)
        size = -(-len(sent) // 8) or 1 if fault.pause else len(sent) or 1
        for start in range(0, len(sent), size):
            if fault.pause:
                await asyncio.sleep(fault.pause)
            writer.write(sent[start : start + size])
            await writer.drain()
        return len(sent) == len(body)

    def _note(self, kind: Kind, name: str, target: str, answer: bytes) -> None:
        ok = answer.split(b" ", 2)[1] == b"200"
        if kind is Kind.OTHER and "uploadType=resumable" in target and ok:
            location = re.search(rb"(?i)\r\nlocation: .*?upload_id=([^&\r]+)", answer)
            assert location is not None
            self._uploads[location[1].decode()] = name
        if kind in (Kind.WRITE, Kind.TOUCH) and ok:
            self.written[name] += 1

    def _classified(self, method: str, target: str, head: bytes, body: bytes) -> tuple[Kind, str]:
        parts = urlsplit(target)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        match = _OBJECT.fullmatch(parts.path)
        if match is None:
            return Kind.OTHER, parts.path
        name = unquote(match[1] or "")
        if parts.path.startswith("/upload/"):
            return self._upload(query, head, body)
        if method == "GET" and not name:
            return Kind.LIST, query.get("prefix", "")
        kinds = {"PATCH": Kind.TOUCH, "DELETE": Kind.DELETE}
        if method == "GET":
            return Kind.READ if query.get("alt") == "media" else Kind.LOOK, name
        return kinds.get(method, Kind.OTHER), name

    def _upload(self, query: dict[str, str], head: bytes, body: bytes) -> tuple[Kind, str]:
        if "upload_id" in query:
            return Kind.WRITE, self._uploads.get(query["upload_id"], "?")
        if query.get("uploadType") == "resumable":
            return Kind.OTHER, query.get("name") or json.loads(body)["name"]
        kind = re.search(rb"(?i)\r\ncontent-type: ([^\r]+)", head)
        assert kind is not None
        parsed: Any = BytesParser().parsebytes(b"Content-Type: " + kind[1] + b"\r\n\r\n" + body)
        return Kind.WRITE, json.loads(parsed.get_payload()[0].get_payload())["name"]


async def _message(reader: asyncio.StreamReader, head_only: bool = False) -> tuple[bytes, bytes]:
    """The head and the body of a request or an answer, as they came."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    if head_only or head.split(b" ", 2)[1] in (b"204", b"304"):
        return head, b""
    if length is not None:
        return head, await reader.readexactly(int(length[1]))
    if not re.search(rb"(?i)\r\ntransfer-encoding: chunked", head):
        return head, b""
    body = b""
    while True:
        line = await reader.readline()
        chunk = await reader.readexactly(int(line, 16) + 2)
        body += line + chunk
        if int(line, 16) == 0:
            return head, body


def _problem(status: int, says: str) -> tuple[bytes, bytes]:
    body = json.dumps({"error": {"code": status, "message": says}}).encode()
    head = f"HTTP/1.1 {status} Fault\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode(), body


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST, as a peer that died does, not with an orderly end."""
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()

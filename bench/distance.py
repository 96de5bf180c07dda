"""A server some milliseconds away: passes bytes on, and holds what a client sends for so long.

In a process of its own, so that its work does not count as the client's: `start`.
"""

import asyncio
import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.local.process import HOST, Service, free_port, listens

ROOT = Path(__file__).parents[1]


@contextlib.contextmanager
def away(port: int, milliseconds: float, log: Path) -> Iterator[str]:
    """The server at `port`, so far away: the URL to ask instead."""
    listening = free_port()
    command = [sys.executable, "-m", "bench.distance", str(listening), str(port), str(milliseconds)]
    with Service(command, ready=listens(listening), log=log, cwd=ROOT):
        yield f"http://{HOST}:{listening}"


async def _serve(listening: int, port: int, seconds: float) -> None:
    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(HOST, port)
        await _Connection(seconds).carry(reader, writer, there, back)

    async with await asyncio.start_server(connect, HOST, listening) as server:
        await server.serve_forever()


class _Connection:
    """A client asks and waits: its first bytes after an answer are a request, and are held."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._answered = True

    async def carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> None:
        await asyncio.gather(self._ask(reader, back), self._answer(there, writer))

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                if self._answered:
                    self._answered = False
                    await asyncio.sleep(self._seconds)
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(1 << 16):
                self._answered = True
                writer.write(data)
                await writer.drain()
        writer.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) / 1e3))

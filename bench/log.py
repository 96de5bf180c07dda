"""The event log at size: appending, folding the whole, reading the tail; and what segments save.

`python -m bench.log [--whole]`. On files, on the emulator, and on the emulator at the distance of
an object store: every request is held for 30 ms by a process in between. The catalogue is made up:
two thousand prompts, revised over and over. `--whole` also folds 100,000 events from single
objects, which takes minutes.
"""

import json
import os
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import cache
from hashlib import md5
from itertools import count
from pathlib import Path
from time import perf_counter

from bench.distance import away
from bench.timing import Times, table
from core.adapters.filesystem.log import FilesystemEventLog
from core.adapters.gcs.bucket import Bucket
from core.adapters.gcs.checksums import crc32c
from core.adapters.gcs.client import BUCKET_SETTING, client_at
from core.adapters.gcs.log import GcsEventLog
from core.adapters.gcs.segments import SPAN
from core.catalogue.events import SHAPE_VERSIONS, PromptCreated, PromptRevised, to_data
from core.catalogue.folding import fold
from core.catalogue.model import Catalogue, Ref, Suggestion, Text
from core.events.envelope import CATALOGUE, NewEvent, StreamId, pack
from core.events.log import EventLog
from core.events.minting import Mint
from infra.local import gcs

MILLISECONDS = 30
_SMALL, _LARGE = 10_000, 100_000
_APPENDS = {"files": 2_000, "emulator": 2_000, "emulator, 30 ms away": 200}
_TAILS = (0, 1, 100, 999)
_PROMPTS = 2_000
_BUCKET = "bench"
_MINT = Mint()


def main(*arguments: str) -> None:
    lacking = gcs.missing()
    if lacking:
        print(f"log: {lacking}")
        return
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder = Path(name)
        for size in (_SMALL, _LARGE):
            _lay_out(folder, size)
        emulator = running.enter_context(gcs.start(folder, keep=True))
        far = running.enter_context(away(emulator.port, MILLISECONDS, folder / "distance.log"))
        places = {"emulator": emulator.url, "emulator, 30 ms away": far}
        _appends(folder, places)
        _folds(folder, places, whole="--whole" in arguments)
        _tails(folder, places)


def _appends(folder: Path, places: dict[str, str]) -> None:
    logs: dict[str, EventLog] = {"files": FilesystemEventLog(folder / "appends")}
    logs |= {place: _at(url, _SMALL) for place, url in places.items()}
    rows = []
    for (place, log), number in zip(logs.items(), count(), strict=False):
        stream = StreamId(f"executions/bench-{number}")
        times = []
        for expected in range(_APPENDS[place]):
            event = _event(expected)
            began = perf_counter()
            log.append(stream, [event], expected=expected)
            times.append((perf_counter() - began) * 1e3)
        found = Times(sorted(times))
        rows.append((place, len(times), f"{found.p50:.2f}", f"{found.p99:.2f}"))
    print("log: an append, milliseconds")
    table(("where", "appends", "p50", "p99"), rows)


def _folds(folder: Path, places: dict[str, str], *, whole: bool) -> None:
    print("log: the whole catalogue folded by a process that knows nothing, seconds")
    rows = []
    for size in (_SMALL, _LARGE):
        rows.append(("files", size, "single", *_fold(FilesystemEventLog(_files(folder, size)))))
        for place, url in places.items():
            if size == _SMALL or whole:
                rows.append((place, size, "single", *_fold(_at(url, size))))
    began = perf_counter()
    made = _at(places["emulator"], _SMALL).compact()
    compacted = perf_counter() - began
    _lay_out_segments(_files(folder, _LARGE) / CATALOGUE, _LARGE)
    for size in (_SMALL, _LARGE):
        for place, url in places.items():
            rows.append((place, size, "segments", *_fold(_at(url, size))))
    table(("where", "events", "kept as", "seconds", "of it CPU", "events/s"), rows)
    print(f"making {made} segments took {compacted / made:.2f} s each on the emulator\n")


def _fold(log: EventLog) -> tuple[str, str, str]:
    began, cpu = perf_counter(), time.process_time()
    catalogue = fold(Catalogue(), log.read(CATALOGUE))
    seconds, used = perf_counter() - began, time.process_time() - cpu
    assert len(catalogue.prompts) == _PROMPTS
    return f"{seconds:.2f}", f"{used:.2f}", f"{catalogue.sequence / seconds:,.0f}"


def _tails(folder: Path, places: dict[str, str]) -> None:
    print(f"log: behind a snapshot of a catalogue of {_LARGE:,}, milliseconds, median of five")
    makers: dict[str, Callable[[], EventLog]] = {
        "files": lambda: FilesystemEventLog(_files(folder, _LARGE))
    }
    for place, url in places.items():
        makers[place] = lambda url=url: _at(url, _LARGE)  # type: ignore[misc]
    rows = [(place, *_behind(opened)) for place, opened in makers.items()]
    table(("where", "anything new?", "the end", *[f"tail of {n:,}" for n in _TAILS]), rows)


def _behind(opened: Callable[[], EventLog]) -> list[str]:
    log = opened()
    tails = [
        _median(lambda n=n: list(opened().read(CATALOGUE, after=_LARGE - n)))  # type: ignore[misc]
        for n in _TAILS
    ]
    looked = _median(lambda: log.advanced(CATALOGUE, _LARGE))
    return [looked, _median(lambda: opened().head(CATALOGUE)), *tails]


def _median(call: Callable[[], object]) -> str:
    times = []
    for _ in range(5):
        began = perf_counter()
        call()
        times.append((perf_counter() - began) * 1e3)
    return f"{sorted(times)[2]:.1f}"


def _at(url: str, size: int) -> GcsEventLog:
    """A log that knows nothing of the stream yet."""
    return GcsEventLog(_bucket(url, size))


@cache
def _bucket(url: str, size: int) -> Bucket:
    bucket = Bucket(client_at(url), f"{_BUCKET}-{size}", setting=BUCKET_SETTING)
    # Else the first miss asks whether there is a bucket, and the emulator walks all of it for that.
    assert bucket.look(f"log/{CATALOGUE}/{1:016d}.json") is not None
    return bucket


def _files(folder: Path, size: int) -> Path:
    """Where the emulator keeps the log, so that it is there in files as well."""
    return folder / "objects" / f"{_BUCKET}-{size}" / "log"


def _lay_out(folder: Path, size: int) -> None:
    """A catalogue of `size` events as the emulator keeps it on a folder: through its interface it
    would take minutes."""
    stream = _files(folder, size) / CATALOGUE
    stream.mkdir(parents=True)
    for number, event in zip(range(1, size + 1), _events(), strict=False):
        content = pack(CATALOGUE, number, [event])
        path = stream / f"{number:016d}.json"
        path.write_bytes(content)
        os.setxattr(path, "user.metadata", _attributes(number, content))
    path = folder / "objects" / f"{_BUCKET}-{size}.bucketMetadata"
    path.write_text('{"VersioningEnabled":false}')


def _lay_out_segments(stream: Path, size: int) -> None:
    """What `compact` makes of the appends, which is measured on the smaller catalogue."""
    (stream / "segments").mkdir()
    for first in range(1, size + 1, SPAN):
        lines = [(stream / f"{n:016d}.json").read_bytes() for n in range(first, first + SPAN)]
        path = stream / "segments" / f"{first:016d}.jsonl"
        path.write_bytes(b"\n".join(lines))
        os.setxattr(path, "user.metadata", _attributes(first, path.read_bytes()))


def _attributes(number: int, content: bytes) -> bytes:
    at = "2027-01-01T00:00:00Z"
    md5_hash = b64encode(md5(content, usedforsecurity=False).digest()).decode()
    return json.dumps(
        {
            "StorageClass": "STANDARD",
            "ContentType": "application/json",
            "Crc32c": crc32c(content),
            "Md5Hash": md5_hash,
            "Etag": md5_hash,
            "Created": at,
            "Updated": at,
            "Generation": number,
        }
    ).encode()


def _events() -> Iterator[NewEvent]:
    return map(_event, count())


def _event(number: int) -> NewEvent:
    """A prompt comes to be, or is revised, with a text of the size of a clause."""
    version = number // _PROMPTS + 1
    kind = PromptCreated if version == 1 else PromptRevised
    suggestions: Sequence[Suggestion] = (Suggestion("Say it in fewer words", "ana"),)
    fact = kind(
        ref=Ref("clauses", f"made_{number % _PROMPTS}"),
        version=version,
        body=Text(inline="word " * 100),
        metadata={"title": "Made up", "questions": ["what is it for", "who asked"]},
        suggestions=tuple(suggestions),
        origin="update",
        genesis=None,
        routing=("supabase",),
        message=None,
        stamp=None,
    )
    return _MINT.event(fact.TYPE, SHAPE_VERSIONS[fact.TYPE], to_data(fact), actor="ana")


if __name__ == "__main__":
    main(*sys.argv[1:])

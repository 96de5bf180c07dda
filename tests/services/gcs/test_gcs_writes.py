"""No hot object: whatever happens, a name is written once, but for the pointer."""

from core.adapters.gcs.artifacts import GcsArtifactStore
from core.adapters.gcs.blobs import GcsBlobStore
from core.adapters.gcs.log import GcsEventLog
from core.adapters.gcs.pending import GcsPending
from core.adapters.gcs.snapshots import GcsSnapshotStore
from core.catalogue.rendering import INLINE_LIMIT
from tests.builders_search import SearchSystem
from tests.contract.artifact_store import a_file
from tests.contract.event_log import RUN, an_event, append_at_last
from tests.contract.pending import a_mark
from tests.racing import together
from tests.services.gcs.faulty_proxy import Kind, seeded

FILES = {f"agents/drafter_{n}": f"draft the contract {n}" for n in range(3)} | {
    "agents/long": "money " * INLINE_LIMIT
}
POINTER = "snapshots/current"


def test_under_load_no_name_is_written_twice_but_the_pointer_and_that_once_a_build(
    proxied, proxy, tmp_path
):
    proxy.plan = seeded(2, share=0.1)
    system = SearchSystem(tmp_path, FILES)
    system.log, system.blobs = GcsEventLog(proxied), GcsBlobStore(proxied)
    system.snapshots = GcsSnapshotStore(proxied, tmp_path / "parts")
    artifacts, pending = GcsArtifactStore(proxied), GcsPending(proxied)
    published = [system.builder.build().snapshot]

    def write_one_stream(writer):
        for turn in range(4):
            append_at_last(system.log, [an_event(f"{writer}.{turn}")])

    def update(writer):
        for turn in range(3):
            system.update(f"agents/drafter_{writer % 3}", f"kite {writer} {turn}")

    def build():
        published.extend(system.builder.build().snapshot for _ in range(3))

    def lay_out():
        # Two deliveries of the same stage mark, lay out and clear the same things.
        for number in range(3):
            pending.mark(a_mark(f"run-{number}"))
            artifacts.put(f"run-{number}", a_file(content=b"# Contract %d\n" % number))
            system.blobs.put(b"the same result %d" % number)

    together(
        *[lambda w=w: write_one_stream(w) for w in range(8)],
        *[lambda w=w: update(w) for w in range(4)],
        *[build] * 2,
        *[lay_out] * 2,
    )
    published.append(system.builder.build().snapshot)

    moves = proxy.written.pop(POINTER)
    assert moves <= len(published)
    assert {name: times for name, times in proxy.written.items() if times > 1} == {}
    written = {name.split("/")[0] for name in proxy.written}
    assert written == {"log", "blobs", "snapshots", "artifacts", "pending"}
    assert (system.log.head(RUN), system.snapshots.current().id) == (32, published[-1])


def test_a_build_without_a_change_writes_nothing(proxied, proxy, tmp_path):
    system = SearchSystem(tmp_path, FILES)
    system.log, system.blobs = GcsEventLog(proxied), GcsBlobStore(proxied)
    system.snapshots = GcsSnapshotStore(proxied, tmp_path / "parts")
    system.builder.build()
    proxy.written.clear()
    system.builder.build()
    assert sum(proxy.written.values()) == 0


def test_a_build_on_a_cold_instance_reads_the_snapshot_and_the_tail_alone(proxied, proxy, tmp_path):
    system = SearchSystem(tmp_path, FILES)
    system.log, system.blobs = GcsEventLog(proxied), GcsBlobStore(proxied)
    system.snapshots = GcsSnapshotStore(proxied, tmp_path / "parts")
    for turn in range(20):
        system.builder.build() if turn == 0 else system.update("agents/drafter_1", f"kite {turn}")
    system.builder.build()
    system.update("agents/drafter_1", "rowing")

    read = []

    def watch(seen):
        if seen.kind is Kind.READ and seen.name.startswith("log/"):
            read.append(int(seen.name[-21:-5]))

    proxy.plan = watch
    cold = SearchSystem(tmp_path, FILES)
    cold.log, cold.blobs = GcsEventLog(proxied), GcsBlobStore(proxied)
    cold.snapshots = GcsSnapshotStore(proxied, tmp_path / "other machine")
    assert cold.builder.build().sequence == 21
    assert min(read) == 21

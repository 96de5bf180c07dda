"""The catalogue in larger pieces: the same events from fewer requests, whatever is missing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.adapters.gcs.log import GcsEventLog
from core.errors import StorageUnavailable
from core.events.envelope import CATALOGUE, pack
from tests.contract.event_log import an_event, append_each, ids
from tests.racing import together
from tests.services.gcs.faulty_proxy import Kind, seeded

SPAN = 50
APPENDS = 163
NAMES = [f"e{number}" for number in range(1, APPENDS + 1)]


def segment(index):
    return f"log/catalogue/segments/{index * SPAN + 1:016d}.jsonl"


@pytest.fixture
def filled(direct):
    """A catalogue of some appends, put there as they would be, many at once."""

    def put(number):
        content = pack(CATALOGUE, number, [an_event(f"e{number}")])
        direct.create(f"log/catalogue/{number:016d}.json", content)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(put, range(1, APPENDS + 1)))
    return GcsEventLog(direct, span=SPAN)


def test_a_compacted_catalogue_reads_the_same_from_every_place(filled, direct, proxied, proxy):
    assert filled.compact() == 3
    assert filled.compact() == 0
    log = GcsEventLog(proxied, span=SPAN)
    for after, upto in [(0, None), (0, 50), (0, 49), (50, 150), (75, 101), (149, 151)]:
        assert ids(log, CATALOGUE, after=after, upto=upto) == NAMES[after:upto]
    proxy.asked.clear()
    assert ids(GcsEventLog(proxied, span=SPAN), CATALOGUE) == NAMES
    # Three segments, thirteen appends behind them, and what was asked for beyond the end.
    assert proxy.asked[Kind.READ] < 50

    # Every byte of the appends is in the segments, and the appends are still there.
    lines = b"\n".join(direct.read(segment(index)) for index in range(3)).split(b"\n")
    assert lines[123] == direct.read(f"log/catalogue/{124:016d}.json")
    assert len(lines) == 150

    # Damaged, cut short, exchanged or missing: read from the appends.
    for content in (b"", b"{}", direct.read(segment(0))[:-1], direct.read(segment(2))):
        direct.replace(segment(0), content, direct.look(segment(0)).generation)
        assert ids(GcsEventLog(direct, span=SPAN), CATALOGUE) == NAMES
    direct.delete(segment(0))
    assert ids(GcsEventLog(direct, span=SPAN), CATALOGUE) == NAMES
    assert GcsEventLog(direct, span=SPAN).compact() == 1

    # Appending goes on behind it, and streams are no longer or more for it.
    append_each(filled, "new", stream=CATALOGUE)
    assert (ids(filled, CATALOGUE)[-1], filled.head(CATALOGUE)) == ("new", APPENDS + 1)
    assert list(filled.streams("catalogue")) == []


def test_compacting_many_times_at_once_while_requests_fail_writes_each_segment_once(
    filled, direct, proxied, proxy
):
    proxy.plan = seeded(3, share=0.2)
    together(*[GcsEventLog(proxied, span=SPAN).compact for _ in range(2)])
    assert [proxy.written[segment(index)] for index in range(3)] == [1, 1, 1]
    assert ids(GcsEventLog(direct, span=SPAN), CATALOGUE) == NAMES


def test_an_append_that_is_damaged_or_gone_is_never_compacted_over(filled, direct):
    name = f"log/catalogue/{20:016d}.json"
    direct.replace(name, b"{}", direct.look(name).generation)
    with pytest.raises(StorageUnavailable, match="damaged; restore it"):
        filled.compact()
    direct.delete(name)
    with pytest.raises(StorageUnavailable, match=f"{name} is gone"):
        filled.compact()
    assert direct.look(segment(0)) is None

"""The golden files: appends byte for byte as a log keeps them. Written once and never changed."""

from pathlib import Path

from core.events.envelope import Event, NewEvent, unpack

FOLDER = Path(__file__).parent / "golden"


def golden_bytes(name: str) -> bytes:
    return (FOLDER / f"{name}.json").read_bytes()


def golden_event(name: str) -> Event:
    """The one event of the append in file `name`."""
    (event,) = unpack(golden_bytes(name))
    return event


def golden_types() -> dict[str, set[int]]:
    """Each event type that has golden files, with the versions they are in."""
    found: dict[str, set[int]] = {}
    for path in FOLDER.glob("*.json"):
        event = golden_event(path.stem).new
        found.setdefault(event.type, set()).add(event.version)
    return found


def file_name(event: NewEvent) -> str:
    return f"{event.type.replace('.', '_')}_v{event.version}"

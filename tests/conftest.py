"""Says at the end which services took part. STRICT=1: a test that was skipped fails the run."""

import os
from collections import Counter
from pathlib import PurePosixPath

import pytest
from hypothesis import HealthCheck, settings

# The suites are no test modules themselves, so pytest must be told to explain their asserts.
CONTRACTS = (
    "appending",
    "artifact_store",
    "blob_store",
    "event_log",
    "pending",
    "projection_store",
    "shared_event_log",
    "snapshot_store",
)
pytest.register_assert_rewrite(*(f"tests.contract.{name}" for name in CONTRACTS))

# Machines are shared: how long an example takes says nothing about what it shows.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")

SERVICES = {
    "functions": "the four functions under functions-framework, each a process of its own",
    "openapi": "promptintel serve, held against its OpenAPI document by schemathesis",
    "gcs": "Cloud Storage: fake-gcs-server, also behind a proxy that fails",
    "pubsub": "Pub/Sub: the emulator of the gcloud SDK, pushing to functions",
    "firestore": "Firestore: the emulator of the gcloud SDK, with our security rules",
    "supabase": "Supabase: PostgreSQL with its roles, and PostgREST",
    "degradation": "Firestore, Supabase and the model, each cut off in the middle of a load",
    "versions": "an earlier version of the code beside this one, on one home",
    "builds_at_once": "two processes that build one catalogue at once",
    "system": "the whole system as separate processes on the emulators",
}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed = Counter(_service(report.nodeid) for report in _reports(terminalreporter, "passed"))
    skipped = {
        _service(report.nodeid): report.longrepr[2].removeprefix("Skipped: ")
        for report in _reports(terminalreporter, "skipped")
    }
    exercised = [name for name in SERVICES if passed[name]]
    if not exercised and not skipped:
        return
    terminalreporter.section("services")
    for name in exercised:
        terminalreporter.write_line(f"exercised  {SERVICES[name]} ({passed[name]} tests)")
    for name, why in skipped.items():
        terminalreporter.write_line(f"skipped    {SERVICES.get(name or '', 'tests')}: {why}")
    if not skipped:
        terminalreporter.write_line("skipped    none")


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("STRICT") == "1" and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _reports(reporter: pytest.TerminalReporter, outcome: str) -> list[pytest.TestReport]:
    found = reporter.stats.get(outcome, [])
    return [one for one in found if outcome == "skipped" or getattr(one, "when", "") == "call"]


def _service(nodeid: str) -> str | None:
    """The service that a test of `tests/services` is about."""
    parts = PurePosixPath(nodeid.partition("::")[0]).parts
    if "services" not in parts:
        return None
    name = parts[parts.index("services") + 1]
    return name.removeprefix("test_").removesuffix(".py")

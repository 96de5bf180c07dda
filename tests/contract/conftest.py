"""The suites are no test modules themselves, so pytest must be told to explain their asserts."""

import pytest

pytest.register_assert_rewrite(
    "tests.contract.event_log",
    "tests.contract.shared_event_log",
    "tests.contract.blob_store",
    "tests.contract.artifact_store",
    "tests.contract.pending",
    "tests.contract.projection_store",
)

"""Benchmarks. They run with the settings that the functions run with."""

import core.snapshot  # noqa: F401 - before anything loads numpy: see there

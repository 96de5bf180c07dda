"""`promptintel verify`: is everything in this home what it should be?"""

from argparse import ArgumentParser, Namespace
from time import perf_counter

from core.cli.output import Output, say
from core.runtime import Runtime
from core.verify.findings import Findings
from core.verify.home import audit

_SAY_SECONDS = 1.0


def add_arguments(parser: ArgumentParser) -> None:
    parser.set_defaults(command=verify)


def verify(_options: Namespace, runtime: Runtime) -> Output:
    findings = audit(runtime.whole, _Progress().hear)
    return Output(findings.to_json(), _told(findings), findings.exit_code)


def _told(findings: Findings) -> str:
    counts = ", ".join(f"{count:,} {name}" for name, count in sorted(findings.checked.items()))
    parts = [f"looked at {counts or 'an empty home'}"]
    if findings.damage:
        lines = "\n".join(f"  - {damage}" for damage in findings.damage)
        parts.append(f"damage ({len(findings.damage)}):\n{lines}")
    if findings.unchecked:
        lines = "\n".join(f"  - {unchecked}" for unchecked in findings.unchecked)
        parts.append(f"not looked at ({len(findings.unchecked)}):\n{lines}")
    if findings.exit_code == 0:
        parts.append("all of it is sound")
    return "\n\n".join(parts)


class _Progress:
    """Tells once a second what is being looked at."""

    def __init__(self) -> None:
        self._told = perf_counter()

    def hear(self, what: str) -> None:
        if perf_counter() - self._told >= _SAY_SECONDS:
            self._told = perf_counter()
            say(f"  {what}")

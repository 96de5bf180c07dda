"""The stage function as a deployment would have it, except that it stops in the middle: at the
crash point that STALL_AT names, until the file RELEASE appears or the process is killed."""

import os
from pathlib import Path
from threading import Event

import functions_framework
from flask import Request, Response

from core import crashpoints
from functions.execute_stage import main

_POINT, _, _NUMBER = os.environ["STALL_AT"].partition(":")
_REACHED, _RELEASE = Path(os.environ["REACHED"]), Path(os.environ["RELEASE"])
_left = [int(_NUMBER)]


def _reach(here: str) -> None:
    if here != _POINT:
        return
    _left[0] -= 1
    if _left[0] == 0:
        _REACHED.touch()
        while not _RELEASE.exists():
            Event().wait(0.02)


crashpoints._on_reach = _reach


@functions_framework.http
def stage(request: Request) -> Response:
    return main.stage(request)

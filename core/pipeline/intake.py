"""Files that are put into the bucket of uploads start executions by themselves.

Which execution follows from bucket, name and generation, so that a notification may come as often
and as late as it likes: one file, one execution. A file that cannot be read starts one that has
failed, with the reason, for its owner to see.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass

from core import canonical
from core.actors import GENESIS, PIPELINE
from core.documents.questionnaires.intake import LIMIT, read
from core.errors import InvalidInput, NotFound, Rejection, TooLarge
from core.events.blobs import BlobStore
from core.events.envelope import is_stream
from core.pipeline.execution import FAILED, Fact
from core.pipeline.following_up import FollowUp
from core.pipeline.starting import Starter
from core.pipeline.steering import Plan, Request, start_of
from core.pipeline.store import Executions
from core.pipeline.uploads import Upload, Uploads
from core.users.model import Preferences

DEFAULT_WORKFLOW = "questionnaire_to_contract"
"""What an upload runs through, unless its owner has a favourite."""

_OWNED = re.compile(r"users/([^/]+)/.+", re.DOTALL)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\\]")
_SHOWN = 200
_log = logging.getLogger("promptintel.intake")


@dataclass(frozen=True, slots=True)
class Arrived:
    """What was found of an upload: its bytes, and why they cannot be worked with, if so."""

    content: bytes
    problem: str | None = None


class Intake:
    """Starts executions for uploads. `preferred` says what a user prefers, by uid."""

    def __init__(
        self,
        uploads: Uploads,
        starter: Starter,
        executions: Executions,
        blobs: BlobStore,
        follow_up: FollowUp,
        preferred: Callable[[str], Preferences],
        workflow: str = DEFAULT_WORKFLOW,
    ) -> None:
        self._uploads = uploads
        self._starter = starter
        self._executions = executions
        self._blobs = blobs
        self._follow_up = follow_up
        self._preferred = preferred
        self._workflow = workflow

    def take(self, upload: Upload) -> str:
        """The id of the execution of `upload`, begun where it had not been.

        Raises `NotFound` or `InvalidInput` where there is no such workflow, and `Unavailable`.
        """
        request = request_of(upload)
        begun = self._starter.begun(request)
        execution_id = begun or self._begin(upload, request)
        execution = self._executions.load(execution_id)
        if execution.settled:
            self._follow_up.settle(execution)
        elif begun is not None:
            # Whoever began it may have died before its first stage was woken.
            self._follow_up.wake(execution)
        return execution_id

    def _begin(self, upload: Upload, request: Request) -> str:
        owner = owner_of(upload.name)
        preferences = self._preferred(owner) if owner is not None else Preferences()
        plan = self._starter.plan(preferences.workflow or self._workflow, preferences.run_settings)
        facts = self._facts(upload, plan, request)
        return self._starter.begin(facts, request, actor=owner or PIPELINE)

    def _facts(self, upload: Upload, plan: Plan, request: Request) -> list[Fact]:
        arrived = self._arrived(upload)
        document = {
            "name": shown_name(upload.name),
            "blob": self._blobs.put(arrived.content),
            "bytes": len(arrived.content),
            "upload": {
                "bucket": upload.bucket,
                "name": upload.name,
                "generation": upload.generation,
            },
        }
        facts = [start_of(plan, document, request)]
        if arrived.problem is not None:
            facts.append((FAILED, {"stage": plan.stages[0].name, "error": arrived.problem}))
        return facts

    def _arrived(self, upload: Upload) -> Arrived:
        try:
            content = self._uploads.read(upload, limit=LIMIT)
        except NotFound:
            return Arrived(b"", f"{_named(upload)} was replaced or deleted before it was read")
        except TooLarge as error:
            return Arrived(b"", f"{_named(upload)} was not read: {error}")
        try:
            read(shown_name(upload.name), content)
        except Rejection as error:
            return Arrived(content, f"{_named(upload)}: {error}")
        except Exception:
            # A fault of ours in reading it is for the stage that reads it to record.
            _log.exception("upload %s", upload)
        return Arrived(content)


def request_of(upload: Upload) -> Request:
    """What names the upload's execution, and tells it from every other request."""
    parts = [upload.bucket, upload.name, upload.generation]
    # A client's key is a header, which can hold no zero byte.
    key = "\0".join(["upload", *map(str, parts)])
    return Request(canonical.fingerprint(["upload", *parts]), key)


def owner_of(name: str) -> str | None:
    """The uid whose folder the file lies in; `None` for one that lies in nobody's."""
    found = _OWNED.fullmatch(name)
    if found is None or found[1] in (GENESIS, PIPELINE) or not is_stream(f"users/{found[1]}"):
        return None
    return found[1]


def own_upload(uploads: Uploads, uid: str, named: str) -> Upload:
    """The newest generation of the file that `uid` calls `named` in their own folder.

    Raises `InvalidInput` for what may lead elsewhere, `NotFound`.
    """
    parts = named.split("/")
    if not all(parts) or {".", ".."} & set(parts) or _UNPRINTABLE.search(named):
        raise InvalidInput("upload", f"{named[:60]!r} is no upload", "give its name in your folder")
    if owner_of(f"users/{uid}/{named}") != uid:
        raise InvalidInput("upload", f"{uid[:60]!r} has no uploads", "send the file itself")
    return uploads.latest(f"users/{uid}/{named}")


def shown_name(name: str) -> str:
    """The file's bare name, fit to be shown and to tell its format by; its end is kept."""
    return _UNPRINTABLE.sub("_", name.rpartition("/")[2])[-_SHOWN:] or "_"


def _named(upload: Upload) -> str:
    return f"{shown_name(upload.name)} (generation {upload.generation})"

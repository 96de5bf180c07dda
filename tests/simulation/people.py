"""People who use a world, each at random: they change the catalogue, search it, run workflows and
step in. Whoever gets no answer asks again, under the same key where there was one."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from core.actors import Actor
from core.catalogue.model import Ref
from core.catalogue.steering import LabelRequest, RollbackRequest
from core.catalogue.updating import UpdateRequest
from core.errors import PromptIntelError, Unavailable
from core.pipeline.interventions import CURRENT, SAME
from core.pipeline.starting import Input
from core.search.requests import SearchRequest
from core.users.deciding import SetPreferences
from core.users.model import DETAIL_LEVELS
from tests.simulation import business
from tests.simulation.answers import Answers, Ask, Steer, Unanswered
from tests.simulation.process import ConnectionLost
from tests.simulation.wiring import System

if TYPE_CHECKING:
    from tests.simulation.world import World

_TRIES = 5
_ACTS = 11


class Person:
    """One user; an admin may move protected labels."""

    def __init__(self, world: "World", name: str, *, admin: bool) -> None:
        self.name = name
        self._world = world
        self._scheduler = world.scheduler
        self._random = world.scheduler.random
        self._answers = Answers(world)
        self._actor = Actor(name, admin)
        self._number = 0
        self._keys = 0
        self._begun: list[tuple[str, Input, str]] = []
        self._seen = 0
        """The last sequence that this person was told of."""
        self._read: dict[str, int] = {}
        self._steps: list[Steer] = []

    def live(self) -> None:
        acts: Mapping[Callable[[], None], int] = {
            self._update: 8,
            self._again: 3,
            self._label: 2,
            self._roll_back: 2,
            self._search: 5,
            self._show: 3,
            self._execute: 5,
            self._step_in: 6,
            self._rate: 2,
            self._prefer: 1,
        }
        listed, weights = list(acts), list(acts.values())
        for _ in range(_ACTS):
            self._scheduler.sleep(self._random.expovariate(1 / 6.0))
            self._random.choices(listed, weights)[0]()
        self._world.person_left()

    # The catalogue

    def _update(self) -> None:
        ref = self._some_ref()
        kind, name = ref.split("/")
        change: dict[str, Any] = self._random.choice(
            (
                {"suggestions": ("Be brief",)},
                {"suggestions": ("Be brief",)},
                {"suggestions": (f"Mind the fee {self._random.randrange(9)}",)},
                {"suggestions": (f"Mind the term {self._random.randrange(9)}",)},
                {"body": f"contract price {self._random.randrange(99)}\n"},
                {"body": f"{business.LARGE} {self._random.randrange(99)}\n"},
                {"body": "league questionnaire\n", "create": True},
                {"archive": True},
            )
        )
        expected = self._read.get(ref) if self._random.random() < 0.4 else None
        request = UpdateRequest(
            kind,
            name,
            message=self._tag(),
            expected_version=expected,
            idempotency_key=self._key(),
            **change,
        )
        self._steer(self._updating(request))

    def _updating(self, request: UpdateRequest) -> Steer:
        return Steer(
            Ask(
                f"{request.prompt_type}/{request.prompt_name}",
                request.message or "",
                request.idempotency_key,
                request.fingerprint(),
                request.expected_version,
            ),
            lambda s: s.updater.update(request, actor=self._actor),
        )

    def _label(self) -> None:
        ref = self._some_ref()
        label = self._random.choice(("production", "beta"))
        version = self._some_version(ref)
        request = LabelRequest(Ref.parse(ref), label, version, self._tag(), self._key())
        ask = Ask(ref, request.message or "", request.idempotency_key, request.fingerprint())
        self._steer(Steer(ask, lambda s: s.steering.move_label(request, actor=self._actor)))

    def _roll_back(self) -> None:
        ref = self._some_ref()
        expected = self._read.get(ref) if self._random.random() < 0.4 else None
        version = self._some_version(ref)
        request = RollbackRequest(Ref.parse(ref), version, self._tag(), expected, self._key())
        ask = Ask(
            ref, request.message or "", request.idempotency_key, request.fingerprint(), expected
        )
        self._steer(Steer(ask, lambda s: s.steering.roll_back(request, actor=self._actor)))

    def _again(self) -> None:
        """Send an earlier request once more, or another one under its key."""
        keyed = [step for step in self._steps if step.ask.key is not None]
        if not keyed:
            return
        step = self._random.choice(keyed)
        if self._random.random() < 0.6:
            self._steer(step)
            return
        kind, name = self._some_ref().split("/")
        request = UpdateRequest(
            kind, name, ("Another wish",), message=self._tag(), idempotency_key=step.ask.key
        )
        self._steer(self._updating(request))

    def _steer(self, step: Steer) -> None:
        """Ask for a change of the catalogue, sometimes twice at once, until it is answered."""
        self._steps.append(step)
        if step.ask.key is not None and self._random.random() < 0.2:
            step.ask.alone = False
            twin = f"twin of {self.name}"
            self._scheduler.spawn(twin, lambda: self._steer_once(step))
        self._steer_once(step)

    def _steer_once(self, step: Steer) -> None:
        ask = step.ask
        began = self._answers.now()
        what = f"change {ask.ref} [{ask.tag}] key {ask.key} expecting {ask.expected}"
        answer = self._ask(what, step.carry_out, again=ask.key is not None)
        self._answers.steered(ask, began, answer)
        if not isinstance(answer, Unanswered | PromptIntelError):
            self._seen = max(self._seen, answer.sequence)
            self._read[ask.ref] = answer.version

    # Reading

    def _search(self) -> None:
        ref = self._some_ref()
        wanted = self._random.choice((None, self._seen, self._seen, self._seen + 2))
        query = self._random.choice((ref, ref, "contract price", "league questionnaire"))
        request = SearchRequest(query, min_sequence=wanted)
        began = self._answers.now()
        answer = self._ask(f"search {query!r} from {wanted}", lambda s: s.index.search(request))
        self._answers.searched(request, began, answer)

    def _show(self) -> None:
        ref = self._some_ref()
        began = self._answers.now()
        view = self._ask(f"show {ref}", lambda s: s.index.latest())
        self._answers.shown(ref, began, view)
        if not isinstance(view, Unanswered | PromptIntelError):
            prompt = view.prompt(Ref.parse(ref))
            self._read[ref] = prompt.latest.number if prompt is not None else 0

    # Executions

    def _execute(self) -> None:
        workflow = self._random.choice(business.WORKFLOWS)
        league = self._random.randrange(12)
        course = self._random.choice(("well", "well", "well", "nameless", "doomed"))
        document = business.a_questionnaire(league, course)
        key = self._key()
        if self._begun and self._random.random() < 0.3:
            # An earlier request once more, or another one under its key.
            before = self._random.choice(self._begun)
            workflow, document, key = (
                before if self._random.random() < 0.6 else (workflow, document, before[2])
            )
        if key is not None:
            self._begun.append((workflow, document, key))
        if key is not None and self._random.random() < 0.2:
            self._scheduler.spawn(
                f"twin of {self.name}", lambda: self._execute_as(workflow, document, key)
            )
        self._execute_as(workflow, document, key)

    def _execute_as(self, workflow: str, document: Input, key: str | None) -> None:
        self._answers.will_start(workflow, document, key)
        answer = self._ask(
            f"execute {workflow} on {document.name} key {key}",
            lambda s: s.starter.start(
                workflow,
                document,
                actor=self.name,
                key=key,
                settings=s.users.preferences(self.name).run_settings,
            ),
            again=key is not None,
        )
        self._answers.started(workflow, document, key, answer)

    def _step_in(self) -> None:
        tracks = list(self._world.auditor.tracks.values())
        if not tracks:
            return
        track = self._random.choice(tracks)
        one, key = track.id, self._key()
        stage = self._random.choice(list(track.stages))
        catalogue = self._random.choice((SAME, CURRENT))
        values = {"/league/legal_name": f"Given {self._random.randrange(9)}"}
        acts: Mapping[str, Callable[[System], Any]] = {
            "resolve": lambda s: s.interventions.resolve(one, values, actor=self.name, key=key),
            "approve": lambda s: s.interventions.approve(one, actor=self.name),
            "cancel": lambda s: s.interventions.cancel(one, actor=self.name),
            "rerun": lambda s: s.interventions.rerun(
                one, stage, actor=self.name, catalogue=catalogue, key=key
            ),
        }
        # Cancelling and running again are possible most of the time, the others seldom.
        what = self._random.choice(("resolve", "resolve", "approve", "approve", "cancel", "rerun"))
        act = acts[what]
        answer = self._ask(f"{what} {one[:8]} key {key}", act, again=key is not None)
        self._answers.stepped_in(one, what, key, answer)

    # One's own

    def _rate(self) -> None:
        ref, words = self._some_ref(), f"{business.PRIVATE} of {self.name}"
        rating = self._random.randrange(1, 6)
        answer = self._ask(
            f"rate {ref}", lambda s: s.users.rate(self.name, ref, rating, words), again=True
        )
        self._answers.rated(self.name, answer)

    def _prefer(self) -> None:
        command = SetPreferences(detail_level=self._random.choice(DETAIL_LEVELS))
        answer = self._ask(
            "prefer", lambda s: s.users.set_preferences(self.name, command), again=True
        )
        self._answers.preferred(self.name, command, answer)

    # How

    def _ask(self, what: str, act: Callable[[System], Any], *, again: bool = False) -> Any:
        """The answer, an error where it was refused, or `Unanswered`."""
        answer: Any = Unanswered("nobody was asked")
        for number in range(_TRIES if again else 1):
            if number:
                self._scheduler.sleep(self._random.expovariate(1 / 5.0))
            process = self._world.a_living()
            assert process is not None
            try:
                return process.serve(what, act)
            except ConnectionLost:
                answer = Unanswered("the connection was lost")
            except Unavailable as error:
                answer = Unanswered(str(error), error)
            except PromptIntelError as error:
                return error
        return answer

    def _some_ref(self) -> str:
        more = ("agents/made.up", "examples/league", f"agents/of.{self.name}")
        return self._random.choice((*business.PROMPTS, *business.PROMPTS, *more))

    def _some_version(self, ref: str) -> int:
        """One that there is, mostly."""
        item = self._world.auditor.catalogue.item(ref)
        return self._random.randrange(1, len(item.versions) + 2)

    def _tag(self) -> str:
        self._number += 1
        return f"{self.name} {self._number}"

    def _key(self) -> str | None:
        if self._random.random() < 0.4:
            return None
        self._keys += 1
        return f"key-{self.name}-{self._keys}"

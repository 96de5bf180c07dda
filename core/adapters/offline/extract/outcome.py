"""The extract stage's result: profile, evidence, and everything that did not fit."""

from collections.abc import Sequence
from typing import Any

from core.adapters.offline.extract.filling import Filled, Taken
from core.adapters.offline.extract.people import PARTS
from core.adapters.offline.extract.situation import Situation
from core.canonical import Json
from core.documents.questionnaires.document import Document
from core.documents.questionnaires.form import Answer, Form, Passage

_SECTIONS: dict[str, tuple[str, ...]] = {
    "league": (
        "legal_name",
        "brand_name",
        "entity_type",
        "jurisdiction",
        "founded_year",
        "website",
        "headquarters_city",
        "headquarters_country",
    ),
    "contacts": (),
    "sport": ("name", "format"),
    "governance": ("sanctioning_body", "has_rulebook", "officials_certified", "dispute_process"),
    "season": (
        "start_date",
        "end_date",
        "events_per_season",
        "contests_per_event",
        "event_duration_minutes",
        "teams_count",
        "athletes_count",
        "minimum_age",
    ),
    "data": (
        "capture_method",
        "latency_seconds",
        "feed_available",
        "feed_format",
        "historical_seasons",
        "incumbent_supplier",
    ),
    "integrity": (
        "officer_name",
        "betting_ban",
        "anti_doping",
        "monitoring_partner",
        "inside_information_policy",
    ),
    "betting": ("wants_betting", "markets_requested", "existing_operators", "territories"),
    "audience": (
        "average_attendance",
        "annual_attendance",
        "average_viewers",
        "social_followers",
        "primary_demographic",
    ),
    "media": ("broadcast_partners", "streaming_platforms", "rights_available"),
    "commercial": (
        "fee_model",
        "minimum_guarantee",
        "revenue_share_percent",
        "term_months",
        "exclusivity",
        "territory",
        "sublicensing_allowed",
        "existing_deals",
    ),
    "financials": ("annual_revenue", "annual_budget", "prize_money", "liability_insurance"),
}
_LISTS = frozenset(
    {
        "markets_requested",
        "existing_operators",
        "territories",
        "broadcast_partners",
        "streaming_platforms",
        "territory",
        "existing_deals",
    }
)
_MONEY = ("amount", "amount_max", "currency", "period")


def empty_profile() -> dict[str, Any]:
    """A profile in which every key is present and nothing is stated."""
    profile: dict[str, Any] = {
        section: {key: [] if key in _LISTS else None for key in keys}
        for section, keys in _SECTIONS.items()
    }
    profile["contacts"] = []
    return profile


class Outcome:
    """Puts a result together; spans are checked against the document as they are written."""

    def __init__(self, document: Document, form: Form, situation: Situation) -> None:
        self._document = document
        self._form = form
        self._situation = situation
        self._profile = empty_profile()
        self._evidence: dict[str, dict[str, Json]] = {}
        self._ambiguities: list[dict[str, Json]] = []

    def result(self, filled: Filled, given: Sequence[Answer]) -> dict[str, Json]:
        for pointer in sorted(filled.leaves):
            self._scalar(pointer, filled.leaves[pointer])
        for pointer in sorted(filled.lists):
            _, section, key = pointer.split("/")
            for number, taken in enumerate(filled.lists[pointer]):
                self._profile[section][key].append(taken.leaf.value)
                self._note(f"{pointer}/{number}", taken)
        for number, parts in enumerate(filled.contacts):
            self._profile["contacts"].append(
                {part: parts[part].leaf.value if part in parts else None for part in PARTS}
            )
            for part in sorted(parts, key=PARTS.index):
                self._note(f"/contacts/{number}/{part}", parts[part])
        return {
            "profile": self._profile,
            "evidence": self._evidence,
            "answered_none": self._answered_none(filled, given),
            "unmapped": self._unmapped(filled, given),
            "contradictions": self._contradictions(filled),
            "corrections": self._corrections(given),
            "ambiguities": self._ambiguities,
            "unread": self._unread(),
            "language": self._situation.convention.language,
        }

    def _scalar(self, pointer: str, taken: Taken) -> None:
        _, section, key, *rest = pointer.split("/")
        if rest:
            if self._profile[section][key] is None:
                self._profile[section][key] = dict.fromkeys(_MONEY)
            self._profile[section][key][rest[0]] = taken.leaf.value
        else:
            self._profile[section][key] = taken.leaf.value
        self._note(pointer, taken)

    def _note(self, pointer: str, taken: Taken) -> None:
        leaf = taken.leaf
        self._evidence[pointer] = {
            "quote": self._quote(leaf.start, leaf.end),
            "start": leaf.start,
            "end": leaf.end,
            "question": taken.question,
            "confidence": round(min(1.0, max(0.0, leaf.confidence)), 3),
        }
        if leaf.other is not None and leaf.other != leaf.value:
            self._ambiguities.append(
                {
                    "pointer": pointer,
                    "quote": self._quote(leaf.start, leaf.end),
                    "start": leaf.start,
                    "end": leaf.end,
                    "readings": [leaf.value, leaf.other],
                    "settled_by": self._settled_by(),
                }
            )

    def _settled_by(self) -> str | None:
        convention = self._situation.convention
        order = "day before month" if convention.date_order == "dmy" else "month before day"
        if convention.date_order_proved:
            return f"another date of the document has the {order}"
        if self._situation.country is not None:
            return f"dates in {self._situation.country} have the {order}"
        return None

    def _quote(self, start: int, end: int) -> str:
        return self._document.text[start:end]

    def _answered_none(self, filled: Filled, given: Sequence[Answer]) -> dict[str, Json]:
        return {
            pointer: {
                "quote": self._quote(given[number].answer.start, given[number].answer.end),
                "start": given[number].answer.start,
                "end": given[number].answer.end,
                "question": given[number].question or None,
            }
            for pointer, number in sorted(filled.denied.items())
        }

    def _unmapped(self, filled: Filled, given: Sequence[Answer]) -> list[dict[str, Json]]:
        left = [
            a
            for index, a in enumerate(given)
            if index not in filled.used and a.text.strip() and a.kind != "null"
        ]
        read = {id(answer) for answer in given}
        left += [a for a in self._form.answers if id(a) not in read and a.text.strip()]
        return [
            {
                "question": f"{a.question} ({a.period})" if a.period else a.question,
                "answer": a.text,
                "start": a.answer.start,
                "end": a.answer.end,
            }
            for a in sorted(left, key=lambda a: a.answer.start)
        ]

    def _contradictions(self, filled: Filled) -> list[dict[str, Json]]:
        listed = []
        for rival in filled.rivals:
            pointer = rival.kept.leaf.pointer
            kept = filled.leaves[pointer].leaf.value
            listed.append(
                {
                    "pointer": pointer,
                    "kept": kept,
                    "why": "its question names the field more plainly",
                    "places": [self._place(rival.kept), self._place(rival.other)],
                }
            )
        return listed

    def _place(self, taken: Taken) -> dict[str, Json]:
        leaf = taken.leaf
        return {
            "value": leaf.value,
            "quote": self._quote(leaf.start, leaf.end),
            "start": leaf.start,
            "end": leaf.end,
        }

    def _corrections(self, given: Sequence[Answer]) -> list[dict[str, Json]]:
        return [
            {
                "question": answer.question,
                "replaced": _words(answer.replaced.answer),
                "by": _words(answer.answer),
            }
            for answer in given
            if answer.replaced is not None
        ]

    def _remarks(self) -> list[tuple[int, int]]:
        """The remarks' spans; those with nothing but white space between them are one."""
        spans: list[tuple[int, int]] = []
        for remark in sorted(self._form.remarks, key=lambda r: (r.start, r.end)):
            if spans and not self._quote(spans[-1][1], remark.start).strip():
                spans[-1] = spans[-1][0], max(spans[-1][1], remark.end)
            else:
                spans.append((remark.start, remark.end))
        return spans

    def _unread(self) -> list[dict[str, Json]]:
        listed = [
            {"what": " ".join(self._quote(start, end).split()), "why": "answers no question"}
            for start, end in self._remarks()
        ]
        listed += [
            {"what": " ".join(a.note.text.split()), "why": f"a note beside {a.question!r}"}
            for a in self._form.answers
            if a.note is not None
        ]
        listed += [
            {"what": " ".join(a.amendment.text.split()), "why": f"added beside {a.question!r}"}
            for a in self._form.answers
            if a.amendment is not None and not self._quotes(a.amendment)
        ]
        return listed

    def _quotes(self, words: Passage) -> bool:
        """Whether some leaf's evidence stands in `words`."""
        return any(words.start <= place["start"] < words.end for place in self._evidence.values())


def _words(passage: Passage) -> dict[str, Json]:
    return {"answer": passage.text, "start": passage.start, "end": passage.end}

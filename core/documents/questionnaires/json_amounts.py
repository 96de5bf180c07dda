"""Amounts that JSON gives in parts: {"amount": 40000, "currency": "EUR", "per": "season"}."""

from collections.abc import Mapping, Sequence

from core.documents.questionnaires.form import Answer, Passage, joined
from core.documents.questionnaires.json_scanner import Node

_PARTS: Mapping[str, frozenset[str]] = {
    part: frozenset(names.split())
    for part, names in {
        "amount": (
            "amount value sum figure number quantity betrag summe wert zahl importe monto cantidad"
            " valor montant somme valeur quantia importo somma valore bedrag waarde kwota suma"
            " wartość wartosc liczba ilość ilosc belopp summa värde beløp beløb verdi værdi määrä"
            " maara arvo"
        ),
        "lower": (
            "min minimum from low lower von ab desde mínimo minimo de da van od fra från alkaen"
        ),
        "upper": "max maximum to up_to high upper bis hasta máximo maximo à até tot do til till",
        "currency": (
            "currency ccy währung waehrung waluta moneda divisa devise monnaie moeda valuta valutta"
            " valuutta"
        ),
        "per": (
            "period per unit units every frequency basis okres za jednostka zeitraum einheit pro"
            " je periodo período unidad por periode période unité par unidade unità eenheid enhet"
            " enhed yksikkö jakso częstotliwość czestotliwosc"
        ),
        "note": "note notes comment remark bemerkung nota comentario remarque uwagi merknad",
    }.items()
}


def amount_of(
    node: Node, question: str, path: tuple[str, ...], record: int | None
) -> Answer | None:
    """The one answer that the members of an object make up; `None` where they do not."""
    parts = _parts(node.members)
    if parts is None:
        return None
    lower = parts.get("amount") or parts.get("lower")
    upper = parts.get("upper")
    unit = parts.get("currency") or parts.get("per")
    figures = [figure for figure in (lower, upper) if figure is not None and figure.kind != "null"]
    if unit is None or not figures or any(f.kind not in ("number", "string") for f in figures):
        return None
    whole = joined([figure.words.stripped() for figure in figures], " - ")
    whole = _with(whole, parts.get("currency"), " ")
    whole = _with(whole, parts.get("per"), " / " if "currency" in parts else " ")
    note = parts.get("note")
    number = all(figure.kind == "number" for figure in figures)
    return Answer(
        question,
        whole,
        path,
        record=record,
        kind="number" if number else "text",
        note=note.words if note is not None and note.words.text.strip() else None,
    )


def _parts(members: Sequence[tuple[Passage, Node]]) -> dict[str, Node] | None:
    """The members by what they are; `None` where one is something else."""
    found: dict[str, Node] = {}
    for key, value in members:
        name = key.text.strip().lower()
        part = next((part for part, names in _PARTS.items() if name in names), None)
        if part is None or part in found or value.kind in ("object", "array"):
            return None
        found[part] = value
    return found


def _with(whole: Passage, part: Node | None, glue: str) -> Passage:
    if part is None or part.kind != "string" or not part.words.text.strip():
        return whole
    return joined([whole, part.words.stripped()], glue)

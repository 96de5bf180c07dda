"""Our JSON and CSV scanners against orjson and csv: the same values, and true places."""

import csv
import io
import json

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.questionnaires import csv_scanner, json_scanner
from core.documents.questionnaires.json_scanner import BrokenJson, Node

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def plain(node: Node):
    match node.kind:
        case "object":
            return {key.text: plain(value) for key, value in node.members}
        case "array":
            return [plain(element) for element in node.elements]
        case "string":
            return node.words.text
        case "number":
            return orjson.loads(node.words.text)
        case _:
            return {"true": True, "false": False, "null": None}[node.kind]


def nodes(node: Node):
    yield node
    for _, value in node.members:
        yield from nodes(value)
    for element in node.elements:
        yield from nodes(element)


@given(VALUES, st.sampled_from([None, 1, 3]), st.booleans())
def test_json_means_what_orjson_says(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert plain(json_scanner.scan(text)) == orjson.loads(text)


@given(VALUES, st.booleans())
def test_every_character_of_a_json_text_stands_at_its_place(value, ascii_only):
    text = json.dumps(value, ensure_ascii=ascii_only)
    for node in nodes(json_scanner.scan(text)):
        if node.kind != "string":
            assert text[node.words.start : node.words.end] == node.words.text
            continue
        for i, character in enumerate(node.words.text):
            start, end = node.words.place(i, i + 1)
            assert json.loads(f'"{text[start:end]}"') == character


@given(st.text(alphabet='{}[]",:\\u0123eE.-+tfn ul\n', max_size=40))
def test_json_that_orjson_refuses_is_refused(text):
    try:
        expected = orjson.loads(text)
    except ValueError:
        with pytest.raises(BrokenJson):
            json_scanner.scan(text)
        return
    assert plain(json_scanner.scan(text)) == expected


CELLS = st.text(alphabet='ab ,;"\n1é', max_size=8).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_csv_has_the_cells_that_csv_says(rows):
    kept = [row for row in rows if any(row)]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(kept)
    expected = list(csv.reader(io.StringIO(text.getvalue())))
    found = csv_scanner.scan(text.getvalue(), ",")
    assert [[cell.text for cell in row.cells] for row in found] == expected


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
def test_every_character_of_a_csv_cell_stands_at_its_place(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    whole = text.getvalue()
    for row in csv_scanner.scan(whole, ","):
        for cell in row.cells:
            for i, character in enumerate(cell.text):
                start, end = cell.place(i, i + 1)
                assert whole[start:end].replace('""', '"') == character


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_cuts_every_line_alike(delimiter):
    rows = [["question", "answer"], ["Territory", "UK; Ireland, Malta"], ["Teams", "8"]]
    text = "\n".join(delimiter.join(f'"{c}"' if delimiter in c else c for c in r) for r in rows)
    assert csv_scanner.delimiter_of(text) == delimiter

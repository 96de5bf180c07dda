import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.documents.questionnaires.intake import LIMIT, name_for, read
from core.errors import InvalidInput, PromptIntelError, TooLarge

FORM = "League: Northern Futsal\nSport: Futsal\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_text_is_read_and_its_byte_order_mark_is_dropped(encoding):
    document, form = read("form.txt", "Sport: Pádel\n".encode(encoding))
    assert document.text == "Sport: Pádel\n"
    assert [(a.question, a.text) for a in form.answers] == [("Sport", "Pádel")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.md", b"", "empty"),
        ("blank.md", b" \n\t\n", "empty"),
        ("binary.md", b"\x00\x01\x02" * 50, "binary"),
        ("scan.md", b"%PDF-1.7 ...", "PDF"),
        ("scan.pdf", b"%PDF-1.7", "PDF files (.pdf) cannot be read yet; send one of .md"),
        ("form.docx", b"PK\x03\x04", "Word files (.docx) cannot be read yet"),
        ("form.xlsx", b"PK\x03\x04", "Excel"),
        ("form.rtf", b"{\\rtf", ".rtf cannot be read"),
        ("form", b"Sport: Futsal", "no ending"),
        ("latin.txt", "Sport: Pádel".encode("latin-1"), "is not UTF-8 (line 1)"),
        ("half.txt", b"\xff\xfeS", "UTF-16"),
        ("broken.json", b'{\n "a": 1,\n "b" 2}', "line 3, column 6: the colon"),
        ("deep.json", b"[" * 100 + b"]" * 100, "deep"),
        ("broken.csv", b'a,b\nc,"d\n', "line 2: a quote is opened"),
        ("broken.csv", b'a,b\nc,"d" e\n', "line 2: text follows"),
        ("../a.md", b"A: b", "name: '../a.md' is no bare file name"),
        ("a\\b.md", b"A: b", "name"),
        ("a\x00.md", b"A: b", "name"),
        ("..", b"A: b", "name"),
        ("x" * 300 + ".md", b"A: b", "name"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason_and_the_remedy(name, content, words):
    with pytest.raises(InvalidInput) as refused:
        read(name, content)
    assert words in str(refused.value)
    assert "; " in str(refused.value)


def test_more_than_the_limit_is_too_large():
    with pytest.raises(TooLarge):
        read("form.md", b"x" * (LIMIT + 1))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"league": "A"}', "questionnaire.json"),
        ('[{"question": "Sport?", "answer": "Futsal"}]', "questionnaire.json"),
        ("question,answer\nSport,Futsal\n", "questionnaire.csv"),
        ("Legal name;Sport;Teams;Players;City\nA;Futsal;8;90;Oban\n", "questionnaire.csv"),
        ("# Form\n\n- Sport - Futsal\n", "questionnaire.md"),
        ("| Question | Answer |\n|---|---|\n| Sport | Futsal |\n", "questionnaire.md"),
        (FORM, "questionnaire.txt"),
        ("[x] Yes\n[ ] No\n", "questionnaire.txt"),
        ("", "questionnaire.txt"),
    ],
)
def test_pasted_text_is_named_by_what_it_looks_like(text, name):
    assert name_for(text) == name


@given(st.sampled_from([".md", ".txt", ".json", ".csv"]), st.binary(max_size=300))
def test_no_bytes_make_anything_but_a_form_or_a_refusal(ending, content):
    try:
        document, form = read(f"form{ending}", content)
    except PromptIntelError:
        return
    for answer in form.answers:
        assert 0 <= answer.answer.start <= answer.answer.end <= len(document.text)


@given(st.text(alphabet='#|*-:?>[] xX.,;"\nAab1', max_size=200))
def test_every_answer_of_a_text_stands_at_its_place(text):
    try:
        document, form = read("form.md", text.encode())
    except InvalidInput:
        return
    for answer in form.answers:
        for i in range(len(answer.text)):
            start, end = answer.answer.place(i, i + 1)
            if end > start:
                assert document.text[start:end] == answer.text[i]


def test_naming_the_limit_loads_no_reader():
    code = (
        "import sys, core.documents.questionnaires.intake as i;"
        "print(sorted(m for m in sys.modules if m.startswith(('rapidfuzz', 'numpy', 'orjson'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

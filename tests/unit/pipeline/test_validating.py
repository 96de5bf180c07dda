from core.pipeline.validating import claims_of_people, complaints_about

SCHEMA = {
    "type": "object",
    "required": ["fee"],
    "additionalProperties": False,
    "properties": {
        "fee": {"type": "integer", "minimum": 0},
        "day": {"type": "string", "format": "date"},
        "a/b~c": {"type": "string"},
        "years": {"type": "array", "items": {"$ref": "#/$defs/year"}},
    },
    "$defs": {"year": {"type": "object", "required": ["n"]}},
}


def test_a_valid_value_has_no_complaints():
    assert complaints_about({"fee": 1, "day": "2027-02-28", "years": [{"n": 1}]}, SCHEMA) == ()


def test_each_complaint_begins_with_the_place_it_is_about():
    value = {"fee": -1, "years": [{"n": 1}, {}], "a/b~c": 3}
    places = [complaint.partition(": ")[0] for complaint in complaints_about(value, SCHEMA)]
    assert sorted(places) == ["/a~1b~0c", "/fee", "/years/1"]


def test_what_is_missing_is_told_at_the_place_where_it_belongs():
    (complaint,) = complaints_about({}, SCHEMA)
    assert complaint.startswith("/: ")
    assert "fee" in complaint


def test_what_does_not_belong_is_told_by_name():
    (complaint,) = complaints_about({"fee": 1, "free": True}, SCHEMA)
    assert "free" in complaint


def test_formats_are_held_to():
    (complaint,) = complaints_about({"fee": 1, "day": "2027-02-31"}, SCHEMA)
    assert complaint.startswith("/day: ")


def test_at_most_twenty_complaints_are_made():
    assert len(complaints_about({"fee": 1, "years": [{}] * 100}, SCHEMA)) == 20


def test_the_same_value_gets_the_same_complaints():
    value = {"fee": "x", "years": [{}, 3], "day": "soon"}
    assert complaints_about(value, SCHEMA) == complaints_about(value, SCHEMA)


def test_schemas_do_not_take_each_others_place():
    assert complaints_about(1, {"type": "string"}) != ()
    assert complaints_about(1, {"type": "integer"}) == ()
    assert complaints_about("x", {"type": "string"}) == ()


def test_a_draft_may_not_pass_for_what_a_person_gave():
    quoted = {"quote": "Ann", "start": 0, "end": 3}
    draft = {"evidence": {"/league/legal_name": {**quoted, "given_by": "person"}, "/x": quoted}}
    assert claims_of_people(draft) == (
        "/evidence/~1league~1legal_name: quote the document, no person",
    )
    assert claims_of_people({"evidence": {"/x": quoted}}) == ()
    assert claims_of_people({"documents": []}) == ()
    assert claims_of_people("a text") == ()

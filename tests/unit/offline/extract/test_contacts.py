from tests.unit.offline.extract.builders import extracted


def contacts(text: str, name: str = "form.txt"):
    return extracted(text, name)["profile"]["contacts"]


def a_contact(**parts):
    return {"name": None, "role": None, "email": None, "phone": None, "is_signatory": None, **parts}


def test_a_line_with_everything_is_taken_apart():
    text = (
        "Contact: Ms Priya Raman, Head of Partnerships, priya@ndr.example, "
        "+44 191 496 0142 (I can sign)\n"
    )
    assert contacts(text) == [
        a_contact(
            name="Priya Raman",
            role="Head of Partnerships",
            email="priya@ndr.example",
            phone="+441914960142",
            is_signatory=True,
        )
    ]


def test_lines_after_a_name_belong_to_that_person():
    text = (
        "Contact: Marco Tedesco\nPosition: Manager\nE-mail: marco@h.example\n"
        "Authorised signatory: Joanne Whitby, President\nSignatory e-mail: jo@h.example\n"
    )
    assert contacts(text) == [
        a_contact(name="Marco Tedesco", role="Manager", email="marco@h.example"),
        a_contact(name="Joanne Whitby", role="President", email="jo@h.example", is_signatory=True),
    ]


def test_a_signatory_who_is_the_contact_is_one_person():
    text = "Contact person: Aoife Brennan\nPerson authorised to sign: Aoife Brennan, as above\n"
    assert contacts(text) == [a_contact(name="Aoife Brennan", is_signatory=True)]


def test_a_yes_is_said_of_the_contact_and_a_no_may_name_another():
    yes = "Contact: Linnea Forsberg\nAuthorised to sign: Yes\n"
    assert contacts(yes) == [a_contact(name="Linnea Forsberg", is_signatory=True)]
    no = "Contact: Harriet Cole\nAuthorised to sign? No, that is Colin Marsh, Chief Executive\n"
    assert contacts(no) == [
        a_contact(name="Harriet Cole", is_signatory=False),
        a_contact(name="Colin Marsh", role="Chief Executive", is_signatory=True),
    ]


def test_what_is_said_of_somebody_known_is_noted_with_them():
    text = (
        "### Who is your contact?\n\nPriya Raman, Head of Partnerships.\n\n"
        "### Who may sign?\n\nCallum Heslop, Managing Director. Priya can negotiate but not sign.\n"
    )
    assert [(c["name"], c["is_signatory"]) for c in contacts(text, "form.md")] == [
        ("Priya Raman", False),
        ("Callum Heslop", True),
    ]


def test_people_in_json_and_tables_are_kept_apart():
    people = (
        '{"people": [{"fullName": "Jo Bell", "mail": "jo@x.example", "canSign": true},'
        ' {"fullName": "Al Fox", "mail": "al@x.example", "canSign": false}]}'
    )
    expected = [
        a_contact(name="Jo Bell", email="jo@x.example", is_signatory=True),
        a_contact(name="Al Fox", email="al@x.example", is_signatory=False),
    ]
    assert contacts(people, "form.json") == expected
    table = (
        "## People\n\n| Name | E-mail | May sign |\n|---|---|---|\n"
        "| Jo Bell | jo@x.example | yes |\n| Al Fox | al@x.example | no |\n"
    )
    assert contacts(table, "form.md") == expected


def test_a_french_form_of_address_and_particle_are_read():
    text = "Contact : M. Yann Le Goff\nQui signe ? La présidente, Mme Soizic Kerbrat\n"
    assert [(c["name"], c["is_signatory"]) for c in contacts(text)] == [
        ("Yann Le Goff", None),
        ("Soizic Kerbrat", True),
    ]

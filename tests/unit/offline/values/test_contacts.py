"""Addresses, numbers and persons come out ready to be used."""

import pytest

from core.adapters.offline.values.contacts import emails, persons, phones, urls


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Email priya.raman@northern.example, phone later", ["priya.raman@northern.example"]),
        ("<a+b@c-d.example>; (e@f.example).", ["a+b@c-d.example", "e@f.example"]),
        ("@handle and a@b", []),
        ("", []),
    ],
)
def test_emails(text: str, found: list[str]) -> None:
    assert [email.value for email in emails(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("www.northern.example", ["https://www.northern.example"]),
        ("https://harbour.example", ["https://harbour.example"]),
        ("http://harbour.example/a/", ["https://harbour.example/a/"]),
        ("HTTPS://Harbour.Example/Path", ["https://harbour.example/Path"]),
        ("costapadel.example", ["https://costapadel.example"]),
        ("(see https://a.example/x?y=1).", ["https://a.example/x?y=1"]),
        ("nordkubb.example/liga and foo.co.uk.",
         ["https://nordkubb.example/liga", "https://foo.co.uk"]),
        ("a@b.example", []),
        ("e.g. rules.pdf, v1.2, St.Gallen, i.e. 3.5", []),
    ],
)  # fmt: skip
def test_urls(text: str, found: list[str]) -> None:
    assert [url.value for url in urls(text)] == found


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("+44 191 496 0142", None, ["+441914960142"]),
        ("+44 (0)191 496 0142", None, ["+441914960142"]),
        ("01632 960 417", "GB", ["+441632960417"]),
        ("0431 555 0178", "DE", ["+494315550178"]),
        ("(08) 5550 7731", "AU", ["+61855507731"]),
        ("(215) 555-0148", "US", ["+12155550148"]),
        ("306-555-0177", "CA", ["+13065550177"]),
        ("+46 8 465 004 12", "SE", ["+46846500412"]),
        ("+353 91 555 014", "IE", ["+35391555014"]),
        ("0033 1 55 55 01 20", "FR", ["+33155550120"]),
        ("Tel. 081 555 01 20, mobile +41 79 555 01 20", "CH", ["+41815550120", "+41795550120"]),
        ("0191 496 0140", None, ["0191 496 0140"]),
        ("12.12.2026, 2026-2027, 12 600, 1.250.000", "SE", []),
    ],
)
def test_phones(text: str, country: str | None, found: list[str]) -> None:
    assert [phone.value for phone in phones(text, country=country)] == found


def test_a_phone_without_country_is_kept_as_written_and_says_so() -> None:
    (phone,) = phones("0191 496 0140", country=None)
    assert phone.note == "no country"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Priya Raman, Head of Partnerships. Email p@n.example",
         [("Priya Raman", "Head of Partnerships")]),
        ("Dr Helen Ashworth (part-time, independent of the board)", [("Dr Helen Ashworth", None)]),
        ("Seraina Brunold, President (together with the treasurer)",
         [("Seraina Brunold", "President")]),
        ("Ms Jane O'Neill - CEO", [("Jane O'Neill", "CEO")]),
        ("Jane O'Neill (CEO)", [("Jane O'Neill", "CEO")]),
        ("Mr. J. Aarts", [("J. Aarts", None)]),
        ("Herr Müller", [("Müller", None)]),
        ("Frau Dr. Ingrid von der Heide, Vorständin",
         [("Dr. Ingrid von der Heide", "Vorständin")]),
        ("Hon. Louise Pelletier", [("Hon. Louise Pelletier", None)]),
        ("Justice (retd.) S. Menon", [("Justice (retd.) S. Menon", None)]),
        ("Jean-Pierre Dupont (directeur général)", [("Jean-Pierre Dupont", "directeur général")]),
        ("The chair, Shona Baird. shona@kelpie.example", [("Shona Baird", "chair")]),
        ("Our CEO Anna Berg", [("Anna Berg", "CEO")]),
        ("me, Tomos Prichard, series director, tomos@s.example", [
            ("Tomos Prichard", "series director")]),
        ("Moira Gillespie, league secretary\nmoira@kelpie.example",
         [("Moira Gillespie", "league secretary")]),
        ("Anna Berg - Managing Director\nKarl Holm - Treasurer",
         [("Anna Berg", "Managing Director"), ("Karl Holm", "Treasurer")]),
        ("Aoife Brennan, as above", [("Aoife Brennan", None)]),
        ("Contact: Jane Doe / CEO / jane@x.example", [("Jane Doe", "CEO")]),
        ("Jane Doe (she/her), CEO", [("Jane Doe", "CEO")]),
        ("Dr. Jane Doe, PhD, CEO", [("Dr. Jane Doe", "CEO")]),
        ("MARIA LOPEZ, DIRECTORA", [("MARIA LOPEZ", "DIRECTORA")]),
        ("Sanne de Wit", [("Sanne de Wit", None)]),
        ("TBC (new appointment at the AGM)", []),
        ("Clearwater Sports Integrity, since last autumn", []),
        ("Yes. The President signs", []),
        ("", []),
    ],
)  # fmt: skip
def test_persons(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(person.value.name, person.value.role) for person in persons(text)] == found

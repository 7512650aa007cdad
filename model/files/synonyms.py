"""What fields are called in the files that people get, besides the words for names, numbers and addresses.

Those of a company's or a person's details stand in :mod:`model.files.heading_words`. The names are compared without
case, spaces and punctuation; see :func:`model.files.headings.plain_heading`. Fields are named by their code names;
those that a record has not got are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "kundenr", "kundenummer", "kunde nr", "customer number", "customer no", "debitornr", "debitornummer",
        "debitor nr", "account number",
    ),
    "org_number": (
        "org nr", "orgnr", "org number", "organization number", "organisation number", "organisasjonsnummer",
        "organisasjonsnr", "foretaksnummer", "cvr", "cvr nr", "cvr nummer", "company number", "vat", "vat number",
        "vat no", "momsnr", "se nr", "organisationsnummer", "organisationsnr", "orgnummer", "ust idnr", "y tunnus",
        "company registration number", "registration number",
    ),
    "industry": (
        "bransje", "branche", "sector", "naeringskode1.beskrivelse", "næringskode", "næring", "business",
        "hovedbranche", "brancheområde", "bransjekode",
    ),
    "company_form": ("organisasjonsform", "organisasjonsform.kode", "selskapsform", "virksomhedsform", "legal form"),
    "employees": (
        "number of employees", "antall ansatte", "antallansatte", "antal ansatte", "ansatte", "headcount",
        "medarbejdere", "antal medarbejdere", "employee count", "no of employees",
    ),
    "revenue": (
        "turnover", "annual revenue", "omsetning", "omsætning", "årlig omsetning", "årsomsætning", "sales revenue",
        "driftsinntekter", "årsomsetning",
    ),
    "gender": ("kjønn", "køn", "sex"),
    "note": (
        "notes", "comment", "comments", "notat", "notater", "merknad", "merknader", "kommentar", "bemærkning",
        "bemærkninger", "remarks", "description", "beskrivelse", "background",
    ),
    "objective": ("kampanjemålsetning", "kampagnemål"),
    "description": ("kampanjebeskrivelse", "kampagnebeskrivelse"),
    "subject": ("emne", "topic", "interest"),
    "source": ("lead source", "kilde", "origin", "original source"),
    "owner": (
        "ansvarlig", "eier", "ejer", "responsible", "sales rep", "salesperson", "selger", "sælger", "assigned to",
    ),
    "creditworthy": ("kredittverdighet", "kreditværdighed"),
    "status": ("lead status",),
    "classification": ("klassifisering", "klassificering", "rating"),
    "first_contact": ("første kontakt",),
    "amount": ("value", "beløp", "beløb", "verdi", "værdi", "deal value"),
    "expected_close": ("close date", "closing date", "forventet avslutning", "forventet afslutning"),
    "stage": ("steg", "trin", "pipeline stage", "fase"),
    "customer": ("company", "company name", "firma", "firmanavn", "account", "account name", "kunde", "kundenavn"),
    "contact": ("contact person", "kontakt", "kontaktperson"),
    "due": ("due date", "frist", "forfall", "forfald"),
    "currency": ("valuta", "valutakode", "currency code"),
    "payment_terms": ("betalingsfrist", "forfallsdager", "kredittid"),
}  # fmt: skip

IDS: tuple[str, ...] = ("salg id",)
"""Other names for the column of the numeric ID, besides "id" and that of the record."""

VALUES: Mapping[str, Mapping[str, str]] = {
    "gender": {
        "nonbinary": "other", "non-binary": "other", "annet": "other", "andet": "other", "x": "other",
        "kvinne": "female", "kvinde": "female", "k": "female", "woman": "female", "mrs": "female", "ms": "female",
        "mann": "male", "mand": "male", "man": "male", "mr": "male", "f": "female", "m": "male",
    },
    "status": {"new": "not_contacted", "ny": "not_contacted"},
    "classification": {
        "warm": "hot", "varm": "hot", "het": "hot", "kald": "cold", "kold": "cold", "ikke angitt": "none",
        "ikke angivet": "none", "unspecified": "none", "not specified": "none",
    },
}  # fmt: skip
"""What the choices of some fields are called elsewhere: field → folded text → code name."""

UNSAID = frozenset({"ikke angitt", "ikke angivet", "unspecified", "not specified", "-", "n/a", "0/0/00"})
"""What other programs write where nothing has been chosen (Outlook's "Unspecified")."""

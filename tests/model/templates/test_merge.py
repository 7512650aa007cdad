"""Templates as they are filled: merge fields, what is blank, HTML, other languages, and what no template may do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.campaigns.recipients import Recipient
from model.core.access.session import Session
from model.core.changes.change import change, read
from model.core.errors import NotFoundError, UserError
from model.core.language import use
from model.core.settings import CompanySettings
from model.customers.records import Customer, CustomerContact
from model.marketing.records import Exclusion, ExclusionList
from model.opportunities.records import Opportunity
from model.orders.records import Order
from model.templates import merge_text
from model.templates.merge import Filled, MergeReader, MergeTemplate, TemplateText, read_template
from model.templates.merge_fields import MergeNames, merge_fields
from model.templates.records import Template
from tests.model import filing
from tests.model.campaigns.test_recipients import campaign


def template(text: str, subject: str = "", html: str = "", language: str = "en") -> TemplateText:
    return TemplateText(None, "Hello", "email", language, subject, text, html)


def filled(session: Session, text: str, values: dict[str, Any] | None = None, **more: str) -> Filled:
    return MergeTemplate(session, template(text, **more)).fill(values or {})


def from_record(session: Session, type_name: str, record_id: int, text: str, **options: Any) -> Filled:
    merge = MergeTemplate(session, template(text))
    [(found, values)] = MergeReader(session, type_name, merge.fields, **options).values([record_id])
    assert found == record_id
    return merge.fill(values)


# Filling


def test_fields_are_filled_in(session: Session) -> None:
    text = "Kjære {{ contact.first_name }},\nhilsen {{ owner.name }} {{ today }}\n"
    values = {"contact.first_name": "Áilu Čáhcesuolu", "owner.name": "Kari Å", "today": "1 Dec 2026"}
    found = filled(session, text, values, subject="Til {{ contact.first_name }}!")
    assert found == Filled("Til Áilu Čáhcesuolu!", "Kjære Áilu Čáhcesuolu,\nhilsen Kari Å 1 Dec 2026\n", None, ())


def test_what_is_empty_is_blank_and_named(session: Session) -> None:
    found = filled(session, "Hi {{ contact.first_name }}{{ customer.name|upper }}!", {"customer.name": "  "})
    assert (found.text, found.missing) == ("Hi !", ("contact.first_name", "customer.name"))


def test_what_has_something_in_its_place_is_not_missing(session: Session) -> None:
    text = (
        "{% if contact.first_name %}Hi {{ contact.first_name }}{% else %}Hello{% endif %}"
        " {{ contact.title|default('friend') }} {{ contact.name or 'you' }}{{ ' (' if contact.phone }}"
    )
    found = filled(session, text)
    assert (found.text, found.missing) == ("Hello friend you", ())


def test_a_subject_is_one_line_whatever_the_values_are(session: Session) -> None:
    found = filled(session, "x", {"customer.name": "A\r\nBcc: all@x.no"}, subject="To {{ customer.name }}")
    assert found.subject == "To A Bcc: all@x.no"


def test_values_are_escaped_in_html_alone(session: Session) -> None:
    values = {"customer.name": "<b>Å & Co</b>", "address_lines": ["A", "<B>"]}
    text = "{{ customer.name }}"
    found = filled(session, text, values, html="<p>{{ customer.name }}<br>{{ address_lines }}</p>")
    assert found.text == "<b>Å & Co</b>"
    assert found.html == "<p>&lt;b&gt;Å &amp; Co&lt;/b&gt;<br>A<br>\n&lt;B&gt;</p>"


def test_no_value_is_read_as_a_template(session: Session) -> None:
    values = {"customer.name": "{{ contact.name }}{% for x in y %}"}
    assert filled(session, "{{ customer.name }}", values).text == values["customer.name"]


def test_lines_of_an_address(session: Session) -> None:
    text = "{% for line in address_lines %}\n- {{ line }}\n{% endfor %}\n{{ address_lines|join(' / ') }}"
    found = filled(session, text, {"address_lines": ["Fjord AS", "0301 Oslo"]})
    assert found.text == "- Fjord AS\n- 0301 Oslo\nFjord AS / 0301 Oslo"
    assert filled(session, text).missing == ("address_lines",)


def test_only_lines_of_tags_alone_leave_no_line_behind(session: Session) -> None:
    """What stands below a greeting with a tag at its end keeps its distance."""
    text = (
        "Hello{% if contact.first_name %} {{ contact.first_name }}{% endif %}\n\n{% if today %}\nNow\n{% endif %}\nEnd"
    )
    assert filled(session, text, {"contact.first_name": "Kari", "today": "1"}).text == "Hello Kari\n\nNow\nEnd"


@pytest.mark.parametrize(
    ("name", "in_code"),
    [
        ("kontakt.fornavn", "contact.first_name"),
        ("Kunde.Navn", "customer.name"),
        ("contact.e_mail", "contact.email"),
        ("eier.navn", "owner.name"),
        ("ejer.navn", "owner.name"),
        ("campaign.subject", "campaign.subject"),
        ("customer.custom.segment", "customer.custom.segment"),
    ],
)
def test_names_of_all_three_languages(session: Session, name: str, in_code: str) -> None:
    assert MergeTemplate(session, template(f"{{{{ {name} }}}}")).fields == (in_code,)


def test_every_field_that_is_offered_can_be_written(session: Session) -> None:
    names = MergeNames(session)
    offered = merge_fields(session)
    assert {"contact.first_name", "customer.name", "owner.name", "today", "company.name"} <= {f.name for f in offered}
    for each in offered:
        text = merge_text.MergeText(names, "text", f"{{{{ {each.name} }}}}")
        assert text.fields == (each.name,)
        assert each.label
        assert each.group


# What no template may do


@pytest.mark.parametrize(
    "text",
    [
        "{{ contact.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ contact.first_name.__class__ }}", "{{ self }}",
        "{% for n in range(10**9) %}x{% endfor %}", "{{ range(10) }}", "{{ 'a' * 1000000000 }}", "{{ 10 ** 10 ** 10 }}",
        "{{ contact['first_name'] }}", "{{ contact.first_name() }}", "{{ lipsum(5) }}", "{{ cycler }}",
        "{% set a = 'x' %}", "{% macro m() %}{% endmacro %}", "{% include 'x' %}", "{% import 'x' as y %}",
        "{% extends 'x' %}", "{% block b %}{% endblock %}", "{% call m() %}{% endcall %}", "{{",
        "{% for a in address_lines %}{% for b in address_lines %}{{ b }}{% endfor %}{% endfor %}",
        "{% for a in contact.first_name %}{{ a }}{% endfor %}", "{% for a, b in address_lines %}{% endfor %}",
        "{% for a in address_lines recursive %}{{ loop(a) }}{% endfor %}", "{% if %}", "{% if today %}", "{{ }}",
        "{{ contact.first_name|safe }}", "{{ today|replace('', 'x') }}", "{{ today ~ today }}", "{{ [1] * 9 }}",
        "{{ contact.frist_name }}", "{{ nobody }}", "{{ contact }}", "{{ today|default(x=1) }}", "{# never closed",
        "{{ today is defined }}", "{{ {} }}", "{{ none }}", "{% filter upper %}x{% endfilter %}",
        "{% autoescape false %}{{ today }}{% endautoescape %}", "{{ '%s'|format('x') }}", "{{ today % 5 }}",
        "{{ " + "(" * 3000 + "today" + ")" * 3000 + " }}", "{{ today" + "|upper" * 3000 + " }}",
        "{% if today %}" * 200 + "{% endif %}" * 200, "{{ not " + "not " * 3000 + "today }}",
        "{{ " + "9" * 9999 + " }}",
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_with_its_line(session: Session, text: str) -> None:
    with pytest.raises(UserError) as caught:
        MergeTemplate(session, template(f"First line\n{text}"))
    assert caught.value.field == "text"
    assert "Line 2" in caught.value.message or "nested" in caught.value.message


def test_a_mistyped_name_gets_the_nearest_one(session: Session) -> None:
    with pytest.raises(UserError, match=r"Line 1: There is no merge field “contact.frist_name”.*contact.first_name"):
        MergeTemplate(session, template("{{ contact.frist_name }}"))


def test_what_gets_too_long_is_refused(session: Session) -> None:
    merge = MergeTemplate(session, template("{{ customer.name }}" * 4_000))
    with pytest.raises(UserError, match="longer than 500,000"):
        merge.fill({"customer.name": "x" * 100_000})


PIECES = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{#", "#}", "if ", "endif", "for ", "in ", "endfor", "else", "contact", ".", "first_name",
     "today", "|", "upper", "default", "(", ")", "'", "\n", " ", "address_lines", "not ", "or ", "==", "1", "å", "ŋ",
     "\x1b[2J", "\ud800", "~", "*", "range", "__class__", "[", "]", ",", "=", "set ", "-"]
)  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(source=st.lists(PIECES, max_size=25).map("".join), value=st.text(max_size=30))
def test_nothing_but_a_user_error_is_ever_raised(session: Session, source: str, value: str) -> None:
    """Whatever is written and whatever the values are."""
    try:
        merge = MergeTemplate(session, template(source, source.replace("\n", " "), source))
        found = merge.fill(dict.fromkeys(merge.fields, value) | {"address_lines": [value]})
    except UserError as error:
        assert error.message and error.field in ("subject", "text", "html")  # noqa: PT017, PT018
    else:
        assert "\n" not in found.subject
        found.text.encode()


# On file


def test_a_template_is_put_on_file_and_read(session: Session, per: Session) -> None:
    made = filing.file(
        session, Template, name="Hello", kind="email", language="nb", subject="Hei {{ name }}", text="{{ today }}"
    )
    found = read_template(session, made, "email")
    assert (found.name, found.language, found.subject, found.text, found.html) == (
        "Hello", "nb", "Hei {{ name }}", "{{ today }}", ""
    )  # fmt: skip
    assert read(session, Template, made).owner == session.person.id
    with pytest.raises(UserError, match="another kind"):
        read_template(session, made, "letter")
    with change(session, "Hide", "edit") as hiding:
        hiding.update(Template, made, {"owner_only": True})
    with pytest.raises(NotFoundError):
        read_template(per, made)


@pytest.mark.parametrize("field", ["subject", "text", "html"])
def test_a_template_that_cannot_be_read_is_not_put_on_file(session: Session, field: str) -> None:
    with pytest.raises(UserError, match="Line 1") as caught:
        filing.file(session, Template, name="Hello", **{field: "{{ contact.frist }}"})
    assert caught.value.field == field


def test_only_an_email_has_html(session: Session) -> None:
    with pytest.raises(UserError, match="Only an e-mail"):
        filing.file(session, Template, name="Hello", kind="letter", html="<p>x</p>")
    made = filing.file(session, Template, name="Hello", html="<p>x</p>")
    with pytest.raises(UserError, match="Only an e-mail"), change(session, "Edit", "edit") as editing:
        editing.update(Template, made, {"kind": "label"})


# Values of records

NAMES = (
    "{{ contact.first_name }}|{{ contact.name }}|{{ customer.name }}|{{ name }}|{{ email }}"
    "|{{ address_lines|join(', ') }}"
)


def test_from_a_lead(session: Session) -> None:
    made = filing.lead(
        session, "Fjord AS", first_name="Kari", last_name="Nes", email="kari@fjord.no", street="Gata 1",
        postcode="0301", town="Oslo",
    )  # fmt: skip
    found = from_record(session, "lead", made, NAMES)
    assert found.text == "Kari|Kari Nes|Fjord AS|Kari Nes|kari@fjord.no|Fjord AS, Kari Nes, Gata 1, 0301 Oslo"


def test_from_a_contact_with_the_companys_address(session: Session) -> None:
    fjord = filing.customer(
        session, "Fjord AS", visiting_street="Gata 1", visiting_postcode="8000", visiting_town="Århus",
        visiting_country="DK",
    )  # fmt: skip
    nes = filing.contact(session, "Kari", "Nes", email="kari@fjord.no")
    filing.file(session, CustomerContact, customer=fjord, contact=nes)
    found = from_record(session, "contact", nes, NAMES, language="nb")
    assert found.text == "Kari|Kari Nes|Fjord AS|Kari Nes|kari@fjord.no|Fjord AS, Kari Nes, Gata 1, 8000 Århus, DANMARK"


def test_from_a_private_customer(session: Session) -> None:
    made = filing.customer(session, "Nes", first_name="Kari", private=True, email="kari@x.no", postal_town="Moss")
    assert from_record(session, "customer", made, NAMES).text == "Kari|Kari Nes|Nes|Kari Nes|kari@x.no|Kari Nes, Moss"


def test_from_a_sale_and_from_an_order(session: Session) -> None:
    fjord = filing.customer(session, "Fjord AS", email="post@fjord.no")
    nes = filing.contact(session, "Kari", "Nes")
    spring = campaign(session, subject="Vår")
    sale = filing.file(
        session, Opportunity, title="Båt", customer=fjord, contact=nes, amount=Decimal("1234.5"),
        expected_close=date(2026, 12, 24), campaign=spring,
    )  # fmt: skip
    text = "{{ opportunity.title }} {{ opportunity.amount }} {{ opportunity.expected_close }} {{ campaign.subject }}"
    found = from_record(session, "opportunity", sale, f"{text} {{{{ email }}}} {{{{ name }}}}", language="da")
    assert found.text == "Båt 1.234,50 24-12-2026 Vår post@fjord.no Kari Nes"
    order = filing.file(session, Order, title="Båt", customer=fjord, contact=nes, opportunity=sale)
    found = from_record(session, "order", order, "{{ order.title }} {{ opportunity.amount }} {{ order.status }}")
    assert found.text.startswith("Båt 1,234.50 ")


def test_from_a_recipient_of_a_campaign(session: Session) -> None:
    spring = campaign(session, subject="Vår")
    typed = filing.file(
        session, Recipient, campaign=spring, company="Fjord AS", contact="Kari Nes", email="kari@fjord.no"
    )
    found = from_record(session, "recipient", typed, f"{NAMES}|{{{{ campaign.subject }}}}")
    assert found.text == "Kari|Kari Nes|Fjord AS|Kari Nes|kari@fjord.no||Vår"
    made = filing.lead(session, "Berg AS", first_name="Per", last_name="Bø", email="per@berg.no")
    of_lead = filing.file(session, Recipient, campaign=spring, of_lead=made)
    found = from_record(session, "recipient", of_lead, "{{ contact.first_name }} {{ lead.name }} {{ email }}")
    assert found.text == "Per Berg AS per@berg.no"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "21 Nov 2026, 21 November 2026"),
        ("nb", "21.11.2026, 21. november 2026"),
        ("da", "21-11-2026, 21. november 2026"),
    ],
)
def test_days_are_written_as_the_templates_language_does(session: Session, language: str, words: str) -> None:
    made = filing.lead(session)
    assert from_record(session, "lead", made, "{{ today }}, {{ today_in_words }}", language=language).text == words


def test_owner_sender_and_company(session: Session) -> None:
    made = filing.lead(session)
    head = CompanySettings(name="Vi AS", phone="+4722334455")
    found = from_record(
        session, "lead", made, "{{ owner.initials }} {{ sender.name }} {{ company.name }} {{ company.phone }}",
        company=head,
    )  # fmt: skip
    assert found.text == f"{session.person.initials} {session.person.name} Vi AS +4722334455"


def test_what_is_hidden_is_blank_and_left_out(session: Session, per: Session) -> None:
    hidden = filing.customer(session, "Fjord AS", owner_only=True, email="post@fjord.no")
    nes = filing.contact(session, "Kari", "Nes", email="kari@fjord.no")
    filing.file(session, CustomerContact, customer=hidden, contact=nes)
    assert from_record(session, "contact", nes, "{{ customer.name }}").text == "Fjord AS"
    found = from_record(per, "contact", nes, "{{ customer.name }}")
    assert (found.text, found.missing) == ("", ("customer.name",))
    assert [*MergeReader(per, "customer", ()).values([hidden])] == []


def test_who_wants_nothing(session: Session) -> None:
    lists = filing.file(session, ExclusionList, name="Never")
    filing.file(session, Exclusion, exclusion_list=lists, value="berg.no")
    said = filing.lead(session, "A", email="a@fjord.no", no_email=True)
    same = filing.lead(session, "B", email="A@fjord.no")
    listed = filing.lead(session, "C", email="c@berg.no")
    letters = filing.lead(session, "D", email="d@fjord.no", no_letter=True)
    found = dict(MergeReader(session, "lead", ()).values([said, same, listed, letters]))
    assert [(values["why_no_email"], values["why_no_letters"]) for values in found.values()] == [
        ("opted_out", ""), ("opted_out", ""), ("excluded", ""), ("", "opted_out"),
    ]  # fmt: skip
    assert [values["wants_email"] for values in found.values()] == [False, False, False, True]


def test_custom_fields_and_choices_in_the_templates_language(session: Session) -> None:
    filing.custom_field(session, "customer", "segment", "choice")
    made = filing.file(session, Customer, name="Fjord AS", custom={"segment": "gold"})
    text = "{{ customer.custom.segment }} {{ customer.kind }}"
    use("en")
    assert from_record(session, "customer", made, text, language="nb").text == "gold Kunde"


def test_many_records_take_few_queries(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [filing.lead(session, f"L{number}", email=f"l{number}@x.no") for number in range(60)]
    asked: list[int] = []
    rows = type(session.store).rows

    def counted(*given: Any, **more: Any) -> Any:
        asked.append(1)
        return rows(*given, **more)

    monkeypatch.setattr(type(session.store), "rows", counted)
    assert [found for found, _values in MergeReader(session, "lead", ("lead.name",)).values(reversed(ids))] == ids[::-1]
    assert len(asked) < 20

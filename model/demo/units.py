"""A made-up public register of companies, as Enhetsregisteret and CVR give theirs."""

from __future__ import annotations

from datetime import date, timedelta

from model.demo.companies import SOLE_TRADER, Company
from model.demo.dice import Dice
from model.registry.unit import Address, Unit

FORM_TEXTS = {
    "AS": "Aksjeselskap",
    "ASA": "Allmennaksjeselskap",
    "ENK": "Enkeltpersonforetak",
    "ANS": "Ansvarlig selskap med solidarisk ansvar",
    "DA": "Ansvarlig selskap med delt ansvar",
    "SA": "Samvirkeforetak",
    "NUF": "Norskregistrert utenlandsk foretak",
    "A/S": "Aktieselskab",
    "ApS": "Anpartsselskab",
    "I/S": "Interessentskab",
    "P/S": "Partnerselskab",
    "IVS": "Iværksætterselskab",
    "Enkeltmandsvirksomhed": "Enkeltmandsvirksomhed",
}
"""What the legal forms stand for."""

_NO_ADDRESS = Address()
_WITH_ACCOUNTS = {"AS", "ASA", "A/S", "ApS", "P/S"}


def unit(dice: Dice, company: Company, today: date) -> Unit:
    """Return what the register says of ``company`` on ``today``.

    Names and towns stand in capitals in Norway, whose register also tells no number of employees under five.
    """
    chance = dice.random
    country = company.country
    trade, where = company.trade, company.place
    norwegian = country == "NO"
    town = where.town.upper() if norwegian else where.town
    registered = today - timedelta(days=company.age)
    bankrupt_on = winding_up_on = deleted_on = None
    fate = chance()
    if fate < 0.022:
        end = today - timedelta(days=1 + int(chance() * min(company.age - 1, 500)))
        if fate < 0.012:
            bankrupt_on = end
        elif fate < 0.018:
            winding_up_on = end
        else:
            deleted_on = end
    sole = company.form == SOLE_TRADER[country]
    return Unit(
        country=country,
        org_number=company.org_number,
        name=company.name.upper() if norwegian else company.name,
        company_form=company.form,
        company_form_text=FORM_TEXTS[company.form],
        industry_code=trade.codes[country],
        industry=trade.industries[country],
        website=company.website or "",
        email=company.email or "",
        phone=company.phone or "",
        mobile=company.mobile or "",
        employees=company.employees if company.employees > (4 if norwegian else 0) else None,
        staff_registered=company.employees > 0,
        visiting=Address(company.street, where.postcode, town, "", country),
        postal=Address(company.box, where.postcode, town, "", country) if company.box else _NO_ADDRESS,
        vat_registered=chance() < (0.25 if trade.key == "holding" else 0.85),
        bankrupt=bankrupt_on is not None,
        bankrupt_on=bankrupt_on,
        winding_up=winding_up_on is not None,
        winding_up_on=winding_up_on,
        founded_on=None if sole or chance() < 0.1 else registered - timedelta(days=int(chance() * 60)),
        registered_on=registered,
        latest_accounts=today.year - 1 if company.form in _WITH_ACCOUNTS and company.age > 700 else None,
        no_marketing=chance() < 0.03,
        deleted_on=deleted_on,
    )

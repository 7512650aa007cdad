"""The same company written down by somebody else: what makes duplicates hard to see (LEAD-21)."""

from __future__ import annotations

from model.demo.companies import Company
from model.demo.dice import Dice

_FLAT = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_OTHER_FORM = {"AS": "A/S", "A/S": "AS", "ApS": "Aps.", "ANS": "A.N.S.", "ENK": "AS", "I/S": "IS"}


def other_spelling(dice: Dice, company: Company) -> str:
    """Return the name of ``company`` spelt in another way than :attr:`Company.name`."""
    bare, form = company.bare_name, company.form if company.form in company.name.split() else ""
    ways = [
        bare.upper() + (f" {form.upper()}" if form else " AS"),
        f"{bare} {_OTHER_FORM.get(form, 'avd. ' + company.place.town)}",
        f"{bare.replace(' & ', ' og ').replace(' ', '-')} {form}".rstrip(),
        f"{company.name}.",
        company.name.lower(),
    ]
    if form:
        ways += [bare, f"{form} {bare}"]
    if not bare.isascii():
        flat = bare.translate(_FLAT)
        ways += [flat, f"{flat} {form}".rstrip(), f"{flat} {form}".rstrip()]
    first, _, rest = bare.partition(" ")
    if rest and " " not in rest:
        ways.append(f"{rest} {first} {form}".rstrip())
    return dice.pick([way for way in ways if way != company.name])

"""Made-up companies: thousands of different names, with everything a public register knows about them.

Some of the names are bound to be those of real companies. E-mail addresses and websites end in ``.example``, which
RFC 2606 keeps free of real ones; see :mod:`model.demo.numbers` for organisation and telephone numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from model.demo.dice import Dice, spread
from model.demo.names import FIRST_NAMES, SURNAMES
from model.demo.numbers import MOBILE_STARTS, danish_numbers, digits, norwegian_numbers, spelt
from model.demo.places import Place, place, street
from model.demo.trades import TRADES, Trade
from model.demo.words import words

FORMS = {
    "NO": spread((("AS", 62), ("ENK", 25), ("ANS", 2), ("DA", 2), ("SA", 2), ("NUF", 3), ("ASA", 1))),
    "DK": spread((("ApS", 45), ("A/S", 16), ("Enkeltmandsvirksomhed", 25), ("I/S", 5), ("P/S", 2), ("IVS", 2))),
}
"""Legal forms by country, each as many times as it is likely."""

SOLE_TRADER = {"NO": "ENK", "DK": "Enkeltmandsvirksomhed"}
"""The form of those who trade under their own name, which does not stand in the company's name."""

_FRONT = words(
    """
        Fjord Nord Sør Vest Øst Sol Lyng Granitt Havn Bølge Kyst Hav Fjell Skog Elve Foss Måne Stjerne Vinter
        Sommer Vår Høst Eike Bjørke Gran Furu Ørne Falke Tinde Bre Is Snø Stein Sølv Jern Kobber Rav Mose Eng Li
        Ås Bakke Dal Vik Bukt Holm Øy Sund Strøm Storm Lys Nattlys Tåre Klippe Lund Svale Måke Tern Rein Elg
        Bjørn Ulve Ravn Gull Kvist Løv Rogn Blå Grønn Hvit
        """
)
_BACK = {
    "NO": words(
        """
        lys kraft vind stein bekk holm vik nes berg dal li lund ås ås haug heim stad bygd tun rud seter strøm
        bru tind havn øy sund
        """
    ),
    "DK": words(
        """
        lys kraft vind sten bæk holm vig næs bjerg dal lund ås høj gård by skov toft rup mose borg bro strøm
        havn ø sund klit
        """
    ),
}
_DANISH_FRONT = {
    "Sør": "Syd", "Vår": "Forår", "Høst": "Efterår", "Eike": "Ege", "Bjørke": "Birke", "Furu": "Fyrre",
    "Fjell": "Fjeld", "Stein": "Sten", "Granitt": "Granit", "Elve": "Å", "Elg": "Hjort", "Foss": "Kilde",
    "Bjørn": "Bjørne", "Rein": "Rå", "Måke": "Måge", "Vik": "Vig", "Bukt": "Bugt", "Øy": "Ø", "Gull": "Guld",
    "Grønn": "Grøn", "Hvit": "Hvid", "Rogn": "Røn", "Tinde": "Klit", "Bre": "Hede", "Skog": "Skov", "Li": "Lid",
    "Snø": "Sne",
}  # fmt: skip
_COINED = {
    "NO": tuple(
        front + back for front in _FRONT for back in _BACK["NO"] if front.lower() != back and front[-1:] != back[:1]
    ),
    "DK": tuple(
        front + back
        for front in (_DANISH_FRONT.get(front, front) for front in _FRONT)
        for back in _BACK["DK"]
        if front.lower() != back and front[-1:] != back[:1]
    ),
}
_LANDSCAPES = {
    region: words(names)
    for region, names in {
        "Oslo": "Oslofjord Østlandet Akerselva Hovedstaden",
        "Akershus": "Romerike Follo Oslofjord Glomma",
        "Østfold": "Østfold Borg Glomma Svinesund",
        "Innlandet": "Valdres Toten Hadeland Gudbrandsdal Østerdal Hedmarken Mjøsa Solør",
        "Buskerud": "Hallingdal Numedal Ringerike Drammenselva",
        "Vestfold": "Vestfold Færder Oslofjord Lågen",
        "Telemark": "Grenland Telemark Skagerrak",
        "Agder": "Setesdal Lister Agder Sørlandet",
        "Rogaland": "Jæren Ryfylke Haugaland Dalane",
        "Vestland": "Sunnfjord Nordfjord Hardanger Sogn Sunnhordland Vestlandet",
        "Møre og Romsdal": "Sunnmøre Nordmøre Romsdal Nordvest",
        "Trøndelag": "Fosen Innherred Namdal Trøndelag Gauldal Midt-Norge",
        "Nordland": "Helgeland Salten Lofoten Vesterålen Ofoten",
        "Troms": "Midt-Troms Nord-Troms Lyngen Hålogaland",
        "Finnmark": "Vest-Finnmark Øst-Finnmark Varanger Nordkapp",
        "Region Hovedstaden": "Nordsjællandsk Københavnsk Øresunds Vestegnens Hovedstadens Bornholmsk",
        "Region Sjælland": "Vestsjællandsk Sydsjællandsk Odsherreds Lollandsk Storebælts",
        "Region Syddanmark": "Sønderjysk Fynsk Sydfynsk Trekantens Vestjysk Østfynsk",
        "Region Midtjylland": "Midtjysk Østjysk Vestjysk Djurslands Hærvejens",
        "Region Nordjylland": "Nordjysk Himmerlands Vendsyssel Limfjordens Kattegat",
    }.items()
}

_SLUG = str.maketrans(
    {"æ": "ae", "ø": "o", "å": "a", "é": "e", " ": "", "&": "", "/": "", ".": "", ",": "", "'": "", "-": ""}
)


def slug(name: str) -> str:
    """Return ``name`` as the first label of an internet domain: a–z and digits only."""
    return name.lower().translate(_SLUG)[:40]


class Company(NamedTuple):
    """A made-up company, its name in ordinary letters. None stands for "not known"."""

    country: str
    org_number: str
    name: str
    """With the legal form, if the company carries it in its name."""
    bare_name: str
    """Without it."""
    form: str
    trade: Trade
    place: Place
    street: str
    box: str | None
    """A post office box, where that is the postal address."""
    website: str | None
    email: str | None
    domain: str
    phone: str | None
    mobile: str | None
    employees: int
    revenue: int
    """Kroner a year, 0 for none."""
    age: int
    """Days since it was registered."""


def company(dice: Dice, country: str, org_number: str) -> Company:
    """Return a company of ``country`` with that organisation number."""
    chance = dice.random
    pick = dice.pick
    trade = pick(TRADES)
    where = place(dice, country)
    form = pick(FORMS[country])
    sole = form == SOLE_TRADER[country]
    bare = bare_name(dice, country, trade, where, sole=sole)
    domain = slug(bare) + ".example"

    staffed = chance() < (0.12 if trade.staff < 3 else 0.25 if sole else 0.6)
    employees = revenue = 0
    if staffed:
        size = chance()
        # A few large ones, most of them small.
        employees = 1 + int(trade.staff * (0.1 + 1.4 * size**3 + (9 * chance() if size > 0.985 else 0)))
        if sole:
            employees = min(employees, 4)
    if employees or chance() < 0.5:
        revenue = int(trade.revenue * max(employees, 0.4) * (0.5 + chance())) * 1000

    phone = mobile = None
    if chance() < 0.45:
        phone = spelt(digits(pick(where.phone_starts), chance()), country, chance())
    if (phone is None and chance() < 0.8) or chance() < 0.2:
        mobile = spelt(digits(pick(MOBILE_STARTS[country]), chance()), country, chance(), mobile=True)
    online = chance()
    age = chance()
    return Company(
        country,
        org_number,
        bare if sole or (country == "NO" and form == "NUF" and online < 0.5) else f"{bare} {form}",
        bare,
        form,
        trade,
        where,
        street(dice, country),
        f"Postboks {dice.whole(1, 2900)}" if chance() < 0.12 else None,
        f"www.{domain}" if online < 0.55 else None,
        f"{'firmapost' if online < 0.1 else 'post' if country == 'NO' else 'info'}@{domain}" if online < 0.7 else None,
        domain,
        phone,
        mobile,
        employees,
        revenue,
        20 + int(age * age * 12_000),
    )


def bare_name(dice: Dice, country: str, trade: Trade, where: Place, *, sole: bool) -> str:
    """Return a name, without legal form, for a company of that trade there; a ``sole`` trader has the owner's in it."""
    chance = dice.random()
    word = dice.pick(trade.words[country])
    if sole:
        surname = dice.pick(SURNAMES[country])
        first = dice.pick(FIRST_NAMES[country, "female" if chance < 0.35 else "male"])
        if chance < 0.2:
            return f"{first} {surname}"
        if chance < 0.35 or chance > 0.7:
            return f"{word} v/{first} {surname}" if country == "DK" else f"{first} {surname} {word}"
        return f"{surname}s {word}" if surname[-1] not in "sz" else f"{surname} {word}"
    if chance < 0.56:
        return f"{dice.pick(_COINED[country])} {word}"
    if chance < 0.68:
        return f"{dice.pick(_LANDSCAPES[where.region])} {word}"
    if chance < 0.76:
        town = where.town
        # "København NV" and "Kristiansand S" are for the post; a company calls itself by the town.
        if town[-2:-1] == " ":
            town = town[:-2]
        elif town[-3:-2] == " ":
            town = town[:-3]
        return f"{town} {word}"
    surname = dice.pick(SURNAMES[country])
    if chance < 0.9:
        return f"{surname} {word}"
    if chance < 0.94:
        return f"{'Brødrene' if country == 'NO' else 'Brdr.'} {surname} {word}"
    if chance < 0.97:
        return f"{surname} & {'Sønn' if country == 'NO' else 'Søn'} {word}"
    return f"{surname} & {dice.pick(SURNAMES[country])} {word}"


def companies(dice: Dice, seed: int, danish: float = 0.3) -> Iterator[Company]:
    """Yield companies with different organisation numbers; ``danish`` (0 to 1) of them are in Denmark.

    Ends when one of the two countries runs out of numbers, after more than a million at the default mix.
    """
    numbers = {"NO": norwegian_numbers(seed), "DK": danish_numbers(seed)}
    chance = dice.random
    while True:
        country = "DK" if chance() < danish else "NO"
        number = next(numbers[country], None)
        if number is None:
            return
        yield company(dice, country, number)

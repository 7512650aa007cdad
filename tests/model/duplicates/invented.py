"""Leads of which it is known who is who: the same companies written down twice, and others that only look the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from model.core.org_number import with_check_digit

_BEGIN = (
    "nord sol fjell vest øst sør berg fjord hav lys stor strand dal skog bjørk eik gran furu elv sjø ås hei holm nes"
    " vik lund moss rød grønn hvit svart gull sølv jern stein is snø vinter sommer bre tind foss åker kvern mølle"
).split()
_END = (
    "gruppen teknikk partner heim ly stad borg gård land ness rud set by sand vang bakken toppen kanten siden mo"
).split()
_FAMILIES = (
    "Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen Eriksen Berg"
    " Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Henriksen Lund Halvorsen Sørensen Jakobsen Moen"
    " Gundersen Iversen Strand Solberg Svendsen Eide Knutsen Bakken Kristoffersen Lie Mathisen Amundsen Rasmussen"
).split()
_TRADES = (
    "Bygg Eiendom Invest Holding Service Elektro Rør Transport Consulting Maskin Regnskap Data Energi Helse Maler"
    " Snekker"
    " Taktekking Advokat Frisør Kafé Bakeri Reklame Trykk Mekaniske Auto Bil Dekk Hage Renhold Vakt Arkitekter Design"
).split()
_FIRST = "Kari Ola Per Anne Nils Ingrid Bjørn Åse Søren Liv Jan Eva Knut Marit Odd Tone Rolf Siri Geir Hege".split()
_STREETS = (
    "Storgata Kirkeveien Industriveien Havnegata Skoleveien Ringveien Torggata Fjordveien Moveien Bakkegata".split()
)
_TOWNS = [
    (f"{number:04d}", town)
    for base, town in (
        (150, "Oslo"), (5003, "Bergen"), (7010, "Trondheim"), (4006, "Stavanger"), (3015, "Drammen"), (9008, "Tromsø"),
        (6002, "Ålesund"), (8006, "Bodø"), (2317, "Hamar"), (1531, "Moss"), (4611, "Kristiansand"),
        (3210, "Sandefjord"),
    )
    for number in range(base, base + 40, 5)
]  # fmt: skip
_FORMS = ("AS", "AS", "AS", "ASA", "ANS", "ENK", "A/S", "ApS", "")
_PUBLIC = ("gmail.com", "hotmail.com", "online.no")
_SLIPS = str.maketrans({"å": "a", "ø": "o", "æ": "ae", "Å": "A", "Ø": "O", "é": "e"})


@dataclass
class Invented:
    """Rows by field name, and for each the number of the company that it is of."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    companies: list[int] = field(default_factory=list)

    def pairs(self) -> set[tuple[int, int]]:
        """Return all pairs of places in ``rows`` that are the same company."""
        by_company: dict[int, list[int]] = {}
        for place, company in enumerate(self.companies):
            by_company.setdefault(company, []).append(place)
        return {
            (one, other)
            for places in by_company.values()
            for index, one in enumerate(places)
            for other in places[index + 1 :]
        }


def invent(count: int, seed: int = 1) -> Invented:
    """Return about ``count`` leads, one in seven of them written down again by somebody else, in no order."""
    chance = random.Random(seed)
    made = Invented()
    company = 0
    rows: list[tuple[int, dict[str, Any]]] = []
    while len(rows) < count:
        for family in _companies(chance):
            company += 1
            rows.append((company, family))
            if chance.random() < 1 / 6:
                for _time in range(1 if chance.random() < 0.85 else 2):
                    rows.append((company, _again(chance, family)))
    chance.shuffle(rows)
    for number, row in rows[:count]:
        made.rows.append(row)
        made.companies.append(number)
    return made


def _companies(chance: random.Random) -> Iterator[dict[str, Any]]:
    """Yield a company, or several that have something in common and are not the same."""
    kind = chance.random()
    if kind < 0.90:
        yield _company(chance, _stem(chance))
    elif kind < 0.93:  # an office hotel: one switchboard, one street
        first = _company(chance, _stem(chance))
        for _number in range(chance.choice((4, 8, 60))):
            other = _company(chance, _stem(chance))
            yield {**other, **{name: first[name] for name in ("phone", "street", "postcode", "town")}}
    elif kind < 0.96:  # sisters: one name, one switchboard, one mail domain, several trades
        stem, first = _stem(chance), _company(chance, _stem(chance))
        for trade in chance.sample(_TRADES, 3):
            other = _company(chance, stem, trade)
            shared = ("phone", "street", "postcode", "town", "website")
            yield {**other, **{name: first[name] for name in shared}}
    elif kind < 0.98:  # a chain: one name in many towns
        stem, trade = _stem(chance), chance.choice(_TRADES)
        for _number in range(3):
            yield _company(chance, stem, trade)
    else:  # one accountant answers for all of them
        first = _company(chance, _stem(chance))
        for _number in range(4):
            yield {**_company(chance, _stem(chance)), "email": first["email"], "last_name": first["last_name"]}


def _stem(chance: random.Random) -> str:
    if chance.random() < 0.35:
        how = chance.random()
        first = f"{chance.choice(_FIRST)} " if how < 0.4 else ""
        return first + chance.choice(_FAMILIES) + (f" & {chance.choice(_FAMILIES)}" if how > 0.7 else "")
    return (chance.choice(_BEGIN) + chance.choice(_BEGIN) + chance.choice((*_END, "", ""))).title()


def _company(chance: random.Random, stem: str, trade: str = "") -> dict[str, Any]:
    trade = trade or chance.choice(_TRADES)
    postcode, town = chance.choice(_TOWNS)
    family, first = chance.choice(_FAMILIES), chance.choice(_FIRST)
    own = stem.lower().translate(_SLIPS).replace(" & ", "").replace(" ", "") + trade.lower().translate(_SLIPS)
    number = chance.randrange(10**6)  # a domain belongs to one company alone
    domain = f"{own}{number}.no" if chance.random() < 0.7 else chance.choice(_PUBLIC)
    user = chance.choice(("post", "firmapost", first.lower())) if domain not in _PUBLIC else f"{own}{number}"
    digits = f"{chance.choice('89')}{number:06d}{chance.randrange(10)}"
    return {
        "name": " ".join(part for part in (stem, trade, chance.choice(_FORMS)) if part),
        "org_number": with_check_digit("NO", digits) if chance.random() < 0.5 else None,
        "phone": f"{chance.choice('267')}{chance.randrange(10**7):07d}",
        "mobile": f"9{chance.randrange(10**7):07d}" if chance.random() < 0.4 else None,
        "email": f"{user}@{domain}" if chance.random() < 0.75 else None,
        "website": f"www.{domain}" if domain not in _PUBLIC and chance.random() < 0.5 else None,
        "first_name": first,
        "last_name": family,
        "street": f"{chance.choice(_STREETS)} {chance.randrange(1, 90)}",
        "postcode": postcode,
        "town": town,
    }


def _again(chance: random.Random, row: dict[str, Any]) -> dict[str, Any]:
    """Return a company as somebody else writes it down: other spelling, some of it left out, some of it elsewhere."""
    again = dict(row)
    again["name"] = _respelt(chance, row["name"])
    if chance.random() < 0.6:
        again["org_number"] = None
    for name, rate in (("phone", 0.25), ("email", 0.35), ("website", 0.5), ("street", 0.25), ("mobile", 0.5)):
        if chance.random() < rate:
            again[name] = None
    if again["phone"] and chance.random() < 0.5:
        again["phone"] = chance.choice(("+47 {}", "0047{}", "{}")).format(_spaced(again["phone"]))
    if again["phone"] and chance.random() < 0.2:
        again["phone"], again["mobile"] = None, again["phone"]  # in the wrong column
    if again["email"] and chance.random() < 0.3:
        again["email"] = again["email"].upper()
    if chance.random() < 0.08:  # moved since
        again["street"] = f"{chance.choice(_STREETS)} {chance.randrange(1, 90)}"
        again["postcode"], again["town"] = chance.choice(_TOWNS)
    if again["street"] and chance.random() < 0.3:
        again["street"] = again["street"].replace("gata", "gt.").replace("veien", "vn ").upper()
    if chance.random() < 0.3:
        again["first_name"], again["last_name"] = row["last_name"], row["first_name"]
    elif chance.random() < 0.3:
        again["first_name"], again["last_name"] = chance.choice(_FIRST), chance.choice(_FAMILIES)
    return again


def _spaced(number: str) -> str:
    return " ".join(number[start : start + 2] for start in range(0, 8, 2))


def _respelt(chance: random.Random, name: str) -> str:
    words = name.split()
    form = words.pop() if words[-1] in _FORMS else ""
    how = chance.random()
    if how < 0.35:  # a slip of the pen
        place = max(range(len(words)), key=lambda number: len(words[number]))
        words[place] = _slip(chance, words[place])
    elif how < 0.5:
        words = [word.translate(_SLIPS) for word in words]
    elif how < 0.6:
        words = words[::-1] if "&" not in words else words
    elif how < 0.65:
        words = ["".join(words)] if "&" not in words else words
    if chance.random() < 0.1:  # another slip, wherever
        place = chance.randrange(len(words))
        words[place] = _slip(chance, words[place]) if len(words[place]) > 3 else words[place]
    if chance.random() < 0.06:
        words.append(chance.choice(("Norge", "Gruppen", "Avd. Oslo", "Norway")))
    form = chance.choice((form, form, "", "AS", "A/S", "A.S."))
    if form and chance.random() < 0.15:
        words, form = [form, *words], ""
    spelt = " ".join([*words, form]).strip()
    return chance.choice((spelt, spelt, spelt.upper(), spelt.lower()))


def _slip(chance: random.Random, word: str) -> str:
    place = chance.randrange(1, max(2, len(word) - 1))
    how = chance.randrange(4)
    if how == 0:
        return word[:place] + word[place + 1 :]
    if how == 1:
        return word[:place] + word[place] + word[place:]
    if how == 2:
        return word[: place - 1] + word[place : place + 1] + word[place - 1] + word[place + 1 :]
    return word[:place] + chance.choice("aeinrst") + word[place + 1 :]

"""An invented bulk file in the layout of Enhetsregisteret's, as large as one likes: same seed, same bytes.

Names have a large vocabulary, four in five are upper case, 62 % end in AS, and æ, ø and å are as common as they are;
every column that is usually filled is filled at about its usual length.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from pathlib import Path

from model.core.org_number import with_check_digit

_BEGINNINGS = "b br d f fj fl g gr h hj j k kl kr l m n r s sk sl sn st str t tr v".split()
_VOWELS = "a a a e e e i i o o u y æ ø ø å å ei au".split()
_ENDS = "n nd rg rd l s ss k t sen ner gen berg vik dal ng m".split() + [""] * 3
_TRADES = (
    "bygg eiendom invest holding service elektro rør transport consulting norge nordic drift maskin restaurant kafé "
    "frisør regnskap hotell data energi bolig gård helse trafikk hansen johansen olsen larsen oslo bergen gruppen"
).split()
_INDUSTRIES = [
    ("41.200", "Oppføring av bygninger"),
    ("68.209", "Utleie av egen eller leid fast eiendom ellers"),
    ("62.100", "Programmeringstjenester"),
    ("43.221", "Rørleggerarbeid"),
    ("56.110", "Drift av restauranter og kafeer"),
    ("94.991", "Aktiviteter i andre interesseorganisasjoner ikke nevnt annet sted"),
]

HEADINGS = tuple(
    """organisasjonsnummer navn organisasjonsform.kode organisasjonsform.beskrivelse naeringskode1.kode
    naeringskode1.beskrivelse naeringskode2.kode naeringskode2.beskrivelse naeringskode3.kode naeringskode3.beskrivelse
    hjelpeenhetskode.kode hjelpeenhetskode.beskrivelse harRegistrertAntallAnsatte antallAnsatte
    registreringsdatoAntallAnsatteEnhetsregisteret registreringsdatoantallansatteNAVAaregisteret hjemmeside epostadresse
    telefon mobil postadresse.adresse postadresse.poststed postadresse.postnummer postadresse.kommune
    postadresse.kommunenummer postadresse.land postadresse.landkode forretningsadresse.adresse
    forretningsadresse.poststed forretningsadresse.postnummer forretningsadresse.kommune
    forretningsadresse.kommunenummer forretningsadresse.land forretningsadresse.landkode institusjonellSektorkode.kode
    institusjonellSektorkode.beskrivelse sisteInnsendteAarsregnskap registreringsdatoenhetsregisteret stiftelsesdato
    registrertIMvaRegisteret registreringsdatoMerverdiavgiftsregisteret
    registreringsdatoMerverdiavgiftsregisteretEnhetsregisteret frivilligMvaRegistrertBeskrivelser
    registreringsdatoFrivilligMerverdiavgiftsregisteret registrertIFrivillighetsregisteret
    registreringsdatoFrivillighetsregisteret registrertIForetaksregisteret registreringsdatoForetaksregisteret
    registrertIStiftelsesregisteret registrertIPartiregisteret registreringsdatoPartiregisteret konkurs konkursdato
    underAvvikling underAvviklingDato underTvangsavviklingEllerTvangsopplosning
    tvangsopplostPgaManglendeDagligLederDato tvangsopplostPgaManglendeRevisorDato
    tvangsopplostPgaManglendeRegnskapDato tvangsopplostPgaMangelfulltStyreDato tvangsavvikletPgaManglendeSlettingDato
    overordnetEnhet maalform vedtektsdato vedtektsfestetFormaal aktivitet paategninger
    underUtenlandskInsolvensbehandlingDato underRekonstruksjonsforhandlingDato fravalgRevisjonDato
    fravalgRevisjonBeslutningsDato erIKonsern kapital.belop kapital.antallAksjer kapital.type kapital.bundet
    kapital.valuta kapital.innbetalt kapital.fulltInnbetalt kapital.innfortDato registreringsnummerIHjemlandet
    utenlandskRegisterNavn utenlandskRegisterAdresse.land utenlandskRegisterAdresse.poststed
    utenlandskRegisterAdresse.adresse underlagtLovgivningLand underlagtLovgivningLandKode foretaksformIHjemlandet.kode
    foretaksformIHjemlandet.beskrivelse foretaksformIHjemlandet.beskrivelseBokmaal""".split()
)


def write(path: Path, units: int, seed: int = 1) -> None:
    """Write ``units`` units to ``path``: comma, UTF-8, LF, every field quoted."""
    chance = random.Random(seed)
    words = sorted({_word(chance) for _ in range(max(200, min(150_000, units)))})
    chance.shuffle(words)
    # As in a language: the n-th word is about 1/n as frequent as the first, somewhat flattened.
    weights = list(itertools.accumulate(1 / (place + 1) ** 0.8 for place in range(len(words))))
    towns = [word.upper() for word in words[:400]]
    numbers = _numbers(chance)
    place = {heading: number for number, heading in enumerate(HEADINGS)}
    empty = [""] * len(HEADINGS)
    for flag in ("registrertIFrivillighetsregisteret", "registrertIStiftelsesregisteret", "registrertIPartiregisteret"):
        empty[place[flag]] = "false"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write('"' + '","'.join(HEADINGS) + '"\n')
        left = units
        while left:
            batch = min(left, 10_000)
            left -= batch
            drawn = iter(chance.choices(words, cum_weights=weights, k=batch * 9))
            for _ in range(batch):
                row = empty.copy()
                for heading, value in _unit(chance, drawn, towns).items():
                    row[place[heading]] = value
                row[0] = next(numbers)
                file.write('"' + '","'.join(row) + '"\n')


def _word(chance: random.Random) -> str:
    syllables = chance.choice((1, 1, 2, 2, 2, 3))
    body = "".join(chance.choice(_BEGINNINGS) + chance.choice(_VOWELS) for _ in range(syllables))
    return body + chance.choice(_ENDS)


def _numbers(chance: random.Random) -> Iterator[str]:
    """Yield valid numbers in no order, none of them twice: the step and the range have no common divisor."""
    start = chance.randrange(20_000_000)
    for step in range(20_000_000):
        number = with_check_digit("NO", str(80_000_000 + (start + step * 7_654_321) % 20_000_000))
        if number is not None:
            yield number


def _unit(chance: random.Random, drawn: Iterator[str], towns: list[str]) -> dict[str, str]:
    first, second, street, aim1, aim2, aim3, aim4, aim5, aim6 = itertools.islice(drawn, 9)
    sort = chance.random()
    name = f"{first} {chance.choice(_TRADES)}" if sort < 0.5 else first
    if sort > 0.4:
        name += " " + second
    form = chance.random()
    if form < 0.62:
        name += " as"
    name = name.upper() if chance.random() < 0.8 else name.title()
    town = towns[int(chance.random() ** 2 * len(towns))]
    code, industry = chance.choice(_INDUSTRIES)
    more = chance.random()
    aim = f"{aim1.title()} {aim2} {aim3} og {aim4} {industry.lower()} for {aim5} {aim6}, samt det som hører til."
    unit = {
        "navn": name,
        "organisasjonsform.kode": "AS" if form < 0.62 else "ENK" if form < 0.8 else "FLI",
        "organisasjonsform.beskrivelse": "Aksjeselskap" if form < 0.62 else "Enkeltpersonforetak",
        "naeringskode1.kode": code,
        "naeringskode1.beskrivelse": industry,
        "harRegistrertAntallAnsatte": "true" if more < 0.2 else "false",
        "antallAnsatte": str(int(more * 4000) + 5) if more < 0.06 else "",
        "forretningsadresse.adresse": (f"c/o {second.title()}/n" if more > 0.95 else "")
        + f"{street.title()}veien {len(aim1)}",
        "forretningsadresse.poststed": town,
        "forretningsadresse.postnummer": f"{len(town) * 397 % 10000:04d}",
        "forretningsadresse.kommune": town,
        "forretningsadresse.kommunenummer": f"{len(town) * 41 % 10000:04d}",
        "forretningsadresse.land": "Norge",
        "forretningsadresse.landkode": "NO",
        "institusjonellSektorkode.kode": "2100",
        "institusjonellSektorkode.beskrivelse": "Private aksjeselskaper mv.",
        "registreringsdatoenhetsregisteret": "2011-03-17",
        "stiftelsesdato": "2011-02-28",
        "registrertIMvaRegisteret": "true" if more < 0.4 else "false",
        "registrertIForetaksregisteret": "true" if form < 0.7 else "false",
        "konkurs": "false",
        "underAvvikling": "false",
        "underTvangsavviklingEllerTvangsopplosning": "false",
        "maalform": "Bokmål",
        "aktivitet": aim,
        "erIKonsern": "false",
    }
    if form < 0.62:
        unit |= {
            "sisteInnsendteAarsregnskap": "2025",
            "vedtektsdato": "2015-04-17",
            "vedtektsfestetFormaal": f"{aim6.title()} {aim5} {aim4}, {aim3}; deltakelse i andre selskaper med {aim1}.",
            "kapital.belop": "30000.00",
            "kapital.antallAksjer": "30000",
            "kapital.type": "Aksjekapital",
            "kapital.valuta": "NOK",
            "kapital.innbetalt": "30000.00",
            "kapital.fulltInnbetalt": "true",
        }
    if more < 0.26:
        unit["epostadresse"] = f"post@{first}.no"
        unit["mobil"] = f"9{int(more * 1e8) % 10_000_000:07d}"
    if more > 0.82:
        unit |= {
            "postadresse.adresse": f"Postboks {int(more * 3000)}",
            "postadresse.poststed": town,
            "postadresse.postnummer": "0125",
            "postadresse.land": "Norge",
            "postadresse.landkode": "NO",
            "hjemmeside": f"www.{first}.no",
        }
    if more > 0.995:
        unit |= {"konkurs": "true", "konkursdato": "2026-08-26"}
    return unit

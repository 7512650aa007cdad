"""Countries, however they are written: "NO", "Norge", "Norway", "Norwegen" and "NOR" are one.

The code is ISO 3166's of two letters. The table has the countries that Nordic companies trade with; others are known
by their code alone.
"""

from __future__ import annotations

import functools

from model.core.text import fold

_NAMES = """
NO|NOR|Norway|Norge|Noreg|Norwegen|Norja|Norvège
DK|DNK|Denmark|Danmark|Dänemark|Tanska
SE|SWE|Sweden|Sverige|Schweden|Ruotsi
FI|FIN|Finland|Suomi|Finnland
IS|ISL|Iceland|Island|Ísland
FO|FRO|Faroe Islands|Færøyene|Færøerne|Føroyar|Faroes
GL|GRL|Greenland|Grønland|Kalaallit Nunaat
SJ|SJM|Svalbard and Jan Mayen|Svalbard og Jan Mayen|Svalbard
AX|ALA|Åland Islands|Åland|Ahvenanmaa
DE|DEU|Germany|Tyskland|Deutschland|Saksa
GB|GBR|United Kingdom|Storbritannia|Storbritannien|UK|Great Britain|England|Scotland|Skottland|Wales
GB|GBR|Northern Ireland|Vereinigtes Königreich|Großbritannien
IE|IRL|Ireland|Irland
NL|NLD|Netherlands|Nederland|Nederlandene|Holland|The Netherlands|Niederlande
BE|BEL|Belgium|Belgia|Belgien|België|Belgique
LU|LUX|Luxembourg|Luxemburg
FR|FRA|France|Frankrike|Frankrig|Frankreich
ES|ESP|Spain|Spania|Spanien|España
PT|PRT|Portugal
IT|ITA|Italy|Italia|Italien
CH|CHE|Switzerland|Sveits|Schweiz|Suisse
AT|AUT|Austria|Østerrike|Østrig|Österreich
PL|POL|Poland|Polen|Polska
CZ|CZE|Czechia|Tsjekkia|Tjekkiet|Czech Republic|Tschechien|Česko
SK|SVK|Slovakia|Slovakiet|Slowakei|Slovensko
HU|HUN|Hungary|Ungarn|Magyarország
EE|EST|Estonia|Estland|Eesti
LV|LVA|Latvia|Letland|Lettland|Latvija
LT|LTU|Lithuania|Litauen|Lietuva
RO|ROU|Romania|Rumania|Rumænien|Rumänien
BG|BGR|Bulgaria|Bulgarien
HR|HRV|Croatia|Kroatia|Kroatien|Hrvatska
SI|SVN|Slovenia|Slovenien|Slowenien
RS|SRB|Serbia|Serbien
GR|GRC|Greece|Hellas|Grækenland|Griechenland
CY|CYP|Cyprus|Kypros|Cypern|Zypern
MT|MLT|Malta
TR|TUR|Turkey|Tyrkia|Tyrkiet|Türkei|Türkiye
UA|UKR|Ukraine|Ukraina
US|USA|United States|USA|United States of America|De forente stater
US|USA|Amerikas Forenede Stater|Vereinigte Staaten|U.S.A.|U.S.
CA|CAN|Canada|Kanada
AU|AUS|Australia|Australien
NZ|NZL|New Zealand|Neuseeland
JP|JPN|Japan
CN|CHN|China|Kina
IN|IND|India|Indien
SG|SGP|Singapore|Singapur
ZA|ZAF|South Africa|Sør-Afrika|Sydafrika|Südafrika
BR|BRA|Brazil|Brasil|Brasilien
"""


@functools.cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _NAMES.strip().splitlines():
        code, *names = line.split("|")
        found[fold(code)] = code
        for name in names:
            found.setdefault(fold(name), code)
    return found


@functools.lru_cache(1024)
def country_code(text: str) -> str | None:
    """Return the code of the country that ``text`` names in any usual way; None for none, and for one not known."""
    text = text.strip()
    if not text:
        return None
    code = _codes().get(fold(text)) or _codes().get(fold(text.strip(".")))
    if code is None and len(text) == 2 and text.isascii() and text.isalpha():
        return text.upper()
    return code


@functools.cache
def spellings(text: str) -> tuple[str, ...]:
    """Return all folded texts that name the country that ``text`` names; the text alone where it names none known."""
    code = country_code(text)
    found = [name for name, of in _codes().items() if of == code] if code else []
    return tuple(dict.fromkeys([fold(text), *found]))

"""Where companies are: real postcodes and towns, with streets found in any town."""

from __future__ import annotations

from typing import NamedTuple

from model.demo.dice import Dice, spread
from model.demo.words import listed


class Place(NamedTuple):
    """A postcode."""

    postcode: str
    town: str
    region: str
    """The county (fylke) in Norway, the region in Denmark."""
    country: str
    phone_starts: tuple[str, ...]
    """The two digits with which landline numbers begin there."""


_AREAS: tuple[tuple[str, str, str, str], ...] = (
    # Region, landline prefixes, and postcode and town with a weight after a star where companies crowd.
    (
        "NO",
        "Oslo",
        "21 22 23 24",
        (
            "0150 Oslo*9, 0161 Oslo*9, 0182 Oslo*6, 0250 Oslo*8, 0278 Oslo*4, 0355 Oslo*5, 0484 Oslo*6, 0579 "
            "Oslo*4, 0661 Oslo*6, 0668 Oslo*6, 0950 Oslo*2, 1081 Oslo*3"
        ),
    ),
    (
        "NO",
        "Akershus",
        "63 64 66 67",
        (
            "1337 Sandvika*5, 1366 Lysaker*5, 1383 Asker*5, 1400 Ski*3, 1440 Drøbak, 1470 Lørenskog*4, 2000 "
            "Lillestrøm*5, 2050 Jessheim*4, 2150 Årnes"
        ),
    ),
    ("NO", "Østfold", "69", "1530 Moss*3, 1606 Fredrikstad*4, 1706 Sarpsborg*4, 1771 Halden*2, 1850 Mysen"),
    (
        "NO",
        "Innlandet",
        "61 62",
        "2211 Kongsvinger, 2317 Hamar*4, 2406 Elverum*2, 2500 Tynset, 2611 Lillehammer*3, 2815 Gjøvik*3, 2900 Fagernes",
    ),
    ("NO", "Buskerud", "31 32", "3015 Drammen*4, 3044 Drammen*4, 3300 Hokksund, 3510 Hønefoss*2, 3611 Kongsberg*3"),
    ("NO", "Vestfold", "33", "3110 Tønsberg*3, 3187 Horten*2, 3210 Sandefjord*4, 3256 Larvik*3"),
    ("NO", "Telemark", "35", "3674 Notodden, 3717 Skien*4, 3770 Kragerø, 3916 Porsgrunn*3"),
    (
        "NO",
        "Agder",
        "37 38",
        (
            "4400 Flekkefjord, 4480 Kvinesdal, 4516 Mandal*2, 4614 Kristiansand S*5, 4836 Arendal*4, 4876 "
            "Grimstad*2, 4950 Risør"
        ),
    ),
    (
        "NO",
        "Rogaland",
        "51 52",
        "4006 Stavanger*7, 4033 Stavanger*6, 4313 Sandnes*6, 4340 Bryne*2, 4370 Egersund*2, 5525 Haugesund*4",
    ),
    (
        "NO",
        "Vestland",
        "53 55 56 57",
        (
            "5003 Bergen*7, 5018 Bergen*6, 5058 Bergen*7, 5353 Straume*3, 5411 Stord*2, 5700 Voss*2, 5750 Odda, "
            "6700 Måløy, 6800 Førde*2, 6856 Sogndal, 6900 Florø*2"
        ),
    ),
    (
        "NO",
        "Møre og Romsdal",
        "70 71",
        "6003 Ålesund*4, 6100 Volda, 6150 Ørsta, 6413 Molde*3, 6509 Kristiansund N*2, 6600 Sunndalsøra",
    ),
    (
        "NO",
        "Trøndelag",
        "72 73 74",
        (
            "7010 Trondheim*8, 7041 Trondheim*6, 7300 Orkanger, 7374 Røros, 7500 Stjørdal*3, 7603 Levanger*2, "
            "7713 Steinkjer*2, 7800 Namsos*2"
        ),
    ),
    (
        "NO",
        "Nordland",
        "75 76",
        (
            "8006 Bodø*4, 8300 Svolvær*2, 8370 Leknes, 8514 Narvik*2, 8610 Mo i Rana*2, 8656 Mosjøen, 8800 "
            "Sandnessjøen, 8900 Brønnøysund"
        ),
    ),
    ("NO", "Troms", "77", "9008 Tromsø*5, 9020 Tromsdalen*2, 9300 Finnsnes, 9405 Harstad*3"),
    ("NO", "Finnmark", "78", "9510 Alta*2, 9600 Hammerfest*2, 9730 Karasjok, 9800 Vadsø, 9900 Kirkenes"),
    (
        "DK",
        "Region Hovedstaden",
        "33 35 38 39 43 44 45 48 49",
        (
            "1256 København K*6, 1620 København V*6, 2000 Frederiksberg*6, 2100 København Ø*7, 2200 København "
            "N*5, 2300 København S*6, 2400 København NV*3, 2450 København SV*4, 2500 Valby*4, 2600 Glostrup*4, "
            "2605 Brøndby*4, 2630 Taastrup*3, 2650 Hvidovre*3, 2730 Herlev*3, 2750 Ballerup*4, 2770 Kastrup*3, "
            "2800 Kongens Lyngby*4, 2860 Søborg*4, 2900 Hellerup*4, 2970 Hørsholm*2, 3000 Helsingør*2, 3400 "
            "Hillerød*3, 3520 Farum, 3600 Frederikssund, 3700 Rønne*2"
        ),
    ),
    (
        "DK",
        "Region Sjælland",
        "46 54 55 56 57 58 59",
        (
            "4000 Roskilde*4, 4100 Ringsted*2, 4200 Slagelse*2, 4300 Holbæk*2, 4400 Kalundborg, 4600 Køge*3, 4700 "
            "Næstved*3, 4760 Vordingborg, 4800 Nykøbing F, 4900 Nakskov"
        ),
    ),
    (
        "DK",
        "Region Syddanmark",
        "62 63 64 65 66 73 74 75 76 79",
        (
            "5000 Odense C*5, 5220 Odense SØ*3, 5500 Middelfart*2, 5600 Faaborg, 5700 Svendborg*2, 5800 Nyborg, "
            "6000 Kolding*5, 6100 Haderslev*2, 6200 Aabenraa*2, 6270 Tønder, 6400 Sønderborg*3, 6600 Vejen*2, "
            "6700 Esbjerg*4, 6800 Varde*2, 7000 Fredericia*3, 7100 Vejle*5, 7190 Billund*2"
        ),
    ),
    (
        "DK",
        "Region Midtjylland",
        "86 87 89 96 97",
        (
            "6900 Skjern, 6950 Ringkøbing*2, 7400 Herning*4, 7500 Holstebro*3, 7600 Struer, 7800 Skive*2, 8000 "
            "Aarhus C*7, 8200 Aarhus N*4, 8210 Aarhus V*4, 8260 Viby J*4, 8270 Højbjerg*2, 8400 Ebeltoft, 8600 "
            "Silkeborg*4, 8660 Skanderborg*3, 8700 Horsens*4, 8800 Viborg*3, 8900 Randers C*3"
        ),
    ),
    (
        "DK",
        "Region Nordjylland",
        "96 98 99",
        (
            "7700 Thisted*2, 9000 Aalborg*5, 9200 Aalborg SV*4, 9400 Nørresundby*2, 9500 Hobro, 9700 Brønderslev, "
            "9800 Hjørring*2, 9900 Frederikshavn*2, 9990 Skagen"
        ),
    ),
)


def _places(country: str) -> tuple[Place, ...]:
    weighted: list[tuple[Place, int]] = []
    for land, region, starts, towns in _AREAS:
        if land != country:
            continue
        for entry in towns.split(", "):
            pair, _, weight = entry.partition("*")
            postcode, town = pair.split(" ", 1)
            weighted.append((Place(postcode, town, region, country, tuple(starts.split())), int(weight or 1)))
    return spread(weighted)


PLACES = {"NO": _places("NO"), "DK": _places("DK")}
"""Places by country, each as many times as it is likely."""

STREETS = {
    "NO": listed(
        """
        Storgata, Kirkegata, Strandgata, Skolegata, Jernbanegata, Fabrikkveien, Industriveien, Havnegata,
        Sjøgata, Torggata, Dronningens gate, Kongens gate, Prinsens gate, Parkveien, Stasjonsveien,
        Verkstedveien, Møllergata, Bryggeveien, Fjordveien, Elvegata, Åsveien, Bjørkeveien, Granveien,
        Furuveien, Rugdeveien, Ørneveien, Nedre Langgate, Øvre Torggate, Nygata, Fjellveien, Myrveien,
        Lillevikveien, Sandveien, Kvernveien, Håndverksveien, Teglverksveien, Sagveien, Østre vei, Vestre vei,
        Nordre gate, Søndre gate, Brannstasjonsveien, Lagerveien, Næringsveien, Årvollskogen, Bærumsåsen,
        Grønlandsgata, Lærerveien, Rådhusgata, Tømmerveien
        """
    ),
    "DK": listed(
        """
        Algade, Nørregade, Søndergade, Østergade, Vestergade, Torvet, Havnegade, Industrivej, Fabriksvej,
        Håndværkervej, Jernbanegade, Stationsvej, Kirkevej, Skolegade, Møllevej, Strandvejen, Bredgade,
        Storegade, Smedegade, Slotsgade, Ringvejen, Erhvervsvej, Lindevej, Birkevej, Egevej, Ågade, Åvej,
        Sønderbro, Kongevejen, Dronningensgade, Hovedgaden, Lundevej, Mejerivej, Bøgevej, Rugvænget, Engvej,
        Bakkegårdsvej, Teglværksvej, Savværksvej, Skibsbyggerivej, Færgevej, Østre Havnevej, Gl. Landevej,
        Nordre Ringgade, Søvej
        """
    ),
}
"""Street names by country."""


def place(dice: Dice, country: str) -> Place:
    """Return a postcode in ``country``; large towns come more often."""
    return dice.pick(PLACES[country])


def street(dice: Dice, country: str) -> str:
    """Return a street with a house number, as written in ``country``."""
    chance = dice.random()
    number = 1 + int(chance * chance * 140)
    letter = dice.random()
    suffix = "" if letter < 0.75 else "ABCD"[int((letter - 0.75) * 16)]
    if suffix and country == "NO" and letter > 0.9:
        suffix = " " + suffix
    return f"{dice.pick(STREETS[country])} {number}{suffix}"

"""What companies live off: industries with their codes, and the words their names are made of."""

from __future__ import annotations

from typing import NamedTuple

from model.demo.dice import spread
from model.demo.words import listed


class Trade(NamedTuple):
    """An industry, as the registers of the two countries call it."""

    key: str
    codes: dict[str, str]
    """The code by country: five digits with a dot in Norway, six digits in Denmark, both built on NACE."""
    industries: dict[str, str]
    """What the code means, by country."""
    words: dict[str, tuple[str, ...]]
    """By country, what a company of the trade calls itself after its own name."""
    staff: int
    """A usual number of employees for a company that has any."""
    revenue: int
    """Thousands of kroner a year for each employee."""


def _trade(key: str, staff: int, revenue: int, norwegian: str, danish: str) -> Trade:
    by_country = {"NO": norwegian.split("|"), "DK": danish.split("|")}
    return Trade(
        key,
        {country: parts[0] for country, parts in by_country.items()},
        {country: parts[1] for country, parts in by_country.items()},
        {country: listed(parts[2]) for country, parts in by_country.items()},
        staff,
        revenue,
    )


# Key, usual staff, thousands of kroner for each of them; for each country code, industry and words; the weight.
_WEIGHTED: tuple[tuple[Trade, int], ...] = (
    (_trade("electrical", 14, 1500,
        "43.210|Elektrisk installasjonsarbeid|Elektro, Elektriske, Elinstallasjon, Elektroservice",
        "432100|El-installation|El, El-Service, El-Teknik, Elinstallation"), 9),
    (_trade("building", 18, 2400,
        "41.200|Oppføring av bygninger|Bygg, Bygg & Anlegg, Byggservice, Entreprenør, Byggmester",
        "412000|Opførelse af bygninger|Byg, Entreprise, Byggefirma, Murer & Entreprenør"), 14),
    (_trade("plumbing", 11, 1600,
        "43.220|VVS-arbeid|Rør, VVS, Rørservice, Rør & Varme",
        "432200|VVS- og blikkenslagerforretninger|VVS, VVS & Blik, Blikkenslager, VVS-Service"), 8),
    (_trade("carpentry", 6, 1400,
        "43.320|Snekkerarbeid|Snekkeri, Tømrer, Snekkerverksted, Tre & Interiør",
        "433200|Tømrer- og bygningssnedkervirksomhed|Tømrer & Snedker, Snedkeri, Tømrerfirma"), 9),
    (_trade("painting", 7, 1000,
        "43.341|Malerarbeid|Maler, Malerfirma, Malermester, Overflate",
        "433410|Malerforretninger|Malerfirma, Malermester, Maler & Gulv"), 5),
    (_trade("groundwork", 12, 1900,
        "43.120|Grunnarbeid|Maskin, Graveservice, Anlegg, Grunn & Graving, Maskinstasjon",
        "431200|Forberedende byggepladsarbejder|Entreprenør, Anlæg, Jord & Kloak, Maskinstation"), 7),
    (_trade("metalwork", 22, 1900,
        "25.110|Produksjon av metallkonstruksjoner og deler|Mek, Stål, Sveis, Mekaniske Verksted, Smie",
        "251100|Fremstilling af metalkonstruktioner|Smedeforretning, Stål, Maskinfabrik, Smedje"), 6),
    (_trade("shipyard", 45, 2300,
        "30.110|Bygging av skip og skrog over 100 br.tonn|Verft, Skipsverft, Slipp, Marine",
        "301100|Bygning af skibe og flydende materiel|Skibsværft, Værft, Bådebyggeri"), 1),
    (_trade("fishing", 6, 3600,
        "03.111|Hav- og kystfiske|Fiskeri, Kystfiske, Havfiske, Rederi",
        "031100|Havfiskeri|Fiskeri, Fiskerederi"), 5),
    (_trade("fish farming", 16, 5200,
        "03.213|Produksjon av matfisk i hav- og kystbasert akvakultur|Laks, Havbruk, Sjømat, Oppdrett",
        "032200|Ferskvandsbrug|Dambrug, Ørredopdræt"), 2),
    (_trade("fish processing", 28, 3900,
        "10.209|Slakting, bearbeiding og konservering av fisk ellers|Fiskemottak, Fiskemat, Seafood",
        "102020|Forarbejdning og konservering af fisk|Fiskeindustri, Røgeri, Seafood"), 2),
    (_trade("bakery", 13, 900,
        "10.710|Produksjon av brød og ferske konditorvarer|Bakeri, Bakeri & Konditori, Brød",
        "107120|Fremstilling af friske bageriprodukter|Bageri, Bageri & Konditori, Brødhus"), 3),
    (_trade("dairy", 12, 2900,
        "10.510|Produksjon av meierivarer og ost|Ysteri, Meieri, Gårdsysteri",
        "105100|Mejerier samt ostefremstilling|Mejeri, Osteri, Andelsmejeri"), 1),
    (_trade("brewery", 8, 1700,
        "11.050|Produksjon av øl|Bryggeri, Mikrobryggeri, Håndverksøl",
        "110500|Fremstilling af øl|Bryghus, Bryggeri, Mikrobryggeri"), 1),
    (_trade("farming", 3, 2100,
        "01.500|Kombinert husdyrhold og planteproduksjon|Gård, Gårdsdrift, Landbruk, Samdrift",
        "015000|Blandet drift|Landbrug, Gård, Planteavl, Svineproduktion"), 7),
    (_trade("forestry", 4, 1800,
        "02.100|Skogskjøtsel og andre skogbruksaktiviteter|Skog, Skogsdrift, Tømmer",
        "021000|Skovdyrkning og andre aktiviteter i forbindelse med skovbrug|Skovservice, Skov & Natur"), 2),
    (_trade("sawmill", 17, 3100,
        "16.100|Saging, høvling og impregnering av tre|Sagbruk, Trelast, Høvleri",
        "161000|Udsavning og høvling af træ|Savværk, Træindustri, Trælast"), 1),
    (_trade("furniture", 21, 1700,
        "31.090|Produksjon av møbler ellers|Møbler, Møbelfabrikk, Møbelverksted",
        "310900|Fremstilling af andre møbler|Møbelfabrik, Møbler, Møbelsnedkeri"), 2),
    (_trade("printing", 11, 1400,
        "18.120|Trykking ellers|Trykk, Trykkeri, Grafisk, Print",
        "181200|Anden trykning|Tryk, Bogtrykkeri, Grafisk, Offset"), 2),
    (_trade("car repair", 8, 1800,
        "45.200|Vedlikehold og reparasjon av motorvogner|Bilverksted, Auto, Bilservice, Bil, Bilskade",
        "452010|Autoreparationsværksteder mv.|Auto, Autoværksted, Autoservice, Biler"), 8),
    (_trade("wholesale machinery", 15, 4600,
        "46.694|Engroshandel med maskiner og utstyr til handel, transport og tjenesteyting|"
        "Maskin & Utstyr, Teknikk, Industri",
        "466900|Engroshandel med andre maskiner og andet udstyr|Maskiner, Teknik, Industri"), 4),
    (_trade("wholesale building", 19, 5800,
        "46.739|Engroshandel med byggevarer ikke nevnt annet sted|Byggevarer, Engros, Trelast & Byggevare",
        "467300|Engroshandel med træ, trælast og byggematerialer|Byggematerialer, Trælast, Engros"), 3),
    (_trade("shop clothes", 6, 1600,
        "47.710|Butikkhandel med klær|Klær, Mote, Tekstil, Manufaktur",
        "477110|Tøjforretninger|Mode, Tøj, Herretøj, Boutique"), 4),
    (_trade("shop sport", 9, 2100,
        "47.641|Butikkhandel med sportsutstyr|Sport, Sport & Fritid, Sykkel",
        "476410|Forhandlere af sports- og campingudstyr|Sport, Cykler, Fritid"), 3),
    (_trade("shop furniture", 8, 2000,
        "47.599|Butikkhandel med innredningsartikler ikke nevnt annet sted|Interiør, Bolig, Hjem",
        "475910|Møbelforretninger|Møbler, Boliginteriør, Bolighus"), 3),
    (_trade("haulage", 16, 2000,
        "49.410|Godstransport på vei|Transport, Spedisjon, Godstransport, Bilfrakt",
        "494100|Vejgodstransport|Transport, Vognmandsforretning, Fragt, Spedition"), 7),
    (_trade("shipping", 26, 6400,
        "50.201|Utenriks sjøfart med gods|Shipping, Rederi, Maritime",
        "502000|Sø- og kysttransport af gods|Shipping, Rederi, Coaster"), 2),
    (_trade("hotel", 24, 1000,
        "55.101|Drift av hoteller, pensjonater og moteller med restaurant|Hotell, Gjestgiveri, Fjellstue",
        "551010|Hoteller|Hotel, Kro, Badehotel"), 3),
    (_trade("restaurant", 12, 900,
        "56.101|Drift av restauranter og kafeer|Kafé, Restaurant, Mat & Vin, Kjøkken, Spiseri",
        "561010|Restauranter|Restaurant, Café, Spisehus, Smørrebrød"), 8),
    (_trade("software", 13, 1500,
        "62.010|Programmeringstjenester|Data, Systemer, Programvare, Digital, Software",
        "620100|Computerprogrammering|Software, Data, Digital, IT"), 8),
    (_trade("it advice", 12, 1500,
        "62.020|Konsulentvirksomhet tilknyttet informasjonsteknologi|IT, Konsulent, IT-Drift, Teknologi",
        "620200|Konsulentbistand vedrørende informationsteknologi|IT, IT-Consult, Netværk"), 7),
    (_trade("property", 2, 5000,
        "68.209|Utleie av egen eller leid fast eiendom ellers|Eiendom, Næringsbygg, Eiendomsdrift",
        "682040|Udlejning af erhvervsejendomme|Ejendomme, Erhvervsejendomme, Ejendomsselskab"), 12),
    (_trade("holding", 1, 900,
        "64.202|Passiv forvaltning av egne eiendeler|Holding, Invest, Kapital, Gruppen",
        "642020|Ikke-finansielle holdingselskaber|Holding, Invest, Kapital, Gruppen"), 14),
    (_trade("accounting", 9, 1200,
        "69.201|Regnskap og bokføring|Regnskap, Økonomi, Bokføring",
        "692000|Bogføring og revision|Revision, Regnskab, Bogføring"), 5),
    (_trade("law", 10, 1900,
        "69.100|Juridisk tjenesteyting|Advokatfirma, Advokater, Juridisk",
        "691000|Juridisk bistand|Advokater, Advokatfirma"), 3),
    (_trade("architects", 9, 1300,
        "71.112|Arkitekttjenester vedrørende byggverk|Arkitekter, Arkitektkontor",
        "711100|Arkitektvirksomhed|Arkitekter, Tegnestue"), 3),
    (_trade("engineering", 15, 1400,
        "71.121|Byggeteknisk konsulentvirksomhet|Ingeniør, Prosjekt, Byggrådgivning",
        "711220|Rådgivende ingeniørvirksomhed inden for byggeri og anlæg|Rådgivende Ingeniører, Projekt"), 4),
    (_trade("advertising", 8, 1400,
        "73.110|Reklamebyråer|Reklame, Kommunikasjon, Design, Byrå",
        "731110|Reklamebureauer|Reklame, Kommunikation, Design, Bureau"), 4),
    (_trade("cleaning", 26, 600,
        "81.210|Rengjøring av bygninger|Renhold, Rengjøring, Vask, Facility",
        "812100|Almindelig rengøring i bygninger|Rengøring, Service, Facility, Vinduespolering"), 5),
    (_trade("gardening", 6, 1100,
        "81.300|Beplantning av hager og parkanlegg|Hage, Hage & Anlegg, Gartneri",
        "813000|Landskabspleje|Anlægsgartner, Have & Anlæg, Gartneri"), 3),
    (_trade("health", 6, 900,
        "86.909|Andre helsetjenester|Helse, Fysioterapi, Klinikk",
        "869020|Fysio- og ergoterapeuter|Klinik, Fysioterapi, Sundhed"), 5),
    (_trade("hairdresser", 4, 600,
        "96.020|Frisering og annen skjønnhetspleie|Frisør, Hår & Velvære, Salong",
        "960210|Frisørsaloner|Frisør, Hårdesign, Salon"), 5),
    (_trade("energy", 7, 7400,
        "35.111|Produksjon av elektrisitet fra vannkraft|Kraft, Energi, Småkraft",
        "351100|Produktion af elektricitet|Vind, Energi, Vindkraft, Biogas"), 2),
)  # fmt: skip

TRADES = spread(_WEIGHTED)
"""Industries, each as many times as it is likely."""

INDUSTRIES = tuple(trade for trade, _ in _WEIGHTED)
"""Each industry once."""

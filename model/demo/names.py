"""What people are called in Norway and Denmark."""

from __future__ import annotations

from typing import NamedTuple

from model.demo.dice import Dice
from model.demo.words import words


class Person(NamedTuple):
    """A made-up person."""

    first_name: str
    last_name: str
    gender: str
    """``female`` or ``male``."""


FIRST_NAMES = {
    (
        "NO",
        "female",
    ): words(
        """
        Kari Anne Inger Ingrid Marit Liv Solveig Astrid Berit Randi Åse Bjørg Turid Hilde Siri Silje Ida Nora
        Emma Sunniva Ragnhild Gunn Tone Trine Line Camilla Kristin Kjersti Hege Heidi Marte Maren Guro Eli Elin
        Åshild Målfrid Torill Wenche Vigdis Sigrid Synnøve Tuva Thea Frida Julie Hanne Anne-Grethe Anne-Lise
        Ann-Kristin Ellen Else Gro Jorunn Karoline Lene Mari Oda Ragna Rønnaug Sara Tiril Una Vilde Ylva Amina
        Fatima Agnieszka Mai Linh Helle Unni Laila Marianne Monica Nina
        """
    ),
    (
        "NO",
        "male",
    ): words(
        """
        Jan Per Bjørn Ole Lars Kjell Knut Svein Arne Thomas Hans Geir Tor Morten Terje Odd Erik Martin Andreas
        John Anders Rune Trond Tore Daniel Jon Kristian Marius Stian Øyvind Håkon Håvard Øystein Pål Åge Sjur
        Sindre Eirik Magnus Vegard Sondre Even Emil Jonas Henrik Ola Olav Leif Nils Einar Egil Gunnar Harald
        Ivar Jostein Ketil Magne Oddvar Ragnar Roar Sigurd Steinar Sverre Torbjørn Torstein Vidar Frode Asbjørn
        Bård Ådne Mohammed Ali Piotr Tomasz Jan-Erik Ole-Martin Per-Arne Tor-Inge Aslak Nikolai
        """
    ),
    (
        "DK",
        "female",
    ): words(
        """
        Anne Mette Kirsten Hanne Helle Susanne Lone Karen Marianne Inge Pia Gitte Bente Camilla Charlotte Louise
        Tina Jette Annette Maria Birgitte Dorthe Ida Freja Sofie Maja Signe Rikke Trine Line Lærke Astrid Karla
        Bodil Kirstine Gudrun Birthe Ulla Vibeke Lene Merete Mie Nanna Pernille Sanne Stine Tove Anne-Mette
        Anne-Marie Ellen Asta Alberte Laila Zeynep
        """
    ),
    (
        "DK",
        "male",
    ): words(
        """
        Peter Jens Lars Michael Henrik Thomas Søren Jan Niels Christian Jørgen Hans Anders Morten Jesper Martin
        Rasmus Mads Kim Erik Poul Torben Claus Bent Mikkel Kasper Frederik Emil Oliver Bo Bjarne Børge Carsten
        Dennis Ebbe Flemming Frank Gert Helge Henning Ib Jeppe Jonas Jørn Karl Keld Kristian Leif Magnus Mogens
        Nikolaj Ole Per Preben René Simon Steen Svend Troels Villads Aksel Åge Jens-Peter Hans-Jørgen Ahmad
        """
    ),
}
"""First names by country and gender."""

SURNAMES = {
    "NO": words(
        """
        Hansen Johansen Olsen Larsen Andersen Pedersen Nilsen Kristiansen Jensen Karlsen Johnsen Pettersen
        Eriksen Berg Haugen Hagen Johannessen Andreassen Jacobsen Dahl Jørgensen Halvorsen Henriksen Lund
        Sørensen Jakobsen Moen Gundersen Iversen Strand Solberg Svendsen Eide Knutsen Martinsen Bakken Paulsen
        Lie Kristoffersen Mathisen Lien Amundsen Rasmussen Nguyen Nygård Berge Solheim Moe Hauge Bakke
        Fredriksen Holm Lunde Nilssen Vik Ali Ødegård Aas Aase Bø Bråten Brekke Engen Fjeld Fjeldstad Foss
        Fossum Gjerde Grønli Haugland Hauglund Hovland Håland Kleppe Langeland Myhre Myklebust Nes Næss Nordby
        Nordvik Opsahl Ruud Rød Rønning Sandnes Sandvik Skogen Skår Sletten Solbakken Stene Stokke Sunde Sæther
        Søndergård Tangen Teigen Thoresen Torgersen Tveit Tønnessen Ulvestad Viken Vatne Økland Ødegaard Østby
        Østbø Øvrebø Åsen Ås Aamodt Aasheim Birkeland Breivik Dahlen Ellingsen Evensen Finstad Gulbrandsen
        Helland Hermansen Holmen Isaksen Kaur Lindberg Kowalski Mæland Røed Skjæveland Sollid Storvik Wærstad
        Bjørnstad Bjerke Børresen Helgesen Kvåle Låstad Nordås Ståle Ulriksen Vågen Wilhelmsen
        """
    ),
    "DK": words(
        """
        Nielsen Jensen Hansen Pedersen Andersen Christensen Larsen Sørensen Rasmussen Jørgensen Petersen Madsen
        Kristensen Olsen Thomsen Christiansen Poulsen Johansen Møller Mortensen Knudsen Jakobsen Mikkelsen
        Frederiksen Laursen Lund Holm Schmidt Eriksen Kristiansen Bach Bak Bang Bertelsen Bjerre Bonde Brandt
        Bruun Buch Bæk Carlsen Clausen Dahl Dam Damgaard Danielsen Eskildsen Fog Friis Gregersen Hald Hedegaard
        Henriksen Hermansen Hougaard Højgaard Iversen Jepsen Juhl Justesen Kirkegaard Kjær Kjeldsen Koch Kragh
        Krog Krogh Kruse Lassen Lauridsen Lauritsen Lind Markussen Mathiesen Mogensen Munk Mølgaard Nissen
        Nygaard Nørgaard Overgaard Paulsen Pilgaard Ravn Riis Schou Simonsen Skov Skovgaard Svendsen Søgaard
        Søndergaard Sønderby Thorsen Thygesen Toft Toftgaard Villadsen Vestergaard Vinther Winther Yilmaz
        Østergaard Ørsted Aagaard Ågård Ågesen
        """
    ),
}
"""Surnames by country, the common ones first."""

MIDDLE_NAMES = {
    "NO": ("Berg", "Lie", "Dahl", "Moe", "Vik", "Strand", "Aas", "Bø", "Næss", "Foss"),
    "DK": ("Bak", "Holm", "Lund", "Møller", "Kjær", "Skov", "Toft", "Friis", "Juhl", "Bæk"),
}
"""Second surnames, as in Mette Holm Jensen."""


def person(dice: Dice, country: str) -> Person:
    """Return a person from ``country`` (``NO`` or ``DK``)."""
    gender = "female" if dice.random() < 0.47 else "male"
    first = dice.pick(FIRST_NAMES[country, gender])
    chance = dice.random()
    # Squaring makes the names at the front of the list, the common ones, more common here too.
    surnames = SURNAMES[country]
    last = surnames[int(chance * chance * len(surnames))]
    if (country == "DK" and dice.random() < 0.25) or dice.random() < 0.06:
        second = dice.pick(MIDDLE_NAMES[country])
        if second != last:
            last = f"{second} {last}"
    return Person(first, last, gender)

"""Companies' legal forms, and whether a name is a company's or a person's (decision 15).

Legal forms say most: "Torsnes Regnskap AS" is no person whatever column it stands in. What says nothing either way is
for whoever asks to decide by the rest of the record.
"""

from __future__ import annotations

import re

LEGAL_FORMS = frozenset(
    "as asa enk ans da sa nuf ba ks kf iks bbl brl fkf sf aps ivs amba fmba smba pmba ltd limited llc llp inc corp plc"
    " gmbh mbh ag ab oy oyj bv nv sarl spa srl aksjeselskap allmennaksjeselskap aktieselskab anpartsselskab"
    " enkeltmannsforetak kommanditselskab kommandittselskap interessentskab partnerselskab samvirkeforetak".split()
)
"""Written as a word of their own, before or after the name (decision 15)."""
SLASHED_FORMS = frozenset({"a/s", "i/s", "k/s", "p/s", "d/a", "s/a"})
"""Written with a stroke: without it "is" is ice."""

_ALSO_NAMES = frozenset({"da", "sa", "ba", "ag", "ab", "as", "ans", "inc", "sf", "kf"})
"""Forms that may also be part of a person's name where they begin it ("As Bjerke", "Da Silva")."""
_COMPANY_ENDINGS = (
    "forening", "foreningen", "sameie", "sameiet", "borettslag", "borettslaget", "idrettslag", "idrettslaget",
    "stiftelse", "stiftelsen", "selskap", "selskapet", "kommune", "konkursbo",
)  # fmt: skip
"""What words end in that no person is called by ("Boligsameiet", "Velforening")."""
_COMPANY_WORDS = frozenset(
    "group gruppen holding invest eiendom bygg regnskap advokatfirma advokatfirmaet kommune fylkeskommune"
    " borettslag sameie sameiet forening foreningen stiftelse stiftelsen fond university universitet skole"
    " hospital sykehus restaurant hotel hotell".split()
)
"""Words that no person is called by."""


def has_legal_form(text: str) -> bool:
    """Whether a name ends in a legal form, or begins with one that is nothing else ("ApS Fjord")."""
    words = [word.strip(".,;()").casefold().replace(".", "") for word in text.split()]
    if len(words) < 2:
        return False
    last = words[-1]
    if last in LEGAL_FORMS or last in SLASHED_FORMS:
        return True
    first = words[0]
    return first in SLASHED_FORMS or (first in LEGAL_FORMS and first not in _ALSO_NAMES)


def is_company_name(text: str) -> bool:
    """Whether a name can only be a company's: by its legal form, a telling word, a sign or a digit."""
    if has_legal_form(text):
        return True
    if "&" in text or any(letter.isdigit() for letter in text):
        return True
    words = [word.strip(".,;()").casefold() for word in re.split(r"[\s-]+", text)]
    return any(word in _COMPANY_WORDS or word.endswith(_COMPANY_ENDINGS) for word in words)

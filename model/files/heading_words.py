"""The words of headings: what the columns of other programs' files are called, in English, Norwegian and Danish.

A heading is words for what the column holds ("street", "telefon"), for which of several it is ("business", "arbeid",
"2"), and for what it says about it ("label"), in any order: :mod:`model.files.heading_meaning` takes them apart. What
is not made of such words stands whole in :data:`WHOLE`. All are compared in lower case, letters and digits alone.
"""

from __future__ import annotations

from collections.abc import Mapping

PARTS: Mapping[str, tuple[str, ...]] = {
    # Names
    "company": (
        "company", "company name", "companies", "organization", "organisation", "organization name",
        "organisation name", "account name", "business name", "employer", "firma", "firmanavn", "bedrift",
        "bedriftsnavn", "selskap", "selskapsnavn", "virksomhed", "virksomhedsnavn", "virksomhet", "virksomhetsnavn",
        "foretak", "foretaksnavn", "kundenavn", "kunde", "navn firma", "associated company", "primary company",
        "associated company names", "company account",
        "customer name", "company or person", "person organization", "person organisation",
    ),
    "name": ("name", "navn"),
    "full_name": (
        "full name", "fullt navn", "fulde navn", "fullname", "display name", "visningsnavn",
        "vist navn", "contact person", "contact name", "kontaktperson", "kontakt", "kontaktnavn", "kontaktpersoner",
        "att", "attention", "person", "person name", "primary contact", "main contact",
    ),
    "first_name": ("first name", "given name", "firstname", "fornavn", "first", "forename"),
    "middle_name": ("middle name", "middlename", "mellomnavn", "mellemnavn", "additional name"),
    "last_name": ("last name", "family name", "surname", "lastname", "etternavn", "efternavn", "last"),
    "form_of_address": (
        "salutation", "name prefix", "honorific", "courtesy title", "tiltaleform", "tiltale", "hilsen", "prefix",
    ),
    "title": (
        "job title", "jobtitle", "position", "stilling", "jobtitel", "stillingsbetegnelse", "stillingstittel",
        "organization title", "organisation title", "tittel stilling", "titel stilling", "work title",
    ),
    "title_or_address": ("title", "tittel", "titel"),
    "private": ("private person", "privatperson", "is private", "er privatperson", "customer type", "type of customer"),
    # Numbers and addresses
    "email": (
        "email", "e mail", "mail", "e post", "epost", "email address", "e mail address", "e mail adresse",
        "mailadresse", "epostadresse", "e postadresse", "e post adresse", "email adresse", "primary email",
        "email addresses", "emails", "epostadresser",
    ),
    "phone": (
        "phone", "telephone", "tel", "tlf", "telefon", "phone number", "telephone number", "telefonnummer", "tlf nr",
        "telefonnr", "tlfnr", "tlfnummer", "main phone", "hovednummer", "hovedtelefon", "sentralbord", "switchboard",
        "primary phone", "fasttelefon", "landline", "telefon fast", "phone fixed", "primær telefon", "fastnet",
    ),
    "mobile": (
        "mobile", "mobile phone", "mobil", "mobiltelefon", "mobilnummer", "mobilnr", "cell", "cell phone",
        "cellphone", "mobile number", "mobiltlf", "mobile phone number", "phone mobile", "telefon mobil", "iphone",
        "mobil nr",
    ),
    "direct": (
        "direct", "direct phone", "direct line", "direct telephone", "direkte", "telefon direkte", "direktenummer",
        "direkte telefon", "direct dial", "direkte nummer",
    ),
    "fax": ("fax", "fax number", "telefaks", "telefax", "faks", "faxnummer", "fax phone", "phone fax"),
    "website": (
        "website", "web", "web site", "webside", "websted", "hjemmeside", "nettsted", "nettside", "url", "homepage",
        "web page", "webpage", "internet", "www", "website url", "webadresse", "internettadresse", "company website",
    ),
    # The parts of an address
    "street": (
        "street", "address", "address line", "street address", "adresse", "gateadresse", "gate", "vej", "gade",
        "adresselinje", "gate vei", "gatenavn", "veinavn", "streetaddress", "vejnavn", "gadenavn",
    ),
    "extended": ("extended", "extended address", "c o", "co adresse", "etasje", "suite", "apartment"),
    "box": ("po box", "pobox", "postboks", "postbox", "post box"),
    "postcode": (
        "zip", "zip code", "postal code", "post code", "zipcode", "postcode", "postnr", "postnummer", "post nr",
        "zip postal code", "postal zip code", "postalcode", "zip code postal code",
    ),
    "town": ("city", "town", "poststed", "by", "sted", "stad", "bynavn", "postdistrikt", "post sted", "locality"),
    "region": (
        "state", "province", "county", "region", "fylke", "kommune", "state province", "state region", "område",
        "landsdel", "stat",
    ),
    "country": ("country", "country region", "land", "land område", "nation", "landkode", "country code"),
    "formatted": ("formatted", "formatted address", "full address", "complete address", "combined address"),
}  # fmt: skip
"""What a column holds → the words for it. A name may be the company's or the person's, and a title one of work or a
form of address: that tell the other columns."""

PLACES: Mapping[str, tuple[str, ...]] = {
    "work": (
        "work", "business", "office", "company", "organization", "organisation", "arbeid", "arbeids", "arb", "arbejde",
        "arbejds", "jobb", "job", "kontor", "firma", "bedrift", "forretning", "forretnings", "virksomhed", "main",
    ),
    "person": ("contact", "kontakt", "kontaktperson", "kontaktpersons", "kontaktpersonens"),
    "home": ("home", "private", "privat", "priv", "hjem", "hjemme", "personal", "personlig", "bolig"),
    "other": (
        "other", "annen", "annet", "andre", "anden", "andet", "alternative", "alternativ", "secondary", "additional",
    ),
    "postal": ("postal", "mailing", "post", "postadr"),
    "visiting": ("visiting", "besøks", "besøk", "besøgs", "besøg", "physical", "leveranse besøk"),
    "invoice": ("invoice", "billing", "faktura", "fakturerings", "fakturering"),
    "delivery": ("delivery", "shipping", "leverings", "levering", "leverings"),
}  # fmt: skip
"""Which of several → the words that say so, before or after the rest."""

COMPOUNDS: Mapping[str, tuple[str, ...]] = {
    "postadresse": ("postal", "adresse"), "forretningsadresse": ("work", "adresse"),
    "besøksadresse": ("visiting", "adresse"), "besøgsadresse": ("visiting", "adresse"),
    "fakturaadresse": ("invoice", "adresse"), "leveringsadresse": ("delivery", "adresse"),
    "arbeidsadresse": ("work", "adresse"), "arbejdsadresse": ("work", "adresse"),
    "firmaadresse": ("work", "adresse"), "kontoradresse": ("work", "adresse"),
    "hjemmeadresse": ("home", "adresse"), "privatadresse": ("home", "adresse"), "hjemadresse": ("home", "adresse"),
    "postboksadresse": ("postboks",), "firmaland": ("work", "land"), "hjemland": ("home", "land"),
    "arbeidstelefon": ("work", "telefon"), "arbejdstelefon": ("work", "telefon"),
    "hjemmetelefon": ("home", "telefon"), "privattelefon": ("home", "telefon"), "privatmail": ("home", "mail"),
    "jobbtelefon": ("work", "telefon"), "firmatelefon": ("work", "telefon"),
    "posttype": ("post", "type"), "eposttype": ("epost", "type"),
    "besøkspostnr": ("visiting", "postnr"), "besøkspoststed": ("visiting", "poststed"),
    "fakturapostnr": ("invoice", "postnr"), "fakturapoststed": ("invoice", "poststed"),
    "fakturaepost": ("invoice", "epost"), "fakturamail": ("invoice", "mail"),
    "leveringspostnr": ("delivery", "postnr"), "leveringspoststed": ("delivery", "poststed"),
    "postadressepostnr": ("postal", "postnr"), "postadressepoststed": ("postal", "poststed"),
}  # fmt: skip
"""Words written in one → the words they are made of."""

LABELS = ("label", "type", "etikett", "etiket")
"""Words that say that a column holds what another one's value is called."""
IDLE = (
    "value", "verdi", "værdi", "number", "person", "contact", "kontakt", "kontaktperson", "kontaktpersons",
    "kontaktpersonens", "lead", "customer", "deal", "primary", "default", "the",
    "for", "of", "vår", "mailadresse", "adresse", "address", "nr", "line", "linje",
)  # fmt: skip
"""Words that change nothing beside another word of meaning."""

OTHERS: tuple[str, ...] = (
    "department", "organization department", "organisation department", "avdeling", "afdeling", "role", "rolle",
    "birthday", "birth date", "birthdate", "date of birth", "fødselsdag", "fødselsdato", "anniversary", "merkedag",
    "mærkedag", "nickname", "kallenavn", "kaldenavn", "categories", "kategorier", "category", "kategori", "labels",
    "tags", "tagger", "stikkord", "group membership", "groups", "grupper", "kundegruppe", "customer group", "suffix",
    "suffiks", "name suffix", "generational suffix", "initials", "initialer", "spouse", "ektefelle", "ægtefælle",
    "children", "barn", "børn", "profession", "profesjon", "occupation", "hobby", "hobbies", "assistant",
    "assistants name", "assistant s name", "assistentens navn", "assistant name", "manager", "managers name",
    "manager s name", "overordnedes navn", "navn på overordnet", "reports to", "office location", "kontor",
    "language", "språk", "sprog", "location", "plassering", "billing information", "faktureringsinformasjon",
    "takstoplysninger", "user 1", "user 2", "user 3", "user 4", "bruker 1", "bruker 2", "bruker 3", "bruker 4",
    "bruger 1", "bruger 2", "bruger 3", "bruger 4", "custom 1", "custom 2", "custom 3", "custom 4", "referred by",
    "keywords", "interests", "interesser", "interests hobbies", "linkedin", "linkedin url", "person linkedin page",
    "linkedin page", "skype", "screen name", "im", "twitter", "facebook", "birth year", "birth month", "birth day",
    "maiden name", "relation", "relationship", "event", "custom field",
    "jot", "hendelse", "begivenhed", "ean", "ean nr", "ean nummer", "gln", "kontonummer", "bank account",
    "leverandørnummer", "supplier number", "supplier no", "company type", "payment terms", "betalingsbetingelse",
    "betalingsbetingelser",
)  # fmt: skip
"""What people know of somebody and no record has a field for: a line of the note."""

OTHER_NUMBERS: tuple[str, ...] = (
    "pager", "pager number", "personsøker", "personsøger", "telex", "telexnummer", "isdn", "car phone", "biltelefon",
    "radio phone", "radiotelefon", "callback", "tilbakeringing", "tilbagekald", "assistants phone",
    "assistant s phone", "assistentens telefon", "assistentens telefonnummer", "asst phone", "assistant phone",
    "tty tdd phone", "tty tdd telefon", "telefon for hørselshemmede", "emergency phone",
)  # fmt: skip
"""Numbers that no record has a field for."""

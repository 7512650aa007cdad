"""Exports of other programs, made up: their columns in their order and language, a person with a company, a company.

The person is Ada Li, engineer of Kai AS: work and home address, three or four numbers, two e-mail addresses as far as
the program has columns for them. The company is Torsnes Regnskap AS in Lillehammer.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field

WORK_PHONE, SECOND_PHONE, HOME_PHONE = "+47 22 00 00 11", "+47 22 00 00 12", "+47 22 00 00 13"
MOBILE = "+47 900 00 010"
COMPANY_PHONE = "+47 61 00 00 20"


@dataclass(frozen=True)
class Export:
    """A file of another program: its headings, and by heading what the rows of the person and the company hold.

    ``home``, ``second_phone``, ``home_phone`` and ``second_mail`` say whether the program has columns for them.
    """

    headings: str
    person: Mapping[str, str]
    company: Mapping[str, str]
    separator: str = ","
    before: str = ""
    """Lines above the headings."""
    encoding: str = "utf-8"
    home: bool = True
    home_phone: bool = True
    second_phone: bool = False
    second_mail: bool = True
    title: bool = True
    of_companies: bool = False
    """A register of customers, whose rows are companies with a contact person at the most."""
    without: frozenset[str] = field(default=frozenset())
    """Fields that the program has no column for."""

    def text(self) -> str:
        """Return the file."""
        out = io.StringIO()
        out.write(self.before)
        headings = next(csv.reader([self.headings], delimiter=self.separator))
        writer = csv.DictWriter(out, headings, delimiter=self.separator, restval="")
        writer.writeheader()
        writer.writerow(dict(self.person))
        writer.writerow(dict(self.company))
        return out.getvalue()


OUTLOOK = Export(
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,"
    "Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,"
    "Home Street 2,Home Street 3,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other Street 2,"
    "Other Street 3,Other City,Other State,Other Postal Code,Other Country/Region,Assistant's Phone,Business Fax,"
    "Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,"
    "Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,"
    "Assistant's Name,Billing Information,Birthday,Business Address PO Box,Categories,Children,Directory Server,"
    "E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,"
    "E-mail 3 Address,E-mail 3 Type,E-mail 3 Display Name,Gender,Government ID Number,Hobby,Home Address PO Box,"
    "Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,Office Location,"
    "Organizational ID Number,Other Address PO Box,Priority,Private,Profession,Referred By,Sensitivity,Spouse,User 1,"
    "User 2,User 3,User 4,Web Page",
    {
        "Title": "Ms.", "First Name": "Ada", "Last Name": "Li", "Company": "Kai AS", "Department": "Roofing",
        "Job Title": "Engineer", "Business Street": "Kaia 3", "Business Street 2": "Port B", "Business City": "Oslo",
        "Business Postal Code": "0150", "Business Country/Region": "Norway", "Home Street": "Lia 4",
        "Home City": "Asker", "Home Postal Code": "1383", "Home Country/Region": "Norway",
        "Business Phone": WORK_PHONE, "Business Phone 2": SECOND_PHONE, "Home Phone": HOME_PHONE,
        "Mobile Phone": MOBILE, "E-mail Address": "ada@kai.example", "E-mail Type": "SMTP",
        "E-mail Display Name": "Ada Li", "E-mail 2 Address": "ada@home.example", "E-mail 2 Type": "SMTP",
        "Gender": "Unspecified", "Categories": "VIP", "Birthday": "0/0/00", "Priority": "Normal", "Private": "False",
        "Sensitivity": "Normal",
    },
    {
        "Company": "Torsnes Regnskap AS", "Business Street": "Storgata 10", "Business City": "Lillehammer",
        "Business Postal Code": "2609", "Business Phone": COMPANY_PHONE, "Gender": "Unspecified",
    },
    second_phone=True,
)  # fmt: skip

OUTLOOK_NB = Export(
    "Tittel;Fornavn;Mellomnavn;Etternavn;Suffiks;Firma;Avdeling;Stilling;Adresse, arb.: Gate/vei;"
    "Adresse 2, arb.: Gate/vei;Adresse 3, arb.: Gate/vei;Adresse, arb.: Poststed;Adresse, arb.: Område;"
    "Adresse, arb.: Postnummer;Firmaland/område;Adresse, priv.: Gate/vei;Adresse 2, priv.: Gate/vei;"
    "Adresse 3, priv.: Gate/vei;Adresse, priv.: Poststed;Adresse, priv.: Område;Adresse, priv.: Postnummer;"
    "Hjemland/område;Annen adresse: Gate/vei;Annen adresse: Poststed;Annen adresse: Område;Annen adresse: Postnummer;"
    "Assistentens telefonnummer;Telefaks, arb.;Telefon, arb.;Telefon 2, arb.;Tilbakeringing;Biltelefon;"
    "Hovedtelefon for firma;Telefaks, priv.;Telefon, priv.;Telefon 2, priv.;ISDN;Mobiltelefon;Annen telefaks;"
    "Annen telefon;Personsøker;Hovedtelefon;Radiotelefon;Telefon for hørselshemmede;Telex;Konto;Merkedag;"
    "Assistentens navn;Faktureringsinformasjon;Fødselsdag;Adresse, arb.: Postboks;Kategorier;Barn;E-postadresse;"
    "E-posttype;Visningsnavn for e-post;E-postadresse 2;E-posttype 2;Visningsnavn for e-post 2;Kjønn;Hobby;"
    "Adresse, priv.: Postboks;Initialer;Plassering;Overordnedes navn;Notater;Kontor;Annen postboksadresse;Prioritet;"
    "Profesjon;Følsomhet;Ektefelle;Bruker 1;Bruker 2;Webside",
    {
        "Tittel": "Fru", "Fornavn": "Ada", "Etternavn": "Li", "Firma": "Kai AS", "Avdeling": "Roofing",
        "Stilling": "Engineer", "Adresse, arb.: Gate/vei": "Kaia 3", "Adresse 2, arb.: Gate/vei": "Port B",
        "Adresse, arb.: Poststed": "Oslo", "Adresse, arb.: Postnummer": "0150", "Firmaland/område": "Norge",
        "Adresse, priv.: Gate/vei": "Lia 4", "Adresse, priv.: Poststed": "Asker", "Adresse, priv.: Postnummer": "1383",
        "Hjemland/område": "Norge", "Telefon, arb.": WORK_PHONE, "Telefon 2, arb.": SECOND_PHONE,
        "Telefon, priv.": HOME_PHONE, "Mobiltelefon": MOBILE, "E-postadresse": "ada@kai.example",
        "E-posttype": "SMTP", "E-postadresse 2": "ada@home.example", "Kategorier": "VIP", "Kjønn": "Ikke angitt",
        "Prioritet": "Normal", "Følsomhet": "Normal",
    },
    {
        "Firma": "Torsnes Regnskap AS", "Adresse, arb.: Gate/vei": "Storgata 10",
        "Adresse, arb.: Poststed": "Lillehammer", "Adresse, arb.: Postnummer": "2609", "Telefon, arb.": COMPANY_PHONE,
    },
    separator=";", encoding="cp1252", second_phone=True,
)  # fmt: skip

OUTLOOK_DA = Export(
    "Titel;Fornavn;Mellemnavn;Efternavn;Suffiks;Firma;Afdeling;Stilling;Gade (arbejde);Gade 2 (firma);Gade 3 (firma);"
    "By (arbejde);Område (arbejde);Postnummer (arbejde);Land/område (arbejde);Gade (privat);Gade 2 (privat);"
    "Gade 3 (privat);By (privat);Område (privat);Postnummer (privat);Land/område (privat);Anden gade;Anden by;"
    "Andet område;Andet postnummer;Assistentens telefon;Fax (arbejde);Telefon (arbejde);Telefon 2 (arbejde);"
    "Tilbagekald;Biltelefon;Primær telefon (firma);Fax (privat);Telefon (privat);Telefon 2 (privat);ISDN;Mobiltelefon;"
    "Anden fax;Anden telefon;Personsøger;Primær telefon;Radiotelefon;TTY/TDD-telefon;Telex;Konto;Mærkedag;"
    "Assistentens navn;Takstoplysninger;Fødselsdag;Adresse, postboks (arbejde);Kategorier;Børn;E-mail-adresse;"
    "E-mail-type;E-mail-vist navn;E-mail 2-adresse;E-mail 2-type;E-mail 2-vist navn;Køn;Hobby;"
    "Adresse, postboks (privat);Initialer;Sted;Navn på overordnet;Notater;Kontoradresse;Prioritet;Profession;"
    "Følsomhed;Ægtefælle;Bruger 1;webside",
    {
        "Titel": "Fr.", "Fornavn": "Ada", "Efternavn": "Li", "Firma": "Kai AS", "Afdeling": "Roofing",
        "Stilling": "Engineer", "Gade (arbejde)": "Kaia 3", "Gade 2 (firma)": "Port B", "By (arbejde)": "Oslo",
        "Postnummer (arbejde)": "0150", "Land/område (arbejde)": "Norge", "Gade (privat)": "Lia 4",
        "By (privat)": "Asker", "Postnummer (privat)": "1383", "Land/område (privat)": "Norge",
        "Telefon (arbejde)": WORK_PHONE, "Telefon 2 (arbejde)": SECOND_PHONE, "Telefon (privat)": HOME_PHONE,
        "Mobiltelefon": MOBILE, "E-mail-adresse": "ada@kai.example", "E-mail 2-adresse": "ada@home.example",
        "Kategorier": "VIP", "Køn": "Ikke angivet",
    },
    {
        "Firma": "Torsnes Regnskap AS", "Gade (arbejde)": "Storgata 10", "By (arbejde)": "Lillehammer",
        "Postnummer (arbejde)": "2609", "Telefon (arbejde)": COMPANY_PHONE,
    },
    separator=";", encoding="cp1252", second_phone=True,
)  # fmt: skip

GOOGLE_OLD = Export(
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,"
    "Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,"
    "Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,"
    "E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,"
    "Phone 2 - Value,Phone 3 - Type,Phone 3 - Value,Address 1 - Type,Address 1 - Formatted,Address 1 - Street,"
    "Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,"
    "Address 1 - Extended Address,Address 2 - Type,Address 2 - Formatted,Address 2 - Street,Address 2 - City,"
    "Address 2 - PO Box,Address 2 - Region,Address 2 - Postal Code,Address 2 - Country,Address 2 - Extended Address,"
    "Organization 1 - Type,Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title,"
    "Organization 1 - Department,Organization 1 - Symbol,Organization 1 - Location,Organization 1 - Job Description,"
    "Website 1 - Type,Website 1 - Value",
    {
        "Name": "Ada Li", "Given Name": "Ada", "Family Name": "Li", "Group Membership": "* myContacts ::: VIP",
        "E-mail 1 - Type": "Home", "E-mail 1 - Value": "ada@home.example", "E-mail 2 - Type": "* Work",
        "E-mail 2 - Value": "ada@kai.example", "Phone 1 - Type": "Home", "Phone 1 - Value": HOME_PHONE,
        "Phone 2 - Type": "Mobile", "Phone 2 - Value": MOBILE, "Phone 3 - Type": "Work",
        "Phone 3 - Value": f"{WORK_PHONE} ::: {SECOND_PHONE}", "Address 1 - Type": "Home",
        "Address 1 - Formatted": "Lia 4\n1383 Asker\nNO", "Address 1 - Street": "Lia 4", "Address 1 - City": "Asker",
        "Address 1 - Postal Code": "1383", "Address 1 - Country": "NO", "Address 2 - Type": "Work",
        "Address 2 - Street": "Kaia 3", "Address 2 - City": "Oslo", "Address 2 - Postal Code": "0150",
        "Address 2 - Country": "NO", "Address 2 - Extended Address": "Port B", "Organization 1 - Name": "Kai AS",
        "Organization 1 - Title": "Engineer", "Organization 1 - Department": "Roofing",
    },
    {
        "Name": "Torsnes Regnskap AS", "Phone 1 - Type": "Work", "Phone 1 - Value": COMPANY_PHONE,
        "Address 1 - Type": "Work", "Address 1 - Street": "Storgata 10", "Address 1 - City": "Lillehammer",
        "Address 1 - Postal Code": "2609", "Organization 1 - Name": "Torsnes Regnskap AS",
    },
    second_phone=True,
)  # fmt: skip

GOOGLE_NEW = Export(
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Phone 2 - Label,Phone 2 - Value,Phone 3 - Label,Phone 3 - Value,Address 1 - Label,Address 1 - Formatted,"
    "Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,"
    "Address 1 - Country,Address 1 - Extended Address,Address 2 - Label,Address 2 - Formatted,Address 2 - Street,"
    "Address 2 - City,Address 2 - PO Box,Address 2 - Region,Address 2 - Postal Code,Address 2 - Country,"
    "Address 2 - Extended Address,Website 1 - Label,Website 1 - Value",
    {
        "First Name": "Ada", "Last Name": "Li", "Name Prefix": "Ms.", "Organization Name": "Kai AS",
        "Organization Title": "Engineer", "Organization Department": "Roofing", "Labels": "* myContacts ::: VIP",
        "E-mail 1 - Label": "* Work", "E-mail 1 - Value": "ada@kai.example", "E-mail 2 - Label": "Home",
        "E-mail 2 - Value": "ada@home.example", "Phone 1 - Label": "Mobile", "Phone 1 - Value": MOBILE,
        "Phone 2 - Label": "Home", "Phone 2 - Value": HOME_PHONE, "Phone 3 - Label": "Work",
        "Phone 3 - Value": WORK_PHONE, "Address 1 - Label": "Home", "Address 1 - Street": "Lia 4",
        "Address 1 - City": "Asker", "Address 1 - Postal Code": "1383", "Address 1 - Country": "NO",
        "Address 2 - Label": "Work", "Address 2 - Street": "Kaia 3", "Address 2 - City": "Oslo",
        "Address 2 - Postal Code": "0150", "Address 2 - Country": "NO", "Address 2 - Extended Address": "Port B",
    },
    {
        "Organization Name": "Torsnes Regnskap AS", "Phone 1 - Label": "Work", "Phone 1 - Value": COMPANY_PHONE,
        "Address 1 - Label": "Work", "Address 1 - Street": "Storgata 10", "Address 1 - City": "Lillehammer",
        "Address 1 - Postal Code": "2609",
    },
)  # fmt: skip

THUNDERBIRD = Export(
    "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone,Home Phone,"
    "Fax Number,Pager Number,Mobile Number,Home Address,Home Address 2,Home City,Home State,Home ZipCode,Home Country,"
    "Work Address,Work Address 2,Work City,Work State,Work ZipCode,Work Country,Job Title,Department,Organization,"
    "Web Page 1,Web Page 2,Birth Year,Birth Month,Birth Day,Custom 1,Custom 2,Custom 3,Custom 4,Notes,",
    {
        "First Name": "Ada", "Last Name": "Li", "Display Name": "Ada Li", "Primary Email": "ada@kai.example",
        "Secondary Email": "ada@home.example", "Work Phone": WORK_PHONE, "Home Phone": HOME_PHONE,
        "Mobile Number": MOBILE, "Home Address": "Lia 4", "Home City": "Asker", "Home ZipCode": "1383",
        "Home Country": "Norge", "Work Address": "Kaia 3", "Work Address 2": "Port B", "Work City": "Oslo",
        "Work ZipCode": "0150", "Work Country": "Norge", "Job Title": "Engineer", "Department": "Roofing",
        "Organization": "Kai AS", "Custom 1": "VIP",
    },
    {
        "Display Name": "Torsnes Regnskap AS", "Work Phone": COMPANY_PHONE, "Work Address": "Storgata 10",
        "Work City": "Lillehammer", "Work ZipCode": "2609", "Organization": "Torsnes Regnskap AS",
    },
)  # fmt: skip

APPLE = Export(
    "First name;Last name;Company;Job title;Department;mobile phone;work phone;home phone;work email;home email;"
    "work street;work city;work zip;work country;home street;home city;home zip;home country;Birthday;Note",
    {
        "First name": "Ada", "Last name": "Li", "Company": "Kai AS", "Job title": "Engineer", "Department": "Roofing",
        "mobile phone": MOBILE, "work phone": WORK_PHONE, "home phone": HOME_PHONE, "work email": "ada@kai.example",
        "home email": "ada@home.example", "work street": "Kaia 3\nPort B", "work city": "Oslo", "work zip": "0150",
        "work country": "Norway", "home street": "Lia 4", "home city": "Asker", "home zip": "1383",
        "home country": "Norway",
    },
    {
        "Company": "Torsnes Regnskap AS", "work phone": COMPANY_PHONE, "work street": "Storgata 10",
        "work city": "Lillehammer", "work zip": "2609",
    },
    separator=";",
)  # fmt: skip

HUBSPOT = Export(
    "Record ID,First Name,Last Name,Email,Additional email addresses,Phone Number,Mobile Phone Number,Contact owner,"
    "Lead Status,Lifecycle Stage,Company Name,Job Title,Department,Street Address,City,State/Region,Postal Code,"
    "Country/Region,Create Date,Last Activity Date,Associated Company IDs",
    {
        "Record ID": "1", "First Name": "Ada", "Last Name": "Li", "Email": "ada@kai.example",
        "Additional email addresses": "ada@home.example", "Phone Number": WORK_PHONE, "Mobile Phone Number": MOBILE,
        "Company Name": "Kai AS", "Job Title": "Engineer", "Department": "Roofing",
        "Street Address": "Kaia 3, Port B", "City": "Oslo", "Postal Code": "0150", "Country/Region": "Norway",
        "Create Date": "2026-01-05 10:00",
    },
    {
        "Record ID": "2", "Phone Number": COMPANY_PHONE, "Company Name": "Torsnes Regnskap AS",
        "Street Address": "Storgata 10", "City": "Lillehammer", "Postal Code": "2609",
    },
    home=False, home_phone=False,
)  # fmt: skip

SALESFORCE = Export(
    "Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing State/Province,"
    "Mailing Zip/Postal Code,Mailing Country,Other Street,Other City,Other State/Province,Other Zip/Postal Code,"
    "Other Country,Phone,Fax,Mobile,Home Phone,Email,Department,Contact Owner,Contact ID,Created Date",
    {
        "Salutation": "Ms.", "First Name": "Ada", "Last Name": "Li", "Title": "Engineer", "Account Name": "Kai AS",
        "Mailing Street": "Kaia 3, Port B", "Mailing City": "Oslo", "Mailing Zip/Postal Code": "0150",
        "Mailing Country": "Norway", "Other Street": "Lia 4", "Other City": "Asker", "Other Zip/Postal Code": "1383",
        "Phone": WORK_PHONE, "Mobile": MOBILE, "Home Phone": HOME_PHONE, "Email": "ada@kai.example",
        "Department": "Roofing", "Contact ID": "0035g00000abcdE",
    },
    {
        "Account Name": "Torsnes Regnskap AS", "Mailing Street": "Storgata 10", "Mailing City": "Lillehammer",
        "Mailing Zip/Postal Code": "2609", "Phone": COMPANY_PHONE,
    },
    second_mail=False,
)  # fmt: skip

PIPEDRIVE = Export(
    "Person - Name,Person - First name,Person - Last name,Person - Organization,Person - Email - Work,"
    "Person - Email - Home,Person - Email - Other,Person - Phone - Work,Person - Phone - Home,Person - Phone - Mobile,"
    "Person - Phone - Other,Person - Job title,Organization - Street,Organization - City,Organization - Zip code,"
    "Organization - Country,Person - Owner,Person - ID,Person - Label",
    {
        "Person - Name": "Ada Li", "Person - First name": "Ada", "Person - Last name": "Li",
        "Person - Organization": "Kai AS", "Person - Email - Work": "ada@kai.example",
        "Person - Email - Home": "ada@home.example", "Person - Phone - Work": WORK_PHONE,
        "Person - Phone - Home": HOME_PHONE, "Person - Phone - Mobile": MOBILE, "Person - Job title": "Engineer",
        "Organization - Street": "Kaia 3, Port B", "Organization - City": "Oslo", "Organization - Zip code": "0150",
        "Organization - Country": "Norway", "Person - ID": "7",
    },
    {
        "Person - Organization": "Torsnes Regnskap AS", "Person - Phone - Work": COMPANY_PHONE,
        "Organization - Street": "Storgata 10", "Organization - City": "Lillehammer",
        "Organization - Zip code": "2609",
    },
    home=False,
)  # fmt: skip

LINKEDIN = Export(
    "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    {
        "First Name": "Ada", "Last Name": "Li", "URL": "https://www.linkedin.com/in/ada",
        "Email Address": "ada@kai.example", "Company": "Kai AS", "Position": "Engineer", "Connected On": "05 Jan 2026",
    },
    {"Company": "Torsnes Regnskap AS"},
    before=(
        'Notes:\n"When exporting your connection data, you may notice that some of the email addresses are"\n\n'
    ),
    home=False, home_phone=False, second_mail=False,
    without=frozenset({"phone", "mobile", "street", "postcode", "town", "country"}),
)  # fmt: skip

ECONOMIC = Export(
    "Nr.;Navn;Adresse;Postnr.;By;Land;E-mail;Telefon;Mobiltelefon;Att.;CVR-nr.;EAN-nr.;Kundegruppe;"
    "Betalingsbetingelse;Momszone;Valuta;Hjemmeside",
    {
        "Nr.": "1", "Navn": "Kai AS", "Adresse": "Kaia 3, Port B", "Postnr.": "0150", "By": "Oslo", "Land": "Norge",
        "E-mail": "ada@kai.example; ada@home.example", "Telefon": WORK_PHONE, "Mobiltelefon": MOBILE, "Att.": "Ada Li",
        "Kundegruppe": "VIP",
    },
    {
        "Nr.": "2", "Navn": "Torsnes Regnskap AS", "Adresse": "Storgata 10", "Postnr.": "2609", "By": "Lillehammer",
        "Telefon": COMPANY_PHONE,
    },
    separator=";", home=False, home_phone=False, title=False, of_companies=True,
)  # fmt: skip

TRIPLETEX = Export(
    "Kundenummer;Navn;Organisasjonsnummer;Privatperson;E-post;Faktura e-post;Telefon;Mobil;Postadresse;Postnr;Poststed;"
    "Land;Besøksadresse;Besøksadresse postnr;Besøksadresse poststed;Kontaktperson;Kundeansvarlig",
    {
        "Kundenummer": "10001", "Navn": "Kai AS", "Privatperson": "Nei", "E-post": "ada@kai.example",
        "Faktura e-post": "ada@home.example", "Telefon": WORK_PHONE, "Mobil": MOBILE, "Postadresse": "Lia 4",
        "Postnr": "1383", "Poststed": "Asker", "Land": "Norge", "Besøksadresse": "Kaia 3, Port B",
        "Besøksadresse postnr": "0150", "Besøksadresse poststed": "Oslo", "Kontaktperson": "Ada Li",
    },
    {
        "Kundenummer": "10002", "Navn": "Torsnes Regnskap AS", "Privatperson": "Nei", "Telefon": COMPANY_PHONE,
        "Besøksadresse": "Storgata 10", "Besøksadresse postnr": "2609", "Besøksadresse poststed": "Lillehammer",
    },
    separator=";", home_phone=False, title=False, of_companies=True, without=frozenset({"country"}),
)  # fmt: skip

FIKEN = Export(
    "Navn;Organisasjonsnummer;Kundenummer;Leverandørnummer;E-post;Telefonnummer;Mobilnummer;Adresse;Adresselinje 2;"
    "Postnummer;Sted;Land;Kontaktperson;Språk;Valuta",
    {
        "Navn": "Kai AS", "Kundenummer": "10001", "E-post": "ada@kai.example, ada@home.example",
        "Telefonnummer": WORK_PHONE, "Mobilnummer": MOBILE, "Adresse": "Kaia 3", "Adresselinje 2": "Port B",
        "Postnummer": "0150", "Sted": "Oslo", "Land": "Norge", "Kontaktperson": "Ada Li",
    },
    {
        "Navn": "Torsnes Regnskap AS", "Kundenummer": "10002", "Telefonnummer": COMPANY_PHONE,
        "Adresse": "Storgata 10", "Postnummer": "2609", "Sted": "Lillehammer",
    },
    separator=";", home=False, home_phone=False, title=False, of_companies=True,
)  # fmt: skip

TWENTYFOURSEVEN = Export(
    "Kundenr;Navn/Firma;Organisasjonsnr;Telefon;Mobil;Telefaks;E-post;Fakturaadresse;Fakturaadresse postnr;"
    "Fakturaadresse poststed;Besøksadresse;Besøksadresse postnr;Besøksadresse poststed;Besøksadresse land;"
    "Kontaktperson;Nettsted;Bransje;Kundegruppe",
    {
        "Kundenr": "10001", "Navn/Firma": "Kai AS", "Telefon": WORK_PHONE, "Mobil": MOBILE,
        "E-post": "ada@kai.example;ada@home.example", "Fakturaadresse": "Lia 4", "Fakturaadresse postnr": "1383",
        "Fakturaadresse poststed": "Asker", "Besøksadresse": "Kaia 3, Port B", "Besøksadresse postnr": "0150",
        "Besøksadresse poststed": "Oslo", "Besøksadresse land": "Norge", "Kontaktperson": "Ada Li",
    },
    {
        "Kundenr": "10002", "Navn/Firma": "Torsnes Regnskap AS", "Telefon": COMPANY_PHONE,
        "Besøksadresse": "Storgata 10", "Besøksadresse postnr": "2609", "Besøksadresse poststed": "Lillehammer",
    },
    separator=",", home_phone=False, title=False, of_companies=True,
)  # fmt: skip
TWENTYFOURSEVEN = Export(**{**TWENTYFOURSEVEN.__dict__, "separator": ";"})

XS_OFFICE = Export(
    "Navn;Emne;Bransje;Webside;Organisasjonsnr.;Telefon;Telefaks;Antall ansatte;Årlig omsetning;Kredittverdighet;"
    "Betalingsanmerkn.;Ansvarlig;Status;Første kontakt;Klassifisering;Kilde;Etternavn;Fornavn;Tittel / stilling;Kjønn;"
    "E-post;Telefon direkte;Mobiltelefon;Adresse;Postnummer;Poststed;Region;Land",
    {
        "Navn": "Kai AS", "Telefon": WORK_PHONE, "Status": "Ikke kontaktet", "Klassifisering": "Het",
        "Etternavn": "Li", "Fornavn": "Ada", "Tittel / stilling": "Engineer", "Kjønn": "Kvinne",
        "E-post": "ada@kai.example", "Telefon direkte": SECOND_PHONE, "Mobiltelefon": MOBILE,
        "Adresse": "Kaia 3, Port B", "Postnummer": "0150", "Poststed": "Oslo", "Land": "Norge",
    },
    {
        "Navn": "Torsnes Regnskap AS", "Telefon": COMPANY_PHONE, "Klassifisering": "Ikke angitt",
        "Adresse": "Storgata 10", "Postnummer": "2609", "Poststed": "Lillehammer",
    },
    separator=";", home=False, home_phone=False, second_mail=False, second_phone=True,
)  # fmt: skip

EXPORTS: Mapping[str, Export] = {
    "outlook": OUTLOOK, "outlook-nb": OUTLOOK_NB, "outlook-da": OUTLOOK_DA, "google-old": GOOGLE_OLD,
    "google-new": GOOGLE_NEW, "thunderbird": THUNDERBIRD, "apple": APPLE, "hubspot": HUBSPOT,
    "salesforce": SALESFORCE, "pipedrive": PIPEDRIVE, "linkedin": LINKEDIN, "e-conomic": ECONOMIC,
    "tripletex": TRIPLETEX, "fiken": FIKEN, "24sevenoffice": TWENTYFOURSEVEN, "xs-office": XS_OFFICE,
}  # fmt: skip

"""What sellers write: subjects, notes, titles, roles and outcomes, in Norwegian and Danish.

Made-up data stands in the language of the company's country whatever the language of the screens, as real data does.
"""

from __future__ import annotations

from model.demo.dice import spread

TITLES = {
    "NO": (
        "Daglig leder", "Innkjøpssjef", "Økonomisjef", "Driftsleder", "Markedssjef", "IT-ansvarlig", "Kontorleder",
        "Prosjektleder", "Teknisk sjef", "Eier", "Styreleder", "Salgssjef", "Butikksjef", "Verksmester", "HR-leder",
        "Regnskapsansvarlig", "Lagersjef", "Kvalitetsleder",
    ),
    "DK": (
        "Direktør", "Indkøbschef", "Økonomichef", "Driftsleder", "Marketingchef", "IT-ansvarlig", "Kontorchef",
        "Projektleder", "Teknisk chef", "Indehaver", "Bestyrelsesformand", "Salgschef", "Butikschef", "Værkfører",
        "HR-chef", "Bogholder", "Lagerchef", "Kvalitetschef",
    ),
}  # fmt: skip
"""What people are in their companies, by country."""

ROLES = {
    "NO": ("Beslutningstaker", "Innkjøp", "Regnskap", "Teknisk", "Fakturamottaker", "Daglig kontakt", "Styret"),
    "DK": ("Beslutningstager", "Indkøb", "Bogholderi", "Teknik", "Fakturamodtager", "Daglig kontakt", "Bestyrelse"),
}
"""What a contact is to a customer, by country."""

BOUGHT_LIST = {"NO": "Kjøpt liste", "DK": "Købt liste"}
"""The source of leads of which little more than a name and a number is known."""

SOURCES = {
    "NO": spread(
        (
            (BOUGHT_LIST["NO"], 30),
            ("Messe", 12),
            ("Nettskjema", 12),
            ("Anbefaling", 11),
            ("Kald ringing", 14),
            ("LinkedIn", 8),
            ("Enhetsregisteret", 10),
            ("Tidligere kunde", 3),
        )
    ),
    "DK": spread(
        (
            (BOUGHT_LIST["DK"], 30),
            ("Messe", 12),
            ("Webformular", 12),
            ("Anbefaling", 11),
            ("Kold kanvas", 14),
            ("LinkedIn", 8),
            ("CVR", 10),
            ("Tidligere kunde", 3),
        )
    ),
}
"""How leads were obtained, each as many times as it is likely, by country."""

SUBJECTS = {
    "NO": (
        "Serviceavtale", "Nytt kassesystem", "Flåtestyring", "Årsabonnement", "Bytte av leverandør",
        "Ny nettside", "Timeføring for montører", "Lagerstyring", "Fakturering", "Skanner og etiketter",
        "Kjøp av varebil", "Arbeidstøy", "Rammeavtale forbruksmateriell", "Adgangskontroll", "Mobil ordre",
        "Vedlikeholdsplan", "HMS-kurs", "Sikkerhetskopi og drift", "Telefoni", "Ladestasjoner", "Energioppfølging",
        "Vikarbehov sommer", "Pallereoler", "Kontorrenhold", "Oppgradering av lisenser",
    ),
    "DK": (
        "Serviceaftale", "Nyt kassesystem", "Flådestyring", "Årsabonnement", "Skift af leverandør",
        "Ny hjemmeside", "Timeregistrering for montører", "Lagerstyring", "Fakturering", "Scanner og etiketter",
        "Køb af varevogn", "Arbejdstøj", "Rammeaftale på forbrugsvarer", "Adgangskontrol", "Mobil ordre",
        "Vedligeholdelsesplan", "Arbejdsmiljøkursus", "Backup og drift", "Telefoni", "Ladestandere", "Energiopfølgning",
        "Vikarer til sommer", "Pallereoler", "Kontorrengøring", "Opgradering af licenser",
    ),
}  # fmt: skip
"""What a lead or a sale is about, by country."""

LEAD_NOTES = {
    "NO": (
        "Ringte sentralbordet, {person} er tilbake fra ferie i uke 34.",
        "Har avtale med konkurrent ut året. Ta kontakt igjen i november.",
        "Ønsker tilbud på e-post før han tar det opp med styret.",
        "Flytter til nye lokaler til våren, da er det aktuelt.",
        "Traff {person} på messa i Lillestrøm. Hyggelig prat, liker at vi er lokale.",
        "Fornøyd med dagens løsning, men misfornøyd med oppfølgingen.",
        "Skal ha budsjettmøte i slutten av måneden.\nSend referanser fra samme bransje.",
        "Nummeret på lista var feil. Riktig nummer fra nettsiden lagt inn.",
        "3 avdelinger, felles innkjøp.\n- Hovedkontor bestemmer\n- {person} forbereder saken\n- Svar før påske",
        "Vil helst bli ringt etter klokka 14.",
        "Ikke interessert nå, hadde nettopp byttet leverandør.",
        "Ba om demo for fire personer på Teams.",
        "Anbefalt av Åse i nabobedriften.",
        "Kontaktpersonen har sluttet. Spør etter ny innkjøpsansvarlig.",
        "Betaler for mye for service i dag, ca. 4 500 kr i måneden.",
    ),
    "DK": (
        "Ringede til omstillingen, {person} er tilbage fra ferie i uge 33.",
        "Har aftale med en konkurrent året ud. Kontakt igen i november.",
        "Vil gerne have tilbud på mail, før det tages op i bestyrelsen.",
        "Flytter i nye lokaler til foråret, så er det aktuelt.",
        "Mødte {person} på messen i Herning. God snak, kan lide at vi er lokale.",
        "Tilfreds med løsningen i dag, men utilfreds med opfølgningen.",
        "Har budgetmøde sidst på måneden.\nSend referencer fra samme branche.",
        "Nummeret på listen var forkert. Det rigtige fra hjemmesiden er lagt ind.",
        "3 afdelinger, fælles indkøb.\n- Hovedkontoret bestemmer\n- {person} forbereder sagen\n- Svar inden påske",
        "Vil helst ringes op efter kl. 14.",
        "Ikke interesseret lige nu, har netop skiftet leverandør.",
        "Bad om en demo for fire personer på Teams.",
        "Anbefalet af Åge i nabofirmaet.",
        "Kontaktpersonen er stoppet. Spørg efter den nye indkøbsansvarlige.",
        "Betaler for meget for service i dag, ca. 3.200 kr. om måneden.",
    ),
}
"""Notes on leads; ``{person}`` is for the name of whoever was spoken to."""

CUSTOMER_NOTES = {
    "NO": (
        "Kunde siden 2014. Vil ha én samlefaktura i måneden.",
        "Leveres ved bakporten mellom 07 og 15. Ring på.",
        "God betaler. Får 5 % på forbruksvarer etter avtale.",
        "Merk faktura med prosjektnummer, ellers kommer den i retur.",
        "Eierskifte på gang, ny daglig leder fra årsskiftet.",
        "Nøkkelkunde.\nMøte hvert kvartal, neste agenda ligger i dokumentene.",
        "Stengt i fellesferien.",
    ),
    "DK": (
        "Kunde siden 2014. Vil have én samlefaktura om måneden.",
        "Leveres ved bagporten mellem 7 og 15. Ring på.",
        "God betaler. Får 5 % på forbrugsvarer efter aftale.",
        "Skriv projektnummer på fakturaen, ellers kommer den retur.",
        "Ejerskifte på vej, ny direktør fra årsskiftet.",
        "Nøglekunde.\nMøde hvert kvartal, næste dagsorden ligger i dokumenterne.",
        "Lukket i uge 28-30.",
    ),
}
"""Notes on customers, by country."""

CATEGORIES = ("A-kunde", "B-kunde", "C-kunde", "Nøkkelkunde", "Forhandler", "Offentlig", "Nyhetsbrev")
"""What customers are sorted under."""

STAGES = (("Første møte", 10), ("Tilbud", 30), ("Forhandling", 60), ("Sluttfase", 80), ("Avsluttet", 100))
"""The stages of a sale with the probability that each has of itself, in per cent (OPP-03)."""

OPPORTUNITY_TYPES = ("Nysalg", "Mersalg", "Fornyelse", "Service")
"""Kinds of sale."""

LOSS_REASONS = ("Pris", "Valgte konkurrent", "Utsatt på ubestemt tid", "Manglende funksjon", "Ingen svar", "Konkurs")
"""Why a sale was lost."""

CALL_SUBJECTS = {
    "NO": ("Oppfølging av tilbud", "Første samtale", "Avtale møte", "Purring på svar", "Spørsmål om faktura"),
    "DK": ("Opfølgning på tilbud", "Første samtale", "Aftale møde", "Rykker for svar", "Spørgsmål om faktura"),
}
CALL_TEXTS = {
    "NO": (
        "Ikke svar, la igjen beskjed.",
        "God samtale. Vil ha tilbudet delt i to.",
        "Opptatt, ringer tilbake selv.",
        "Bedt om å ringe igjen neste uke.",
        "",
    ),
    "DK": (
        "Intet svar, lagde besked.",
        "God samtale. Vil have tilbuddet delt i to.",
        "Optaget, ringer selv tilbage.",
        "Bedt om at ringe igen i næste uge.",
        "",
    ),
}
OUTCOMES = spread(
    (("reached", 9), ("no_answer", 6), ("busy", 2), ("call_back", 3), ("not_interested", 2), ("wrong_number", 1))
)
"""How calls ended (LEAD-34), each as many times as it is likely."""
APPOINTMENT_SUBJECTS = {
    "NO": ("Møte hos kunde", "Befaring", "Demo på Teams", "Årsgjennomgang", "Lunsj", "Kontraktsmøte"),
    "DK": ("Møde hos kunden", "Besigtigelse", "Demo på Teams", "Årsgennemgang", "Frokost", "Kontraktmøde"),
}
TASK_SUBJECTS = {
    "NO": (
        "Send tilbud", "Send referanser", "Ring tilbake", "Sjekk kreditt", "Bestill prøver", "Klargjør avtale",
        "Oppdater kontaktinfo", "Lag prisoverslag",
    ),
    "DK": (
        "Send tilbud", "Send referencer", "Ring tilbage", "Tjek kredit", "Bestil prøver", "Klargør aftale",
        "Opdater kontaktinfo", "Lav prisoverslag",
    ),
}  # fmt: skip
NOTE_SUBJECTS = {
    "NO": ("Etter møtet", "Viktig", "Husk", "Fra messa", "Om leveringen", "Prisønske"),
    "DK": ("Efter mødet", "Vigtigt", "Husk", "Fra messen", "Om leveringen", "Prisønske"),
}
EMAIL_SUBJECTS = {
    "NO": ("Tilbud {number}", "Takk for praten", "SV: Tilbud {number}", "Bekreftelse på møte", "Vedlagt: avtale"),
    "DK": ("Tilbud {number}", "Tak for snakken", "SV: Tilbud {number}", "Bekræftelse på møde", "Vedhæftet: aftale"),
}
EMAIL_TEXTS = {
    "NO": (
        "Hei {person},\n\nTakk for hyggelig prat i dag. Vedlagt ligger tilbudet vi snakket om.\n\nMed vennlig hilsen",
        "Hei,\n\nJeg bekrefter møtet på torsdag klokka 10.\n\nHilsen",
        "Hei {person},\n\nHar du fått sett på det jeg sendte?\n\nVennlig hilsen",
    ),
    "DK": (
        "Hej {person},\n\nTak for en god samtale i dag. Vedhæftet er det tilbud, vi talte om.\n\nMed venlig hilsen",
        "Hej,\n\nJeg bekræfter mødet på torsdag kl. 10.\n\nHilsen",
        "Hej {person},\n\nHar du fået set på det, jeg sendte?\n\nVenlig hilsen",
    ),
}

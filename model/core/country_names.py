"""The countries of ISO 3166: what each is called in English, Norwegian and Danish, and what else it is called.

The names are those of Unicode's CLDR, with an "and" for its "&".
"""

from __future__ import annotations

NAMES = """
NO|Norway|Norge
DK|Denmark|Danmark
SE|Sweden|Sverige
FI|Finland
IS|Iceland|Island
FO|Faroe Islands|Færøyene|Færøerne
GL|Greenland|Grønland
SJ|Svalbard and Jan Mayen|Svalbard og Jan Mayen
AX|Åland Islands|Åland
DE|Germany|Tyskland
GB|United Kingdom|Storbritannia|Storbritannien
IE|Ireland|Irland
NL|Netherlands|Nederland|Nederlandene
BE|Belgium|Belgia|Belgien
LU|Luxembourg|Luxemburg|Luxembourg
FR|France|Frankrike|Frankrig
ES|Spain|Spania|Spanien
PT|Portugal
IT|Italy|Italia|Italien
CH|Switzerland|Sveits|Schweiz
AT|Austria|Østerrike|Østrig
PL|Poland|Polen
CZ|Czechia|Tsjekkia|Tjekkiet
SK|Slovakia|Slovakia|Slovakiet
HU|Hungary|Ungarn
EE|Estonia|Estland
LV|Latvia|Latvia|Letland
LT|Lithuania|Litauen
RO|Romania|Romania|Rumænien
BG|Bulgaria|Bulgaria|Bulgarien
HR|Croatia|Kroatia|Kroatien
SI|Slovenia|Slovenia|Slovenien
RS|Serbia|Serbia|Serbien
GR|Greece|Hellas|Grækenland
CY|Cyprus|Kypros|Cypern
MT|Malta
TR|Turkey|Tyrkia|Tyrkiet
UA|Ukraine|Ukraina|Ukraine
US|United States|USA
CA|Canada
AU|Australia|Australia|Australien
NZ|New Zealand
JP|Japan
CN|China|Kina
IN|India|India|Indien
SG|Singapore
ZA|South Africa|Sør-Afrika|Sydafrika
BR|Brazil|Brasil|Brasilien
AD|Andorra
AE|United Arab Emirates|De forente arabiske emirater|De Forenede Arabiske Emirater
AF|Afghanistan
AG|Antigua and Barbuda|Antigua og Barbuda
AI|Anguilla
AL|Albania|Albania|Albanien
AM|Armenia|Armenia|Armenien
AO|Angola
AQ|Antarctica|Antarktis
AR|Argentina
AS|American Samoa|Amerikansk Samoa
AW|Aruba
AZ|Azerbaijan|Aserbajdsjan
BA|Bosnia and Herzegovina|Bosnia-Hercegovina|Bosnien-Hercegovina
BB|Barbados
BD|Bangladesh
BF|Burkina Faso
BH|Bahrain
BI|Burundi
BJ|Benin
BL|St. Barthélemy|Saint-Barthélemy|Saint Barthélemy
BM|Bermuda
BN|Brunei
BO|Bolivia
BQ|Caribbean Netherlands|Karibisk Nederland|Karibisk Nederlandene
BS|Bahamas
BT|Bhutan
BV|Bouvet Island|Bouvetøya|Bouvetøen
BW|Botswana
BY|Belarus
BZ|Belize
CC|Cocos Islands|Kokosøyene|Cocosøerne
CD|Congo-Kinshasa|Kongo-Kinshasa|Congo-Kinshasa
CF|Central African Republic|Den sentralafrikanske republikk|Den Centralafrikanske Republik
CG|Congo-Brazzaville|Kongo-Brazzaville|Congo-Brazzaville
CI|Côte d’Ivoire|Elfenbenskysten
CK|Cook Islands|Cookøyene|Cookøerne
CL|Chile
CM|Cameroon|Kamerun|Cameroun
CO|Colombia
CR|Costa Rica
CU|Cuba
CV|Cape Verde|Kapp Verde|Kap Verde
CW|Curaçao
CX|Christmas Island|Christmasøya|Juleøen
DJ|Djibouti
DM|Dominica
DO|Dominican Republic|Den dominikanske republikk|Den Dominikanske Republik
DZ|Algeria|Algerie|Algeriet
EC|Ecuador
EG|Egypt|Egypt|Egypten
EH|Western Sahara|Vest-Sahara|Vestsahara
ER|Eritrea
ET|Ethiopia|Etiopia|Etiopien
FJ|Fiji
FK|Falkland Islands|Falklandsøyene|Falklandsøerne
FM|Micronesia|Mikronesiaføderasjonen|Mikronesien
GA|Gabon
GD|Grenada
GE|Georgia|Georgia|Georgien
GF|French Guiana|Fransk Guyana
GG|Guernsey
GH|Ghana
GI|Gibraltar
GM|Gambia
GN|Guinea
GP|Guadeloupe
GQ|Equatorial Guinea|Ekvatorial-Guinea|Ækvatorialguinea
GS|South Georgia and South Sandwich Islands|Sør-Georgia og Sør-Sandwichøyene|South Georgia og De Sydlige Sandwichøer
GT|Guatemala
GU|Guam
GW|Guinea-Bissau
GY|Guyana
HK|Hong Kong|Hongkong
HM|Heard and McDonald Islands|Heard- og McDonaldøyene|Heard Island og McDonald Islands
HN|Honduras
HT|Haiti
ID|Indonesia|Indonesia|Indonesien
IL|Israel
IM|Isle of Man|Man|Isle of Man
IO|British Indian Ocean Territory|Det britiske territoriet i Indiahavet|Det Britiske Territorium i Det Indiske Ocean
IQ|Iraq|Irak
IR|Iran
JE|Jersey
JM|Jamaica
JO|Jordan
KE|Kenya
KG|Kyrgyzstan|Kirgisistan
KH|Cambodia|Kambodsja|Cambodja
KI|Kiribati
KM|Comoros|Komorene|Comorerne
KN|St. Kitts and Nevis|Saint Kitts og Nevis
KP|North Korea|Nord-Korea|Nordkorea
KR|South Korea|Sør-Korea|Sydkorea
KW|Kuwait
KY|Cayman Islands|Caymanøyene|Caymanøerne
KZ|Kazakhstan|Kasakhstan
LA|Laos
LB|Lebanon|Libanon
LC|St. Lucia|St. Lucia|Saint Lucia
LI|Liechtenstein
LK|Sri Lanka
LR|Liberia
LS|Lesotho
LY|Libya|Libya|Libyen
MA|Morocco|Marokko
MC|Monaco
MD|Moldova
ME|Montenegro
MF|St. Martin|Saint-Martin|Saint Martin
MG|Madagascar|Madagaskar
MH|Marshall Islands|Marshalløyene|Marshalløerne
MK|North Macedonia|Nord-Makedonia|Nordmakedonien
ML|Mali
MM|Myanmar
MN|Mongolia|Mongolia|Mongoliet
MO|Macao
MP|Northern Mariana Islands|Nord-Marianene|Nordmarianerne
MQ|Martinique
MR|Mauritania|Mauritania|Mauretanien
MS|Montserrat
MU|Mauritius
MV|Maldives|Maldivene|Maldiverne
MW|Malawi
MX|Mexico
MY|Malaysia
MZ|Mozambique|Mosambik|Mozambique
NA|Namibia
NC|New Caledonia|Ny-Caledonia|Ny Kaledonien
NE|Niger
NF|Norfolk Island|Norfolkøya|Norfolk Island
NG|Nigeria
NI|Nicaragua
NP|Nepal
NR|Nauru
NU|Niue
OM|Oman
PA|Panama
PE|Peru
PF|French Polynesia|Fransk Polynesia|Fransk Polynesien
PG|Papua New Guinea|Papua Ny-Guinea|Papua Ny Guinea
PH|Philippines|Filippinene|Filippinerne
PK|Pakistan
PM|St. Pierre and Miquelon|Saint-Pierre-et-Miquelon|Saint Pierre og Miquelon
PN|Pitcairn Islands|Pitcairnøyene|Pitcairn
PR|Puerto Rico
PS|Palestine|Palestina|Palæstina
PW|Palau
PY|Paraguay
QA|Qatar
RE|Réunion
RU|Russia|Russland|Rusland
RW|Rwanda
SA|Saudi Arabia|Saudi-Arabia|Saudi-Arabien
SB|Solomon Islands|Salomonøyene|Salomonøerne
SC|Seychelles|Seychellene|Seychellerne
SD|Sudan
SH|St. Helena
SL|Sierra Leone
SM|San Marino
SN|Senegal
SO|Somalia
SR|Suriname|Surinam
SS|South Sudan|Sør-Sudan|Sydsudan
ST|São Tomé and Príncipe|São Tomé og Príncipe
SV|El Salvador
SX|Sint Maarten
SY|Syria|Syria|Syrien
SZ|Eswatini
TC|Turks and Caicos Islands|Turks- og Caicosøyene|Turks- og Caicosøerne
TD|Chad|Tsjad|Tchad
TF|French Southern Territories|De franske sørterritorier|De Franske Besiddelser i Det Sydlige Indiske Ocean og Antarktis
TG|Togo
TH|Thailand
TJ|Tajikistan|Tadsjikistan
TK|Tokelau
TL|Timor-Leste|Øst-Timor|Timor-Leste
TM|Turkmenistan
TN|Tunisia|Tunisia|Tunesien
TO|Tonga
TT|Trinidad and Tobago|Trinidad og Tobago
TV|Tuvalu
TW|Taiwan
TZ|Tanzania
UG|Uganda
UM|U.S. Outlying Islands|USAs ytre øyer|Amerikanske oversøiske øer
UY|Uruguay
UZ|Uzbekistan|Usbekistan
VA|Vatican City|Vatikanstaten
VC|St. Vincent and Grenadines|St. Vincent og Grenadinene|Saint Vincent og Grenadinerne
VE|Venezuela
VG|British Virgin Islands|De britiske jomfruøyene|De Britiske Jomfruøer
VI|U.S. Virgin Islands|De amerikanske jomfruøyene|De Amerikanske Jomfruøer
VN|Vietnam
VU|Vanuatu
WF|Wallis and Futuna|Wallis og Futuna
WS|Samoa
XK|Kosovo
YE|Yemen|Jemen|Yemen
YT|Mayotte
ZM|Zambia
ZW|Zimbabwe
"""
"""A line a country: the code, and its name in English, Norwegian and Danish; one that is left out is the one before."""

SPELLINGS = """
NO|NOR|Noreg|Norwegen|Norja|Norvège
DK|DNK|Dänemark|Tanska
SE|SWE|Schweden|Ruotsi
FI|FIN|Suomi|Finnland
IS|ISL|Ísland
FO|FRO|Føroyar|Faroes
GL|GRL|Kalaallit Nunaat
SJ|SJM
AX|ALA|Ahvenanmaa
DE|DEU|Deutschland|Saksa
GB|GBR|UK|Great Britain|Vereinigtes Königreich|Großbritannien
IE|IRL
NL|NLD|Holland|The Netherlands|Niederlande
BE|BEL|België|Belgique
LU|LUX
FR|FRA|Frankreich
ES|ESP|España
PT|PRT
IT|ITA
CH|CHE|Suisse
AT|AUT|Österreich
PL|POL|Polska
CZ|CZE|Czech Republic|Tschechien|Česko
SK|SVK|Slowakei|Slovensko
HU|HUN|Magyarország
EE|EST|Eesti
LV|LVA|Lettland|Latvija
LT|LTU|Lietuva
RO|ROU|Rumania|Rumänien
BG|BGR
HR|HRV|Hrvatska
SI|SVN|Slowenien
RS|SRB
GR|GRC|Griechenland
CY|CYP|Zypern
MT|MLT
TR|TUR|Türkei|Türkiye
UA|UKR
US|United States of America|De forente stater|Amerikas Forenede Stater|Vereinigte Staaten|U.S.A.|U.S.
CA|CAN|Kanada
AU|AUS
NZ|NZL|Neuseeland
JP|JPN
CN|CHN
IN|IND
SG|SGP|Singapur
ZA|ZAF|Südafrika
BR|BRA
HK|HKG|Hong Kong SAR China|Hongkong SAR Kina|SAR Hongkong
MO|Macao SAR China|Macao SAR Kina|SAR Macao
PS|Palestinian Territories|Det palestinske området|De palæstinensiske områder
CD|COD|Kongo
MM|MMR|Burma
IR|IRN
KR|KOR
AE|ARE|UAE|Emiratene
VN|VNM
TH|THA
IL|ISR
MX|MEX
AR|ARG
RU|RUS
KP|PRK
PH|PHL
MA|MAR|Marocko
EG|EGY
TW|TWN
SA|SAU
QA|QAT
PK|PAK
LI|LIE
ME|MNE
MK|MKD|Macedonia|Makedonia|Makedonien
BA|BIH|Bosnia|Bosnien
AL|ALB
BY|BLR|Hviterussland|Hviderusland
GE|GEO
MD|MDA
KZ|KAZ
ID|IDN
MY|MYS
CL|CHL
CO|COL
NG|NGA
KE|KEN
TZ|TZA
VA|VAT|Vatican|Vatikanet
CV|CPV|Cabo Verde
CI|CIV|Ivory Coast
TL|TLS|East Timor
"""
"""The code, and other names by which files and people call the country; the code of three letters first."""

PARTS = """
GB|England|Scotland|Skottland|Wales|Northern Ireland|Nord-Irland|Nordirland
SJ|Svalbard|Jan Mayen
PT|Madeira|Azores|Asorene|Azorerne
ES|Canary Islands|Kanariøyene|De Kanariske Øer|Gran Canaria|Tenerife|Mallorca
"""
"""The code, and parts of the country that addresses name for it: they are kept as they are written."""

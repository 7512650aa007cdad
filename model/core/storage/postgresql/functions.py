"""The functions that queries call on PostgreSQL; SQLite has them from Python.

``salg_grams(key)``
    The trigrams of a folded key between START and END, for the search index.
``salg_fold(text, aa_is_å)``
    :func:`model.core.text.fold`, with 1 or 0 for ``aa_is_å``; '' for null. With the text alone it folds as the keys on
    file are folded. It is for texts that have no key beside them: keys are folded in Python, when they are written.
``salg_country_key(stored, language, aa_is_å)``
    The folded name of a country in a language, for the order of a list.
``salg_keyed_hash(key, text)``
    :func:`model.core.storage.keyed_hash.keyed_hash`.
``salg_with_own(custom, patch)``
    :func:`model.core.storage.json_patch.with_own`.

``salg_register_warning`` is not among them: what it answers by is in the program's memory, so that a query has to take
it along as a parameter.

The functions follow from the program and hold no data. Every step of the schema makes them anew.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator

from model.core.countries import names_by_language
from model.core.text import SIGNS, fold

_GRAMS = r"""
CREATE OR REPLACE FUNCTION salg_grams(key text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $body$
DECLARE
  bounded text := E'\x02' || key || E'\x03';
  grams text[] := '{}';
BEGIN
  FOR place IN 1..length(key) LOOP
    grams[place] := substr(bounded, place, 3);
  END LOOP;
  RETURN grams;
END
$body$
"""
"""The characters round a key are START and END of :mod:`model.core.storage.sqlite.fulltext`.

What it costs is said so high that the planner goes by the index: it would rather go through a table, and make the
trigrams of every key anew, than fetch the some thousand rows that it expects of two letters.
"""

_FOLD = r"""
CREATE OR REPLACE FUNCTION salg_fold(content text, aa_is_aring integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
  key text := translate(coalesce(content, ''), '{|}`', E'\x1d\x1e\x1f''') COLLATE "C";
  plain text := key;
BEGIN
  IF octet_length(plain) <> length(plain) THEN
    plain := translate(key, {signs}, {plain_signs});
  END IF;
  IF octet_length(plain) <> length(plain) THEN
    plain := translate(plain, {latin}, {plain_latin});
  END IF;
  IF octet_length(plain) = length(plain) THEN
    key := lower(plain COLLATE "C");
  ELSE
    key := normalize(translate(key, {signs}, {plain_signs}), NFKC);
    key := translate(key, {letters}, {folded_letters});
{replacements}
    key := regexp_replace(normalize(key, NFKD), {marks} COLLATE "C", '', 'g');
  END IF;
  IF key ~ (E'[^ -~\x1d-\x1f]|  |^ | $' COLLATE "C") THEN
    key := translate(key, {blanks}, {plain_blanks});
    key := regexp_replace(key, {invisible} COLLATE "C", '', 'g');
    key := btrim(regexp_replace(key, ' +' COLLATE "C", ' ', 'g'), ' ');
  END IF;
  IF aa_is_aring <> 0 THEN
    key := replace(key, 'aa', '}');
  END IF;
  RETURN key;
END
$body$
"""
"""Most texts are of plain letters once those of our own, the signs, or the other letters of Europe are replaced.

They have no marks beside their letters, and each letter becomes what it does by itself.
"""

_FOLD_AS_FILED = """
CREATE OR REPLACE FUNCTION salg_fold(content text) RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $body$
BEGIN
  RETURN salg_fold(content, (SELECT aa_as_aring FROM state WHERE name = 'writing'));
END
$body$
"""

_COUNTRY_KEY = """
CREATE OR REPLACE FUNCTION salg_country_key(stored text, language text, aa_is_aring integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
  SELECT salg_fold(coalesce({names}::jsonb -> language ->> stored, stored), aa_is_aring)
$body$
"""
"""One expression, which the planner puts in the place of the call: it reads the names once, not for each row."""

_KEYED_HASH = """
CREATE OR REPLACE FUNCTION salg_keyed_hash(key text, content text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $body$
DECLARE
  block bytea := convert_to(key, 'UTF8');
  inner_pad bytea;
  outer_pad bytea;
BEGIN
  IF coalesce(key, '') = '' OR coalesce(content, '') = '' THEN
    RETURN NULL;
  END IF;
  IF octet_length(block) > 64 THEN
    block := sha256(block);
  END IF;
  block := block || decode(repeat('00', 64 - octet_length(block)), 'hex');
  inner_pad := block;
  outer_pad := block;
  FOR place IN 0..63 LOOP
    inner_pad := set_byte(inner_pad, place, get_byte(block, place) # 54);
    outer_pad := set_byte(outer_pad, place, get_byte(block, place) # 92);
  END LOOP;
  RETURN encode(sha256(outer_pad || sha256(inner_pad || convert_to(content, 'UTF8'))), 'hex');
END
$body$
"""
"""HMAC-SHA256, as RFC 2104 has it."""

_WITH_OWN = """
CREATE OR REPLACE FUNCTION salg_with_own(custom text, patch text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
  SELECT '{' || string_agg(name || ':' || held, ',' ORDER BY name COLLATE "C") || '}'
  FROM (
    SELECT
      to_json(coalesce(added.key, there.key))::text AS name,
      CASE json_typeof(coalesce(added.value, there.value))
        WHEN 'array' THEN (
          SELECT '[' || coalesce(string_agg(part.value::text, ',' ORDER BY part.place), '') || ']'
          FROM json_array_elements(coalesce(added.value, there.value)) WITH ORDINALITY AS part (value, place)
        )
        ELSE coalesce(added.value, there.value)::text
      END AS held
    FROM json_each(coalesce(nullif(custom, ''), '{}')::json) AS there
    FULL JOIN json_each(patch::json) AS added ON added.key = there.key
    WHERE added.key IS NULL OR json_typeof(added.value) <> 'null'
  ) AS merged
$body$
"""


_LATIN = 0x250
"""The letters of Europe's languages stand below it."""
_OWN_LETTERS = "æøåÆØÅ\u212b"
"""With the sign for ångström, whose small letter is å."""


def statements() -> list[str]:
    """Return the statements that make the functions; they change nothing where the same function is there."""
    return [_GRAMS, _fold(), _FOLD_AS_FILED, _country_key(), _KEYED_HASH, _WITH_OWN]


def _fold() -> str:
    """Return the function that folds, with the tables of letters that folding in Python amounts to.

    Python changes signs and the letters of our own before it normalises a text, and other letters afterwards.
    """
    letters = dict(_letters())
    single = {letter: key for letter, key in letters.items() if len(key) == 1}
    several = {letter: key for letter, key in letters.items() if len(key) != 1}
    blanks = [letter for letter in _all() if letter.isspace() and letter not in " \x1d\x1e\x1f"]
    invisible = (each for each in _all() if not each.isprintable() and not each.isspace() and _is_known(each))
    latin = {letter: key for letter in _all() if ord(letter) < _LATIN and len(key := _key(letter)) == 1}
    latin = {letter: key for letter, key in latin.items() if key.isascii() and not letter.isascii()}
    parts = {
        "signs": _literal("".join(map(chr, SIGNS)) + _OWN_LETTERS),
        "plain_signs": _literal("".join(map(str, SIGNS.values())) + fold(_OWN_LETTERS, aa_is_å=False)),
        "latin": _literal("".join(latin)),
        "plain_latin": _literal("".join(latin.values())),
        "letters": _literal("".join(single)),
        "folded_letters": _literal("".join(single.values())),
        "replacements": "\n".join(
            f"    key := replace(key, {_literal(letter)}, {_literal(key)});" for letter, key in several.items()
        ),
        "marks": _one_of(letter for letter in _all() if unicodedata.combining(letter)),
        "blanks": _literal("".join(blanks)),
        "plain_blanks": _literal(" " * len(blanks)),
        "invisible": _one_of(invisible),
    }
    made = _FOLD
    for name, text in parts.items():
        made = made.replace(f"{{{name}}}", text)
    return made


def _all() -> Iterator[str]:
    """Yield every character that a text can have, but for those of planes in which nothing is folded."""
    for code in range(1, 0x20000):
        if not 0xD800 <= code <= 0xDFFF:
            yield chr(code)


def _is_known(letter: str) -> bool:
    """Whether this Unicode knows the character; the server's may be another, which knows more."""
    return unicodedata.category(letter) != "Cn"


def _key(letter: str) -> str:
    """Return what becomes of a character within a word."""
    return fold(f"a{letter}a", aa_is_å=False)[1:-1]


def _letters() -> Iterator[tuple[str, str]]:
    """Yield the characters of a normalised text whose key is not what is left of them without their marks."""
    for letter in _all():
        if letter in "{|}" or ord(letter) in SIGNS or letter.isspace() or not letter.isprintable():
            continue
        if unicodedata.normalize("NFKC", letter) != letter or unicodedata.combining(letter):
            continue
        bare = "".join(each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
        key = _key(letter)
        if key != bare:
            yield letter, key


def _country_key() -> str:
    names: dict[str, dict[str, str]] = {}
    for code, by_language in names_by_language().items():
        for name, text in by_language.items():
            names.setdefault(name, {})[code] = text
    return _COUNTRY_KEY.replace("{names}", _literal(json.dumps(names, ensure_ascii=False)))


def _literal(text: str) -> str:
    """Return a text as a literal in which every character but plain ones is written by its number."""
    return "E'" + "".join(map(_escaped, text)) + "'"


def _one_of(letters: Iterable[str]) -> str:
    """Return the regular expression, as a literal, that any one of ``letters`` fits, by the ranges of their numbers."""
    ranges: list[tuple[int, int]] = []
    for code in map(ord, letters):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    inside = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
    return f"'[{inside}]'"


def _escaped(letter: str) -> str:
    if letter.isascii() and letter.isprintable() and letter not in "'\\":
        return letter
    return f"\\U{ord(letter):08x}"

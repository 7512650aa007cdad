"""The words for rules of recurrence in English, Norwegian and Danish, typed and said (COM-12, COM-22).

All are understood whatever language is in use; what is said is understood again when it is typed, so the words stand
here and not among the translations.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from model.activities.recurrence import DAY, MONTH, WEEK, WORKDAYS, YEAR, Rule, read_stored, refused
from model.core import language as languages
from model.core.date_words import NUMBERS, PLACES, UNITS, WEEKDAYS, plain
from model.core.dates import format_day, parse_day
from model.core.day_names import weekday_name

_EVERY = frozenset("every each hver hvert enhver".split())
_OTHER = frozenset("other second annen annet anden andet".split())
_OTHER_JOINED = frozenset("annenhver annethvert hverannen hvertannet hveranden hvertandet".split())
_ORDINALS = {
    "second": 2, "annen": 2, "annet": 2, "anden": 2, "andet": 2, "andre": 2, "third": 3, "tredje": 3, "fourth": 4,
    "fjerde": 4, "fifth": 5, "femte": 5, "sixth": 6, "sjette": 6,
}  # fmt: skip
_FREQUENCIES = {"day": DAY, "week": WEEK, "month": MONTH, "year": YEAR}
_WHOLE = {
    "daily": Rule(DAY), "daglig": Rule(DAY), "dagligt": Rule(DAY),
    "weekly": Rule(WEEK), "ukentlig": Rule(WEEK), "ugentlig": Rule(WEEK), "ugentligt": Rule(WEEK),
    "monthly": Rule(MONTH), "manedlig": Rule(MONTH), "manedligt": Rule(MONTH), "manedsvis": Rule(MONTH),
    "quarterly": Rule(MONTH, 3), "kvartalsvis": Rule(MONTH, 3), "kvartalsvist": Rule(MONTH, 3),
    "yearly": Rule(YEAR), "annually": Rule(YEAR), "arlig": Rule(YEAR), "arligt": Rule(YEAR),
}  # fmt: skip
_WORKDAY = frozenset(
    "weekday weekdays workday workdays hverdag hverdager hverdage ukedag ukedager virkedag virkedager arbeidsdag"
    " arbeidsdager arbejdsdag arbejdsdage".split()
)
_QUARTER = frozenset(("quarter", "kvartal"))
_UNTIL = re.compile(r"(.+?),? (?:until|till|til og med|frem til|fram til|til|indtil|t\.o\.m\.) (.+)")
_TIMES = re.compile(r"(.+?),? (?:for )?([0-9]{1,3}) (?:times|ganger|gange)")
_OF_MONTH = re.compile(r"(?:on )?(?:the |den )?([a-z0-9.]+) ([a-z]+) (?:of|in|i) (?:the |every |each |hver )?(.*)")
_ON = frozenset(("on", "pa", "om"))
_AND = frozenset(("and", "og", "&", "+"))


def parse_rule(text: str, today: date) -> Rule:
    """Return the rule that ``text`` names; raise :class:`UserError` for what is none, and for days that do not exist.

    Read are "every day", "hver 2. uke", "annenhver fredag", "every Monday and Thursday", "hver hverdag", "monthly",
    "siste fredag i måneden", "the last day of every month", "hvert år", each with "until 24.12.2027", "til 1. mars",
    "10 times" or "10 ganger" after it; and the text of an RRULE.
    """
    if text.strip().upper().removeprefix("RRULE:").startswith("FREQ="):
        return read_stored(text.strip())
    body = plain(text)
    until: date | None = None
    count = 0
    if found := _UNTIL.fullmatch(body):
        body = found[1]
        until = parse_day(found[2], today)
    elif found := _TIMES.fullmatch(body):
        body, count = found[1], int(found[2])
    rule = _of_month(body) or _every(body.split(" "))
    if rule is None or (found is not None and not (until or count)):
        raise refused(text)
    return replace(rule, until=until, count=count)


def _every(words: list[str]) -> Rule | None:
    """Return the rule of "every …" without its end."""
    if len(words) == 1 and words[0] in _WHOLE:
        return _WHOLE[words[0]]
    if len(words) == 1 and words[0] in _WORKDAY:
        return Rule(WEEK, days=WORKDAYS)
    interval = 1
    if words[0] in _OTHER_JOINED:
        interval, words = 2, words[1:]
    elif words[0] in _EVERY:
        words = words[1:]
        if words and words[0] in _OTHER:
            interval, words = 2, words[1:]
        elif len(words) > 1 and (number := _number(words[0])):
            interval, words = number, words[1:]
    elif words[0] in _WHOLE:
        # "weekly on Monday": as "every week on Monday".
        rule = _WHOLE[words[0]]
        days = _days(words[1:])
        return replace(rule, days=days) if rule == Rule(WEEK) and days else None
    else:
        return None
    if not words:
        return None
    if len(words) == 1 and words[0] in _WORKDAY:
        return Rule(WEEK, days=WORKDAYS) if interval == 1 else None
    if len(words) == 2 and words[0] in ("working", "business") and words[1] in ("day", "days") and interval == 1:
        return Rule(WEEK, days=WORKDAYS)
    if len(words) == 1 and words[0] in _QUARTER:
        return Rule(MONTH, 3 * interval)
    unit = UNITS.get(words[0])
    if unit in _FREQUENCIES and words[0] not in ("m", "t", "d"):
        rule = Rule(_FREQUENCIES[unit], interval)
        if len(words) == 1:
            return rule
        days = _days(words[1:]) if rule.every == WEEK else ()
        return replace(rule, days=days) if days else None
    days = _days(words)
    return Rule(WEEK, interval, days) if days else None


def _number(word: str) -> int:
    if found := re.fullmatch(r"([0-9]{1,3})(?:\.|st|nd|rd|th)?", word):
        return int(found[1])
    return _ORDINALS.get(word) or NUMBERS.get(word, 0)


def _days(words: list[str]) -> tuple[int, ...]:
    """Return the days of the week that are named, () where something else is."""
    found = set()
    for word in words:
        if word in _ON or word in _AND:
            continue
        day = _day(word)
        if day is None:
            return ()
        found.add(day)
    return tuple(sorted(found))


def _day(word: str) -> int | None:
    word = word.rstrip(".")
    for ending in ("", "s", "er", "e", "ene"):
        if word.endswith(ending) and (day := WEEKDAYS.get(word[: len(word) - len(ending)])) is not None:
            return day
    return None


def _of_month(body: str) -> Rule | None:
    """Return the rule of "the last Friday of every month"."""
    found = _OF_MONTH.fullmatch(body.removeprefix("every ").removeprefix("hver "))
    if found is None or found[1] not in PLACES:
        return None
    words = found[3].split(" ")
    interval = 1
    if len(words) > 1:
        interval = 2 if words[0] in _OTHER else _number(words[0])
        words = words[1:]
    if not interval or len(words) != 1 or UNITS.get(words[0]) != "month":
        return None
    day = _day(found[2])
    if day is not None:
        return Rule(MONTH, interval, (day,), PLACES[found[1]])
    if UNITS.get(found[2]) == "day" and PLACES[found[1]] == -1:
        return Rule(MONTH, interval, nth=-1)
    return None


# What is said

_SAID: dict[str, dict[str, str]] = {
    "en": {
        DAY: "every day|every {n} days", WEEK: "every week|every {n} weeks", MONTH: "every month|every {n} months",
        YEAR: "every year|every {n} years", "workdays": "every weekday", "on": " on {days}", "and": " and ",
        "of": "the {place} {day} of every month|the {place} {day} of every {n} months", "until": " until {day}",
        "day": "day", "places": "first second third fourth last", "times": " {n} times",
    },
    "nb": {
        DAY: "hver dag|hver {n}. dag", WEEK: "hver uke|hver {n}. uke", MONTH: "hver måned|hver {n}. måned",
        YEAR: "hvert år|hvert {n}. år", "workdays": "hver hverdag", "on": " på {days}", "and": " og ",
        "of": "{place} {day} i hver måned|{place} {day} i hver {n}. måned", "until": " til {day}",
        "day": "dag", "places": "første andre tredje fjerde siste", "times": " {n} ganger",
    },
    "da": {
        DAY: "hver dag|hver {n}. dag", WEEK: "hver uge|hver {n}. uge", MONTH: "hver måned|hver {n}. måned",
        YEAR: "hvert år|hvert {n}. år", "workdays": "hver hverdag", "on": " på {days}", "and": " og ",
        "of": "{place} {day} i hver måned|{place} {day} i hver {n}. måned", "until": " til {day}",
        "day": "dag", "places": "første anden tredje fjerde sidste", "times": " {n} gange",
    },
}  # fmt: skip


def rule_text(rule: Rule, language: str | None = None) -> str:
    """Return a rule as people say it in ``language`` (None: the one in force); :func:`parse_rule` reads it again."""
    code = language or languages.current()
    words = _SAID[code]
    number = rule.interval

    def one_or_more(name: str) -> str:
        one, _bar, more = words[name].partition("|")
        return one if number == 1 else more

    if rule.nth:
        place = words["places"].split()[rule.nth - 1 if rule.nth > 0 else -1]
        day = weekday_name(rule.days[0], code) if rule.days else words["day"]
        text = one_or_more("of").format(place=place, day=day, n=number)
    elif rule.every == WEEK and rule.days == WORKDAYS and number == 1:
        text = words["workdays"]
    else:
        text = one_or_more(rule.every).format(n=number)
        if rule.days:
            names = [weekday_name(day, code) for day in rule.days]
            listed = ", ".join(names[:-1]) + words["and"] + names[-1] if len(names) > 1 else names[0]
            text += words["on"].format(days=listed)
    if rule.until is not None:
        text += words["until"].format(day=format_day(rule.until, code))
    elif rule.count:
        text += words["times"].format(n=rule.count)
    return text

"""Days and times as people type them, as they are shown and stored (COM-12, COM-22, case W14)."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.core.dates import (
    day_bounds_utc,
    find_zone,
    format_day,
    format_day_short,
    format_moment,
    format_moment_short,
    from_utc_text,
    parse_day,
    parse_moment,
    parse_time,
    utc_text,
)
from model.core.errors import UserError
from model.core.language import LANGUAGES

OSLO = ZoneInfo("Europe/Oslo")
WEDNESDAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 15, 0, 30, tzinfo=OSLO)
ZONES = st.sampled_from(["Europe/Oslo", "UTC", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe"]).map(
    ZoneInfo
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-21", "2026-11-21"),
        ("2026/1/2", "2026-01-02"),
        ("21.11.2026", "2026-11-21"),
        (" 1.2.2026 ", "2026-02-01"),
        ("21.11.26", "2026-11-21"),
        ("21.11.46", "2046-11-21"),
        ("21.11.47", "1947-11-21"),
        ("21. 11. 2026", "2026-11-21"),
        ("21/11/2026", "2026-11-21"),
        ("1-2-2026", "2026-02-01"),
        ("21.11 2027", "2027-11-21"),
        ("21.11", "2026-11-21"),
        ("21.11.", "2026-11-21"),
        ("18.11", "2026-11-18"),
        ("17.11", "2027-11-17"),
        ("29.2", "2028-02-29"),
        ("21 Nov 2026", "2026-11-21"),
        ("21. november", "2026-11-21"),
        ("1. maj 2027", "2027-05-01"),
        ("1 mai", "2027-05-01"),
        ("2nd of May", "2027-05-02"),
        ("3. av desember", "2026-12-03"),
        ("torsdag 3. desember", "2026-12-03"),
        ("tors. 3/12", "2026-12-03"),
        ("torsdag d. 3. december", "2026-12-03"),
        ("onsdag den 9. december 2026", "2026-12-09"),
        ("Thursday, 3 December", "2026-12-03"),
        ("thu 3rd of December", "2026-12-03"),
        ("lørdag den 21.", "2026-11-21"),
        ("the 3rd", "2026-12-03"),
        ("den 21.", "2026-11-21"),
        ("den 31.", "2026-12-31"),
        ("fredag i neste uke", "2026-11-27"),
        ("friday next week", "2026-11-27"),
        ("fredag i denne uke", "2026-11-20"),
        ("monday week", "2026-11-30"),
        ("wednesday week", "2026-11-25"),
        ("mandag om en uke", "2026-11-30"),
        ("fredag om to uger", "2026-12-04"),
        ("first monday in january", "2027-01-04"),
        ("den siste onsdag i november", "2026-11-25"),
        ("første mandag i november", "2027-11-01"),
        ("siste fredag i måneden", "2026-11-27"),
        ("1st monday of the month", "2026-12-07"),
        ("the third thursday of next month", "2026-12-17"),
        ("om 3 virkedager", "2026-11-23"),
        ("in 3 working days", "2026-11-23"),
        ("om tre hverdage", "2026-11-23"),
        ("om 5 arbejdsdage", "2026-11-25"),
        ("2 business days ago", "2026-11-16"),
        ("3 virkedager siden", "2026-11-13"),
        ("neste virkedag", "2026-11-19"),
        ("om fjorten dager", "2026-12-02"),
        ("end of month", "2026-11-30"),
        ("the end of the month", "2026-11-30"),
        ("slutten av måneden", "2026-11-30"),
        ("ved udgangen af måneden", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("slutten av neste måned", "2026-12-31"),
        ("ultimo februar", "2027-02-28"),
        ("primo desember", "2026-12-01"),
        ("medio januar", "2027-01-15"),
        ("end of quarter", "2026-12-31"),
        ("end of the year", "2026-12-31"),
        ("utgangen av året", "2026-12-31"),
        ("end of week", "2026-11-22"),
        ("this week", "2026-11-16"),
        ("denne uken", "2026-11-16"),
        ("denne uge", "2026-11-16"),
        ("this month", "2026-11-01"),
        ("dette kvartalet", "2026-10-01"),
        ("next quarter", "2027-01-01"),
        ("dette året", "2026-01-01"),
        ("this weekend", "2026-11-21"),
        ("i helgen", "2026-11-21"),
        ("neste helg", "2026-11-28"),
        ("May 2nd, 2027", "2027-05-02"),
        ("den 24. desember", "2026-12-24"),
        ("today", "2026-11-18"),
        ("i dag", "2026-11-18"),
        ("I MORGEN", "2026-11-19"),
        ("tomorrow", "2026-11-19"),
        ("i går", "2026-11-17"),
        ("i ga\u030ar", "2026-11-17"),
        ("igaar", "2026-11-17"),
        ("i overmorgen", "2026-11-20"),
        ("i forgårs", "2026-11-16"),
        ("fri", "2026-11-20"),
        ("fre.", "2026-11-20"),
        ("fredag", "2026-11-20"),
        ("på fredag", "2026-11-20"),
        ("onsdag", "2026-11-25"),
        ("lørdag", "2026-11-21"),
        ("loerdag", "2026-11-21"),
        ("søn", "2026-11-22"),
        ("next friday", "2026-11-27"),
        ("neste mandag", "2026-11-23"),
        ("næste onsdag", "2026-11-25"),
        ("last wed", "2026-11-11"),
        ("forrige tirsdag", "2026-11-17"),
        ("sidste torsdag", "2026-11-12"),
        ("in 3 days", "2026-11-21"),
        ("om 3 dager", "2026-11-21"),
        ("om 3 dage", "2026-11-21"),
        ("om en uke", "2026-11-25"),
        ("om to uger", "2026-12-02"),
        ("+2d", "2026-11-20"),
        ("-1w", "2026-11-11"),
        ("+1w2d", "2026-11-27"),
        ("2d", "2026-11-20"),
        ("in 3 months", "2027-02-18"),
        ("om 2 år", "2028-11-18"),
        ("3 days ago", "2026-11-15"),
        ("for 3 dager siden", "2026-11-15"),
        ("2 uger siden", "2026-11-04"),
        ("next week", "2026-11-23"),
        ("neste uke", "2026-11-23"),
        ("næste uge", "2026-11-23"),
        ("forrige uke", "2026-11-09"),
        ("neste måned", "2026-12-01"),
        ("next year", "2027-01-01"),
        ("uke 48", "2026-11-23"),
        ("uge 47", "2026-11-16"),
        ("w46", "2027-11-15"),
        ("week 53", "2026-12-28"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_COM_12_days_are_read_in_every_language_whichever_is_in_use(text: str, day: str | None, language: str) -> None:
    if day is None:
        with pytest.raises(UserError):
            parse_day(text, WEDNESDAY, language)
    else:
        assert parse_day(text, WEDNESDAY, language).isoformat() == day


@pytest.mark.parametrize(
    ("text", "day"),
    [("17.11", "2026-11-17"), ("18.11", "2026-11-18"), ("19.11", "2025-11-19"), ("wed", "2026-11-18"),
     ("thu", "2026-11-12"), ("29.2", "2024-02-29"), ("uke 48", "2025-11-24"), ("tomorrow", "2026-11-19")],
)  # fmt: skip
def test_what_has_happened_is_looked_for_backwards(text: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY, past=True).isoformat() == day


def test_a_month_from_the_last_day_ends_on_the_last_day() -> None:
    assert parse_day("in 1 month", date(2026, 1, 31)) == date(2026, 2, 28)
    assert parse_day("1 year ago", date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    "text",
    ["31.02.2024", "31.02", "2024-02-30", "31 apr", "0.1.2026", "29.2.2027", "11/21/2026", "week 54", "w53 2025"],
)
def test_days_that_do_not_exist_are_named_as_such(text: str) -> None:
    with pytest.raises(UserError, match="does not exist"):
        parse_day(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fredag 3. desember", "03.12.2026 is a Thursday, not a Friday"),
        ("mon 18.11.2026", "is a Wednesday, not a Monday"),
    ],
)
def test_a_weekday_that_is_another_is_told(text: str, told: str) -> None:
    """One of the two is a slip; nobody can know which."""
    with pytest.raises(UserError, match=told):
        parse_day(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [("den 21.", "2026-10-21"), ("the 18th", "2026-11-18"), ("end of october", "2026-10-31"),
     ("ultimo desember", "2025-12-31"), ("tuesday 17 Nov", "2026-11-17")],
)  # fmt: skip
def test_what_is_spoken_of_the_past(text: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY, past=True).isoformat() == day


@pytest.mark.parametrize("text", ["21.11.0226", "1899-12-31", "2200-01-01", "in 9999 years", "-9999y"])
def test_years_out_of_range_are_taken_for_slips(text: str) -> None:
    with pytest.raises(UserError, match="1900 to 2199"):
        parse_day(text, WEDNESDAY)


@pytest.mark.parametrize(
    "text",
    ["", " ", "x", "21", "21.11.226", "2h", "in 2h", "fri 14:30", "next", "next blue", "old friday", "+", "in",
     "in 3", "12a.11", "٢١.١١.٢٠٢٦", "2026-W48-1", "9999w" * 20, "a " * 40, "[/]", "\x1b[2J", "{0}"],
)  # fmt: skip
def test_what_is_no_day_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match=r"is not a day: write 18-11-2026") as refusal:
        parse_day(text, WEDNESDAY, "da")
    assert len(refusal.value.message) < 200
    assert refusal.value.message.isprintable()


@pytest.mark.parametrize(
    ("text", "clock"),
    [("9", "09:00"), ("09", "09:00"), ("9:30", "09:30"), ("09.30", "09:30"), ("1430", "14:30"), ("2pm", "14:00"),
     ("2:30 PM", "14:30"), ("12am", "00:00"), ("12 p.m.", "12:00"), ("kl. 9", "09:00"), ("klokken 9.15", "09:15"),
     ("at 23:59", "23:59"), ("0:00", "00:00"), ("kvart over 9", "09:15"), ("kvart over ni", "09:15"),
     ("kvart på 9", "08:45"), ("kvart i 9", "08:45"), ("et kvarter over 9", "09:15"), ("quarter past 9", "09:15"),
     ("a quarter to five", "16:45"), ("halv ti", "09:30"), ("halv 10", "09:30"), ("kl. halv tolv", "11:30"),
     ("halv to", "13:30"), ("halv 14", "13:30"), ("half past two", "14:30"), ("half past 9", "09:30"),
     ("half two", "14:30"), ("fem på halv ti", "09:25"), ("fem over halv ti", "09:35"), ("fem i halv ti", "09:25"),
     ("ti over tre", "15:10"), ("ti på 3", "14:50"), ("ten past three", "15:10"), ("20 minutes to 4", "15:40"),
     ("ni", "09:00"), ("kl to", "14:00"), ("at nine", "09:00"), ("9 o'clock", "09:00"), ("two o'clock", "14:00"),
     ("noon", "12:00"), ("midnatt", "00:00"), ("2", "02:00"), ("kvart over 02", "02:15")],
)  # fmt: skip
def test_times_of_day(text: str, clock: str) -> None:
    assert parse_time(text) == time.fromisoformat(clock)


@pytest.mark.parametrize("text", ["24:00", "25", "9:60", "13pm", "0am", "9:3", "", "x", "930:00"])
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match="not a time of day: write 14:30"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("now", "2026-11-18T15:00"),
        ("nå", "2026-11-18T15:00"),
        ("in 2h", "2026-11-18T17:00"),
        ("om 2 timer", "2026-11-18T17:00"),
        ("om to timer", "2026-11-18T17:00"),
        ("+1h30m", "2026-11-18T16:30"),
        ("in 1 hour and 30 minutes", "2026-11-18T16:30"),
        ("20 min ago", "2026-11-18T14:40"),
        ("for en time siden", "2026-11-18T14:00"),
        ("in 1 day 2 hours", "2026-11-19T17:00"),
        ("in 3 days", "2026-11-21T08:00"),
        ("tomorrow", "2026-11-19T08:00"),
        ("tomorrow 9", "2026-11-19T09:00"),
        ("i morgen kl. 9", "2026-11-19T09:00"),
        ("fri 14:30", "2026-11-20T14:30"),
        ("fre 14.30", "2026-11-20T14:30"),
        ("14.30 fre", "2026-11-20T14:30"),
        ("10.11 fre", "2026-11-20T10:11"),
        ("next friday at 2 pm", "2026-11-27T14:00"),
        ("uke 48 9:15", "2026-11-23T09:15"),
        ("21.11.2026 18.40", "2026-11-21T18:40"),
        ("21-11-2026 18.40", "2026-11-21T18:40"),
        ("21.11. 9", "2026-11-21T09:00"),
        ("21. 11. 2026 kl 9", "2026-11-21T09:00"),
        ("10 mai 12", "2027-05-10T12:00"),
        ("21 nov 1430", "2026-11-21T14:30"),
        ("2026-11-21 18:40", "2026-11-21T18:40"),
        ("2026-11-21T18:40:07", "2026-11-21T18:40:07"),
        ("2026-11-21T18:40:07.9Z", "2026-11-21T19:40:07"),
        ("2026-07-01T18:40-05:00", "2026-07-02T01:40"),
        ("15:00", "2026-11-18T15:00"),
        ("16", "2026-11-18T16:00"),
        ("14.30", "2026-11-19T14:30"),
        ("10.11", "2027-11-10T08:00"),
        ("torsdag 3. desember kl. 14.30", "2026-12-03T14:30"),
        ("torsdag 3. desember halv ti", "2026-12-03T09:30"),
        ("i morgen kvart over 9", "2026-11-19T09:15"),
        ("fredag halv to", "2026-11-20T13:30"),
        ("half past two tomorrow", "2026-11-19T14:30"),
        ("friday at noon", "2026-11-20T12:00"),
        ("om en halv time", "2026-11-18T15:30"),
        ("om halvannen time", "2026-11-18T16:30"),
        ("om et kvarter", "2026-11-18T15:15"),
        ("in half an hour", "2026-11-18T15:30"),
        ("in an hour and a half", "2026-11-18T16:30"),
        ("om 3 virkedager kl 10", "2026-11-23T10:00"),
        ("end of month", "2026-11-30T08:00"),
        ("slutten av måneden 12:00", "2026-11-30T12:00"),
    ],
)
def test_COM_12_moments_are_read_as_typed(text: str, moment: str) -> None:
    found = parse_moment(text, NOW, at=time(8))
    assert found.replace(tzinfo=None) == datetime.fromisoformat(moment)
    assert found.tzinfo is OSLO


def test_a_time_alone_is_the_latest_such_for_what_has_happened() -> None:
    assert parse_moment("16", NOW, past=True) == datetime(2026, 11, 17, 16, tzinfo=OSLO)
    assert parse_moment("14.30", NOW, past=True) == datetime(2026, 11, 18, 14, 30, tzinfo=OSLO)


@pytest.mark.parametrize("text", ["31.02.2024 9", "2024-02-30 09:00", "2024-02-30T25:00", "9 31.02"])
def test_moments_on_days_that_do_not_exist(text: str) -> None:
    with pytest.raises(UserError, match="does not exist"):
        parse_moment(text, NOW)


@pytest.mark.parametrize("text", ["", "soon", "fri 25", "9 9", "tomorrow tomorrow", "fri 9 fri", "a " * 40, "2h" * 40])
def test_what_is_no_moment_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UserError, match=r"is not a time: write 18\.11\.2026 15:00"):
        parse_moment(text, NOW, "nb")


def test_now_must_have_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        parse_moment("now", datetime(2026, 1, 1))  # noqa: DTZ001


def test_times_that_summer_time_leaps_over_or_repeats() -> None:
    leapt = parse_moment("28.03.2027 02:30", NOW)
    assert leapt.isoformat() == "2027-03-28T03:30:00+02:00"
    repeated = parse_moment("25.10.2026 02:30", NOW)
    assert utc_text(repeated) == "2026-10-25T00:30:00Z"
    before = datetime(2026, 10, 25, 1, 30, tzinfo=OSLO)
    assert parse_moment("in 2h", before) - before.astimezone(UTC) == timedelta(hours=2)
    assert parse_moment("in 2h", before).isoformat() == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize(("language", "text"), [("nb", "02.01.2026"), ("da", "02-01-2026"), ("en", "2 Jan 2026")])
def test_COM_22_days_are_written_after_the_language(language: str, text: str) -> None:
    assert format_day(date(2026, 1, 2), language) == text


@pytest.mark.parametrize(
    ("language", "moment", "this_year", "other_year", "clock"),
    [
        ("nb", "21.11.2026 19:40", "21.11", "21.11.25", "19:40"),
        ("da", "21-11-2026 19.40", "21-11", "21-11-25", "19.40"),
        ("en", "21 Nov 2026 19:40", "21 Nov", "21 Nov 25", "19:40"),
    ],
)
def test_moments_and_short_forms(language: str, moment: str, this_year: str, other_year: str, clock: str) -> None:
    stored = from_utc_text("2026-11-21T18:40:00Z")
    assert format_moment(stored, OSLO, language) == moment
    assert format_day_short(date(2026, 11, 21), WEDNESDAY, language) == this_year
    assert format_day_short(date(2025, 11, 21), WEDNESDAY, language) == other_year
    assert format_moment_short(stored, NOW, language) == this_year
    assert format_moment_short(stored, NOW.replace(day=21), language) == clock


@given(
    st.dates(date(1900, 1, 1), date(2199, 12, 31)),
    st.sampled_from(LANGUAGES),
    st.dates(date(2000, 1, 1), date(2099, 1, 1)),
)
def test_days_survive_writing_and_reading(day: date, language: str, today: date) -> None:
    assert parse_day(format_day(day, language), today) == day
    assert parse_day(day.isoformat(), today) == day


@given(st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 30)), ZONES, st.sampled_from(LANGUAGES))  # noqa: DTZ001
def test_moments_survive_writing_and_reading(naive: datetime, zone: ZoneInfo, language: str) -> None:
    moment = naive.replace(second=0, microsecond=0, tzinfo=UTC)
    shown = format_moment(moment, zone, language)
    read = parse_moment(shown, NOW.astimezone(zone))
    assert format_moment(read, zone, language) == shown
    assert read == moment or moment.astimezone(zone).fold, "only the second of two like hours reads as the first"


@given(st.datetimes(datetime(1000, 1, 1), timezones=st.just(UTC)), st.integers(-14 * 60, 14 * 60))  # noqa: DTZ001
def test_stored_moments_survive_and_sort(moment: datetime, offset: int) -> None:
    moment = moment.replace(microsecond=0)
    assert from_utc_text(utc_text(moment)) == moment
    if moment.year < 9999 and moment.year > 1000:
        assert utc_text(moment.astimezone(timezone(timedelta(minutes=offset)))) == utc_text(moment)
        assert utc_text(moment) < utc_text(moment + timedelta(seconds=1))


def test_stored_moments_have_one_form() -> None:
    assert utc_text(datetime(2026, 11, 21, 19, 40, 0, 999999, OSLO)) == "2026-11-21T18:40:00Z"
    with pytest.raises(ValueError, match="zone"):
        utc_text(datetime(2026, 11, 21))  # noqa: DTZ001
    for text in (
        "2026-11-21 18:40:00",
        "2026-11-21T18:40:00+01:00",
        "",
        "2026-13-01T00:00:00Z",
        "٢٠٢٦-11-21T18:40:00Z",
    ):
        with pytest.raises(ValueError):
            from_utc_text(text)


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        ("2026-05-05", "2026-05-04T22:00:00Z", "2026-05-05T22:00:00Z", 24),
        ("2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23),
        ("2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25),
    ],
)
def test_W14_a_day_reaches_to_its_last_second_in_local_time(day: str, start: str, end: str, hours: int) -> None:
    bounds = day_bounds_utc(date.fromisoformat(day), OSLO)
    assert bounds == (start, end)
    assert from_utc_text(end) - from_utc_text(start) == timedelta(hours=hours)
    last = datetime.fromisoformat(day + "T23:59:59").replace(tzinfo=OSLO)
    assert bounds[0] <= utc_text(last) < bounds[1]


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), ZONES)  # noqa: DTZ001
def test_W14_every_moment_lies_in_its_own_day_and_no_other(naive: datetime, zone: ZoneInfo) -> None:
    moment = naive.replace(tzinfo=UTC)
    day = moment.astimezone(zone).date()
    stored = utc_text(moment)
    start, end = day_bounds_utc(day, zone)
    assert start <= stored < end
    assert day_bounds_utc(day + timedelta(days=1), zone)[0] == end


def test_zones_are_found_by_name_and_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_zone("Europe/Oslo") == OSLO
    monkeypatch.setenv("TZ", "Europe/Copenhagen")
    assert str(find_zone()) == "Europe/Copenhagen"
    monkeypatch.setenv("TZ", "no such/zone")
    assert find_zone() is UTC
    for name in ("Europe/Olso", "../../etc/passwd", "/etc/passwd", "\x00"):
        with pytest.raises(UserError, match="is not a time zone: write a name such as Europe/Oslo"):
            find_zone(name)


@given(st.text(alphabet="0123456789.:/-+ adehiklmnortuwy", max_size=20), st.booleans())
def test_any_text_gives_a_moment_or_a_sentence(text: str, past: bool) -> None:
    try:
        moment = parse_moment(text, NOW, past=past)
    except UserError:
        return
    assert 1898 < moment.year < 2202

"""What the recipients of a campaign say of it, and what is said before it is saved (E05 … E07, R04, decision 2)."""

from __future__ import annotations

from typing import Any

from model.campaigns.figures import actual
from model.campaigns.marks import Marks, doubles_of, marks_of
from model.campaigns.recipients import Recipient
from model.campaigns.records import Campaign
from model.core.access.session import Session
from model.core.changes.change import change
from tests.model.campaigns.test_recipients import campaign
from tests.plain_sql import plain_sql


def several(session: Session, of: int, count: int, **values: Any) -> None:
    with change(session, "Add", "add") as made:
        made.insert_many(Recipient, ({"campaign": of, **values} for _number in range(count)))


def test_the_list_is_counted_without_the_deactivated(session: Session) -> None:
    """E07: 980 confirmed, 15 deactivated, 5 unconfirmed are 985; those of another campaign are none of it."""
    spring, autumn = campaign(session), campaign(session, "Autumn")
    for of, count, status in ((spring, 98, "confirmed"), (spring, 15, "deactivated"), (spring, 5, "unconfirmed")):
        several(session, of, count, status=status)
    several(session, autumn, 3)
    assert marks_of(session, spring) == Marks(listed=103)
    assert marks_of(session, campaign(session, "Empty")) == Marks()


def test_responses_are_counted_where_any_is_marked(session: Session) -> None:
    """Nothing entered is not 0: no response marked at all says nothing; a negative one says that none is positive."""
    spring = campaign(session)
    several(session, spring, 3, sent=True)
    assert (marks_of(session, spring).responses, marks_of(session, spring).returns) == (None, None)
    several(session, spring, 1, response="negative")
    assert (marks_of(session, spring).responses, marks_of(session, spring).returns) == (0, 0)
    several(session, spring, 2, response="positive", sent=True)
    several(session, spring, 4, response="returned")
    assert marks_of(session, spring) == Marks(listed=10, sent=5, positive=2, returned=4, answered=7)


def test_typed_figures_go_before_counted_ones() -> None:
    """Decision 2: the number that was sent if any was, else the planned one; each figure by itself."""
    marks = Marks(listed=10, sent=8, positive=2, returned=4, answered=7)
    fact = actual({"recipients_planned": 50, "actual_responses": 3}, marks)
    assert (fact.recipients, fact.responses, fact.returns) == (8, 3, 4)
    fact = actual({"recipients_planned": 50})
    assert (fact.recipients, fact.responses, fact.returns) == (50, None, None)


def test_addresses_that_stand_twice_are_named_and_stay(session: Session) -> None:
    """R04: the flag is turned off while there are duplicates: a warning with the list, nothing removed."""
    spring = campaign(session, allow_duplicate_emails=True)
    for email in ("A@x.no", "a@X.no", "b@x.no", None, None):
        several(session, spring, 1, email=email)
    assert doubles_of(session, spring) == [("a@x.no", 2)]
    off = {"allow_duplicate_emails": False}
    assert Campaign.cautions(session, spring, off) == [
        "1 address stands there more than once; nothing is removed.", "a@x.no (2)."
    ]  # fmt: skip
    assert Campaign.cautions(session, spring, {"subject": "Summer"}) == []
    assert Campaign.cautions(session, campaign(session, "None"), off) == []
    with change(session, "Off", "edit") as made:
        made.update(Campaign, spring, off)
    assert session.store.value(plain_sql("SELECT count(*) FROM recipient")) == 5


def test_figures_that_cannot_be_are_cautioned_against(session: Session) -> None:
    """E05, E06: of the plan and of what came of it, which stands on the number that was sent."""
    spring = campaign(session, recipients_planned=50)
    assert Campaign.cautions(session, spring, {"responses_expected": 60}) == [
        "There are more responses than recipients."
    ]
    assert Campaign.cautions(session, spring, {"responses_expected": 40, "returns_expected": 11}) == [
        "There are more responses and returns than recipients."
    ]
    assert Campaign.cautions(session, spring, {"responses_expected": 50}) == []
    several(session, spring, 3, sent=True)
    assert Campaign.cautions(session, spring, {"actual_responses": 4}) == ["There are more responses than recipients."]
    assert Campaign.cautions(session, None, {"recipients_planned": 1, "returns_expected": 2}) == [
        "There are more responses and returns than recipients."
    ]

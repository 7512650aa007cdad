"""The tables of what a campaign sends (CAMP-19).

They have no history: what has left the house cannot be taken back. That a recipient was sent to is marked on the
recipient as well, by a change like others.
"""

from __future__ import annotations

from model.core.language import N_
from model.core.storage.drivers import peewee

STATES = {
    "waiting": N_("Waiting"),
    "sending": N_("Being sent"),
    "unsure": N_("Sent or not?"),
    "sent": N_("Sent"),
    "returned": N_("Returned"),
    "failed": N_("Failed"),
    "left_out": N_("Left out"),
}
"""What the states of a message are called.

``unsure``: the server got all of it and nobody heard whether it took it; a person answers that, no program.
``returned``: the server refused the address for good. ``failed``: it refused the message, or was asked for too long.
``left_out``: when its turn came there was a reason against it.
"""


class DispatchTable(peewee.Model):
    """The sending of a campaign: a row a campaign, from the first time that it is started.

    ``state`` is ``running`` or ``stopped``. ``employee`` sends it, by their own account. ``blanks`` is 1 where those
    whose merge fields are empty get it too. ``next_at`` is when the next message may be handed over, which is how
    several programs keep to one rate. ``error`` is the sentence with which it stopped by itself. Times are UTC text.
    """

    id = peewee.AutoField()
    campaign = peewee.BigIntegerField()
    employee = peewee.BigIntegerField()
    state = peewee.TextField()
    blanks = peewee.SmallIntegerField(null=True)
    started_at = peewee.TextField()
    next_at = peewee.TextField()
    error = peewee.TextField(null=True)

    class Meta:
        table_name = "campaign_dispatch"


class CampaignMessageTable(peewee.Model):
    """The message to a recipient: one row, whatever becomes of it; the message itself is made when its turn comes.

    One program, ``holder``, has it until ``lease_until`` while it is ``sending``; ``underway`` is 1 from right before
    the end of the message is sent. ``turn`` counts the times that it was put on its way, ``attempts`` those at a
    server. ``marked`` is 1 once the recipient says what became of it.
    """

    id = peewee.AutoField()
    campaign = peewee.BigIntegerField()
    recipient = peewee.BigIntegerField()
    state = peewee.TextField()
    turn = peewee.BigIntegerField()
    attempts = peewee.BigIntegerField()
    underway = peewee.SmallIntegerField(null=True)
    marked = peewee.SmallIntegerField(null=True)
    created_at = peewee.TextField()
    next_attempt = peewee.TextField()
    holder = peewee.TextField(null=True)
    lease_until = peewee.TextField(null=True)
    sent_at = peewee.TextField(null=True)
    error = peewee.TextField(null=True)

    class Meta:
        table_name = "campaign_message"

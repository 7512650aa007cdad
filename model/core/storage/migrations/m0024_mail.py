"""What belongs to e-mails, and what is known of mailboxes (COM-13, CUST-16)."""

from __future__ import annotations

from model.core.storage.ddl import (
    ID,
    Kind,
    Operation,
    Table,
    indexes,
    never_empty,
    numbers,
    required,
    small,
    texts,
    unique,
)

OPERATIONS: tuple[Operation, ...] = (
    Table(
        "email_message",
        (
            ID,
            *required("email", Kind.BIGINT),
            *texts("identity message_id in_reply_to reference_ids thread addressed cc bcc reply_to links"),
            *numbers("size"),
            *small("automatic"),
        ),
    ),
    unique("email_message", "email"),
    *indexes("email_message", "identity?", "thread?", "message_id?", "in_reply_to?"),
    *never_empty("email_message", "automatic"),
    Table(
        "email_attachment",
        (
            ID,
            *required("email position", Kind.BIGINT),
            *required("name"),
            *texts("content_type"),
            *required("size", Kind.BIGINT),
            *texts("content content_id"),
            *small("inline"),
        ),
    ),
    *indexes("email_attachment", "email", "content?"),
    *never_empty("email_attachment", "inline"),
    Table("email_address", (ID, *required("email", Kind.BIGINT), *required("key"))),
    *indexes("email_address", "email", "key"),
    Table(
        "mailbox",
        (
            ID,
            *required("name"),
            *texts("holder lease_until"),
            *required("seen_change", Kind.BIGINT),
            *texts("synced_at failure"),
        ),
    ),
    unique("mailbox", "name"),
    Table(
        "mail_folder",
        (ID, *required("mailbox", Kind.BIGINT), *required("name"),
         *required("uid_validity next_uid messages", Kind.BIGINT)),
    ),
    unique("mail_folder", "mailbox name"),
    Table(
        "mail_copy",
        (*required("folder uid email", Kind.BIGINT), *required("identity")),
        primary_key=("folder", "uid"),
        clustered=True,
    ),
    *indexes("mail_copy", "email", "identity", ends="folder uid"),
)  # fmt: skip

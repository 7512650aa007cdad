"""Every kind of record that Salg has: the one list that the store, the history and the command line go by."""

from __future__ import annotations

from model.activities.records import ActivityLink, Appointment, Call, Message, Task, WrittenNote
from model.core.options import CustomField, Option
from model.core.records import Record, Row
from model.customers.records import Contact, Customer, CustomerCategory, CustomerContact
from model.leads.records import Lead
from model.opportunities.records import Opportunity, Seller
from model.people.records import Employee

RECORDS: tuple[type[Record], ...] = (
    Lead, Customer, Contact, Opportunity, Task, Appointment, WrittenNote, Call, Message, Employee,
)  # fmt: skip
"""What people list, open and search."""

ROWS: tuple[type[Row], ...] = (
    *RECORDS, CustomerContact, CustomerCategory, Seller, ActivityLink, Option, CustomField,
)  # fmt: skip
"""All that changes write."""

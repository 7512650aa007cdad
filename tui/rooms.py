"""Which screen shows what; screens are imported when they are first opened, so that the first one is quick.

Rooms do not know each other: one that wants another's record opened asks the app, which looks here.
"""

from __future__ import annotations

import importlib
from typing import Any

LISTS = {
    "lead": ("tui.leads.list", "LeadList"),
    "customer": ("tui.customers.list", "CustomerList"),
    "contact": ("tui.contacts.list", "ContactList"),
    "opportunity": ("tui.opportunities.list", "OpportunityList"),
    "task": ("tui.activities.lists", "TaskList"),
    "appointment": ("tui.activities.lists", "AppointmentList"),
    "call": ("tui.activities.lists", "CallList"),
    "note": ("tui.activities.lists", "NoteList"),
    "email": ("tui.activities.lists", "MessageList"),
    "project": ("tui.projects.list", "ProjectList"),
    "order": ("tui.orders.list", "OrderList"),
    "campaign": ("tui.campaigns.list", "CampaignList"),
    "ledger_entry": ("tui.ledger.list", "LedgerList"),
    "recipient": ("tui.campaigns.recipients", "RecipientList"),
    "distribution_list": ("tui.distribution_lists.list", "DistributionListList"),
    "exclusion_list": ("tui.marketing.list", "ExclusionListList"),
    "template": ("tui.templates.list", "TemplateList"),
    "employee": ("tui.administration.employees", "EmployeeList"),
}
CARDS = {
    "lead": ("tui.leads.card", "LeadCard"),
    "customer": ("tui.customers.card", "CustomerCard"),
    "contact": ("tui.contacts.card", "ContactCard"),
    "opportunity": ("tui.opportunities.card", "OpportunityCard"),
    "project": ("tui.projects.card", "ProjectCard"),
    "order": ("tui.orders.card", "OrderCard"),
    "campaign": ("tui.campaigns.card", "CampaignCard"),
    "ledger_entry": ("tui.ledger.card", "LedgerCard"),
    "recipient": ("tui.campaigns.recipients", "RecipientCard"),
    "distribution_list": ("tui.distribution_lists.card", "DistributionListCard"),
    "exclusion_list": ("tui.marketing.card", "ExclusionListCard"),
    "template": ("tui.templates.card", "TemplateCard"),
    "employee": ("tui.administration.employees", "EmployeeCard"),
    "task": ("tui.activities.card", "TaskCard"),
    "appointment": ("tui.activities.card", "AppointmentCard"),
    "note": ("tui.activities.card", "NoteCard"),
    "call": ("tui.activities.card", "CallCard"),
    "email": ("tui.mail.reading", "MessageCard"),
}
FORMS = {
    "lead": ("tui.leads.form", "LeadForm"),
    "customer": ("tui.customers.form", "CustomerForm"),
    "contact": ("tui.contacts.form", "ContactForm"),
    "opportunity": ("tui.opportunities.form", "OpportunityForm"),
    "project": ("tui.projects.form", "ProjectForm"),
    "order": ("tui.orders.form", "OrderForm"),
    "campaign": ("tui.campaigns.form", "CampaignForm"),
    "ledger_entry": ("tui.ledger.form", "LedgerForm"),
    "recipient": ("tui.campaigns.recipients", "RecipientForm"),
    "distribution_list": ("tui.distribution_lists.form", "DistributionListForm"),
    "exclusion_list": ("tui.marketing.form", "ExclusionListForm"),
    "template": ("tui.templates.form", "TemplateForm"),
    "employee": ("tui.administration.employees", "EmployeeForm"),
    "note": ("tui.activities.form", "NoteForm"),
    "task": ("tui.activities.form", "TaskForm"),
    "appointment": ("tui.activities.form", "AppointmentForm"),
    "call": ("tui.activities.form", "CallForm"),
    "email": ("tui.mail.compose", "MessageForm"),
}
FURTHER_FORMS = {
    "campaign-copy": ("tui.campaigns.copies", "CampaignCopyForm"),
    "campaign-attachment": ("tui.campaigns.attachments", "AttachmentForm"),
    "campaign-budget": ("tui.campaigns.sheets", "BudgetScreen"),
    "campaign-analysis": ("tui.campaigns.sheets", "AnalysisScreen"),
    "order-lines": ("tui.orders.lines_screen", "OrderLines"),
}
"""Forms of a record besides the one of all its fields, by the name under which their drafts are kept."""
PANELS = {
    "ledger": ("tui.ledger.tab", "LedgerPanel"),
}
"""Lists that stand on a tab of a card, by the name that the tab gives (:attr:`tui.widgets.card_shown.Tab.panel`)."""
SCREENS = {
    "start": ("tui.start.page", "StartPage"),
    "search": ("tui.search.screen", "SearchScreen"),
    "import": ("tui.files.importing", "ImportScreen"),
    "export": ("tui.files.exporting", "export"),
    "changes": ("tui.history.changes", "ChangesScreen"),
    "sweep": ("tui.duplicates.sweep", "SweepScreen"),
    "calendar": ("tui.activities.calendar", "CalendarScreen"),
}
IMPORTS = {"ledger_entry": ("tui.ledger.accounts", "import_accounts")}
"""Imports of files that are no tables, by the kind of record whose list they are asked for from.

They are coroutine functions that take the app and the path, and return whether the file was theirs.
"""
WORK = {
    "after_redo": ("tui.calling.note", "after_redo"),
    "before_undo": ("tui.calling.note", "before_undo"),
    "open_call_back": ("tui.calling.menu", "open_call_back"),
    "call_list": ("tui.calling.menu", "call_list_here"),
    "call_members": ("tui.calling.menu", "call_group_here"),
    "call_recipients": ("tui.calling.menu", "call_group_here"),
    "call_lists": ("tui.calling.menu", "call_lists"),
    "check_here": ("tui.duplicates.going", "check_here"),
    "check_typed_here": ("tui.duplicates.going", "check_typed_here"),
    "registry_page": ("tui.search.registry_page", "page_here"),
    "registry_refresh": ("tui.search.registry_refresh", "refresh_here"),
    "merge_group": ("tui.merging.merging", "merge_group"),
    "merge_here": ("tui.merging.merging", "merge_here"),
    "export_person": ("tui.contacts.personal_data", "export_person"),
    "erase_person": ("tui.contacts.personal_data", "erase_person"),
    "put_on_list": ("tui.distribution_lists.addition", "put_on_list"),
    "convert_lead": ("tui.leads.converting", "convert_one"),
    "dial": ("tui.calling.dialling", "dial_here"),
    "merge_two": ("tui.merging.merging", "merge_two"),
    "mail_merge": ("tui.mail.mail_merge", "mail_merge"),
    "merge_email": ("tui.mail.mail_merge", "merge_email"),
    "merge_letters": ("tui.letters.dialogs", "merge_letters"),
    "merge_labels": ("tui.letters.dialogs", "merge_labels"),
    "campaign_letters": ("tui.letters.dialogs", "campaign_letters"),
    "mail_watched": ("tui.mail.watch", "MailWatch"),
    "mail_fetched": ("tui.mail.watch", "fetch_mail"),
    "reminders_kept": ("tui.activities.reminders", "Reminders"),
    "reminders_shown": ("tui.activities.reminders", "show_reminders"),
    "go_to_administration": ("tui.administration.menu", "go_to_administration"),
    "go_to_reports": ("tui.reports.list", "go_to_reports"),
    "edit_here": ("tui.widgets.pointed", "edit_here"),
    "delete_here": ("tui.widgets.pointed", "delete_here"),
    "unlink_here": ("tui.widgets.pointed", "unlink_here"),
    "new_project": ("tui.widgets.pointed", "new_project"),
    "order_lines": ("tui.orders.lines_screen", "edit_lines"),
    "edit_lines": ("tui.orders.lines_screen", "edit_lines"),
    "new_order": ("tui.orders.conversion", "new_order"),
    "order_of_sale": ("tui.orders.conversion", "order_of_sale"),
    "link_project": ("tui.widgets.project_links", "link_project"),
    "link_participant": ("tui.widgets.project_links", "link_participant"),
    "unlink_project": ("tui.widgets.project_links", "unlink_project"),
    "choose_categories": ("tui.widgets.categories_choice", "choose_categories"),
    "drop_category": ("tui.widgets.categories_choice", "drop_category"),
    "card_actions": ("tui.widgets.card_actions", "card_actions"),
    "export_vcard": ("tui.widgets.card_actions", "export_vcard"),
    "new_appointment": ("tui.widgets.card_actions", "new_appointment"),
    "new_call": ("tui.widgets.card_actions", "new_call"),
    "add_document": ("tui.documents.deeds", "add_document"),
    "open_document": ("tui.documents.deeds", "open_document"),
    "save_document": ("tui.documents.deeds", "save_document"),
    "rename_document": ("tui.documents.deeds", "rename_document"),
    "delete_document": ("tui.documents.deeds", "delete_document"),
    "add_to_campaign": ("tui.campaigns.addition", "add_to_campaign"),
    "find_document": ("tui.documents.deeds", "find_document"),
    "link_record": ("tui.activities.linking", "link_record"),
    "unlink_record": ("tui.activities.linking", "unlink_record"),
    "write_email": ("tui.mail.compose", "write_email"),
    "write_email_here": ("tui.mail.compose", "write_email"),
    "answer_email": ("tui.mail.compose", "answer_email"),
    "outbox_watched": ("tui.mail.delivery", "OutboxWatch"),
    "campaigns_watched": ("tui.mail.campaign_watch", "CampaignWatch"),
    "campaign_sent": ("tui.mail.campaign_mail", "send_campaign"),
    "show_outbox": ("tui.mail.delivery", "show_outbox"),
    "open_mail_file": ("tui.mail.files", "open_mail_file"),
    "save_mail_file": ("tui.mail.files", "save_mail_file"),
    "put_among_documents": ("tui.mail.files", "put_among_documents"),
    "trust_this_address": ("tui.mail.returned", "trust_this_address"),
    "fold_quotes": ("tui.mail.reading", "fold_quotes"),
}
"""What rooms do for others, and actions that no screen and not the app has a method for.

They are coroutine functions that take the app first.
"""


def screen_class(table: dict[str, tuple[str, str]], name: str) -> Any:
    """Return the class that shows ``name``; raise KeyError where nothing does."""
    module, attribute = table[name]
    return getattr(importlib.import_module(module), attribute)

"""The one table of actions: keys, hints, help, palette, the user's keymap and the README's key table come from here.

No screen code: an action is data. A screen says in which contexts it stands, most particular first; an action works
where its own context is one of these. What it does is the method ``do_<id>`` of the screen or of the app; why it
cannot be used now is what the screen's ``why_not`` says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from model.core.errors import UserError
from model.core.language import N_, _
from model.core.text import quotation

EVERYWHERE = "everywhere"
MOVING = N_("Moving")
FINDING = N_("Finding")
RECORDS = N_("Records")
MANY = N_("Many at once")
CALLING = N_("Calling")
SCREENS = N_("Screens")
PROGRAM = N_("Program")


@dataclass(frozen=True)
class Action:
    """One thing a person can do with a key.

    ``keys`` are as people write them: a character as typed ("?", "L"), or a name ("enter", "ctrl+p", "f1"). ``label``
    stands in help and palette, ``short`` in the hint bar; an action without ``short`` is in help only. ``rank`` orders
    the hint bar, lowest first.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    group: str
    where: str = EVERYWHERE
    short: str = ""
    help: str = ""
    dangerous: bool = False
    rank: int = 50
    marked: str = ""
    """What stands in the hint bar while rows are marked; of a list's actions these alone then stand there."""
    fixed: tuple[str, ...] = ()
    """Keys that no keymap takes away."""


ACTIONS: tuple[Action, ...] = (
    # Moving
    Action("down", ("down", "j"), N_("Next row"), MOVING, "list"),
    Action("up", ("up", "k"), N_("Previous row"), MOVING, "list"),
    Action("page_down", ("pagedown",), N_("Next page"), MOVING, "list"),
    Action("page_up", ("pageup",), N_("Previous page"), MOVING, "list"),
    Action("half_down", ("ctrl+d",), N_("Half a page down"), MOVING, "list"),
    Action("half_up", ("ctrl+u",), N_("Half a page up"), MOVING, "list"),
    Action("first", ("home", "g"), N_("First row"), MOVING, "list"),
    Action("last", ("end", "G"), N_("Last row"), MOVING, "list"),
    Action("open", ("enter", "l", "right"), N_("Open what it stands on"), MOVING, "list", N_("Open it"), rank=10),
    Action("back", ("escape", "q", "h", "left"), N_("Back one step"), MOVING, short=N_("Back"), rank=90, fixed=("escape",),
           help=N_("Closes what is on top; asks only when something typed would be lost.")),
    Action("next_part", ("tab",), N_("Next part of the screen"), MOVING, "parts", N_("Next part"), rank=20),
    Action("previous_part", ("shift+tab",), N_("Previous part of the screen"), MOVING, "parts"),
    Action("box_left", ("left",), N_("Box to the left"), MOVING, "boxes"),
    Action("box_right", ("right",), N_("Box to the right"), MOVING, "boxes"),
    Action("part_left", ("left",), N_("Column on the left; from there, back"), MOVING, "overview"),
    Action("part_right", ("right",), N_("Column on the right; from there, open"), MOVING, "overview"),
    Action("to_letter", ("t", "'"), N_("To a letter …"), MOVING, "records",
           help=N_("The letters typed next are where the list goes; Enter ends them.")),
    Action("day_before", ("left", "h"), N_("The day before"), MOVING, "calendar"),
    Action("day_after", ("right", "l"), N_("The next day"), MOVING, "calendar"),
    Action("period_before", ("<", "["), N_("The day, week or month before"), MOVING, "calendar", N_("Before"), rank=24),
    Action("period_after", (">", "]"), N_("The next day, week or month"), MOVING, "calendar", N_("After"), rank=25),
    Action("calendar_today", ("home", "g"), N_("Today"), MOVING, "calendar", N_("Today"), rank=40),
    Action("to_date", ("J",), N_("To a date …"), MOVING, "calendar", N_("To a date"), rank=41,
           help=N_("next friday, 21.11, in 3 weeks, week 48")),
    # Finding
    Action("search", ("/",), N_("Search everything"), FINDING, short=N_("Search"), rank=60,
           help=N_("Customers, contacts, the registry, leads, opportunities and orders, as you type.")),
    Action("filter", ("f",), N_("Filter this list by a word"), FINDING, "records", N_("Filter"), rank=45),
    Action("criteria", ("F",), N_("Criteria panel"), FINDING, "records", N_("Criteria"), rank=46,
           help=N_("Wildcards: AS% begins with, %AS ends with, AS contains.")),
    Action("reset", ("R",), N_("Reset all that narrows: views, criteria, letter, word"), FINDING, "records"),
    Action("alphabet", ("a",), N_("By first letter"), FINDING, "records"),
    Action("view", ("V",), N_("Choose a view"), FINDING, "records", N_("View"), rank=47),
    Action("keep_view", ("K", "@"), N_("Keep this view under a name"), FINDING, "records",
           help=N_("Criteria, columns and order, for you alone or shared; V shows all views.")),
    Action("view_mine", ("M",), N_("Mine / everybody's"), FINDING, "records"),
    Action("view_active", ("A",), N_("Only active (not lost)"), FINDING, "leads"),
    Action("view_lost", ("X",), N_("Only lost"), FINDING, "leads"),
    Action("view_all", ("E",), N_("Everything: no view, no filter, no criteria"), FINDING, "records"),
    Action("sort", ("s",), N_("Sort by …"), FINDING, "records", N_("Sort"), rank=48),
    Action("turn_sort", ("S",), N_("Turn the order round"), FINDING, "records"),
    Action("columns", ("C",), N_("Columns: which, order, width"), FINDING, "records"),
    # Records
    Action("new", ("n",), N_("New"), RECORDS, "records", N_("New"), rank=20),
    Action("edit", ("e",), N_("Edit"), RECORDS, "record", N_("Edit"), rank=21),
    Action("edit_here", ("e",), N_("Edit what it stands on"), RECORDS, "pointed", N_("Edit"), rank=21),
    Action("edit_row", ("e",), N_("Edit"), RECORDS, "records"),
    Action("convert", ("c",), N_("Convert to customer, contact, opportunity"), RECORDS, "leads", N_("Convert"), rank=25, marked=N_("Convert")),
    Action("convert_one", ("c",), N_("Convert to customer, contact, opportunity"), RECORDS, "lead", N_("Convert"), rank=25),
    Action("dial", ("p",), N_("Dial (telephone)"), RECORDS, "callable", N_("Dial"), rank=26,
           help=N_("Asks first where nobody should be called.")),
    Action("delete", ("d",), N_("Delete"), RECORDS, "records", dangerous=True, help=N_("Asks for y; u brings it back."), marked=N_("Delete")),
    Action("delete_one", ("d",), N_("Delete"), RECORDS, "record", dangerous=True, help=N_("Asks for y; u brings it back.")),
    Action("delete_here", ("d",), N_("Delete what it stands on"), RECORDS, "pointed", dangerous=True,
           help=N_("Asks for y; u brings it back. Customers, contacts and leads are deleted from their own cards.")),
    Action("unlink_here", ("w",), N_("Take away: the link, not the record"), RECORDS, "pointed_activity"),
    Action("deactivate", ("-",), N_("Deactivate, or activate again"), RECORDS, "record"),
    Action("add_note", ("N",), N_("Add a note"), RECORDS, "activities", N_("Note"), rank=30),
    Action("add_task", ("T",), N_("Add a task"), RECORDS, "activities", N_("Task"), rank=31),
    Action("new_appointment", (), N_("Add an appointment"), RECORDS, "activities"),
    Action("new_call", (), N_("Write down a call"), RECORDS, "activities"),
    Action("export_person", (), N_("All that is on file about this person, into one file …"), RECORDS, "record"),
    Action("erase_person", (), N_("Erase this person's data, for good …"), RECORDS, "record", dangerous=True,
           help=N_("Shows first what would be blanked; it cannot be undone.")),
    Action("trust_this_address", (), N_("Its e-mail address is right: send to it again"), RECORDS, "returned_mail",
           help=N_("It is marked as wrong because mail to it has come back.")),
    Action("export_vcard", (), N_("Export as a vCard …"), RECORDS, "record"),
    Action("duplicates", ("D",), N_("Is it on file already?"), RECORDS, "mergeable",
           help=N_("Leads, customers and contacts like it, best first, each saying why.")),
    Action("check_typed", ("f4", "ctrl+t"), N_("Is it on file already?"), RECORDS, "mergeable_form", N_("On file?"), rank=30,
           help=N_("Leads, customers and contacts like what is typed; the form waits.")),
    Action("merge", ("m",), N_("Merge two into one"), RECORDS, "mergeable",
           help=N_("The two marked, or this one with another; both are shown side by side first."), marked=N_("Merge")),
    Action("sweep", ("W",), N_("Sweep: likely duplicates among all"), RECORDS, "mergeable_list"),
    Action("compare", ("c",), N_("Side by side, then merge"), RECORDS, "sweep", N_("Compare"), rank=22),
    Action("merge_alike", ("m",), N_("Merge into one"), RECORDS, "alike", N_("Merge"), rank=20),
    Action("not_same", ("O",), N_("Not the same: do not show again"), RECORDS, "alike", N_("Not the same"), rank=21),
    Action("card_actions", (";",), N_("Actions: all that can be done with this record"), RECORDS, "record", N_("Actions"), rank=25),
    Action("related", ("r",), N_("Go to what it belongs to, or became"), RECORDS, "record", N_("Go to"), rank=40),
    Action("registry_refresh", ("(",), N_("Compare with the registry, field by field"), RECORDS, "companies",
           help=N_("What it has stands beside what is on file; what is chosen is saved.")),
    Action("registry_page", ('"',), N_("Page in the public register"), RECORDS, "companies",
           help=N_("Opens the company's page where there is a browser, and says its address.")),
    Action("sellers", ("%",), N_("Sellers and their shares"), RECORDS, "sales", N_("Sellers"), rank=27,
           help=N_("What a change does to the others is shown before it is saved.")),
    Action("close_sale", ("Y", "$"), N_("Won, lost, or open again"), RECORDS, "sales", N_("Won/lost"), rank=28, marked=N_("Won/lost")),
    Action("stage_on", (">",), N_("To the next stage"), RECORDS, "sales", N_("Stage on"), rank=29, marked=N_("Stage on")),
    Action("stage_back", ("<",), N_("To the stage before"), RECORDS, "sales"),
    Action("convert_sale", ("c",), N_("Order of what is won: make it, or go to it"), RECORDS, "sales", N_("Order"), rank=28,
           help=N_("Shows what it takes over from opportunity and customer before it is made.")),
    Action("order_status", ("Y", "$"), N_("Status: draft, confirmed, delivered, invoiced, cancelled"), RECORDS, "orders", N_("Status"), rank=28, marked=N_("Status")),
    Action("order_confirmation", ("p",), N_("Order confirmation: save, open or print it"), RECORDS, "orders", N_("Confirmation"), rank=27,
           help=N_("In the language of the customer's country, with the company's head from the settings.")),
    Action("take_orders", ("f5", "ctrl+n"), N_("Orders: take their number and revenue from the orders that name it"), RECORDS, "analysis_sheet",
           N_("Orders"), rank=20, help=N_("Each once, with its net; what is counted is said.")),
    Action("take_marks", ("f4", "ctrl+t"), N_("Recipients: take the responses and returns as they are marked"), RECORDS, "analysis_sheet",
           N_("Recipients")),
    Action("new_order", ("n",), N_("New order"), RECORDS, "orders_tab", N_("New"), rank=22),
    Action("seller_add", ("n",), N_("Add a seller"), RECORDS, "sellers_tab", N_("Add"), rank=22),
    Action("seller_share", ("e",), N_("Change the share"), RECORDS, "sellers_tab", N_("Share"), rank=23),
    Action("seller_remove", ("d", "w"), N_("Take the seller off, before saving"), RECORDS, "sellers_tab", N_("Take away"), rank=24),
    Action("budget", ("b",), N_("Budget: costs, income, result as you type"), RECORDS, "campaign", N_("Budget"), rank=22),
    Action("edit_budget", ("e",), N_("Type the figures of the budget"), RECORDS, "budget_tab", N_("Edit"), rank=21),
    Action("edit_analysis", ("e",), N_("Type the actual figures"), RECORDS, "analysis_tab", N_("Edit"), rank=21),
    Action("order_lines", ("b",), N_("Lines of the order, as a sheet"), RECORDS, "orders", N_("Lines"), rank=22),
    Action("edit_lines", ("e", "n"), N_("Type the lines, as a sheet"), RECORDS, "lines_tab", N_("Edit"), rank=21),
    Action("line_new", ("n", "ctrl+n", "insert"), N_("New line below this one"), RECORDS, "line_sheet", N_("New line"), rank=20),
    Action("line_copy", (")", "ctrl+r"), N_("Copy the line"), RECORDS, "line_sheet", N_("Copy"), rank=21),
    Action("line_up", ("<", "shift+up"), N_("Move the line up"), RECORDS, "line_sheet", N_("Up"), rank=22),
    Action("line_down", (">", "shift+down"), N_("Move the line down"), RECORDS, "line_sheet", N_("Down"), rank=23),
    Action("line_delete", ("d", "ctrl+x"), N_("Delete the line"), RECORDS, "line_sheet", N_("Delete"), rank=24, dangerous=True,
           help=N_("Undo brings it back; nothing is written before it is saved.")),
    Action("line_undo", ("u", "ctrl+z"), N_("Undo the latest step in these lines"), RECORDS, "line_sheet", N_("Undo"), rank=25),
    Action("line_redo", ("U",), N_("Redo the step that was undone"), RECORDS, "line_sheet"),
    Action("calculate", ("f5", "ctrl+n"), N_("Calculate: count the recipients on the list"), RECORDS, "budget_sheet", N_("Calculate"), rank=20,
           help=N_("Those that are not deactivated; what stood there is said.")),
    Action("copy_campaign", (")",), N_("Copy the campaign: details and budget, new dates"), RECORDS, "campaign", N_("Copy"), rank=46),
    Action("analysis", ("y",), N_("Result analysis: actual against planned"), RECORDS, "campaign", N_("Analysis"), rank=23),
    Action("add_member", ("n",), N_("Put somebody on the list"), RECORDS, "members_tab", N_("Put on"), rank=22),
    Action("export_members", ("x",), N_("Export the members to XLSX, CSV or PDF"), RECORDS, "members_tab", N_("Export"), rank=24),
    Action("take_member_off", ("w", "d"), N_("Take off the list; the record stays"), RECORDS, "members_tab", N_("Take off"), rank=23),
    Action("add_exclusion", ("n",), N_("Leave out: an address, a domain or a number"), RECORDS, "exclusions_tab", N_("Leave out"), rank=22),
    Action("load_exclusions", ("i",), N_("Leave out what a file holds"), RECORDS, "exclusions_tab", N_("From a file"), rank=23,
           help=N_("Text, CSV or XLSX; how many, and how many bad, is shown first.")),
    Action("take_exclusion_off", ("w", "d"), N_("Take off the list"), RECORDS, "exclusions_tab", N_("Take off"), rank=24),
    Action("choose_exclusion_campaign", ("n",), N_("Leave these out in a campaign"), RECORDS, "exclusion_campaigns_tab", N_("Choose"), rank=22),
    Action("drop_exclusion_campaign", ("w", "d"), N_("No longer in this campaign"), RECORDS, "exclusion_campaigns_tab", N_("Take away"), rank=23),
    Action("board", ("B",), N_("Board: stages side by side"), RECORDS, "opportunities", N_("Board"), rank=43),
    Action("charts", ("Z",), N_("Charts by status and stage; Enter filters"), RECORDS, "opportunities", N_("Charts"), rank=44),
    Action("board_left", ("left", "h"), N_("Stage to the left"), MOVING, "board"),
    Action("board_right", ("right", "l"), N_("Stage to the right"), MOVING, "board"),
    Action("board_mine", ("M",), N_("Mine / everybody's"), FINDING, "board", N_("Mine"), rank=45),
    Action("board_view", ("V",), N_("Mine, everybody's, or one seller's"), FINDING, "board", N_("View"), rank=47),
    Action("charts_measure", ("tab",), N_("Bars by number or by amount"), FINDING, "charts", N_("Number/amount"), rank=20),
    Action("link_contact", ("n",), N_("Add a contact: one on file, or a new one"), RECORDS, "contacts_tab", N_("Add contact"), rank=22),
    Action("link_customer", ("n",), N_("Add to a customer"), RECORDS, "customers_tab", N_("Add customer"), rank=22),
    Action("unlink", ("w",), N_("Take away: the link, not the record"), RECORDS, "links", N_("Take away"), rank=23),
    Action("set_role", ("=",), N_("Set the role"), RECORDS, "links", N_("Role"), rank=24),
    Action("new_project", ("n",), N_("New project"), RECORDS, "projects_tab", N_("New"), rank=22),
    Action("link_project", ("n",), N_("Add to a project: one on file, or a new one"), RECORDS, "participations", N_("Add to project"), rank=22),
    Action("link_participant", ("n",), N_("Add a contact to the project"), RECORDS, "participants_tab", N_("Add contact"), rank=22),
    Action("unlink_project", ("w",), N_("Take away: the link, not the record"), RECORDS, "takes_part", N_("Take away"), rank=23),
    Action("choose_categories", ("n", "e"), N_("Categories: put into, take out"), RECORDS, "categories_part", N_("Categories"), rank=22),
    Action("drop_category", ("d", "w"), N_("Take out of a category"), RECORDS, "categories_part", N_("Take out"), rank=23),
    Action("add_attachment", ("n",), N_("Attach a file, or a document on file"), RECORDS, "attachments_tab", N_("Attach"), rank=22),
    Action("edit_attachment", ("e",), N_("Edit what is said of the attachment"), RECORDS, "attachments_tab", N_("Edit"), rank=23),
    Action("replace_attachment", ("=",), N_("Replace the attachment by another file"), RECORDS, "attachments_tab", N_("Replace"), rank=24),
    Action("turn_goes_along", ("space",), N_("Goes along with what is sent, or stays"), RECORDS, "attachments_tab", N_("Goes along"), rank=25),
    Action("add_document", ("n",), N_("Add a file"), RECORDS, "documents_tab", N_("Add file"), rank=22),
    Action("rename_document", ("e",), N_("Rename"), RECORDS, "documents_tab", N_("Rename"), rank=23),
    Action("delete_document", ("d",), N_("Delete"), RECORDS, "documents_tab", dangerous=True, help=N_("Asks for y; u brings it back.")),
    Action("save_document", ("x",), N_("Save a copy …"), RECORDS, "documents_tab", N_("Save a copy"), rank=24),
    Action("find_document", ("f",), N_("Filter the documents by a word"), FINDING, "documents_tab", N_("Filter"), rank=45),
    Action("new_opportunity", ("n",), N_("New opportunity"), RECORDS, "opportunities_tab", N_("New"), rank=22),
    Action("send_campaign", ("#",), N_("Send by e-mail: who gets it, try it, stop it, go on"), RECORDS, "campaign", N_("Send"), rank=25,
           help=N_("Beside the work, so many in a minute as the settings say; nobody gets two.")),
    Action("recipients", ("m",), N_("Recipients: the whole list"), RECORDS, "campaign", N_("Recipients"), rank=24),
    Action("add_recipients", ("+",), N_("Add recipients from the address book"), RECORDS, "campaign", N_("Add recipients"), rank=26,
           help=N_("Customers, suppliers, contacts or leads, by any view and words; all is shown before.")),
    Action("add_further_recipients", ("+",), N_("Add recipients from the address book"), RECORDS, "recipients", N_("Add recipients"), rank=26),
    Action("new_recipient", ("n",), N_("New recipient"), RECORDS, "recipients_tab", N_("New"), rank=22),
    Action("add_to_campaign", ("+",), N_("Add to a campaign"), MANY, "mergeable",
           help=N_("The marked, or the row, become recipients; all is shown before."), marked=N_("Campaign")),
    Action("link_entries", ("&",), N_("Link the marked entries: what they leave stands below them"), RECORDS, "ledger", N_("Link them"), rank=22, marked=N_("Link them")),
    Action("take_out_of_link", ("w",), N_("Take away: the entry, or the marked, out of its link"), RECORDS, "ledger", N_("Take out"), rank=26, marked=N_("Take out")),
    Action("unlink_whole", ("W",), N_("Take the whole link apart"), RECORDS, "ledger", N_("Unlink"), rank=27),
    Action("propose_links", ("c",), N_("Propose links by reference, amount and date"), RECORDS, "ledger", N_("Propose"), rank=23,
           help=N_("All of them are shown, and linked only when you say so.")),
    Action("only_open", ("A",), N_("Only open entries"), FINDING, "ledger"),
    Action("only_closed", ("X",), N_("Only closed entries"), FINDING, "ledger"),
    Action("other_ledger", (">", "<"), N_("Customer ledger, or supplier ledger"), FINDING, "ledger", N_("Other ledger"), rank=24),
    Action("turn_proposal", ("space",), N_("Link these, or leave them"), RECORDS, "proposals", N_("Take or leave"), rank=21),
    Action("turn_proposals", ("*",), N_("Link all that is proposed, or none"), RECORDS, "proposals", N_("All or none"), rank=22),
    Action("link_proposals", ("enter", "&"), N_("Link what is chosen"), RECORDS, "proposals", N_("Link them"), rank=20),
    Action("new_campaign_lead", ("n",), N_("New lead of this campaign"), RECORDS, "leads_tab", N_("New"), rank=22),
    Action("new_any", ("n",), N_("New: note, task, appointment, call …"), RECORDS, "details_tab", N_("New"), rank=44),
    Action("new_here", ("n",), N_("New, of the kind on this tab"), RECORDS, "activity_tab", N_("New"), rank=22),
    Action("tick", ("space",), N_("Done, or still to do"), RECORDS, "ticks", N_("Done"), rank=23),
    Action("skip", (".",), N_("Skip this one of a series: the next has its turn"), RECORDS, "planned"),
    Action("link_record", ("&",), N_("Link to a further record"), RECORDS, "activity", N_("Link"), rank=24),
    Action("unlink_record", ("w",), N_("Take away: the link, not the record"), RECORDS, "activity", N_("Take away"), rank=25),
    Action("write_email", (",",), N_("Write an e-mail"), RECORDS, "activities", N_("E-mail"), rank=33),
    Action("write_email_here", (",",), N_("Write an e-mail"), RECORDS, "mergeable", N_("E-mail"), rank=46),
    Action("answer_email", (",",), N_("Reply, reply to all, forward; a draft: go on"), RECORDS, "message", N_("Reply"), rank=20),
    Action("insert_merge_field", ("f5", "ctrl+n"), N_("Insert a merge field …"), RECORDS, "template_form", N_("Merge field"), rank=29),
    Action("preview_template", ("p", "f6", "ctrl+t"), N_("Preview: filled from a record"), RECORDS, "template", N_("Preview"), rank=22),
    Action("bring_back_version", ("b",), N_("Bring back this version"), RECORDS, "template_versions", N_("Bring back"), rank=22),
    Action("take_template", ("f5", "ctrl+n"), N_("Take the text of a template"), RECORDS, "email_form", N_("Template"), rank=31),
    Action("send_now", ("f8",), N_("Send it"), RECORDS, "email_form", N_("Send it"), rank=29),
    Action("attach_file", ("f6",), N_("Attach a file or a document …"), RECORDS, "email_form", N_("Attach"), rank=30),
    Action("message_before", ("<", "["), N_("The message before in the conversation"), MOVING, "message", N_("Before"), rank=26),
    Action("message_after", (">", "]"), N_("The next message in the conversation"), MOVING, "message", N_("After"), rank=27),
    Action("fold_quotes", ("z",), N_("Show what is quoted, or fold it"), MOVING, "message", N_("Quotes"), rank=28),
    Action("save_mail_file", ("x",), N_("Save a copy …"), RECORDS, "mail_file", N_("Save a copy"), rank=22),
    Action("put_among_documents", ("+",), N_("Put it among the documents of a record"), RECORDS, "mail_file", N_("To documents"), rank=23),
    Action("calendar", ("z",), N_("Calendar: day, week, month"), SCREENS, "dated", N_("Calendar"), rank=18),
    Action("calendar_scale", ("z",), N_("Calendar: day, week, month"), SCREENS, "calendar", N_("Day/week/month"), rank=11),
    Action("calendar_mine", ("M",), N_("Mine / everybody's"), FINDING, "calendar", N_("Mine"), rank=45),
    Action("calendar_whose", ("V",), N_("Whose calendar"), FINDING, "calendar", N_("Whose"), rank=47),
    Action("calendar_new", ("n",), N_("New appointment where one points"), RECORDS, "calendar", N_("New"), rank=12),
    Action("calendar_task", ("T",), N_("New task, due on the day"), RECORDS, "calendar", N_("Task"), rank=31),
    Action("calendar_edit", ("e",), N_("Edit"), RECORDS, "calendar", N_("Edit"), rank=22),
    Action("calendar_delete", ("d",), N_("Delete"), RECORDS, "calendar", dangerous=True, help=N_("Asks for y; u brings it back.")),
    Action("calendar_export", ("x",), N_("Export what the calendar shows, as iCalendar"), MANY, "calendar"),
    Action("save", ("f2", "ctrl+s"), N_("Save"), RECORDS, "form", N_("Save"), rank=10, help=N_("So does Enter on the last line.")),
    Action("throw_away", ("f6", "ctrl+r"), N_("Throw away the figures that are tried: those on file again"), RECORDS, "sheet", N_("Throw away"), rank=15),
    Action("take_offer", ("f3", "ctrl+o"), N_("Take what is offered below a field"), RECORDS, "form", N_("Take offer"), rank=20,
           help=N_("A record on file to go to, or the registry's data to fill in.")),
    Action("edit_outside", ("f7", "ctrl+g"), N_("Open the text in your editor"), RECORDS, "form",
           help=N_("The one that editor_command in the settings names; what you leave in it stands in the field.")),
    Action("drafts", ("K",), N_("Unfinished forms: go on, or throw away"), RECORDS, "start"),
    Action("new_lead", ("L",), N_("New lead"), RECORDS, short=N_("New lead"), rank=70,
           help=N_("From anywhere; what is on the screen waits.")),
    Action("undo", ("u",), N_("Undo my latest change"), RECORDS, short=N_("Undo"), rank=75),
    Action("redo", ("U",), N_("Redo what was undone"), RECORDS),
    # Administration
    Action("entry_new", ("n",), N_("New"), RECORDS, "entries", N_("New"), rank=20),
    Action("entry_edit", ("e",), N_("Edit"), RECORDS, "entries", N_("Edit"), rank=21),
    Action("entry_value", ("=",), N_("Set the probability of a stage"), RECORDS, "stages", N_("Probability"), rank=22),
    Action("entry_up", ("<", "shift+up"), N_("Move it up"), RECORDS, "entries", N_("Up"), rank=23),
    Action("entry_down", (">", "shift+down"), N_("Move it down"), RECORDS, "entries", N_("Down"), rank=24),
    Action("entry_use", ("-",), N_("Deactivate, or activate again"), RECORDS, "entries", N_("Deactivate"), rank=25),
    Action("entry_delete", ("d",), N_("Delete"), RECORDS, "entries", N_("Delete"), dangerous=True, rank=26,
           help=N_("What is in use is never lost: it is moved, or kept. Asks for y; u brings it back.")),
    # Many
    Action("mark", ("space", "insert"), N_("Mark or unmark"), MANY, "records", N_("Mark"), rank=30),
    Action("mark_all", ("*",), N_("Mark all that the filter shows, or none"), MANY, "records", marked=N_("All")),
    Action("invert_marks", ("_", "~"), N_("Turn the marks round"), MANY, "records"),
    Action("mark_range", ("v",), N_("Mark from here to …"), MANY, "records",
           help=N_("Once where the range begins, once where it ends.")),
    Action("assign", ("o",), N_("Assign owner"), MANY, "owned", N_("Owner"), rank=49,
           help=N_("One employee, or several: the marked are dealt out in turn."), marked=N_("Owner")),
    Action("set_field", ("=",), N_("Set a field on the marked"), MANY, "records", marked=N_("Field")),
    Action("put_on_list", ("&",), N_("Put on a distribution list"), MANY, "mergeable",
           help=N_("The marked; without marks, all that the filter shows."), marked=N_("Put on a list")),
    Action("mail_merge", ("#",), N_("Mail merge: to these, from a template"), MANY, "mail_merged",
           help=N_("The marked; without marks, all that the filter shows."), marked=N_("Mail merge")),
    Action("call_list", ("p",), N_("Call lists: make one of these, or go on with one"), MANY, "callable_list", N_("Calling"), rank=44,
           help=N_("Of the marked; without marks, of all that the filter shows."), marked=N_("Call list")),
    Action("campaign_letters", ("W",), N_("Letters and address labels to the recipients"), MANY, "campaign", rank=48),
    Action("call_recipients", ("p",), N_("Call the recipients: make a call list of them, or go on with one"), RECORDS, "campaign",
           N_("Call these"), rank=28, help=N_("Reached is a positive response, not interested a negative one; a wrong number is returned.")),
    Action("call_members", ("p",), N_("Call who is on it: make a call list of them, or go on with one"), RECORDS, "distribution_list",
           N_("Call these"), rank=28),
    Action("call_lists", ("p",), N_("Call lists: go on with one"), MANY, "start", N_("Calling"), rank=44),
    # Calling
    Action("call_dial", ("p",), N_("Dial"), CALLING, "calling", N_("Dial"), rank=10),
    Action("call_number", ("#",), N_("Another number"), CALLING, "calling"),
    Action("call_reached", ("y",), N_("Reached: log it, and on to the next"), CALLING, "calling"),
    Action("call_no_answer", ("0",), N_("No answer"), CALLING, "calling", help=N_("Tried again later; parked after so many tries.")),
    Action("call_busy", ("b",), N_("Busy"), CALLING, "calling", help=N_("Tried again in an hour.")),
    Action("call_wrong", ("!",), N_("Wrong number"), CALLING, "calling"),
    Action("call_not_interested", ("I",), N_("Not interested"), CALLING, "calling"),
    Action("call_later", ("+",), N_("Call back: when?"), CALLING, "calling", help=N_("tomorrow 9, fri 14:30, in 2h")),
    Action("call_meeting", ("a",), N_("Meeting booked: when?"), CALLING, "calling",
           help=N_("Makes the appointment and logs the call as reached; tomorrow 9, fri 14:30")),
    Action("call_never", ("-",), N_("Do not call again: nobody calls this one any more"), CALLING, "calling",
           help=N_("Logs the call; u takes it back.")),
    Action("call_convert", ("c",), N_("Convert to customer, contact, opportunity"), CALLING, "calling", N_("Convert"), rank=12),
    Action("call_skip", (".",), N_("Skip: comes again in an hour; look again where nobody is to be called"), CALLING, "calling", N_("Skip"), rank=13),
    Action("call_previous", (",",), N_("Back to the one before"), CALLING, "calling", N_("Previous"), rank=14),
    Action("call_note", ("N",), N_("Note of this call"), CALLING, "calling", N_("Note"), rank=15),
    Action("call_parked", ("t",), N_("Who is parked: see them, take them up again"), CALLING, "calling"),
    Action("call_more", ("pagedown", "down"), N_("Read on: last activities, script, note"), MOVING, "calling"),
    Action("call_less", ("pageup", "up"), N_("Read back"), MOVING, "calling"),
    Action("call_edit", ("e",), N_("Edit"), CALLING, "calling", N_("Edit"), rank=16),
    Action("call_open", ("enter", "l", "right"), N_("Open the card"), CALLING, "calling", N_("Open it"), rank=17),
    # Files
    Action("import_file", ("i",), N_("Import from a file …"), MANY, "records",
           help=N_("CSV, workbooks, vCards; every row is shown before anything is written.")),
    Action("export", ("x",), N_("Export what the list shows, or the marked"), MANY, "records", marked=N_("Export")),
    Action("run_import", ("i",), N_("Import these rows"), MANY, "import", N_("Import"), rank=20),
    Action("import_options", ("=",), N_("Options: headings, update, notes, encoding"), MANY, "import", N_("Options"), rank=21),
    Action("match_columns", ("C",), N_("Match the columns with fields"), MANY, "import", N_("Columns"), rank=22),
    # Reports
    Action("report_options", ("=",), N_("Interval and currency of the report"), FINDING, "report", N_("Interval"), rank=15),
    Action("export_report", ("x",), N_("Export the report to XLSX, CSV or PDF"), RECORDS, "report", N_("Export"), rank=25),
    # Screens
    Action("screen_start", ("1",), N_("Start page"), SCREENS),
    Action("screen_leads", ("2",), N_("Leads"), SCREENS),
    Action("screen_customers", ("3",), N_("Customers"), SCREENS),
    Action("screen_contacts", ("4",), N_("Contacts"), SCREENS),
    Action("screen_opportunities", ("5",), N_("Opportunities"), SCREENS),
    Action("screen_campaigns", ("6",), N_("Campaigns"), SCREENS),
    Action("show_outbox", ("b",), N_("Outbox: e-mail on its way out"), SCREENS),
    Action("screen_orders", ("O",), N_("Orders"), SCREENS),
    Action("screen_projects", (), N_("Projects"), SCREENS),
    Action("screen_ledger", (), N_("Ledger entries"), SCREENS),
    Action("screen_distribution_lists", ("D",), N_("Distribution lists"), SCREENS, "campaign"),
    Action("screen_exclusion_lists", ("X",), N_("Exclusion lists: who is left out"), SCREENS, "campaign"),
    Action("screen_templates", ("Z",), N_("Templates of e-mails, letters and labels"), SCREENS, "campaign"),
    Action("screen_tasks", ("7",), N_("Tasks and calendar"), SCREENS, help=N_("Once more: from the list to the calendar and back.")),
    Action("reminders", (), N_("Reminders: open, later, done with"), SCREENS),
    Action("fetch_mail", (), N_("Read the mailbox now"), SCREENS),
    Action("screen_reports", ("8",), N_("Reports"), SCREENS),
    Action("screen_administration", ("9",), N_("Administration"), SCREENS,
           help=N_("Employees, stages and other lists, custom fields.")),
    Action("changes", ("H",), N_("History: all changes, and undo"), SCREENS),
    # Program
    Action("help", ("?", "f1"), N_("The keys that work here"), PROGRAM, short=N_("Keys"), rank=95, fixed=("?",)),
    Action("palette", (":", "ctrl+p"), N_("Command palette"), PROGRAM),
    Action("become", ("P",), N_("Be somebody else (demo only)"), PROGRAM, "demo"),
    Action("repaint", ("ctrl+l",), N_("Paint the screen anew"), PROGRAM),
    Action("quit", ("Q", "ctrl+q"), N_("Quit"), PROGRAM, fixed=("ctrl+q",)),
    # Global search
    Action("search_open", ("enter",), N_("Open, or add from the registry as a customer"), RECORDS, "search", N_("Open it"), rank=10),
    Action("search_more", ("right",), N_("More: as a lead, new customer, new contact"), RECORDS, "search", N_("More"), rank=24),
    Action("search_lead", ("f2", "ctrl+o"), N_("Add from the registry as a lead"), RECORDS, "search", N_("As lead"), rank=25),
    Action("search_page", ("f5",), N_("Page in the public register"), RECORDS, "search"),
    Action("search_new_customer", ("f3", "ctrl+n"), N_("New customer of this name"), RECORDS, "search", N_("New customer"), rank=26),
    Action("search_new_contact", ("f4", "ctrl+t"), N_("New contact of this name"), RECORDS, "search", N_("New contact"), rank=27),
)  # fmt: skip


class Keymap:
    """The table with the user's own keys in place of the table's."""

    def __init__(
        self, own: Mapping[str, str] | None = None, *, file: str = "", actions: Sequence[Action] = ACTIONS
    ) -> None:
        """Take ``own`` (action ID → keys, separated by commas) as the settings have it.

        Raises :class:`UserError` naming file, key and the nearest name for an unknown action, a clash between two
        actions of one context, or a fixed key taken away.
        """
        self.actions = {action.id: action for action in actions}
        for name, text in (own or {}).items():
            if name not in self.actions:
                raise UserError(_unknown(name, self.actions, file), "keymap")
            keys = tuple(key.strip() or "," for key in text.split(",")) if text.strip() else ()
            action = self.actions[name]
            self.actions[name] = replace(action, keys=tuple(dict.fromkeys((*keys, *action.fixed))))
        self._here: dict[tuple[str, ...], tuple[Action, ...]] = {}
        self._check(file)

    def _check(self, file: str) -> None:
        taken: dict[tuple[str, str], Action] = {}
        for action in self.actions.values():
            for key in action.keys:
                other = taken.setdefault((action.where, key), action)
                if other is not action:
                    raise UserError(
                        _("{file}: key {key} is given to both {one} and {other}.").format(
                            file=file or "keymap", key=quotation(key), one=other.id, other=action.id
                        ),
                        "keymap",
                    )

    def find(self, key: str, contexts: Sequence[str]) -> Action | None:
        """Return the action of a key where ``contexts`` stand, most particular first."""
        for context in contexts:
            for action in self.actions.values():
                if action.where == context and key in action.keys:
                    return action
        return None

    def here(self, contexts: Sequence[str]) -> list[Action]:
        """Return the actions that work where ``contexts`` stand, each key given to the most particular one.

        The hint line asks at every move of the focus, so each answer is worked out once.
        """
        asked = tuple(contexts)
        if asked not in self._here:
            self._here[asked] = tuple(self._worked_out(asked))
        return list(self._here[asked])

    def _worked_out(self, contexts: Sequence[str]) -> list[Action]:
        found: list[Action] = []
        taken: set[str] = set()
        for context in contexts:
            for action in self.actions.values():
                if action.where != context:
                    continue
                free = tuple(key for key in action.keys if key not in taken)
                if free or not action.keys:
                    found.append(replace(action, keys=free))
                    taken.update(free)
        return found


def _unknown(name: str, known: Iterable[str], file: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, list(known), 1)
    hint = " " + _("Did you mean {name}?").format(name=near[0]) if near else ""
    return _("{file}: there is no action {name}.").format(file=file or "keymap", name=quotation(name)) + hint


ALTGR = frozenset("$@~[]{}\\|`^´")
"""Characters that need AltGr or a dead key on a Norwegian or Danish keyboard: no action has only such keys."""

KEY_NAMES = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "shift+tab": "Shift+Tab", "pagedown": "PgDn", "insert": "Ins",
    "pageup": "PgUp", "home": "Home", "end": "End", "down": "↓", "up": "↑", "left": "←", "right": "→",
}  # fmt: skip


def shown_key(key: str, *, ascii: bool = False) -> str:
    """Return a key as people read it: Ctrl+P, F1, Esc, ?."""
    if ascii and key in ("down", "up", "left", "right"):
        return key.capitalize()
    if key in KEY_NAMES:
        return KEY_NAMES[key]
    if "+" in key and len(key) > 1:
        return "+".join(part.capitalize() for part in key.split("+"))
    return key.upper() if len(key) > 1 else key

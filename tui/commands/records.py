"""``salg RECORD …``: which record, which verb."""

from __future__ import annotations

from importlib import import_module

from model.core.language import N_, _
from model.core.records.record import Record
from model.core.text import quotation
from tui.commands.arguments import UsageError, verb_of
from tui.commands.console import Console, command_name

_VERBS = {
    "list": ("listing", N_("list records, all that match")),
    "show": ("showing", N_("show one record")),
    "add": ("editing", N_("add a record and print its ID")),
    "set": ("editing", N_("change fields of one record or many")),
    "delete": ("editing", N_("delete records; undo brings them back")),
    "import": ("importing", N_("import a file; nothing is made twice, undo takes it back")),
    "template": ("importing", N_("write a file to be filled in and imported")),
    "convert": ("converting", N_("make customers, contacts and opportunities of leads")),
    "duplicates": ("duplicates", N_("what may be the same as one record, or groups among all")),
    "not-same": ("duplicates", N_("remember that records which look alike are not the same")),
    "merge": ("merging", N_("make two records into one; undo brings both back")),
    "assign": ("assignment", N_("give leads an owner, or deal them out among several")),
    "skip": ("series", N_("leave one of a series out; the next has its turn")),
    "alone": ("series", N_("take one out of its series, to be changed by itself")),
    "hand-over": ("handing_over", N_("deactivate an employee and hand over what is theirs")),
    "order": ("orders", N_("make the order of what is won, or show which it is")),
    "sellers": ("sellers", N_("who shares an opportunity; add, set or remove one")),
    "economy": ("campaigns", N_("what a campaign costs and brings, planned and actual")),
    "income": ("campaigns", N_("take a campaign's actual revenue from its orders")),
    "responses": ("campaigns", N_("take a campaign's responses and returns from its recipients")),
    "confirm": ("confirmation", N_("write the order confirmation to a PDF")),
    "add-recipients": ("recipients", N_("recipients of a campaign from the address book")),
    "send": ("campaign_mail", N_("send an e-mail campaign, or go on with it; --test ADDRESS tries it")),
    "stop": ("campaign_mail", N_("stop the sending of a campaign")),
    "status": ("campaign_mail", N_("how far the sending of a campaign has come")),
    "answer": ("campaign_mail", N_("say whether messages were sent that may have been")),
    "unsubscribe": ("campaign_mail", N_("send no more to those who unsubscribed at your page")),
    "copy": ("campaigns", N_("the same campaign again, with other dates")),
    "attachments": ("attachments", N_("files of a campaign, and what is said of them")),
    "documents": ("documents", N_("files of a record: list, add, save, rename, delete")),
    "export-person": ("personal_data", N_("write all that is on file about a person to a file")),
    "erase-person": ("personal_data", N_("blank a person's name, addresses and numbers everywhere, for good")),
    "members": ("distribution_lists", N_("who stands on a distribution list")),
    "put-on": ("distribution_lists", N_("put customers, contacts or leads on a distribution list")),
    "take-off": ("distribution_lists", N_("take customers, contacts or leads off a distribution list")),
    "entries": ("exclusions", N_("what stands on an exclusion list")),
    "exclude": ("exclusions", N_("leave out addresses, domains and numbers, typed or from a file")),
    "readmit": ("exclusions", N_("take addresses, domains and numbers off an exclusion list")),
    "link": ("ledger", N_("link ledger entries that settle each other")),
    "unlink": ("ledger", N_("take a whole link of ledger entries apart")),
    "remove": ("ledger", N_("take ledger entries out of their links")),
    "propose": ("ledger", N_("link a customer's open entries by reference, amount and date")),
    "letter": ("letters", N_("a letter from a template to each of these, as one PDF")),
    "labels": ("letters", N_("an address label for each of these, as one PDF")),
    "email": ("mail_merge", N_("an e-mail from a template to each of these")),
    "fill": ("templates", N_("a template filled from a record; nothing is sent")),
    "fields": ("templates", N_("the merge fields that a template may use")),
    "versions": ("templates", N_("what a template said at each time that it was saved")),
    "restore": ("templates", N_("a template says again what it said in a version")),
    "campaigns": ("exclusions", N_("choose an exclusion list for campaigns, or no longer")),
}
_MERGED = ("lead", "customer", "contact")
_WRITTEN_TO = (
    "lead", "customer", "contact", "opportunity", "order", "distribution_list", "recipient", "campaign",
)  # fmt: skip
_DOCUMENTED = ("lead", "customer", "contact", "opportunity", "project", "campaign")
_ONLY = {
    "hand-over": ("employee",),
    "convert": ("lead",),
    "duplicates": _MERGED,
    "not-same": _MERGED,
    "merge": _MERGED,
    "assign": ("lead",),
    "skip": ("task", "appointment"),
    "alone": ("task", "appointment"),
    "sellers": ("opportunity",),
    "order": ("opportunity",),
    "economy": ("campaign",),
    **dict.fromkeys(("income", "responses"), ("campaign",)),
    "confirm": ("order",),
    **dict.fromkeys(("send", "stop", "status", "answer", "unsubscribe"), ("campaign",)),
    "copy": ("campaign",),
    "add-recipients": ("campaign",),
    "attachments": ("campaign",),
    "documents": _DOCUMENTED,
    **dict.fromkeys(("export-person", "erase-person"), _MERGED),
    **dict.fromkeys(("members", "put-on", "take-off"), ("distribution_list",)),
    **dict.fromkeys(("link", "unlink", "remove", "propose"), ("ledger_entry",)),
    **dict.fromkeys(("letter", "labels"), _WRITTEN_TO),
    "email": ("lead", "customer", "contact", "opportunity", "order", "distribution_list"),
    **dict.fromkeys(("fill", "fields", "versions", "restore"), ("template",)),
    **dict.fromkeys(("entries", "exclude", "readmit", "campaigns"), ("exclusion_list",)),
}
_CALLED = {
    "list": "list [--where EXPR]…",
    "show": "show ID",
    "add": "add FIELD=VALUE…",
    "set": "set ID… FIELD=VALUE…",
    "delete": "delete ID…",
    "import": "import FILE",
    "template": "template",
    "convert": "convert ID…",
    "duplicates": "duplicates [ID]",
    "not-same": "not-same ID ID…",
    "merge": "merge SOURCE TARGET",
    "assign": "assign ID… --to A,B",
    "skip": "skip ID",
    "alone": "alone ID",
    "hand-over": "hand-over ID [--to INITIALS]",
    "order": "order ID [--dry-run]",
    "sellers": "sellers ID [add|set|remove …]",
    "economy": "economy ID",
    "income": "income ID",
    "responses": "responses ID",
    "confirm": "confirm ID [--out FILE.pdf]",
    "send": "send ID [--test ADDRESS] [--dry-run]",
    "stop": "stop ID",
    "status": "status ID",
    "answer": "answer ID sent|not-sent",
    "unsubscribe": "unsubscribe MARK…",
    "copy": "copy ID [FIELD=VALUE…]",
    "add-recipients": "add-recipients ID --from RECORD",
    "attachments": "attachments ID [add|attach|set|replace|save|delete …]",
    "documents": "documents ID [add|save|rename|delete …]",
    "export-person": "export-person ID --out FILE",
    "erase-person": "erase-person ID",
    "members": "members ID",
    "put-on": "put-on ID --from RECORD",
    "take-off": "take-off ID --from RECORD",
    "entries": "entries ID",
    "exclude": "exclude ID TEXT…|--file FILE",
    "readmit": "readmit ID TEXT…",
    "link": "link ID ID…",
    "unlink": "unlink LINK",
    "remove": "remove ID…",
    "propose": "propose CUSTOMER",
    "letter": "letter ID… --template NAME",
    "labels": "labels ID… --template NAME",
    "email": "email ID… --template NAME",
    "fill": "fill ID --from RECORD ID",
    "fields": "fields",
    "versions": "versions ID",
    "restore": "restore ID VERSION",
    "campaigns": "campaigns ID [CAMPAIGN]",
}


def record_of(name: str) -> type[Record]:
    """Return the record class of that name in code; raise :class:`UsageError` for none."""
    from model.catalogue import COMMAND_NAMES, Kinds

    for type_name, command in COMMAND_NAMES.items():
        if name in (command, type_name):
            record: type[Record] = Kinds()[type_name]  # type: ignore[assignment]
            return record
    raise UsageError(_("there is no record {name}").format(name=quotation(name)), "salg")


def run(console: Console, name: str, arguments: list[str]) -> int:
    """Carry out a verb on a record."""
    record = record_of(name)
    name = record.name_in_code
    verbs = {verb: told for verb, told in _VERBS.items() if name in _ONLY.get(verb, (name,))}
    verb = verb_of(arguments, verbs, command_name(record), lambda: _overview(record, verbs))
    module = import_module(f"tui.commands.{verbs[verb][0]}")
    called = f"{verb}_" if verb in ("list", "set", "import") else verb
    code: int = getattr(module, called.replace("-", "_"))(console, record, arguments[1:])
    return code


def _overview(record: type[Record], verbs: dict[str, tuple[str, str]]) -> str:
    from tui.commands import relations

    name = record.name_in_code
    width = max(len(_CALLED[verb]) for verb in verbs)
    command = command_name(record)
    lines = [_("usage: ") + f"salg {command} {'|'.join(verbs)} …", "", f"{_(record.label_plural)}:"]
    lines += [f"  {_CALLED[verb].ljust(width)}  {_(told)}" for verb, (_module, told) in verbs.items()]
    lines += ["", _("Fields to be set:"), *field_lines(record, system=False)]
    lines += relations.help_lines(record)
    if "custom" in record.fields():
        lines.append(
            "  …".ljust(26) + _("the company's own fields: {command}").format(command=f"salg field list {name}")
        )
    lines += ["", _("Fields kept by Salg:"), *field_lines(record, system=True)]
    lines += ["", f"salg {command} list --help", ""]
    return "\n".join(lines)


def field_lines(record: type[Record], *, system: bool) -> list[str]:
    """Return a line for each field: the name it is told by, its label, and what it takes."""
    from model.core.fields.choices import ChoiceField
    from model.files.plain import told_fields, told_name

    lines = []
    for name in told_fields(record):
        field = record.field(name)
        if field.system is not system or name in record.relations:
            continue
        more = ""
        if isinstance(field, ChoiceField):
            more = ": " + ", ".join(choice.name for choice in field.options)
        required = " *" if field.required else ""
        lines.append(f"  {told_name(record, name).ljust(22)}  {field.title}{required}{more}")
    return lines

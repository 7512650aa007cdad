"""Addresses on a card: a few lines each, only those that are filled in (CUST-10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.core.countries import country_name
from model.core.language import N_, _
from tui.widgets.card_details import Fact
from tui.widgets.card_shown import Shown

LABELS = {
    "invoice": N_("Invoice"),
    "postal": N_("Postal"),
    "delivery": N_("Delivery"),
    "visiting": N_("Visiting"),
    "attestation": N_("Attestation"),
}


def address_facts(shown: Shown, kinds: Sequence[str]) -> Iterator[Fact]:
    """Yield the addresses that are filled in; one that is the same as an earlier one stands with that one's label.

    The country is named where it is another than that of the person at the keyboard.
    """
    found: dict[str, list[str]] = {}
    home = country_name(shown.reading.country)
    for kind in kinds:
        part = {
            name: shown.texts.get(f"{kind}_{name}", "") for name in ("street", "postcode", "town", "region", "country")
        }
        town = " ".join(text for text in (part["postcode"], part["town"]) if text)
        rest = ", ".join(text for text in (part["region"], part["country"]) if text not in ("", part["town"], home))
        lines = [text for text in (part["street"], ", ".join(text for text in (town, rest) if text)) if text]
        if lines:
            found.setdefault("\n".join(lines), []).append(_(LABELS[kind]))
    for text, labels in found.items():
        yield Fact(", ".join(labels), text)

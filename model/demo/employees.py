"""Who works here: six made-up employees in the two countries, so that "mine" and owner-only can be tried."""

from __future__ import annotations

from typing import Any

from model.demo.dice import spread

EMPLOYEES: tuple[dict[str, Any], ...] = tuple(
    {
        "initials": initials,
        "name": name,
        "email": f"{account}@salg.example",
        "phone": phone,
        "role": role,
        "account": account,
    }
    for initials, name, account, phone, role in (
        ("KNO", "Kari Nordby", "kari", "+47 915 00 101", "administrator"),
        ("OBE", "Ole Berg", "ole", "+47 915 00 102", "seller"),
        ("SØD", "Siri Ødegård", "siri", "+47 915 00 103", "seller"),
        ("MKR", "Mette Krogh", "mette", "+45 28 00 01 04", "seller"),
        ("JBA", "Jens Bak", "jens", "+45 28 00 01 05", "seller"),
        ("ÅLI", "Åse Lien", "aase", "+47 915 00 106", "reader"),
    )
)
"""Fields of an employee as in the list of fields; ``account`` is an operating-system account of nobody."""

SELLERS = {
    "NO": spread((("KNO", 3), ("OBE", 6), ("SØD", 5))),
    "DK": spread((("MKR", 5), ("JBA", 4), ("KNO", 1))),
}
"""Who sells in a country, each as many times as they have records there."""

"""What is chosen in the dialog of conversion, for one lead or for many (LEAD-13, LEAD-15)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

CustomerChoice = Literal["customer", "supplier", "both", "neither", "no"]
Then = Literal["keep", "deactivate", "delete"]

CUSTOMER_CHOICES: tuple[CustomerChoice, ...] = ("customer", "supplier", "both", "neither", "no")
"""The kind of the customer record; "no" makes none."""
THENS: tuple[Then, ...] = ("keep", "deactivate", "delete")
"""What becomes of the lead afterwards."""
NEW = "new"
"""Make a record although one on file was found."""


@dataclass(frozen=True)
class ConversionChoices:
    """The choices, as they are ticked and typed; the plan says what comes of them for a lead."""

    customer: CustomerChoice = "customer"
    category: str | None = None
    """Name of a category, or ``#`` and its ID."""
    contact: bool | None = None
    """Whether to make a contact; None: where the lead names a person."""
    opportunity: bool = False
    opportunity_title: str | None = None
    """None: the lead's subject, or else its name."""
    opportunity_amount: Decimal | str | None = None
    """A string is read as people write amounts."""
    opportunity_stage: str | None = None
    """Name of a stage; None: the first."""
    then: Then = "keep"
    use_customer: int | Literal["new"] | None = None
    """ID of a customer on file to use; "new" for a new one; None: the one that organisation number or e-mail name."""
    use_contact: int | Literal["new"] | None = None
    """The same for the contact."""
    lost: bool = False
    """Of many leads, convert also those marked lost."""

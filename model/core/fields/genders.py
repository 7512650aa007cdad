"""The one list of genders, for leads and contacts."""

from __future__ import annotations

from model.core.fields.choices import Choice
from model.core.language import N_

GENDERS = (
    Choice(1, "female", N_("Female")),
    Choice(2, "male", N_("Male")),
    Choice(3, "other", N_("Other")),
)

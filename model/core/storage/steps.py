"""Which step of :mod:`model.core.storage.migrations` reaches which version of the schema."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from model.core.storage.ddl import Operation

STEPS = {
    1: "model.core.storage.migrations.m0001_first",
    2: "model.core.storage.migrations.m0002_duplicates",
    3: "model.core.storage.migrations.m0003_calling",
    4: "model.core.storage.migrations.m0004_customers_and_sales",
    5: "model.core.storage.migrations.m0005_plain_signs",
    6: "model.core.storage.migrations.m0006_never_empty",
    7: "model.core.storage.migrations.m0007_campaigns",
    8: "model.core.storage.migrations.m0008_noughts_in_brackets",
    9: "model.core.storage.migrations.m0009_link_history",
    10: "model.core.storage.migrations.m0010_campaign_of_sales",
    11: "model.core.storage.migrations.m0011_countries",
    12: "model.core.storage.migrations.m0012_opt_outs",
    13: "model.core.storage.migrations.m0013_attachments",
    14: "model.core.storage.migrations.m0014_recipients",
    15: "model.core.storage.migrations.m0015_contact_links",
    16: "model.core.storage.migrations.m0016_call_anything",
    17: "model.core.storage.migrations.m0017_distribution_lists",
    18: "model.core.storage.migrations.m0018_customer_timeline",
    19: "model.core.storage.migrations.m0019_running_numbers",
    20: "model.core.storage.migrations.m0020_ledger",
    21: "model.core.storage.migrations.m0021_orders",
    22: "model.core.storage.migrations.m0022_campaign_orders",
    23: "model.core.storage.migrations.m0023_ledger_accounts",
    24: "model.core.storage.migrations.m0024_mail",
    25: "model.core.storage.migrations.m0025_outbox",
    26: "model.core.storage.migrations.m0026_email_returns",
    27: "model.core.storage.migrations.m0027_templates",
    28: "model.core.storage.migrations.m0028_campaign_mail",
}
"""Version reached → module whose ``OPERATIONS`` reach it from the version before."""


def operations(number: int) -> Sequence[Operation]:
    """Return what the step to version ``number`` does, in order."""
    step: Sequence[Operation] = importlib.import_module(STEPS[number]).OPERATIONS
    return step

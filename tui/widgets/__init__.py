"""Widgets that know fields, and know no lead and no campaign."""

"""Telephony: dialling by a command of the user's own, telephone links; a telephone exchange finds its place here."""

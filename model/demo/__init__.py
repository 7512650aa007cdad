"""Believable, wholly made-up data in the spirit of the Nordic market, for `salg demo`, screenshots and benchmarks."""

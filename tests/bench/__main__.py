"""``python -m tests.bench [--size 0.01] [--cpu] [--json] [NAME…]``: run the measurements and print one table.

Without names all scripts of this folder run. Exit code 1 if a target is missed, 2 if a script fails.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import platform
import sqlite3
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.figures import Figure, count_cpu_time

FOLDER = Path(__file__).parent


def scripts() -> list[str]:
    """The modules of this folder that have something to measure, by name."""
    return sorted(
        file.stem
        for file in FOLDER.glob("*.py")
        if not file.stem.startswith("_") and "\ndef measure(" in file.read_text(encoding="utf-8")
    )


def machine() -> str:
    """Say when and where this was measured."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    load = "/".join(f"{part:.1f}" for part in os.getloadavg())
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC · {os.cpu_count()} × {model} · load {load} · {platform.system()} "
        f"{platform.release()} · Python {platform.python_version()} · SQLite {sqlite3.sqlite_version} · "
        f"Textual {version('textual')} · Peewee {version('peewee')}"
    )


def figures(name: str, size: float) -> Iterator[Figure]:
    """Run one script."""
    measure = importlib.import_module(f"tests.bench.{name}").measure
    yield from measure(size) if inspect.signature(measure).parameters else measure()


def number(value: float, unit: str) -> str:
    """Write a figure with about three digits that count."""
    text = f"{value:,.0f}" if abs(value) >= 100 or unit == "bytes" else f"{value:.3g}"
    return f"{text.replace(',', ' ')} {unit}"


def row(figure: Figure) -> str:
    """Write one line of the table."""
    bound = "" if figure.target is None else f"{'≥' if figure.at_least else '≤'} {number(figure.target, figure.unit)}"
    verdict = {None: "", True: "met", False: "MISSED"}[figure.met]
    line = f"  {figure.what:<58} {number(figure.value, figure.unit):>16} {bound:>16} {verdict:<7}"
    return f"{line} {figure.note}".rstrip()


def main() -> int:
    """Run what is asked for."""
    known = scripts()
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Salg against its targets.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}")
    parser.add_argument(
        "--size", type=float, default=1.0, help="1 is what the targets are for; 0.01 to try the scripts"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    parser.add_argument(
        "--cpu", action="store_true", help="measure this process's CPU time: for a machine with other work on"
    )
    asked = parser.parse_args()
    if asked.cpu:
        count_cpu_time()
    unknown = [name for name in asked.names if name not in known]
    if unknown:
        parser.error(f"no script {', '.join(unknown)}: one of {', '.join(known)}")
    head = machine()
    failed, all_figures = [], {}
    if not asked.json:
        print(head + (f" · size {asked.size:g}" if asked.size != 1 else "") + (" · CPU time" if asked.cpu else ""))
    for name in asked.names or known:
        began = time.perf_counter()
        if not asked.json:
            print(f"\n{name}", flush=True)
        found: list[Figure] = []
        try:
            for figure in figures(name, asked.size):
                found.append(figure)
                if not asked.json:
                    print(row(figure), flush=True)
        except Exception:  # one script that fails must not take the others' figures along
            failed.append(name)
            traceback.print_exc()
        all_figures[name] = found
        if not asked.json:
            print(f"  ({time.perf_counter() - began:.0f} s)", flush=True)
    if asked.json:
        rows = {name: [asdict(figure) | {"met": figure.met} for figure in found] for name, found in all_figures.items()}
        print(json.dumps({"machine": head, "size": asked.size, "figures": rows}, ensure_ascii=False, indent=1))
    missed = [figure for found in all_figures.values() for figure in found if figure.met is False]
    if not asked.json:
        print(f"\n{len(missed)} missed, {len(failed)} failed" + (f": {', '.join(failed)}" if failed else ""))
    return 2 if failed else 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())

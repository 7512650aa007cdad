"""How long something lasted, as people say it."""

from __future__ import annotations

from datetime import timedelta

from model.core.language import _


def lasted(time: timedelta) -> str:
    """Return a time in its two largest units: 12 d 4 h, 3 h 20 min, 4 min 10 s."""
    seconds = max(0, int(time.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        return _("{days} d {hours} h").format(days=days, hours=hours % 24)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes % 60)
    if minutes:
        return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=seconds % 60)
    return _("{seconds} s").format(seconds=seconds)

"""Whether a device at a session may still hold entries that nobody has received. Standard library only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A device that is switched on and has a line says several times a minute how much it holds; after two minutes without
# a word it is out of reach, and what it enters meanwhile is known to nobody.
SILENT_AFTER = timedelta(seconds=75)  # a desk speaks every 5 seconds, one whose window is hidden once a minute


class DeviceState(StrEnum):
    ONLINE = "online"
    UNSENT = "unsent"  # heard of just now, and holds entries
    SILENT = "silent"
    RELEASED = "released"  # has said that it holds nothing, and has erased its list
    LOST = "lost"  # declared so by the lead, with a reason


HOLDS_PERHAPS = frozenset({DeviceState.UNSENT, DeviceState.SILENT})  # entries that nobody has received


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    name: str
    unsent: int
    seen_at: datetime
    is_released: bool = False
    is_lost: bool = False


def device_state(device: DeviceFacts, *, now: datetime) -> DeviceState:
    if device.is_lost:
        return DeviceState.LOST
    if device.is_released:
        return DeviceState.RELEASED
    if now - device.seen_at > SILENT_AFTER:
        return DeviceState.SILENT
    return DeviceState.UNSENT if device.unsent else DeviceState.ONLINE

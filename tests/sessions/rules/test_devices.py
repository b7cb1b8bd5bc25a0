from datetime import UTC, datetime, timedelta

import pytest

from sessions.rules.devices import HOLDS_PERHAPS, SILENT_AFTER, DeviceFacts, DeviceState, device_state

NOW = datetime(2021, 9, 14, 9, 0, tzinfo=UTC)
JUST_NOW, LONG_AGO = NOW - SILENT_AFTER, NOW - SILENT_AFTER - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("told", "state", "may_hold"),
    [
        ({}, DeviceState.ONLINE, False),
        ({"unsent": 3}, DeviceState.UNSENT, True),
        ({"seen_at": LONG_AGO}, DeviceState.SILENT, True),  # nobody knows what it has entered since
        ({"seen_at": LONG_AGO, "unsent": 3}, DeviceState.SILENT, True),
        ({"seen_at": LONG_AGO, "is_released": True}, DeviceState.RELEASED, False),
        ({"seen_at": LONG_AGO, "unsent": 3, "is_lost": True}, DeviceState.LOST, False),
    ],
)
def test_a_device_may_hold_entries_until_it_says_otherwise_or_is_lost(told, state, may_hold):
    device = DeviceFacts(**{"name": "Máy 1", "unsent": 0, "seen_at": JUST_NOW, **told})
    assert device_state(device, now=NOW) is state
    assert (state in HOLDS_PERHAPS) is may_hold

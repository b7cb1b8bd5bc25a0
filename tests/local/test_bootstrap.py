"""What `make` fetches first: the right uv for this machine, and a clear word when something is missing."""

import pytest

from vaxportal.local import bootstrap

WHEELS = [
    "uv-0.9.9-py3-none-win_amd64.whl",
    "uv-0.9.9-py3-none-macosx_11_0_arm64.whl",
    "uv-0.9.9-py3-none-macosx_10_12_x86_64.whl",
    "uv-0.9.9-py3-none-manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64.whl",
    "uv-0.9.9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    "uv-0.9.9-py3-none-musllinux_1_1_x86_64.whl",
    "uv-0.9.9.tar.gz",
]


@pytest.mark.parametrize(
    ("system", "machine", "libc", "wheel"),
    [
        ("Linux", "x86_64", "glibc", WHEELS[4]),
        ("Linux", "aarch64", "glibc", WHEELS[3]),
        ("Linux", "aarch64", "", WHEELS[3]),
        ("Linux", "x86_64", "", WHEELS[5]),
        ("Darwin", "arm64", "", WHEELS[1]),
        ("Darwin", "x86_64", "", WHEELS[2]),
    ],
)
def test_one_wheel_fits_a_machine(monkeypatch, system, machine, libc, wheel):
    monkeypatch.setattr(bootstrap.platform, "system", lambda: system)
    monkeypatch.setattr(bootstrap.platform, "machine", lambda: machine)
    monkeypatch.setattr(bootstrap.platform, "libc_ver", lambda: (libc, ""))
    assert [name for name in WHEELS if bootstrap._fits(name)] == [wheel]


def test_nothing_but_https_is_fetched():
    with pytest.raises(ValueError, match="file:"):
        bootstrap._fetched("file:///etc/hostname")


def test_a_missing_browser_is_said_with_what_helps(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(bootstrap.Missing, match="apt-get install chromium"):
        bootstrap.chromium()


def test_a_named_browser_is_taken(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")
    assert bootstrap.browser() == "/opt/chromium"

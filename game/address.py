"""Addresses: where phones in the room can reach this machine."""

from __future__ import annotations

import ipaddress
import socket

LIKELY = ("192.168.", "10.", "172.")
UNLIKELY = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "tun", "tap", "zt", "tailscale",
            "utun")  # fmt: skip


def reachable_addresses() -> list[str]:
    """This machine's addresses that a phone might reach, the likeliest first.

    Every network interface is looked at: the one that leads out comes first, then private
    addresses of real interfaces, then those of bridges and tunnels.
    """
    found = {address: 0 for address in (_way_out(),) if address}
    for name, address in _interfaces():
        bad = name.lower().startswith(UNLIKELY)
        rank = 3 if bad else 1 if address.startswith(LIKELY) else 2
        found.setdefault(address, rank)
    return sorted(found, key=lambda one: (found[one], one))


def _way_out() -> str:
    """The address by which this machine would reach the world; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            address = str(probe.getsockname()[0])
        except OSError:
            return ""
    return "" if _is_own(address) else address


def _interfaces() -> list[tuple[str, str]]:
    """Name and IPv4 address of every interface that is up."""
    try:
        import psutil
    except ImportError:
        host = socket.gethostname()
        try:
            return [("", one) for one in socket.gethostbyname_ex(host)[2] if not _is_own(one)]
        except OSError:
            return []
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    return [
        (name, entry.address) for name, entries in psutil.net_if_addrs().items() if name in up
        for entry in entries if entry.family == socket.AF_INET and not _is_own(entry.address)
    ]  # fmt: skip


def _is_own(address: str) -> bool:
    """Tell whether an address leads to this machine alone, or nowhere."""
    one = ipaddress.ip_address(address)
    return one.is_loopback or one.is_unspecified


def typed(host: str, port: int) -> str:
    """An address as a phone's browser takes it.

    >>> typed("192.168.1.5", 8765), typed("fe80::1", 80)
    ('http://192.168.1.5:8765', 'http://[fe80::1]')
    """
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}" if port == 80 else f"http://{shown}:{port}"

"""Where news may be sent: https to a public address, never into our own networks (SSRF: shared security rules 1.3.6).

A name is looked up once, every address it has is checked, and the connection goes to a checked one: a name
that points elsewhere a moment later leads nowhere.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(Exception):
    """News is not sent there; the sentence says why."""


@dataclass(frozen=True)
class Place:
    """Where an address leads: the name to greet, the port, and the checked addresses to call, in order."""

    host: str
    port: int
    path: str
    addresses: tuple[str, ...]


def check_form(url: str) -> tuple[str, int, str]:
    """Host, port and path of an https address. No lookup. Raises AddressRefused."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError as error:
        raise AddressRefused(_("This is not an address.")) from error
    if parts.scheme != "https" or not host:
        raise AddressRefused(_("News is sent to addresses that begin with https:// only."))
    if parts.username or parts.password or parts.fragment:
        raise AddressRefused(_("The address holds a user name, a password or a fragment (#). Leave them out."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return host, port, path


def look_up(url: str) -> Place:
    """Where `url` leads today. Raises AddressRefused when one of its addresses is not public."""
    host, port, path = check_form(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise AddressRefused(_("The name in the address cannot be found.")) from error
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_rest, sockaddr in found))
    if not addresses or not all(may_be_called(address) for address in addresses):
        raise AddressRefused(_("The address leads into a private network."))
    return Place(host, port, path, tuple(addresses))


def may_be_called(address: str) -> bool:
    """Whether an IP address is public, or in a network that the operator opened (LMS_WEBHOOK_NETWORKS)."""
    ip = _plain(ipaddress.ip_address(address.partition("%")[0]))
    if any(ip in ipaddress.ip_network(network) for network in settings.WEBHOOK_NETWORKS):
        return True
    return ip.is_global and not ip.is_multicast


def _plain(ip: Address) -> Address:
    """The IPv4 address within an IPv6 one that carries one (mapped, 6to4, NAT64): that is where it leads."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip

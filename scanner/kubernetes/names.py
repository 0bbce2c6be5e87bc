"""What the API server accepts as names, labels and annotations.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/, …/labels/ and …/annotations/, and
``pkg/util/validation/validation.go`` in apimachinery.
"""

from __future__ import annotations

import re

SUBDOMAIN_LENGTH = 253
LABEL_LENGTH = 63
ANNOTATIONS_SIZE = 256 * 1024
"""Bytes of all keys and values of one object's annotations."""

_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
_DNS_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_QUALIFIED_PART = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")


def is_dns_label(text: str) -> bool:
    """Return whether it is a DNS label (RFC 1123), as namespaces and Services are named."""
    return len(text) <= LABEL_LENGTH and _DNS_LABEL.fullmatch(text) is not None


def is_dns_subdomain(text: str) -> bool:
    """Return whether it is a DNS subdomain (RFC 1123), as most objects are named."""
    return len(text) <= SUBDOMAIN_LENGTH and _DNS_SUBDOMAIN.fullmatch(text) is not None


def is_path_segment(text: str) -> bool:
    """Return whether it can stand in a path, as roles and bindings are named."""
    return text not in {"", ".", ".."} and not {"/", "%"} & set(text)


def is_qualified_name(text: str) -> bool:
    """Return whether it can be the key of a label: a name, or a DNS subdomain, a slash and a name."""
    prefix, slash, name = text.rpartition("/")
    return (not slash or is_dns_subdomain(prefix)) and len(name) <= LABEL_LENGTH and _part(name)


def is_label_value(text: str) -> bool:
    """Return whether it can be the value of a label; it may be empty."""
    return not text or (len(text) <= LABEL_LENGTH and _part(text))


def _part(text: str) -> bool:
    return _QUALIFIED_PART.fullmatch(text) is not None

"""Requests and limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.resources.compute import cpu_limit, cpu_request, memory_limit, memory_request
from scanner.rules.kubernetes.resources.ephemeral_storage import emptydir_size_limit, ephemeral_storage
from scanner.rules.kubernetes.resources.equal_limits import (
    cpu_request_equals_limit,
    ephemeral_storage_equal,
    memory_request_equals_limit,
)
from scanner.rules.kubernetes.resources.invalid_quantity import invalid_quantity
from scanner.rules.kubernetes.resources.limit_request_ratio import limit_request_ratio
from scanner.rules.kubernetes.resources.namespace_bounds import limit_range_violation, quota_resource_missing
from scanner.rules.kubernetes.resources.request_above_limit import request_above_limit

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    cpu_limit,
    cpu_request,
    cpu_request_equals_limit,
    emptydir_size_limit,
    ephemeral_storage,
    ephemeral_storage_equal,
    invalid_quantity,
    limit_range_violation,
    limit_request_ratio,
    memory_limit,
    memory_request,
    memory_request_equals_limit,
    quota_resource_missing,
    request_above_limit,
)
"""Sorted by id."""

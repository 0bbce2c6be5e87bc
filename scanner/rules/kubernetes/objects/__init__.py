"""What holds for any object: metadata, API versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.objects.api_services import apiservice_skips_tls
from scanner.rules.kubernetes.objects.api_versions import deprecated_api, removed_api
from scanner.rules.kubernetes.objects.custom_resources import crd_without_schema
from scanner.rules.kubernetes.objects.default_namespace import default_namespace, namespace_missing
from scanner.rules.kubernetes.objects.duplicates import duplicate_object, duplicate_object_elsewhere
from scanner.rules.kubernetes.objects.instance_label import instance_label_mismatch
from scanner.rules.kubernetes.objects.metadata_syntax import invalid_annotation, invalid_label, invalid_name
from scanner.rules.kubernetes.objects.namespaces import limitrange_usage, resourcequota_usage, system_namespace
from scanner.rules.kubernetes.objects.removed_volumes import removed_volume_type
from scanner.rules.kubernetes.objects.server_fields import server_fields_committed

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    apiservice_skips_tls,
    crd_without_schema,
    default_namespace,
    deprecated_api,
    duplicate_object,
    duplicate_object_elsewhere,
    instance_label_mismatch,
    invalid_annotation,
    invalid_label,
    invalid_name,
    limitrange_usage,
    namespace_missing,
    removed_api,
    removed_volume_type,
    resourcequota_usage,
    server_fields_committed,
    system_namespace,
)
"""Sorted by id."""

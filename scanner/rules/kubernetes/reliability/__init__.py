"""Replicas, probes, autoscaling, disruption, rollouts, Jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.reliability.cronjob_schedule import cronjob_schedule
from scanner.rules.kubernetes.reliability.dns import dnsconfig_options
from scanner.rules.kubernetes.reliability.hpa_bounds import hpa_min_above_max, hpa_min_ne_max, hpa_min_replicas
from scanner.rules.kubernetes.reliability.hpa_conflict import hpa_conflict
from scanner.rules.kubernetes.reliability.hpa_metrics import hpa_metric_without_request, hpa_metrics
from scanner.rules.kubernetes.reliability.hpa_static_replicas import hpa_static_replicas
from scanner.rules.kubernetes.reliability.hpa_target_exists import hpa_target_exists
from scanner.rules.kubernetes.reliability.invalid_probe import invalid_probe
from scanner.rules.kubernetes.reliability.jobs import (
    cronjob_concurrency,
    cronjob_deadline,
    cronjob_suspended,
    job_ttl,
)
from scanner.rules.kubernetes.reliability.min_replicas import min_replicas
from scanner.rules.kubernetes.reliability.pdb_blocks_eviction import pdb_blocks_eviction
from scanner.rules.kubernetes.reliability.pdb_coverage import pdb_exists, pdb_overlap, pdb_targets_pod
from scanner.rules.kubernetes.reliability.pdb_spec import pdb_has_policy, pdb_unhealthy_eviction
from scanner.rules.kubernetes.reliability.probe_ports import probe_port_undeclared, probe_port_unknown
from scanner.rules.kubernetes.reliability.probe_tuning import probe_timeout_above_period, probes_identical
from scanner.rules.kubernetes.reliability.probes import liveness_probe, readiness_probe
from scanner.rules.kubernetes.reliability.restart_policy import restart_policy
from scanner.rules.kubernetes.reliability.rollout import progress_deadline, revision_history, rolling_update
from scanner.rules.kubernetes.reliability.scheduling import node_affinity, priority_class
from scanner.rules.kubernetes.reliability.spread import anti_affinity, topology_spread
from scanner.rules.kubernetes.reliability.statefulset_service import statefulset_service
from scanner.rules.kubernetes.reliability.termination import pre_stop, termination_grace_zero

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    anti_affinity,
    cronjob_concurrency,
    cronjob_deadline,
    cronjob_schedule,
    cronjob_suspended,
    dnsconfig_options,
    hpa_conflict,
    hpa_metric_without_request,
    hpa_metrics,
    hpa_min_above_max,
    hpa_min_ne_max,
    hpa_min_replicas,
    hpa_static_replicas,
    hpa_target_exists,
    invalid_probe,
    job_ttl,
    liveness_probe,
    min_replicas,
    node_affinity,
    pdb_blocks_eviction,
    pdb_exists,
    pdb_has_policy,
    pdb_overlap,
    pdb_targets_pod,
    pdb_unhealthy_eviction,
    pre_stop,
    priority_class,
    probe_port_undeclared,
    probe_port_unknown,
    probe_timeout_above_period,
    probes_identical,
    progress_deadline,
    readiness_probe,
    restart_policy,
    revision_history,
    rolling_update,
    statefulset_service,
    termination_grace_zero,
    topology_spread,
)
"""Sorted by id."""

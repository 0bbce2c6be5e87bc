"""Plimsoll: a policy-as-code compliance scanner for Kubernetes manifests and GitHub workflow files."""

__version__ = "0.1.0"

"""Remarks that several peers share."""

from __future__ import annotations

APPARMOR = "A missing profile is the runtime's and is not reported; another one is."
BUDGET = "Ours also takes the autoscaler's minimum into account."
EVENT_RATE = "Ours reports fewer than five events a second; the default is 50."
FEWER_REPLICAS = "Ours asks for two replicas, not three."
HARDENING = "Each of them is judged by itself."
KUBELET_FILE = "Ours judges the kubelet's configuration file."
NODE_FLAGS = "Ours judges the kubelet's flags in kubeadm's configuration."
NODE_FILES = "Permissions and owners of files on the node are not stated in manifests."
NO_RULE = "There is no rule for it."
PARAMETERS = "A policy: plimsoll.yaml names what is approved or required."
ROLE = "Ours reports the role; one that nothing binds is exempt where the scan is complete."
SECURITY_CONTEXT_DENY = "The plugin was removed in Kubernetes 1.30."
SECURITY_POLICY = "PodSecurityPolicy was removed in Kubernetes 1.25; ours says so of the object."
SERVING_CERTIFICATE = "Ours accepts a kubelet that requests its certificate from the cluster instead."
TIMEOUT = "Ours reports more than five minutes; the default is one."

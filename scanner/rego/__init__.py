"""Policies in Rego: loaded, judged by OPA, and given places. Starting an engine is left to `choose_engine`."""

from scanner.rego.engine import Engine
from scanner.rego.engines.choose import EngineSettings, choose_engine
from scanner.rego.judging.inventory import Inventory, build_inventory
from scanner.rego.judging.judge import PolicyMatch, judge
from scanner.rego.judging.parameters import ParameterError, check_parameters
from scanner.rego.policies.load_policies import load_policies
from scanner.rego.policies.policy import ParameterSchema, Policy, PolicySet
from scanner.rego.policies.selector import Selector

__all__ = [
    "Engine",
    "EngineSettings",
    "Inventory",
    "ParameterError",
    "ParameterSchema",
    "Policy",
    "PolicyMatch",
    "PolicySet",
    "Selector",
    "build_inventory",
    "check_parameters",
    "choose_engine",
    "judge",
    "load_policies",
]

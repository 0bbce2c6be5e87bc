"""plimsoll.yaml."""

from scanner.config.load import FILE_NAME, load_config
from scanner.config.model import (
    KUBERNETES_VERSION,
    POD_SECURITY_VERSION,
    Config,
    EngineConfig,
    Suppression,
    VersionForm,
)

__all__ = [
    "FILE_NAME",
    "KUBERNETES_VERSION",
    "POD_SECURITY_VERSION",
    "Config",
    "EngineConfig",
    "Suppression",
    "VersionForm",
    "load_config",
]

"""plimsoll.yaml."""

from scanner.config.load import FILE_NAME, load_config
from scanner.config.model import Config, EngineConfig, Suppression

__all__ = ["FILE_NAME", "Config", "EngineConfig", "Suppression", "load_config"]

"""The central loop: documents in, a report out."""

from scanner.evaluate.scan import Judges, evaluate

__all__ = ["Judges", "evaluate"]

"""Fields that are a number or a percentage, as ``maxUnavailable: 25%``.

Source: ``GetScaledValueFromIntOrPercent`` in apimachinery, ``pkg/util/intstr/intstr.go``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scanner.kubernetes.setting import Setting

_PERCENT = re.compile(r"(?P<amount>[0-9]{1,9})%")


@dataclass(frozen=True, slots=True)
class IntOrPercent:
    """A number, or a share of a total."""

    amount: int
    percent: bool = False

    @classmethod
    def of(cls, setting: Setting) -> Self | None:
        """Read a field; None where it is absent or what the API server refuses."""
        if setting.integer is not None:
            return cls(setting.integer)
        matched = _PERCENT.fullmatch(setting.text)
        return cls(int(matched["amount"]), percent=True) if matched else None

    def rounded_up(self, total: int) -> int:
        """Return the number that it is of ``total``; a share that is no whole number is rounded up."""
        return -(-self.amount * total // 100) if self.percent else self.amount

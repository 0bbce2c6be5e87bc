"""Which kinds and fields exist: the types of Kubernetes by minor release, and those that CRDs of a scan define.

The data is made by ``scripts/kubernetes_schema.py`` from the official OpenAPI documents. It is loaded when the first
object is judged, and a type is read when the first object has it.
"""

from scanner.kubernetes.schema.problem import ProblemKind, SchemaProblem
from scanner.kubernetes.schema.release import MINORS
from scanner.kubernetes.schema.schemas import CustomSchema, Lack, Schemas
from scanner.kubernetes.schema.validate import validate

__all__ = ["MINORS", "CustomSchema", "Lack", "ProblemKind", "SchemaProblem", "Schemas", "validate"]

"""The canonical files against the official schemas."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import kubernetes_validate
import pytest

if TYPE_CHECKING:
    from tests.platform.manifests import Platform

MINORS = ("1.35", "1.36", "1.37")
"""The Kubernetes minors that are supported upstream: https://kubernetes.io/releases/version-skew-policy/."""


@pytest.mark.parametrize("minor", MINORS)
def test_every_object_is_valid_strictly(platform: Platform, minor: str) -> None:
    for name, data in platform.objects:
        try:
            kubernetes_validate.validate(data, minor, strict=True)
        except kubernetes_validate.ValidationError as error:
            place = ".".join(str(key) for key in error.absolute_path)
            pytest.fail(f"{name}.yaml, {data['kind']} {data['metadata']['name']}, {place}: {error.message}")


def test_a_misspelt_field_is_refused(platform: Platform) -> None:
    deployment = platform.of("Deployment")[0]
    broken = {**deployment, "spec": {**deployment["spec"], "replica": 3}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, MINORS[-1], strict=True)


def vendored(name: str) -> Any:
    resource = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{name}.json"
    return json.loads(resource.read_text(encoding="utf-8"))


def test_the_pipeline_is_a_valid_workflow(pipeline: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(vendored("github-workflows")).validate(pipeline)


def test_the_dependabot_file_is_valid(dependabot: dict[str, Any]) -> None:
    jsonschema.Draft7Validator(vendored("dependabot")).validate(dependabot)

"""What the example files cannot show: actions, undecided verdicts, identities."""

from __future__ import annotations

from scanner.model import Undecided
from scanner.rules.workflows import CHECKS
from scanner.workflows.privilege import powers
from tests.workflows.reading import document, found, verdicts, workflow


def test_the_list_of_rules_is_sorted_and_documented() -> None:
    ids = [check.rule.id for check in CHECKS]
    assert ids == sorted(set(ids))
    for check in CHECKS:
        assert check.rule.remediation.endswith(".")
        assert check.rule.frameworks
        assert check.rule.references
        sections = ("## Why it matters\n", "## Avoid\n\n```yaml\n", "## Prefer\n\n```yaml\n", "## References\n")
        assert all(section in check.rule.documentation for section in sections), check.rule.id
        assert "everity is" in check.rule.documentation, check.rule.id


def test_inputs_in_the_scripts_of_a_composite_action() -> None:
    text = """
name: Build
inputs: {title: {}}
runs:
  using: composite
  steps:
    - run: make ${{ inputs.title }} ${{ github.sha }}
      shell: bash
    - run: make "$TITLE"
      shell: bash
      env: {TITLE: "${{ inputs.title }}"}
    - run: echo '${{ toJSON(inputs) }}' ${{ inputs.title == 'x' }} ${{ github.event.issue.title }}
      shell: bash
"""
    spans = [
        (finding.span.line, finding.span.column) for finding in found(text, "template-injection-run", "action.yml")
    ]
    assert spans == [(7, 17), (12, 18), (12, 68)]


def test_an_unreadable_expression_leaves_the_script_undecided() -> None:
    text = "on: issues\njobs: {a: {steps: [{run: 'echo ${{ github.event.issue.title + }}'}]}}\n"
    (verdict,) = verdicts([document(text)], "template-injection-run")
    assert isinstance(verdict, Undecided)
    assert "${{" not in verdict.reason


def test_fingerprints_survive_other_steps() -> None:
    step = "{uses: actions/checkout@v6}"
    one = found(f"on: push\njobs: {{a: {{steps: [{step}]}}}}\n", "unpinned-action")
    two = found(f"on: push\njobs: {{b: {{}}, a: {{steps: [{{run: make}}, {step}]}}}}\n", "unpinned-action")
    assert [finding.fingerprint for finding in one] == [finding.fingerprint for finding in two]


def test_merge_keys_in_kubernetes_documents_are_none_of_ours() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {<<: {b: c}}\n"
    assert found(text, "workflow-merge-key", "manifest.yaml") == ()


def test_permissions_that_are_null_limit_nothing() -> None:
    text = "on: push\npermissions:\njobs: {a: {steps: [{run: make}]}}\n"
    (finding,) = found(text, "permissions-missing")
    assert (finding.span.line, finding.span.column, finding.span.end_column) == (2, 1, 12)


def test_the_powers_of_a_job() -> None:
    view = workflow(
        """
on: push
env: {A: "${{ secrets.a }} ${{ secrets.GITHUB_TOKEN }}"}
jobs:
  default: {runs-on: [self-hosted]}
  all: {permissions: write-all}
  some: {permissions: {contents: write, issues: read}, env: "${{ secrets[matrix.name] }} ${{ broken"}
  called: {permissions: {}, uses: ./.github/workflows/x.yml, secrets: inherit}
"""
    )
    assert {job.id: list(powers(job)) for job in view.jobs} == {
        "default": ["the repository's default token", "'secrets.A'", "a self-hosted runner"],
        "all": ["'permissions: write-all'", "'secrets.A'"],
        "some": ["'contents: write'", "'secrets.*'", "'secrets.A'"],
        "called": ["'secrets.A'", "'secrets: inherit'"],
    }

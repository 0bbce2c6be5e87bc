"""What a document is, which dialect it is read in, and what a list holds."""

from __future__ import annotations

import pytest

from scanner.model import Document, DocumentKind, Unread, UnreadReason
from tests.read.reading import POD, covered, document, documents, outcomes, unread

WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo yes\n"


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("a.yaml", POD, DocumentKind.KUBERNETES),
        (".github/workflows/ci.yml", WORKFLOW, DocumentKind.WORKFLOW),
        (".github/workflows/ci.yaml", "name: neither on nor jobs\n", DocumentKind.WORKFLOW),
        ("sub/.github/workflows/ci.YML", WORKFLOW, DocumentKind.WORKFLOW),
        ("a.yaml", WORKFLOW, DocumentKind.WORKFLOW),
        ("a.yaml", WORKFLOW.replace("on:", '"on":'), DocumentKind.WORKFLOW),
        ("a.yaml", "{on: push, jobs: {}}\n", DocumentKind.WORKFLOW),
        ("a.json", '{"on": "push", "jobs": {"apiVersion": {}}}\n', DocumentKind.WORKFLOW),
        ("a.yaml", WORKFLOW + "      - run: |\n          apiVersion: v1\n", DocumentKind.WORKFLOW),
        ("action.yml", "name: a\nruns: {using: composite, steps: []}\n", DocumentKind.ACTION),
        (".github/actions/build/action.yaml", "name: a\nruns: {using: node24}\n", DocumentKind.ACTION),
        ("action.yml", POD, DocumentKind.KUBERNETES),
        (".github/dependabot.yml", "version: 2\nupdates: []\n", DocumentKind.DEPENDABOT),
        (".github/deploy.yaml", POD, DocumentKind.KUBERNETES),
    ],
)
def test_kinds(path: str, text: str, kind: DocumentKind) -> None:
    assert document(text, path).kind is kind


@pytest.mark.parametrize("path", [".github/deploy.yaml", ".github/workflows/sub/ci.yml", ".github/labeler.yml"])
def test_other_files_below_github_are_not_relevant(path: str) -> None:
    found = unread(POD, path, named=False)
    assert (found.reason, found.incomplete) == (UnreadReason.NOT_RELEVANT, False)


def test_on_is_a_string_in_workflows_only() -> None:
    assert document(WORKFLOW).data["on"] == "push"
    assert document(f"{POD}on: yes\n").data["true"] is True


def test_a_script_that_mentions_apiversion_does_not_change_the_dialect() -> None:
    text = "on: push\njobs: {}\nenv: {A: yes, B: 'apiVersion: v1'}\n"
    assert document(text).data["env"]["A"] == "yes"


def test_only_the_first_document_of_a_workflow_is_judged() -> None:
    first, second = outcomes(f"{WORKFLOW}---\n{WORKFLOW}", ".github/workflows/ci.yml")
    assert isinstance(first, Document)
    assert isinstance(second, Unread)
    assert (second.reason, second.incomplete, second.index) == (UnreadReason.MALFORMED, True, 1)


def test_a_workflow_that_is_no_mapping() -> None:
    found = unread("- a\n", ".github/workflows/ci.yml", named=False)
    assert (found.reason, found.detail) == (UnreadReason.MALFORMED, "The workflow file is not a mapping.")


def test_keys_of_a_workflow_are_equal_without_regard_to_case() -> None:
    text = "on: push\njobs:\n  build: {}\n  BUILD: {}\nenv:\n  ${{ insert }}: a\n  ${{ insert }}: b\n"
    (problem,) = document(text).problems
    assert problem.code == "duplicate-key"
    assert problem.path == ("jobs", "BUILD")
    assert problem.message == "The key 'BUILD' is the same as 'build' to GitHub, which refuses the file."
    assert problem.first is not None
    assert (problem.first.line, problem.span.line) == (3, 4)


def test_workflows_have_no_merge_keys() -> None:
    text = "on: push\njobs:\n  a: &a {runs-on: x}\n  b:\n    <<: *a\n"
    read = document(text)
    (problem,) = read.problems
    assert read.data["jobs"]["b"] == {"<<": {"runs-on": "x"}}
    assert (problem.code, problem.path) == ("merge-key", ("jobs", "b", "<<"))
    assert covered(text, problem.span) == "<<"


def test_merging_is_no_duplicate() -> None:
    read = document(f"{POD}x: &x {{a: 1}}\nother:\n  a: 2\n  <<: *x\n  <<: *x\n  a: 3\n")
    assert [problem.path for problem in read.problems] == [("other", "a")]


def test_duplicates_in_an_alias_are_reported_once() -> None:
    read = document(f"{POD}one: &x {{a: 1, a: 2}}\nother: *x\n")
    assert [problem.path for problem in read.problems] == [("one", "a")]


def test_duplicate_keys_of_a_list_item_belong_to_it() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A}\n- {apiVersion: v1, kind: B, x: 1, x: 2}\n"
    first, second = documents(text)
    assert first.problems == ()
    assert [(problem.path, problem.span.line) for problem in second.problems] == [(("x",), 5)]


def test_a_list_is_expanded() -> None:
    first, second = documents(
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A}\n- {apiVersion: v1, kind: B}\n"
    )
    assert [read.data["kind"] for read in (first, second)] == ["A", "B"]
    assert [read.base for read in (first, second)] == [("items", 0), ("items", 1)]


def test_a_typed_list_gives_its_items_their_kind() -> None:
    (read,) = documents("apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: a}\n")
    assert read.data == {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}


@pytest.mark.parametrize("items", ["items: []", "items:", ""])
def test_an_empty_list(items: str) -> None:
    found = unread(f"apiVersion: v1\nkind: List\n{items}\n")
    assert (found.reason, found.incomplete) == (UnreadReason.NO_CONTENT, False)


@pytest.mark.parametrize("items", ["items: a", "items: [a]", "items: [{kind: Pod}]", "items: [{metadata: {}}]"])
def test_a_malformed_list(items: str) -> None:
    found = unread(f"apiVersion: v1\nkind: List\n{items}\n")
    assert (found.reason, found.incomplete) == (UnreadReason.MALFORMED, True)
    assert found.span is not None
    assert found.span.line == 3


def test_a_custom_resource_that_ends_in_list_is_an_object() -> None:
    assert document("apiVersion: example.com/v1\nkind: AllowList\nspec: {}\n").base == ()


def test_good_items_of_a_list_with_a_bad_one_are_judged() -> None:
    found = outcomes(
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: A}\n- bad\n- {apiVersion: v1, kind: B}\n"
    )
    assert [type(item) for item in found] == [Document, Unread, Document]


def test_json_without_apiversion_is_not_parsed() -> None:
    assert unread("{ broken", "a.json", named=False).reason is UnreadReason.NOT_RELEVANT


def test_an_escaped_key_in_json_does_not_hide_a_manifest() -> None:
    assert document('{"\\u0061piVersion": "v1", "kind": "Pod"}', "a.json").data["kind"] == "Pod"


@pytest.mark.parametrize(
    "text", ['{"apiVersion": "v1", "kind": "Pod", "a": "\\ud800"}', '{"apiVersion": "v1" "kind": 1}']
)
def test_broken_json(text: str) -> None:
    assert unread(text, "a.json").reason is UnreadReason.SYNTAX


def test_a_stream_of_json_and_yaml() -> None:
    found = documents('{"apiVersion": "v1", "kind": "A"}\n---\n' + POD)
    assert [read.data["kind"] for read in found] == ["A", "Pod"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{POD}...\n{POD}", 2),
        (f"%YAML 1.1\n---\n{POD}...\n%TAG ! tag:example.com,2000:\n--- # comment\n{POD}", 2),
        (f"{POD}x: |\n  ---\n  a\n", 1),
        (f"{POD}x: a---\n---a: b\n", 1),
        (f"{POD}---\r\n{POD}", 2),
        (f"# licence\n\n---\n{POD}", 1),
        (f"{POD}...\n...\n---\n...\n", 1),
        ("--- {apiVersion: v1, kind: Pod}\n--- {apiVersion: v1, kind: Pod}\n", 2),
    ],
)
def test_documents_in_a_stream(text: str, count: int) -> None:
    assert len(documents(text)) == count


def test_the_digest_is_of_the_bytes() -> None:
    assert document("\ufeff" + POD).source.digest != document(POD).source.digest


def test_an_alias_as_a_key() -> None:
    read = document(f"{POD}a: &a yes\nb: {{*a : c}}\nd: &d\n  e: f\n")
    assert read.data["b"] == {"true": "c"}
    assert read.locate(("b", "true")).line == 6
    assert unread(f"{POD}a: &a [b]\n? *a\n: c\n").reason is UnreadReason.MALFORMED


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("NaN", "NaN"),
        ("1e400", "1e400"),
        ("1e3", 1000),
        ("-0.5", -0.5),
        ("123456789012345678901", 1.2345678901234568e20),
    ],
)
def test_numbers_in_json(source: str, value: object) -> None:
    assert document(f'{{"apiVersion": "v1", "kind": "Pod", "x": {source}}}', "a.json").data["x"] == value


def test_json_followed_by_something_else() -> None:
    assert unread('{"apiVersion": "v1", "kind": "Pod"}\n[]\n', "a.json").reason is UnreadReason.SYNTAX

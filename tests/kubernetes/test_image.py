"""References to images."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.kubernetes import ImageReference

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx", ImageReference("docker.io", "library/nginx")),
        ("nginx:1.29", ImageReference("docker.io", "library/nginx", "1.29")),
        ("docker.io/nginx", ImageReference("docker.io", "library/nginx")),
        ("index.docker.io/nginx", ImageReference("docker.io", "library/nginx")),
        ("example/web:1", ImageReference("docker.io", "example/web", "1")),
        ("localhost:5000", ImageReference("docker.io", "library/localhost", "5000")),
        ("localhost/web", ImageReference("localhost", "web")),
        ("localhost:5000/web", ImageReference("localhost:5000", "web")),
        ("registry.example.com/a/b/c:v1_2.3-x", ImageReference("registry.example.com", "a/b/c", "v1_2.3-x")),
        ("registry.example.com:5000/web", ImageReference("registry.example.com:5000", "web")),
        ("Registry/web:1", ImageReference("Registry", "web", "1")),
        ("[::1]:5000/web", ImageReference("[::1]:5000", "web")),
        (f"web@{DIGEST}", ImageReference("docker.io", "library/web", "", DIGEST)),
        (f"a.example.com/web:1@{DIGEST}", ImageReference("a.example.com", "web", "1", DIGEST)),
        ("a_b.example.com/web", ImageReference("a_b.example.com", "web")),
        (f"a.example.com/{'a' * 255}", ImageReference("a.example.com", "a" * 255)),
        (f"{'a' * 766}.example.com/{'a' * 116}", ImageReference(f"{'a' * 766}.example.com", "a" * 116)),
        ("team/a__b.c-d--e", ImageReference("docker.io", "team/a__b.c-d--e")),
    ],
)
def test_a_reference_is_read_in_full(text: str, expected: ImageReference) -> None:
    assert ImageReference.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ":latest",
        "web:",
        "web:-1",
        "Web",
        "example/Web:1",
        "a..b",
        "a___b",
        "-a",
        "/web",
        "web/",
        "https://registry.example.com/web",
        "registry.example.com/web:$(VERSION)",
        "${IMAGE}",
        "{{ .Values.image }}",
        "web:1 ",
        "web:1\n",
        "wéb",
        "web@sha256:0123",
        f"web@{DIGEST.upper()}",
        "web@md5:" + "0" * 32,
        "0123456789abcdef" * 4,
        "a" * 256,
        f"a.example.com/{'a' * 256}",
        f"{'a' * 766}.example.com/{'a' * 117}",
        f"web@sha256:{'A' * 64}",
        "web:" + "1" * 129,
        "a" * 100_000,
    ],
)
def test_what_the_runtime_refuses_is_no_reference(text: str) -> None:
    assert ImageReference.parse(text) is None


PART = st.from_regex(r"[a-z0-9]{1,8}(?:[._-][a-z0-9]{1,8})?", fullmatch=True)


@given(
    st.sampled_from(["registry.example.com", "localhost", "registry.example.com:5000"]),
    st.lists(PART, min_size=1, max_size=4),
    st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}", fullmatch=True),
    st.booleans(),
)
def test_the_parts_put_together_are_the_parts_again(registry: str, path: list[str], tag: str, pinned: bool) -> None:
    repository, digest = "/".join(path), DIGEST if pinned else ""
    text = f"{registry}/{repository}:{tag}" + (f"@{digest}" if pinned else "")
    assert ImageReference.parse(text) == ImageReference(registry, repository, tag, digest)


@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    reference = ImageReference.parse(text)
    assert reference is None or (reference.registry and reference.repository)

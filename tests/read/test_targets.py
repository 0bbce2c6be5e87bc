"""Files, directories, links and standard input."""

from __future__ import annotations

import os
import pathlib
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from scanner.model import Document, Unread, UnreadReason
from scanner.read import ReadOptions, read_targets
from tests.read.reading import POD

if TYPE_CHECKING:
    from collections.abc import Callable

WORKFLOW = "on: push\njobs: {}\n"
Tree = dict[str, str]


@pytest.fixture
def tree(tmp_path: pathlib.Path) -> Callable[[Tree], pathlib.Path]:
    def make(files: Tree) -> pathlib.Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return tmp_path

    return make


def read(root: pathlib.Path, *targets: str, exclude: tuple[str, ...] = ()) -> dict[str, UnreadReason | None]:
    """Return what became of each path: None where it was read."""
    found = read_targets([str(root / target) for target in targets] or [str(root)], ReadOptions(root, exclude))
    return {
        item.source.path if isinstance(item, Document) else item.path: None
        if isinstance(item, Document)
        else item.reason
        for item in found
    }


def test_the_files_of_a_directory(tree: Callable[[Tree], pathlib.Path]) -> None:
    root = tree(
        {
            "b.yaml": POD,
            "a/z.YML": POD,
            "a/x.json": '{"apiVersion": "v1", "kind": "Pod"}',
            "a/readme.md": POD,
            ".hidden/a.yaml": POD,
            "node_modules/a.yaml": POD,
            ".git/a.yaml": POD,
            ".github/workflows/ci.yml": WORKFLOW,
            ".github/workflows/old/ci.yml": WORKFLOW,
            ".github/actions/x/action.yml": "runs: {}",
            ".github/dependabot.yml": "version: 2",
            ".github/labeler.yml": "a: b",
            ".pre-commit-config.yaml": "repos: []",
        }
    )
    found = read(root)
    assert list(found) == sorted(found)
    assert found == {
        ".github/actions/x/action.yml": None,
        ".github/dependabot.yml": None,
        ".github/labeler.yml": UnreadReason.NOT_RELEVANT,
        ".github/workflows/ci.yml": None,
        ".github/workflows/old/ci.yml": UnreadReason.NOT_RELEVANT,
        ".pre-commit-config.yaml": UnreadReason.NOT_RELEVANT,
        "a/x.json": None,
        "a/z.YML": None,
        "b.yaml": None,
    }


def test_a_named_file_is_read_whatever_its_name(tree: Callable[[Tree], pathlib.Path]) -> None:
    root = tree({".hidden/pod.txt": POD})
    assert read(root, ".hidden/pod.txt") == {".hidden/pod.txt": None}


def test_a_file_named_twice_is_read_once(tree: Callable[[Tree], pathlib.Path]) -> None:
    root = tree({"a.yaml": POD, "b.yaml": POD})
    found = list(read_targets([str(root / "b.yaml"), str(root), str(root / "a.yaml")], ReadOptions(root)))
    assert [item.source.path for item in found if isinstance(item, Document)] == ["b.yaml", "a.yaml"]


def test_relative_targets(tree: Callable[[Tree], pathlib.Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"sub/a.yaml": POD})
    monkeypatch.chdir(root / "sub")
    (found,) = read_targets(["a.yaml"], ReadOptions(root))
    assert isinstance(found, Document)
    assert found.source.path == "sub/a.yaml"


def test_a_root_below_github(tree: Callable[[Tree], pathlib.Path]) -> None:
    root = tree({".github/workflows/ci.yml": "name: x\n"})
    assert read(root / ".github" / "workflows") == {"ci.yml": None}


def test_a_repository_named_dot_github_is_an_ordinary_one(tree: Callable[[Tree], pathlib.Path]) -> None:
    root = tree({".github/deploy/a.yaml": POD})
    assert read(root / ".github") == {"deploy/a.yaml": None}


def test_a_target_outside_the_root_is_shown_by_its_absolute_path(tmp_path: pathlib.Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "a.yaml").write_text(POD)
    (found,) = read_targets([str(tmp_path / "a.yaml")], ReadOptions(tmp_path / "root"))
    assert isinstance(found, Document)
    assert found.source.path == (tmp_path / "a.yaml").as_posix()


def test_a_missing_target(tmp_path: pathlib.Path) -> None:
    (found,) = read_targets([str(tmp_path / "none.yaml")], ReadOptions(tmp_path))
    assert isinstance(found, Unread)
    assert (found.path, found.reason, found.incomplete) == ("none.yaml", UnreadReason.MISSING, True)


def test_exclusions(tree: Callable[[Tree], pathlib.Path]) -> None:
    root = tree(dict.fromkeys(("a/b/c.yaml", "a/c.yaml", "c.yaml", "vendor/x.yaml", "a/vendor/x.yaml", "d.yaml"), POD))
    assert set(read(root, exclude=("vendor/", "/c.yaml"))) == {"a/b/c.yaml", "a/c.yaml", "d.yaml"}
    assert set(read(root, exclude=("a/**/c.yaml",))) == {"c.yaml", "vendor/x.yaml", "a/vendor/x.yaml", "d.yaml"}
    assert set(read(root, exclude=("*.yaml",))) == set()
    assert set(read(root, exclude=("[ac]*",))) == {"d.yaml", "vendor/x.yaml"}
    assert read(root, "d.yaml", exclude=("d.yaml",)) == {"d.yaml": None}


def _git(root: pathlib.Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def test_gitignore_is_respected(tree: Callable[[Tree], pathlib.Path]) -> None:
    root = tree(
        {
            ".gitignore": "ignored/\n*.tmp.yaml\n",
            "ignored/a.yaml": POD,
            "a.tmp.yaml": POD,
            "kept.tmp.yaml": POD,
            "a.yaml": POD,
            "sub/b.yaml": POD,
            "sub/deleted.yaml": POD,
            "nested/c.yaml": POD,
            ".hidden/a.yaml": POD,
            "é/a b.yaml": POD,
        }
    )
    _git(root, "init", "--quiet")
    _git(root / "nested", "init", "--quiet")
    _git(root, "add", "--force", "kept.tmp.yaml", "sub/deleted.yaml")
    (root / "sub/deleted.yaml").unlink()
    expected = {"a.yaml", "kept.tmp.yaml", "sub/b.yaml", "nested/c.yaml", "é/a b.yaml"}
    assert set(read(root)) == expected
    assert set(read(root, "sub")) == {"sub/b.yaml"}
    assert set(read(root, "ignored")) == {"ignored/a.yaml"}
    assert set(read(root, exclude=("nested", "é/"))) == {"a.yaml", "kept.tmp.yaml", "sub/b.yaml"}


def test_without_git_everything_is_walked(
    tree: Callable[[Tree], pathlib.Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree({".gitignore": "a.yaml\n", "a.yaml": POD})
    _git(root, "init", "--quiet")
    assert read(root) == {}
    monkeypatch.setenv("PATH", "")
    assert read(root) == {"a.yaml": None}


def test_a_repository_cannot_start_programs(tree: Callable[[Tree], pathlib.Path]) -> None:
    root = tree({"a.yaml": POD})
    _git(root, "init", "--quiet")
    program = root / "evil"
    program.write_text(f"#!/bin/sh\ntouch {root}/started\n")
    program.chmod(0o755)
    _git(root, "config", "core.fsmonitor", str(program))
    assert read(root) == {"a.yaml": None}
    assert not (root / "started").exists()


@pytest.mark.parametrize("in_git", [True, False])
def test_links(tree: Callable[[Tree], pathlib.Path], tmp_path_factory: pytest.TempPathFactory, in_git: bool) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.yaml").write_text(POD)
    root = tree({"real/a.yaml": POD, "other/b.yaml": POD, ".hidden/c.yaml": POD})
    if in_git:
        _git(root, "init", "--quiet")
    (root / "again.yaml").symlink_to("real/a.yaml")
    (root / "dir").symlink_to("real")
    (root / "shown").symlink_to(".hidden")
    (root / "real/loop").symlink_to("..")
    (root / "self.yaml").symlink_to("self.yaml")
    (root / "broken.yaml").symlink_to("nothing.yaml")
    (root / "out.yaml").symlink_to(outside / "secret.yaml")
    (root / "outside").symlink_to(outside)
    (root / "readme").symlink_to("real/a.yaml")
    found = list(read_targets([str(root)], ReadOptions(root)))
    links = {item.path: (item.detail, item.incomplete) for item in found if isinstance(item, Unread)}
    assert {item.source.path for item in found if isinstance(item, Document)} == {
        "real/a.yaml",
        "other/b.yaml",
        "shown/c.yaml",
    }
    assert links == {
        "real/loop": ("A symbolic link that leads to a directory that contains it.", False),
        "self.yaml": ("A symbolic link that loops.", True),
        "broken.yaml": ("A symbolic link that is broken.", True),
        "out.yaml": ("A symbolic link that leads outside the root.", True),
        "outside": ("A symbolic link that leads outside the root.", True),
    }


def test_a_named_link_is_followed(
    tree: Callable[[Tree], pathlib.Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "a.yaml").write_text(POD)
    root = tree({})
    (root / "link.yaml").symlink_to(outside / "a.yaml")
    (root / "dir").symlink_to(outside)
    assert read(root, "link.yaml") == {"link.yaml": None}
    assert read(root, "dir") == {"dir/a.yaml": None}


def test_a_named_link_that_leads_nowhere(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.yaml").symlink_to("a.yaml")
    (tmp_path / "b.yaml").symlink_to("none.yaml")
    assert read(tmp_path, "a.yaml", "b.yaml") == {"a.yaml": UnreadReason.LINK, "b.yaml": UnreadReason.LINK}


def test_an_unreadable_file(tree: Callable[[Tree], pathlib.Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"a.yaml": POD, "b.yaml": POD})
    really_open: Any = pathlib.Path.open

    def refuse(path: pathlib.Path, *arguments: str) -> object:
        if path.name == "a.yaml":  # permissions do not bind the superuser, whom tests may run as
            raise PermissionError(13, "Permission denied")
        return really_open(path, *arguments)

    monkeypatch.setattr(pathlib.Path, "open", refuse)
    first, second = read_targets([str(root)], ReadOptions(root))
    assert isinstance(first, Unread)
    assert isinstance(second, Document)
    assert (first.reason, first.incomplete) == (UnreadReason.UNREADABLE, True)
    assert first.detail == "Cannot be read: Permission denied."


def test_an_unreadable_directory(tree: Callable[[Tree], pathlib.Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = tree({"a.yaml": POD, "locked/b.yaml": POD})
    really_scan = os.scandir

    def refuse(path: pathlib.Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return really_scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert read(root) == {"a.yaml": None, "locked": UnreadReason.UNREADABLE}


def test_a_pipe_in_a_directory_does_not_block(tmp_path: pathlib.Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    assert read(tmp_path) == {"a.yaml": UnreadReason.UNREADABLE}


def test_a_name_with_escape_sequences(tree: Callable[[Tree], pathlib.Path]) -> None:
    name = "a\x1b[31m\n::error::.yaml"
    assert read(tree({name: POD})) == {name: None}


def test_a_name_that_is_not_utf_8(tmp_path: pathlib.Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.yaml")).write_text(POD)
    except OSError:
        pytest.skip("This file system takes UTF-8 names only.")
    assert read(tmp_path) == {"caf\\xe9.yaml": None}


def test_standard_input(tmp_path: pathlib.Path) -> None:
    (found,) = read_targets(["-", "-"], ReadOptions(tmp_path, stdin=POD.encode))
    assert isinstance(found, Document)
    assert found.source.path == "<stdin>"


def test_standard_input_that_was_not_given(tmp_path: pathlib.Path) -> None:
    (found,) = read_targets(["-"], ReadOptions(tmp_path))
    assert isinstance(found, Unread)
    assert found.reason is UnreadReason.UNREADABLE

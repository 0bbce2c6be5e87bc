"""git-sync, told what to run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLES = frozenset({"GITSYNC_GIT", "GIT_SYNC_GIT"})
_FLAG = "--git"


@rule(
    id="git-sync-command",
    title="git-sync runs another program than git",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Remove the variable or flag: git-sync finds git in its image.",
    frameworks=("owasp-k8s/K01",),
    tags=("kubernetes", "security"),
    references=(
        "https://www.akamai.com/blog/security-research/2024-august-kubernetes-gitsync-command-injection-defcon",
        "https://github.com/kubernetes/git-sync#manual",
    ),
)
def git_sync_command(container: Container) -> Iterator[Match]:
    """A container of git-sync has the variable `GITSYNC_GIT` or the flag `--git`.

    ## Why it matters

    They name the program that git-sync runs in place of git, from the volume too: whoever may write the manifest runs
    anything in a pod that looks harmless, with its service account. The right to write the manifest is needed, which
    makes this medium.

    ## Avoid

    ```yaml
    image: registry.k8s.io/git-sync/git-sync:v4.4.2
    env:
      - name: GITSYNC_GIT
        value: /git/payload.sh
    ```

    ## Prefer

    ```yaml
    image: registry.k8s.io/git-sync/git-sync:v4.4.2
    env:
      - name: GITSYNC_REPO
        value: https://git.example.com/shop/config.git
    ```

    ## Notes

    Containers count whose image is named `git-sync`, whatever registry it comes from; the variable counts in any.

    ## References

    - https://www.akamai.com/blog/security-research/2024-august-kubernetes-gitsync-command-injection-defcon
    - https://github.com/kubernetes/git-sync#manual
    """
    for variable in container.read("env").items():
        if variable.read("name").text in _VARIABLES:
            yield Match(variable.path, f"{container.title} names the program that git-sync runs in place of git.")
    image = container.image
    if image is None or image.repository.rpartition("/")[2] != "git-sync":
        return
    for argument in (*container.read("command").items(), *container.read("args").items()):
        if argument.text.partition("=")[0] == _FLAG:
            yield Match(argument.path, f"{container.title} names the program that git-sync runs in place of git.")

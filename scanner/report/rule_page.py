"""A rule's page in Markdown: what it finds, why it matters, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Rule


def rule_page(rule: Rule) -> str:
    """Return the page without a title, which its reader shows already. Ends with a newline."""
    return "\n\n".join(_sections(rule)) + "\n"


def titled_page(rule: Rule) -> str:
    """Return the page under its title, for a reader that shows none."""
    return f"# {rule.title}\n\n{rule_page(rule)}"


def summary(rule: Rule) -> str:
    """Return the first paragraph of the documentation as plain text, or the title where there is none."""
    paragraph = rule.documentation.strip().split("\n\n", 1)[0]
    text = " ".join(paragraph.replace("`", "").split())
    return rule.title if not text or text.startswith(("#", "<")) else text


def _sections(rule: Rule) -> Iterator[str]:
    documentation = rule.documentation.strip()
    yield documentation or f"{rule.title}."
    if rule.remediation:
        yield f"## What to do\n\n{rule.remediation}"
    if rule.frameworks:
        yield "## Controls\n\n" + "\n".join(f"- `{control}`" for control in rule.frameworks)
    if rule.references and "## References" not in documentation:
        yield "## References\n\n" + "\n".join(f"- <{address}>" for address in rule.references)
    profile = "" if rule.profile is Profile.DEFAULT else f", profile {rule.profile.value}"
    yield f"Rule `{rule.id}`, severity {rule.severity.value}{profile}."

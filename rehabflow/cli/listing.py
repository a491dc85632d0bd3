"""What `rehabflow rules` prints: every rule at hand, or one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from rehabflow.catalog import InstalledRule, broken_plugins, rules_at_hand
from rehabflow.cli.exit_codes import DONE, RULE_FAILED, UNTRUSTED
from rehabflow.cli.patience import patience
from rehabflow.errors import Problem, RehabflowError, RuleFailed
from rehabflow.nearest import did_you_mean
from rehabflow.printable import printable
from rehabflow.render.json import FORMAT, line
from rehabflow.render.problems import render_problems, render_warnings
from rehabflow.render.rules import rule_text, rules_text
from rehabflow.rule_sheet import RuleSheet, rule_sheet


def list_rules(directory: str | None, style: str) -> int:
    """Every rule at hand, without importing any of them."""
    try:
        rules = rules_at_hand(directory)
    except RehabflowError as error:
        return refused(error, style)
    broken = broken_plugins(directory)
    if broken:
        click.echo(render_warnings(broken), err=True)
    rows = [(rule.source, rule.read().summary) for _, rule in sorted(rules.items())]
    if style == "json":
        for source, summary in rows:
            click.echo(line({"rehabflow": FORMAT, **source.to_dict(), "summary": summary}))
    else:
        click.echo(rules_text(rows))
    return DONE


def show_rule(name: str, directory: str | None, style: str) -> int:
    """One rule, which is imported."""
    try:
        rule = named(name, rules_at_hand(directory))
        sheet = described(rule)
    except RehabflowError as error:
        return refused(error, style)
    if style == "json":
        click.echo(line({"rehabflow": FORMAT, **rule.source.to_dict(), **sheet.to_dict()}))
    else:
        click.echo(rule_text(rule.source, sheet))
    return DONE


def described(rule: InstalledRule) -> RuleSheet:
    """What there is to say of it. Raises RuleFailed where it cannot be described."""
    try:
        with patience(str(rule.path)):
            return rule_sheet(rule.load())
    except RehabflowError:
        raise
    except Exception as error:
        source = rule.source
        message = (
            f"the rule {source.id!r} of {source.distribution} {source.version} "
            f"cannot be described: {type(error).__name__}: {printable(str(error), 300)}"
        )
        hint = "its author can mend it: a rule is an attrs class, and says an example"
        path = str(rule.path)
        raise RuleFailed(Problem(path, 0, 0, "RF534", message, source.id, hint=hint)) from error


def named(name: str, rules: Mapping[str, InstalledRule]) -> InstalledRule:
    """The rule of that id, or a usage error with the nearest one."""
    if name not in rules:
        hint = did_you_mean(name, rules) or f"there are {', '.join(sorted(rules))}"
        raise click.UsageError(f"there is no rule {name!r}; {hint}")
    return rules[name]


def refused(error: RehabflowError, style: str) -> int:
    """Say why nothing can be shown, and return the exit code for it."""
    problems: list[dict[str, Any]] = [each.to_dict() for each in error.problems]
    if style == "json":
        click.echo(line({"rehabflow": FORMAT, "problems": problems}))
    click.echo(render_problems(error.problems), err=True)
    return RULE_FAILED if isinstance(error, RuleFailed) else UNTRUSTED

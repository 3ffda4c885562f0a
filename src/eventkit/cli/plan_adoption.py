"""Adoption of plans: a plan is applied and reported, or several are compared and one of them is chosen."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import click

from eventkit.cli.display import local
from eventkit.cli.failures import FAILED
from eventkit.cli.file_arguments import OutputFile, write_target
from eventkit.cli.finding_report import CHECK, report_examples
from eventkit.cli.input_files import read_argument
from eventkit.cli.plan_report import alternative_form, plan_form, report_alternatives, report_plan, summary
from eventkit.cli.shared_options import Command
from eventkit.cli.terminal import Terminal
from eventkit.files.output_files import PICTURE
from eventkit.findings import Severity
from eventkit.messages import Message, Plural
from eventkit.office.planning_office import PlanningOffice
from eventkit.planning import NO_INTEREST, Interest, Plan
from eventkit.planning.alternatives import Alternative
from eventkit.planning.plan_picture import plan_picture
from eventkit.planning.problem.interest import FLOOR
from eventkit.planning.repair.disruptions import Disruption, loss_sentences
from eventkit.planning.repair.repair_plan import repair_changes, repair_summary
from eventkit.schedule import Schedule

_OF_FILLED_BLOCKS = frozenset({"block-unchaired", "empty-block"})
"""Findings that every plan of blocks has, until these have chairs: `check` lists them."""

interest_option = click.option(
    "--interest",
    metavar="FILE",
    help="Votes for sessions (CSV): who wants to attend which. '-' is standard input.",
)


def choice_options(command: Command) -> Command:
    take = click.option("--take", metavar="LETTER", help="Apply the alternative with this letter.")
    picture = click.option(
        "--picture",
        metavar="FILE",
        type=OutputFile(PICTURE),
        help="Draw the days before and after in an SVG file.",
    )
    return take(picture(command))


class Adoption(NamedTuple):
    """The adoption of plans, and the reports about them.

    Attributes:
        picture: The file of the picture of a plan, if there is to be one.
        limit: The number of plans to compare; ``None`` for a single plan.
        take: The letter of the plan to adopt among those that are compared.
        disruption: What a repair is for; its lost rooms and absent people are recorded.
    """

    terminal: Terminal
    planning: PlanningOffice
    as_json: bool = False
    picture: str | None = None
    limit: int | None = None
    take: str | None = None
    disruption: Disruption | None = None

    @property
    def is_comparison(self) -> bool:
        return self.limit is not None or self.take is not None

    def read_interest(self, file: str | None) -> Interest:
        if file is None:
            return NO_INTEREST
        language = self.terminal.settings.language
        read = self.planning.read_interest(*read_argument(file))
        interest = read.interest
        words = Message(
            "wanted by {floor} people or more: sessions: {sessions}, pairs of sessions: {pairs}",
            floor=FLOOR,
            sessions=len(interest.totals),
            pairs=len(interest.pairs),
        )
        self.terminal.err.print(local(words, language), style="dim")
        if read.unknown:
            unknown = Plural(
                "1 session is not in this conference, and ignored",
                "{count} sessions are not in this conference, and ignored",
            )
            words = Message(unknown, count=len(read.unknown))
            self.terminal.err.print(local(words, language), style="dim")
        return interest

    def choose(self, plans: Sequence[Alternative]) -> None:
        """Adopt one of several plans; without a letter, print how they differ."""
        plans = plans[: self.limit]
        if self.take is not None:
            self.adopt(_find(plans, self.take))
            return
        if self.as_json:
            forms = [alternative_form(alternative) for alternative in plans]
            click.echo(json.dumps(forms, ensure_ascii=False, indent=2))
        elif not any(alternative.plan.moves for alternative in plans):
            self.adopt(plans[0].plan)
        else:
            report_alternatives(self.terminal, plans)
        if plans[0].plan.left_out:
            sys.exit(FAILED)

    def adopt(self, plan: Plan, hints: Iterable[Message] = ()) -> None:
        """Adopt a plan and print it; exit with 1 if it leaves something out."""
        terminal = self.terminal
        language, is_dry_run = terminal.settings.language, self.planning.office.dry_run
        outcome = self.planning.adopt(plan, disruption=self.disruption)
        if self.picture is not None:
            drawing = plan_picture(plan.basis, outcome.after, language)
            write_target(self.picture, drawing.encode())
        if self.as_json:
            form = {
                "sentence": _headline(plan),
                **plan_form(plan),
                "changes": [*repair_changes(plan, "en")] if plan.is_repair else [],
                "new": [finding.form() for finding in outcome.added],
                "losses": [local(line, "en") for line in self._losses(outcome.after)],
                "applied": not is_dry_run and outcome.changed,
            }
            click.echo(json.dumps(form, ensure_ascii=False, indent=2))
        elif not plan.moves and not plan.left_out:
            terminal.out.print(local(_headline(plan), language))
        else:
            if is_dry_run and plan.moves:
                terminal.out.print(local(Message("this would change:"), language), style="dim")
            report_plan(terminal, plan, outcome.after, _headline(plan))
            checking = f"'{CHECK}' lists open findings"
            added = [
                finding
                for finding in outcome.added
                if finding.code not in _OF_FILLED_BLOCKS or finding.severity is Severity.ERROR
            ]
            report_examples(terminal, added, terminal.out, mark="new: ", hint=checking)
            for hint in hints:
                terminal.out.print(local(hint, language), style="dim")
        if not self.as_json:
            for line in self._losses(outcome.after):
                terminal.out.print(local(line, language))
        if plan.left_out:
            sys.exit(FAILED)

    def _losses(self, after: Schedule) -> tuple[Message, ...]:
        if self.disruption is None:
            return ()
        is_done = not self.planning.office.dry_run
        return loss_sentences(self.disruption, after, is_done=is_done)


def _find(plans: Sequence[Alternative], letter: str) -> Plan:
    by_name = {alternative.name: alternative.plan for alternative in plans}
    plan = by_name.get(letter.upper())
    if plan is None:
        known = f"there are {', '.join(by_name)}" if len(by_name) > 1 else "there is only A"
        raise click.BadParameter(
            Message("There is no alternative '{letter}': {known}.", letter=letter, known=known),
            param_hint="--take",
        )
    return plan


def _headline(plan: Plan) -> Message:
    if not plan.moves and not plan.left_out:
        if plan.is_repair:
            return Message("nothing to repair: no session has to move")
        return Message("nothing to plan: every session has a place, and none has to move")
    return repair_summary(plan) if plan.is_repair else summary(plan)

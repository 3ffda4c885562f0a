"""The operations of planning: make a plan of the conference as it is, and adopt it.

They are apart from `Office`, which every command loads: few commands plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Unpack

from eventkit.editing import Refused
from eventkit.messages import Listed, Message, Plural
from eventkit.office.conference_office import ConferenceOffice
from eventkit.office.outcomes import Outcome
from eventkit.office.rules_office import SettingsOutcome
from eventkit.planning import Plan, plan, read_interest
from eventkit.planning.alternatives import Alternative, find_alternatives, find_repairs
from eventkit.planning.block_grid import BlockGrid, OmittedBlocks, add_blocks, omitted_blocks
from eventkit.planning.planner import SearchOptions, find_waiting
from eventkit.planning.problem.interest import InterestFile
from eventkit.planning.problem.objective import with_weights
from eventkit.planning.repair.disruptions import Disruption
from eventkit.planning.repair.repair_costs import RepairAim
from eventkit.planning.repair.repair_plan import RepairOptions, repair
from eventkit.rules import RuleSettings, Weight
from eventkit.schedule import Schedule


@dataclass(frozen=True, kw_only=True, repr=False)
class BlocksOutcome(Outcome):
    """The outcome of adding blocks.

    Attributes:
        omitted: Where no block was added, and what takes place there.
    """

    omitted: tuple[OmittedBlocks, ...]


class PlanningOffice:
    """Plans one conference. A plan is made outside any transaction, and adopted in one.

    Attributes:
        office: The office of the conference.
    """

    def __init__(self, office: ConferenceOffice) -> None:
        self.office = office

    def plan(
        self, only: Collection[str] = (), *, tracks: Collection[str] = (), **options: Unpack[SearchOptions]
    ) -> Plan:
        """A plan for the sessions without a time, for those of some tracks, or for those that are named.

        Nothing is written; `adopt` applies the plan. The arguments are those of `eventkit.planning.plan`.

        Raises:
            Refused: A session that is named cannot be placed, or no session of those tracks waits for a time.
        """
        schedule, settings, chosen = self._basis(only, tracks)
        return plan(schedule, settings, only=chosen, **options)

    def find_alternatives(
        self, only: Collection[str] = (), *, tracks: Collection[str] = (), **options: Unpack[SearchOptions]
    ) -> tuple[Alternative, ...]:
        """Plans that differ in the times of sessions or in the group they favour; the best one first.

        Nothing is written. The arguments are those of `plan`.

        Raises:
            Refused: As `plan` does.
        """
        schedule, settings, chosen = self._basis(only, tracks)
        return find_alternatives(schedule, settings, only=chosen, **options)

    def repair(
        self,
        disruption: Disruption | None = None,
        *,
        against: str | None = None,
        aim: RepairAim = RepairAim.MOVES,
        **options: Unpack[RepairOptions],
    ) -> Plan:
        """The plan that removes the errors of times and places with the fewest moves, or by another aim.

        Nothing is written; `adopt` applies the plan.

        Args:
            disruption: What has happened, besides what the check finds.
            against: The release that people know; the newest if it is not given, and all that is scheduled
                if there is none.
            aim: What to keep lowest.
            options: ``place`` are sessions without a time that are to get one, ``favour`` is the group to
                favour in prices, ``interest`` how many people want to attend sessions; ``watch`` receives
                the progress and returns whether to continue.

        Raises:
            Refused: A room or session of the disruption does not exist, or a session to place has a time.
            NoSuchRelease: There is no release of that name.
        """
        schedule, settings, options["published"] = self._basis_of_repair(against)
        return repair(schedule, settings, disruption, aim=aim, **options)

    def find_repairs(
        self,
        disruption: Disruption | None = None,
        *,
        against: str | None = None,
        **options: Unpack[RepairOptions],
    ) -> tuple[Alternative, ...]:
        """Repairs that differ in what they keep lowest; the one with the fewest moves first.

        Nothing is written. The arguments are those of `repair`, and so are the errors.
        """
        schedule, settings, options["published"] = self._basis_of_repair(against)
        return find_repairs(schedule, settings, disruption, **options)

    def adopt(
        self, plan: Plan, why: str = "", *, rebase: bool = False, disruption: Disruption | None = None
    ) -> Outcome:
        """Apply a plan as one change, which one undo takes back.

        Args:
            why: The reason.
            rebase: Whether what others changed since the plan was made stays, field by field; otherwise such
                a plan is refused.
            disruption: What a repair was made for: rooms and people that are lost on some days are recorded
                as not available then, so that later plans do not count on them.

        Raises:
            Refused: The conference has changed since the plan was made.
            MergeConflict: With ``rebase``: a session that the plan moves was moved since.
        """
        happened = disruption or Disruption()

        def edited(schedule: Schedule) -> Schedule:
            return happened.record(plan.apply(schedule))

        return self.office.edit(edited, why or _reason(plan, happened), base=plan.basis if rebase else None)

    def add_blocks(self, grid: BlockGrid) -> BlocksOutcome:
        """Add blocks to be filled by a plan: one in each room for each period, save where it is occupied.

        Raises:
            Refused: There is no such room or track, or nothing could be added.
        """
        outcome = self.office.edit(lambda schedule: add_blocks(schedule, grid), Message("add blocks"))
        omitted = omitted_blocks(outcome.before or outcome.after, outcome.after, grid)
        return BlocksOutcome.extending(outcome, omitted=omitted)

    def read_interest(self, data: bytes, name: str) -> InterestFile:
        """The interest in a file of votes; neither the votes nor the counts are stored.

        Raises:
            Refused: It is not a file of votes.
        """
        return read_interest(data, name, self.office.load().schedule)

    def set_weights(self, weights: Mapping[str, Weight]) -> SettingsOutcome:
        """Set how much things count in plans, by the codes of their prices."""
        named = ", ".join(f"{code} {weight}" for code, weight in weights.items())
        return self.office.rules.change(
            lambda settings, _: with_weights(settings, weights), f"weights of plans: {named}"
        )

    def _basis(
        self, only: Collection[str], tracks: Collection[str]
    ) -> tuple[Schedule, RuleSettings, list[str]]:
        """The schedule and the rule settings that a plan is made from, and the sessions to place.

        These are the sessions that are named, and those of the tracks that wait for a time.
        """
        schedule = self.office.load().schedule
        chosen = [*only, *(session.id for session in find_waiting(schedule, tracks) if tracks)]
        if tracks and not chosen:
            raise Refused("No session of {tracks} needs a time.", tracks=Listed(tuple(tracks), "or"))
        return schedule, self.office.rules.settings(), chosen

    def _basis_of_repair(self, against: str | None) -> tuple[Schedule, RuleSettings, Schedule | None]:
        schedule = self.office.load().schedule
        has_release = against is not None or bool(self.office.releases.all())
        published = self.office.snapshot(against).schedule if has_release else None
        return schedule, self.office.rules.settings(), published


def _reason(plan: Plan, happened: Disruption) -> Message:
    """The reason of the change that a plan is, with what has happened if it is a repair."""
    count = len(plan.moves)
    if not plan.is_repair:
        return Message(Plural("plan {count} session", "plan {count} sessions"), count=count)
    first, *others = happened.causes() or ("",)
    repaired = (
        Message(
            Plural(
                "repair after {cause}: {count} session moved", "repair after {cause}: {count} sessions moved"
            ),
            cause=first,
            count=count,
        )
        if first
        else Message(Plural("repair: {count} session moved", "repair: {count} sessions moved"), count=count)
    )
    also = (Message("also after {cause}", cause=cause) for cause in others)
    return Message("{reasons}", reasons=Listed((repaired, *also), ";"))

"""The operations of planning: make a plan of the conference as it is, and adopt it.

They are apart from `Office`, which every command loads: few commands plan.
"""

from __future__ import annotations

from collections.abc import Collection

from eventkit.editing import Refused
from eventkit.office.office import Office
from eventkit.office.outcomes import Outcome
from eventkit.planning import Goals, Plan, Watcher, plan
from eventkit.planning.alternatives import Alternative, find_alternatives
from eventkit.planning.block_grid import BlockGrid, add_blocks
from eventkit.planning.planner import find_waiting
from eventkit.planning.repair import Disruption, repair
from eventkit.schedule import Schedule


class PlanningOffice:
    """Plans one conference. A plan is made outside any transaction, and adopted in one.

    Attributes:
        office: The office of the conference.
    """

    def __init__(self, office: Office) -> None:
        self.office = office

    def plan(
        self,
        only: Collection[str] = (),
        *,
        tracks: Collection[str] = (),
        goals: Goals | None = None,
        moves: int | None = None,
        seed: int = 0,
        watch: Watcher | None = None,
        reasons: int = 0,
    ) -> Plan:
        """A plan for the sessions without a time, for those of some tracks, or for those that are named.

        Nothing is written; `adopt` applies the plan. The arguments are those of `eventkit.planning.plan`.

        Raises:
            Refused: A session that is named cannot be placed, or no session of those tracks waits for a time.
        """
        schedule = self.office.load().schedule
        chosen = _chosen(schedule, only, tracks)
        settings = self.office.rules.settings()
        return plan(
            schedule,
            settings,
            only=chosen,
            goals=goals,
            moves=moves,
            seed=seed,
            watch=watch,
            reasons=reasons,
        )

    def find_alternatives(
        self,
        only: Collection[str] = (),
        *,
        tracks: Collection[str] = (),
        goals: Goals | None = None,
        moves: int | None = None,
        seed: int = 0,
        watch: Watcher | None = None,
    ) -> tuple[Alternative, ...]:
        """Plans that differ in the times of sessions or in the group they favour; the best one first.

        Nothing is written. The arguments are those of `plan`.

        Raises:
            Refused: As `plan` does.
        """
        schedule = self.office.load().schedule
        chosen = _chosen(schedule, only, tracks)
        settings = self.office.rules.settings()
        return find_alternatives(
            schedule, settings, only=chosen, goals=goals, moves=moves, seed=seed, watch=watch
        )

    def repair(self, disruption: Disruption | None = None, *, against: str | None = None) -> Plan:
        """The plan that removes the errors of times and places with the fewest people to write to.

        Nothing is written; `adopt` applies the plan.

        Args:
            disruption: What has happened, besides what the check finds.
            against: The release that people know; the newest where it is not given, and all that is scheduled
                where there is none.

        Raises:
            Refused: A room or session of the disruption does not exist.
            NoSuchRelease: There is no release of that name.
        """
        schedule = self.office.load().schedule
        has_release = against is not None or bool(self.office.releases())
        published = self.office.snapshot(against).schedule if has_release else None
        return repair(schedule, self.office.rules.settings(), disruption, published=published)

    def adopt(self, plan: Plan, why: str = "") -> Outcome:
        """Apply a plan as one change, which one undo takes back.

        Raises:
            Refused: The conference has changed since the plan was made.
        """
        count = len(plan.moves)
        planned = f"plan {count} {'session' if count == 1 else 'sessions'}, seed {plan.seed}"
        return self.office.edit(plan.apply, why or planned)

    def add_blocks(self, grid: BlockGrid) -> Outcome:
        """Add blocks to be filled by a plan: one in each room for each period.

        Raises:
            Refused: There is no such room or track, or nothing could be added.
        """
        return self.office.edit(lambda schedule: add_blocks(schedule, grid), "add blocks")


def _chosen(schedule: Schedule, only: Collection[str], tracks: Collection[str]) -> list[str]:
    """The sessions that are named, and those of the tracks that wait for a time.

    Raises:
        Refused: Only tracks are given, and none of their sessions waits.
    """
    chosen = [*only, *(session.id for session in find_waiting(schedule, tracks) if tracks)]
    if tracks and not chosen:
        message = f"no session of {' or '.join(tracks)} needs a time"
        raise Refused(message)
    return chosen

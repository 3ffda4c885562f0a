"""Edits: pure functions from a schedule, and what is asked for, to another schedule.

Each takes the schedule first and returns a new one, so that it can be done again on what someone else
has made of it meanwhile, or only to see what would come of it. What cannot be is `Refused`, with a
sentence for an organiser.
"""

from __future__ import annotations

from eventkit.editing.appearing import add_person, edit_person, remove_person, set_people
from eventkit.editing.deadlines import add_deadline, edit_deadline, remove_deadline
from eventkit.editing.finding import find, find_deadline, free_deadline_id, free_id, slug
from eventkit.editing.joining import Joined
from eventkit.editing.merging import Clash, Contested, Side, merged
from eventkit.editing.occasion import (
    add_organisation,
    add_room,
    add_track,
    edit_conference,
    edit_organisation,
    edit_room,
    edit_track,
    merge_organisations,
    remove_organisation,
    remove_room,
    remove_track,
)
from eventkit.editing.people import (
    add_participant,
    edit_participant,
    merge_participants,
    remove_participant,
)
from eventkit.editing.refusals import Refused
from eventkit.editing.renewing import Renewed, renewed
from eventkit.editing.sessions import (
    add_session,
    cancel_session,
    edit_session,
    lift,
    make_part,
    move_session,
    pin,
    remove_session,
    restore_session,
    unschedule_session,
)

__all__ = [
    "Clash",
    "Contested",
    "Joined",
    "Refused",
    "Renewed",
    "Side",
    "add_deadline",
    "add_organisation",
    "add_participant",
    "add_person",
    "add_room",
    "add_session",
    "add_track",
    "cancel_session",
    "edit_conference",
    "edit_deadline",
    "edit_organisation",
    "edit_participant",
    "edit_person",
    "edit_room",
    "edit_session",
    "edit_track",
    "find",
    "find_deadline",
    "free_deadline_id",
    "free_id",
    "lift",
    "make_part",
    "merge_organisations",
    "merge_participants",
    "merged",
    "move_session",
    "pin",
    "remove_deadline",
    "remove_organisation",
    "remove_participant",
    "remove_person",
    "remove_room",
    "remove_session",
    "remove_track",
    "renewed",
    "restore_session",
    "set_people",
    "slug",
    "unschedule_session",
]

"""Edits: pure functions that make a new schedule from a schedule.

Each takes the schedule first and returns a new one, so that it can be done again on what someone else
has made of it meanwhile, or only to see what would come of it. What cannot be is `Refused`, with a
sentence for an organiser.
"""

from __future__ import annotations

from eventkit.editing.board_edits import swap_sessions
from eventkit.editing.entity_edits import (
    Merged,
    add_deadline,
    add_organisation,
    add_participant,
    add_room,
    add_track,
    edit_conference,
    edit_deadline,
    edit_organisation,
    edit_participant,
    edit_room,
    edit_track,
    merge_organisations,
    merge_participants,
    remove_deadline,
    remove_organisation,
    remove_participant,
    remove_room,
    remove_track,
)
from eventkit.editing.lookup import find, find_deadline, free_deadline_id, free_id, latin
from eventkit.editing.reimport import Gone, Reimport, reimport
from eventkit.editing.session_edits import (
    add_person,
    add_session,
    cancel_session,
    edit_person,
    edit_session,
    move_session,
    nest,
    pin,
    remove_person,
    remove_session,
    restore_session,
    set_people,
    unnest,
    unschedule_session,
    usual_length,
)
from eventkit.editing.three_way_merge import Conflict, MergeConflict, Winner, merge
from eventkit.errors import Refused
from eventkit.texts.normalisation import slug

__all__ = [
    "Conflict",
    "Gone",
    "MergeConflict",
    "Merged",
    "Refused",
    "Reimport",
    "Winner",
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
    "latin",
    "merge",
    "merge_organisations",
    "merge_participants",
    "move_session",
    "nest",
    "pin",
    "reimport",
    "remove_deadline",
    "remove_organisation",
    "remove_participant",
    "remove_person",
    "remove_room",
    "remove_session",
    "remove_track",
    "restore_session",
    "set_people",
    "slug",
    "swap_sessions",
    "unnest",
    "unschedule_session",
    "usual_length",
]

"""What every edition is set with, before its sheet is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eventkit.outputs.programme.design import DEFAULT_STYLE, StyleFile
from eventkit.outputs.programme.look import PageFormat
from eventkit.outputs.programme.setting import PrintContext
from eventkit.schedule import Schedule
from eventkit.typesetting import Fonts


@dataclass(frozen=True)
class Setter:
    """A schedule and its readers, to be set on whatever sheet an edition takes.

    Attributes:
        schedule: What is set.
        languages: Those of the readers, the foremost first.
        fonts: The faces.
        draft: Whether the schedule may still change.
        design: What the organiser's style file says.
        pictures: The pictures it names.
    """

    schedule: Schedule
    languages: tuple[str, ...]
    fonts: Fonts
    draft: bool = False
    design: StyleFile = DEFAULT_STYLE
    pictures: Mapping[str, bytes] = field(default_factory=dict)

    def on(self, sheet: PageFormat) -> PrintContext:
        """The context on a sheet."""
        return PrintContext.build(
            self.schedule,
            self.languages,
            self.fonts,
            sheet,
            draft=self.draft,
            design=self.design,
            pictures=self.pictures,
        )

    def brief(self, *, positions: bool = True) -> Setter:
        """The same without what a short edition leaves to the book: abstracts and addresses, or positions."""
        told = {"abstract": None, "streams": (), "links": ()}
        schedule = self.schedule
        sessions = [session.model_copy(update=told) for session in schedule.sessions]
        if positions:
            return replace(self, schedule=schedule.model_copy(update={"sessions": tuple(sessions)}))
        bare = [
            session.model_copy(
                update={
                    "people": tuple(each.model_copy(update={"affiliations": ()}) for each in session.people)
                }
            )
            for session in sessions
        ]
        people = [each.model_copy(update={"affiliations": ()}) for each in schedule.participants]
        return replace(
            self,
            schedule=schedule.model_copy(update={"sessions": tuple(bare), "participants": tuple(people)}),
        )

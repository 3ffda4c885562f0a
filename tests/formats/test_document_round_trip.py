"""Whatever is written is read back without loss, by eventkit and by any other reader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eventkit.formats import detect_format, get_format
from eventkit.formats.document import document
from eventkit.formats.document.syntax import to_yaml
from eventkit.intake import SourceFile
from eventkit.plugins.exporters import Context
from eventkit.schedule import Schedule
from formats.documents import reading, schedule, sessions
from strategies import lines, schedules

FIXTURES = Path(__file__).parents[2] / "fixtures"


@given(schedules())
def test_any_schedule_survives_a_round_trip(drawn: Schedule) -> None:
    for suffix in (".yaml", ".json"):
        assert schedule(document.export(drawn, Context(ending=suffix)).data, f"drawn{suffix}") == drawn


@given(schedules())
def test_a_yaml_1_1_parser_reads_the_same_data_as_a_json_parser(drawn: Schedule) -> None:
    """YAML 1.1 reads more words as numbers, times and booleans than other versions: those are quoted."""
    seen: Any = yaml.safe_load(document.export(drawn).data)
    assert seen == json.loads(document.export(drawn, Context(ending=".json")).data)


LIKE_SOMETHING_ELSE = """
no Yes ON y Null ~ true 010 1.10 1e3 0x1F 0o17 1_000 .inf -1 +1 09:30 12:30:45 2022-11-05 << = - ? : , ! & *
# | > ' " % @ ` [ ] { } --- ... a|a: b|a : b|a #b|#a|a:|:a|a, b|[a|{a}|'a'|"a"|"a|a\\b|!a|&a|*a|%a|@a|a?|a]
""".replace("\n", " ").split(" ")
words = st.sampled_from([word for each in LIKE_SOMETHING_ELSE for word in each.split("|") if word]) | lines
passages = st.lists(words | st.sampled_from(["", " ", "\t", "  a"]), min_size=1).map("\n".join).map(str.strip)
scalars = words | passages.filter(bool) | st.integers() | st.booleans() | st.floats(-1e9, 1e9)
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
)


@given(st.dictionaries(words, trees, min_size=1))
def test_any_tree_survives_a_round_trip_through_yaml(tree: dict[str, Any]) -> None:
    assert yaml.safe_load(to_yaml(tree)) == tree


@pytest.mark.parametrize("name", ["congress", "hongqiao-forum"])
def test_the_example_conferences_survive_a_round_trip(name: str) -> None:
    written_by_hand = schedule((FIXTURES / f"{name}.yaml").read_bytes())
    for suffix in document.suffixes:
        assert (
            schedule(document.export(written_by_hand, Context(ending=suffix)).data, f"again{suffix}")
            == written_by_hand
        )


def test_the_export_is_reproducible() -> None:
    once, again = (reading(sessions("- {id: a, title: A}")).schedule for _ in range(2))
    assert document.export(once).data == document.export(again).data


def test_the_format_is_found_by_its_name_and_by_its_content() -> None:
    assert get_format("document") is document
    drawn = schedule(sessions("- {id: a, title: A}"))
    for suffix in document.suffixes:
        offered = SourceFile(document.export(drawn, Context(ending=suffix)).data, "standard input")
        assert detect_format(offered) == ("document", document)


def test_the_exported_yaml_is_readable() -> None:
    """Fields in the order of the model, no defaults, and quotation marks where parsers would misread."""
    text = sessions("""\
        - id: opening
          title: {zh: 开幕 😀, en: "Yes: it begins, at last"}
          kind: block
          start: 2026-10-24 22:00
          end: 01:30
          rooms: [hall]
          parts:
            - id: 1.10
              title: "no"
              start: 23:00
              minutes: 40
              abstract: |
                One.

                  Two, indented.
    """)
    written = document.export(schedule(text)).data.decode()
    assert re.sub(r"uid: \S{36}", "uid: ...", written) == dedent("""\
        eventkit: 1
        conference:
          id: forum
          uid: ...
          title: Forum
          start: "2026-10-24"
          end: "2026-10-26"
          zone: Europe/Vienna
          languages: [en, zh]
        rooms:
          - id: hall
            name: Hall
        sessions:
          - id: opening
            uid: ...
            title:
              zh: 开幕 😀
              en: "Yes: it begins, at last"
            kind: block
            start: "2026-10-24 22:00"
            end: "01:30"
            rooms: [hall]
            parts:
              - id: "1.10"
                uid: ...
                title: "no"
                start: "23:00"
                end: "23:40"
                abstract: |-
                  One.

                    Two, indented.
        """)


def test_json_is_written_with_the_same_fields() -> None:
    written = document.export(
        schedule(sessions("- {id: a, title: 开幕 😀}")), Context(ending=".json")
    ).data.decode()
    assert written.endswith("}\n")
    assert "开幕 😀" in written
    assert list(json.loads(written)) == ["eventkit", "conference", "rooms", "sessions"]

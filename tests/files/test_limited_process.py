"""Functions in processes of their own: results and errors come back, and an end of the process is one."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from eventkit.errors import Refused
from eventkit.files.limited_process import Limits, ProcessFailure, run_in_copy, run_in_process
from eventkit.formats import read_foreign_file

SMALL = Limits(memory=200 * 2**20, seconds=60)

ABORTED = """
import os, sys
from eventkit.errors import Unreadable
from eventkit.files import limited_process
from eventkit.formats import read_foreign_file

def run(_function, *_arguments, limits):
    return limited_process.run_in_copy(os.abort, limits=limits)

try:
    read_foreign_file(b"Title\\n", "talks.csv", run=run)
except Unreadable as error:
    print(error)
"""


def give(value: object) -> object:
    return value


def fail(reason: str) -> None:
    raise Refused(reason)


def take(size: int) -> int:
    return len(bytearray(size))


def test_results_and_errors_of_a_process_come_back() -> None:
    assert run_in_process(give, {"a": 1}) == {"a": 1}
    assert run_in_process(gc.get_threshold) == gc.get_threshold()
    with pytest.raises(Refused, match="no such thing"):
        run_in_process(fail, "no such thing")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits")
def test_a_process_that_is_killed_or_takes_too_much_has_no_result() -> None:
    for function, argument in ((os._exit, 3), (take, 10**9)):
        with pytest.raises(ProcessFailure):
            run_in_process(function, argument, limits=SMALL)
    assert run_in_process(take, 10**6, limits=SMALL) == 10**6


def test_a_file_whose_reader_is_aborted_is_refused_with_a_message(tmp_path: Path) -> None:
    """In an interpreter of its own, which has one thread: tests run beside threads."""
    code = [sys.executable, "-c", ABORTED]
    done = subprocess.run(code, capture_output=True, text=True, cwd=tmp_path, check=True)  # noqa: S603
    assert "talks.csv: The file is damaged, or needs more than 2 GB of memory" in done.stdout
    assert done.stderr == ""


def test_a_file_is_read_in_a_process_as_it_is_here() -> None:
    data = b"Title,Room\nA,Hall\n"
    here = read_foreign_file(data, "talks.csv", run=lambda function, *a, limits: function(*a))  # noqa: ARG005
    assert read_foreign_file(data, "talks.csv") == here
    assert run_in_copy(give, 1, limits=SMALL) == 1

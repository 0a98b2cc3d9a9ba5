"""The arithmetic of the benchmark: spread, budgets, what grows too fast, and the table that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.load.budgets import (
    BUDGETS,
    COMPLETE,
    FIFTY,
    FRESH,
    HALF,
    IDLE,
    KEY,
    MEMORY,
    SERVER,
    TEXT,
    TWO,
    USABLE,
    budget,
    moment,
)
from tests.load.figures import EMPTY, OURS, Figure, Growth, Note, Results, percentile, quartiles
from tests.load.scale import Load, Machine, scale
from tests.load.table import MARKS, growth_table, number, put_between, report, table


def test_the_spread_is_that_of_the_values_and_not_of_their_order():
    figure = Figure("opening", OURS, (5.0, 1.0, 3.0, 2.0, 4.0))
    assert figure.median == 3
    assert figure.quartiles == (2, 4)
    assert percentile((1.0, 2.0), 95) == pytest.approx(1.95)
    assert quartiles((7.0,)) == (7, 7)
    assert Figure("keys", OURS, tuple(range(101)), "ms").late() == 95


def test_a_figure_that_grows_with_its_work_is_not_marked():
    opens = Growth("open", "edits", (100, 1000, 10000), (1, 10, 100), ((2.0,), (11.0,), (105.0,)))
    assert opens.steps() == pytest.approx([0.55, 105 / 110])
    assert not opens.too_fast


def test_what_grows_faster_than_its_work_is_marked():
    square = Growth("open", "edits", (100, 1000), (1, 10), ((1.0,), (100.0,)))
    alike = Growth("append", "edits", (100, 1000), (1, 1), ((1.0,), (1.5,)))
    assert square.too_fast
    assert alike.too_fast
    assert "**grows faster** (×10.00)" in growth_table([square])


def test_what_two_runs_of_the_same_may_differ_by_is_no_growth():
    noisy = Growth("append", "edits", (100, 1000), (1, 1), ((1.0, 2.0, 3.0), (1.5, 2.9, 4.5)))
    assert not noisy.too_fast


def paired(ours: float, theirs: float) -> Results:
    what = moment(USABLE, FRESH)
    return Results([Figure(what, OURS, (ours,)), Figure(what, "Panel", (theirs,))])


@pytest.mark.parametrize(("ours", "theirs", "kept"), [(1.0, 1.1, True), (1.1, 1.1, True), (1.2, 1.1, False)])
def test_usable_is_promised_when_panel_is(ours, theirs, kept):
    promised = budget(moment(USABLE, FRESH))
    assert promised is not None
    assert promised.verdict(paired(ours, theirs)) is kept


@pytest.mark.parametrize(("half_year", "kept"), [(0.6, True), (0.61, False)])
def test_half_a_year_may_take_a_fifth_more_than_nothing(half_year, kept):
    empty = Figure(moment(USABLE, FRESH), EMPTY, (0.5,))
    results = Results([empty, Figure(moment(HALF, FRESH), OURS, (half_year,))])
    assert budget(moment(HALF, FRESH)).verdict(results) is kept
    assert budget(moment(HALF, FRESH)).verdict(Results([empty])) is None


def test_the_first_text_is_promised_for_a_third_of_panels_time_to_usable():
    results = paired(9, 0.9)
    results.add([Figure(moment(TEXT, FRESH), OURS, (0.29,)), Figure(moment(TEXT, FRESH), "Panel", (0.1,))])
    assert budget(moment(TEXT, FRESH)).verdict(results) is True


def test_what_the_peer_was_not_there_for_is_neither_kept_nor_broken():
    results = Results([Figure(COMPLETE, OURS, (3.0,))])
    assert budget(COMPLETE).verdict(results) is None
    assert "| – |" in table(results).splitlines()[-1]


def test_of_the_keys_ninety_five_in_a_hundred_count():
    mostly = Results([Figure(TWO, OURS, (*[100.0] * 90, *[400.0] * 10), "ms")])
    assert budget(TWO).verdict(mostly) is False
    assert budget(FIFTY).verdict(Results([Figure(FIFTY, OURS, (400.0,) * 9, "ms")])) is True


def test_every_row_has_one_budget_at_most():
    assert len({one.what for one in BUDGETS}) == len(BUDGETS)


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (0.01234, "0.0123"), (1.234, "1.23"), (12.34, "12.3"), (10000, "10,000")]
)
def test_three_digits_count(value, words):
    assert number(value) == words


def test_the_table_shows_spread_and_how_ours_compares():
    results = paired(0.5, 1.0)
    results.add([Figure(moment(USABLE, FRESH), EMPTY, (0.4, 0.5, 0.6))])
    head, rule, row = table(results).splitlines()
    assert head.count("|") == rule.count("|") == row.count("|")
    assert "| 1 ×0.50 |" in row
    assert "| 0.5 (0.45–0.55) |" in row
    assert row.endswith("| Panel's (1) | yes |")


def test_notes_stand_below_and_growth_under_a_heading_of_its_own():
    results = Results([Figure("opening", OURS, (1.0,)), Note("Solara could not be installed here.")])
    made = report(results, "Two cores.", "")
    assert made.startswith("Two cores.")
    assert made.endswith("- Solara could not be installed here.")
    assert "How it grows" not in made


BEGIN, END = (mark.format("results") for mark in MARKS)


def test_prose_around_the_results_stays():
    text = f"# Before\n\n{BEGIN}\n\nold\n\n{END}\n\nAfter.\n"
    assert put_between(text, "results", "new") == f"# Before\n\n{BEGIN}\n\nnew\n\n{END}\n\nAfter.\n"


@pytest.mark.parametrize("text", ["", BEGIN, END + BEGIN, f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_page_without_its_two_marks_is_left_alone(text):
    with pytest.raises(ValueError, match="there must be one"):
        put_between(text, "results", "new")


def test_the_page_of_benchmarks_has_a_place_for_all_that_is_written_into_it():
    page = (Path(__file__).parents[2] / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    for name in ("results", "scale"):
        page = put_between(page, name, "new")
    assert page.count("new\n") >= 2


def test_what_a_machine_carries_is_limited_by_what_runs_out_first():
    cheap = Load(visitor=100, server=0, page=0.06, idle=0, key=0.001)
    busy = Load(visitor=1, server=0, page=0.06, idle=0.02, key=0)
    assert cheap.staying(Machine(cores=4, memory=16_000)) == (150, "memory")
    assert busy.staying(Machine(cores=4, memory=16_000)) == (100, "processor")
    assert cheap.opening(Machine(cores=4)) == 2000


def test_the_scale_is_not_told_from_half_a_run():
    assert scale(Results([Figure(COMPLETE, OURS, (3.0,))]), 2).startswith("Not measured")


def test_ten_machines_carry_ten_times_as_much_and_cost_a_little_more():
    told = {COMPLETE: 3.0, MEMORY.format(50): 30.0, SERVER: 300.0, IDLE: 1.0, KEY: 4.0}
    lines = scale(Results(Figure(what, OURS, (value,)) for what, value in told.items()), 2).splitlines()
    assert "| pages open at once | 490 | 4,900 |" in lines
    assert "| pages opened a minute | 1,000 | 10,000 |" in lines
    assert "| euros a month | 70–130 | 745–1,400 |" in lines

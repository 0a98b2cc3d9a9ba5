"""What a machine carries, and a hub of ten, from the figures of a run. Sums on paper: pure, and no measurement."""

from __future__ import annotations

from dataclasses import dataclass

from tests.load.budgets import COMPLETE, IDLE, KEY, MEMORY, SERVER
from tests.load.figures import Results
from tests.load.table import number, row

CROWD = 50
SYSTEM = 1000  # MB that the system itself keeps
SPARED = 0.5  # of the processor is kept for those who are there already
KEYS = 2  # a second, of somebody who writes
WRITING = 0.1  # of those who have a page open write at the same moment
OPEN = 0.1  # of all pairs have their pages open at the same hour, both of them
PRICE = (70.0, 130.0)  # euros a month for a machine of 4 cores and 16 GB, without traffic
EXTRA = (45.0, 100.0)  # for what a hub needs besides: a small machine for hub and proxy, and a database


@dataclass(frozen=True)
class Machine:
    """How much there is of everything."""

    cores: int = 4
    memory: float = 16_000  # MB


@dataclass(frozen=True)
class Load:
    """What a run says that each thing takes.

    Attributes:
        visitor, server: Memory a visitor, and of the server with nobody there, in MB.
        page: Processor time of one page, in seconds: all cores, until the last of fifty was complete.
        idle: Processor time of an open page, in seconds a second.
        key: Processor time of a key, with both kernels, in seconds.
    """

    visitor: float
    server: float
    page: float
    idle: float
    key: float

    def staying(self, machine: Machine) -> tuple[int, str]:
        """How many can have a page open at once, and what limits it."""
        by_memory = (machine.memory - SYSTEM - self.server) / self.visitor
        by_processor = SPARED * machine.cores / (self.idle + WRITING * KEYS * self.key)
        return int(min(by_memory, by_processor)), "memory" if by_memory <= by_processor else "processor"

    def opening(self, machine: Machine) -> int:
        """How many pages can be opened in a minute."""
        return int(60 * SPARED * machine.cores / self.page)


def load(results: Results, cores: int) -> Load | None:
    """What the run says; None if it did not measure all of it. `cores`: of the machine that it ran on."""
    figures = [results.get(what) for what in (MEMORY.format(CROWD), SERVER, COMPLETE, IDLE, KEY)]
    if any(figure is None for figure in figures):
        return None
    visitor, server, complete, idle, key = (figure.median for figure in figures if figure is not None)
    return Load(visitor, server, complete * cores / CROWD, idle / 1000, key / 1000)


def scale(results: Results, cores: int) -> str:
    """One table: a machine of 4 cores and 16 GB, and ten of them behind a JupyterHub."""
    found = load(results, cores)
    if found is None:
        return "Not measured in the last run: it takes the subjects `crowd` and `edits`."
    machine = Machine()
    stay, limit = found.staying(machine)
    opened = found.opening(machine)
    pairs = int(stay / 2 / OPEN)
    columns = [(1, PRICE), (10, (10 * PRICE[0] + EXTRA[0], 10 * PRICE[1] + EXTRA[1]))]
    took = (
        f"Taken from the table: *m* = {number(found.visitor)} MB, *s* = {number(found.server)} MB, "
        f"*c* = {1000 * found.page:.0f} ms, *i* = {1000 * found.idle:.1f} ms/s, *w* = {1000 * found.key:.1f} ms."
    )
    lines = [
        row("", "one machine", "JupyterHub of ten"),
        row("---", "---:", "---:"),
        row("pages open at once", *(f"{n * stay:,}" for n, _ in columns)),
        row("what limits that", *(limit for _ in columns)),
        row("pages opened a minute", *(f"{n * opened:,}" for n, _ in columns)),
        row("pairs in the programme", *(f"{n * pairs:,}" for n, _ in columns)),
        row("euros a month", *(f"{low:,.0f}–{high:,.0f}" for _, (low, high) in columns)),
        row("euros a month for each pair", *(f"{low / n / pairs:.2f}–{high / n / pairs:.2f}" for n, (low, high) in columns)),
    ]  # fmt: skip
    return "\n".join([took, "", *lines])

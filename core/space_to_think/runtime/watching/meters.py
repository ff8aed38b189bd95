"""Metrics for Prometheus. Labels are names of adapters, plugins, hooks, states and kinds of errors, and nothing else:
no person, no agency, no session, no text.
"""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from space_to_think.host.watch import FaultKind, Watch
from space_to_think.inbound import Answer, Inbound, Notice, Tick
from space_to_think.runtime.store.standing import Standing

NAME: Final = "space_to_think"
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class Meters:
    """Counts while the service runs. `page` gives it all, with how the store stands."""

    def __init__(self, watch: Watch, plugins: Iterable[str], store: Path) -> None:
        self._registry = CollectorRegistry()
        self._shown = Shown(watch, tuple(plugins), store)
        self._registry.register(self._shown)
        ProcessCollector(registry=self._registry)
        labels = ("adapter", "kind")
        self._taken = Counter("messages", "Taken from a platform.", labels, NAME, registry=self._registry)
        self._lost = Counter(
            "messages_not_taken", "The store did not let us; people were told.", ("adapter",), NAME,
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "message_seconds", "From a message to its answer.", (), NAME, buckets=SECONDS, registry=self._registry
        )
        self._up = Gauge("adapter_up", "1: it reads its platform.", ("adapter",), NAME, registry=self._registry)
        self._failures = Counter(
            "adapter_failures", "It failed, and was started again.", ("adapter",), NAME, registry=self._registry
        )

    def message(self, inbound: Inbound, answer: Answer, seconds: float) -> None:
        """A message has been answered."""
        assert not isinstance(inbound, Tick), "a tick does not come from an adapter"
        adapter = inbound.place.id.adapter
        if isinstance(answer, Notice) and not answer.taken:
            self._lost.labels(adapter).inc()
        else:
            self._taken.labels(adapter, type(inbound).__name__).inc()
        self._seconds.observe(seconds)

    def adapter(self, name: str, up: bool) -> None:
        """An adapter reads its platform, or has failed."""
        self._up.labels(name).set(up)
        # Prometheus sees a counter grow only from a value that it has seen before: each begins with zero.
        self._lost.labels(name)
        self._failures.labels(name).inc(0 if up else 1)

    def page(self, standing: Standing | None, queue: int) -> bytes:
        """Everything in Prometheus' text format. `standing` None: the store cannot be read."""
        self._shown.standing, self._shown.queue = standing, queue
        return generate_latest(self._registry)


@dataclass(eq=False)
class Shown(Collector):
    """What is looked up when somebody asks."""

    watch: Watch
    plugins: Sequence[str]
    store: Path
    standing: Standing | None = None
    queue: int = 0

    def collect(self) -> Iterator[Metric]:
        """The metrics that stand somewhere else."""
        yield gauge("store_up", "1: the store can be read.", self.standing is not None)
        yield gauge("queue", "Messages that wait to be taken.", self.queue)
        yield gauge("disk_free_bytes", "Room on the store's disk.", shutil.disk_usage(self.store.parent).free)
        yield self._files()
        yield self._faults()
        if self.standing is not None:
            yield from standing_of(self.standing)

    def _files(self) -> Metric:
        files = labelled("store_bytes", "The size of the store's files.", "file")
        for name, path in (("store", self.store), ("log", self.store.with_name(self.store.name + "-wal"))):
            files.add_metric((name,), path.stat().st_size if path.exists() else 0)
        return files

    def _faults(self) -> Metric:
        faults = CounterMetricFamily(
            f"{NAME}_plugin_faults", "Calls of plugins that went wrong.", labels=("plugin", "kind")
        )
        found = {(plugin, kind): 0 for plugin in self.plugins for kind in FaultKind}
        for (plugin, _, kind, _), times in self.watch.counts.copy().items():  # the store's thread may add to it
            found[plugin, kind] += times
        for (plugin, kind), times in found.items():
            faults.add_metric((plugin, kind.value), times)
        return faults


def standing_of(standing: Standing) -> Iterator[Metric]:
    """How the store stands."""
    rows = labelled("outbox_rows", "Messages on their way or at a bad end.", "adapter", "state")
    for labels, count in standing.outbox.items():
        rows.add_metric(labels, count)
    since = labelled("outbox_since_seconds", "When the oldest message that could go now was queued.", "adapter")
    for adapter, at in standing.since.items():
        since.add_metric((adapter,), at.timestamp())
    yield from (rows, since)
    yield gauge("deadlines_late", "Sessions whose deadline is overdue by more than a minute.", standing.late)
    yield gauge("sessions_waiting", "Sessions that wait for a time.", standing.waiting)
    yield CounterMetricFamily(f"{NAME}_messages_failed", "Messages that made our code raise.", standing.failures)
    if standing.backup is not None:
        yield gauge("backup_timestamp_seconds", "When the last backup was made.", standing.backup.timestamp())


def gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{NAME}_{name}", says, value=value)


def labelled(name: str, says: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"{NAME}_{name}", says, labels=labels)

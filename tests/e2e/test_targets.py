"""Targets of a running service beside its figures."""

import json
import os
import time

from conftest import SEED
from service import Service
from test_lives import as_records, make_events

TARGETS = """
[[target]]
id = "few-overdue"
indicator = "overdue"
window = "now"
each = "district"
at_most = 5
near = 4

[[target]]
id = "on-time"
indicator = "on_time"
window = "month"
unit = "49"
at_least = 0.98
before = 2020-09-01
"""


def state_of(value):
    return "met" if value <= 5 else "behind" if value <= 9 else "lagging"


def judged(service, query=""):
    items = json.loads(service.get("/api/v1/targets" + query))["items"]
    return {(item["target"], item["unit"]): item for item in items}


def overdue(service):
    return {figure["group"]["unit"]: figure["value"]
            for figure in service.figures(indicator="overdue", window="now")}


def test_targets_are_judged_by_the_figures_beside_them(tmp_path, broker):
    files = make_events(SEED + 40, lives=200)
    records = as_records(files)
    broker.create_topic("targets")
    service = Service(tmp_path, broker, "targets", "targets", catalog="lives_catalog",
                      stream="dossiers")
    with open(os.path.join(service.folder, "catalog", "catalog.toml"), "a",
              encoding="utf-8") as file:
        file.write(TARGETS)
    with service:
        broker.produce("targets", records)
        service.catch_up(len(records))
        deadline = time.monotonic() + 30
        while True:  # until the last commit is told, and no dossier falls due meanwhile
            values = overdue(service)
            targets = judged(service)
            told = {unit: item["figure"] and item["figure"]["value"]
                    for (target, unit), item in targets.items() if target == "few-overdue"}
            if told == {unit: values.get(unit) for unit in ("502", "503")}:
                break
            assert time.monotonic() < deadline, (told, values)
            time.sleep(0.2)
        assert set(targets) == {("few-overdue", "502"), ("few-overdue", "503"), ("on-time", "49")}
        for unit in ("502", "503"):
            item = targets["few-overdue", unit]
            assert (item["state"], item["gap"]) == (state_of(values[unit]), values[unit] - 5)
        on_time = targets["on-time", "49"]
        assert (on_time["by"], on_time["at_least"]) == ("2020-08-31", 0.98)
        assert on_time["state"] == "missed" and on_time["working_days_left"] is None
        assert set(judged(service, "?unit=502&target=few-overdue")) == {("few-overdue", "502")}

"""A long log of few events a minute: reading is quicker than windows can be published. Memory keeps
to its share all the same, and nothing is lost."""

import json
import os
import re
import time
from collections import defaultdict
from datetime import datetime, timedelta, timezone

from judge import parse_time
from service import CATCH_UP_S, Service

UNITS = 100
MINUTES = 6000
BEGIN = datetime(2020, 6, 1, tzinfo=timezone(timedelta(hours=7)))
MEMORY_MIB = 64  # the least there may be; panes take half of it at most
WIDE = 8  # indicators that share the rows of the one with the sliding window

INDICATOR = """
[[indicator]]
id = "{id}"
name = {{ vi = "{id}", en = "{id}" }}
of = "visits"
measure = "{measure}"
by = ["unit"]
windows = [{windows}]
"""


def write_catalog(folder):
    os.makedirs(folder)
    with open(os.path.join(folder, "units.csv"), "w", encoding="utf-8") as file:
        file.write("code,name_vi,name_en,level,parent\nR,Tỉnh,Province,province,\n")
        file.writelines(f"U{unit},Xã {unit},Commune {unit},commune,R\n" for unit in range(UNITS))
    sums = (INDICATOR.format(id=f"visits.sum{i}", measure=f"sum(score + {i})", windows='"day"')
            for i in range(WIDE))
    with open(os.path.join(folder, "catalog.toml"), "w", encoding="utf-8") as file:
        file.write("""
[catalog]
id = "sparse"
time_zone = "Asia/Ho_Chi_Minh"
root_unit = "R"
[[stream]]
id = "visits"
topic = "sparse"
lateness = "1h"
idle_after = "2s"
fields.unit = { pointer = "/data/unit", type = "unit" }
fields.score = { pointer = "/data/score", type = "int" }
""" + INDICATOR.format(id="visits.count", measure="count", windows='"sliding 2m every 1m"')
                   + "".join(sums))


def records():
    """Every minute one event of every unit, all in one partition: none runs ahead of others."""
    for minute in range(MINUTES):
        at = (BEGIN + timedelta(minutes=minute)).isoformat()
        for unit in range(UNITS):
            value = {"specversion": "1.0", "id": f"{minute}-{unit}", "source": "/s", "type": "t",
                     "time": at, "data": {"unit": f"U{unit}", "score": minute % 7}}
            yield {"partition": 0, "headers": [], "mode": "structured",
                   "value": json.dumps(value).encode()}


def is_publishing(service):
    return service.metrics()["ioc_pulse_outbox_records", ""] > 0


def test_panes_wait_for_what_becomes_final_in_their_share_of_the_memory(tmp_path, broker):
    broker.administer("create", "sparse", 1)
    broker.produce("sparse", list(records()))
    service = Service(tmp_path, broker, "sparse", "sparse-out", catalog=write_catalog)
    with open(service.config, encoding="utf-8") as file:
        text = re.sub(r'memory = "\w+"', f'memory = "{MEMORY_MIB}MiB"', file.read())
    with open(service.config, "w", encoding="utf-8") as file:
        file.write(text)
    most = 0
    with service:
        deadline = time.monotonic() + CATCH_UP_S
        while service.tally().get("counted") != UNITS * MINUTES or is_publishing(service):
            assert time.monotonic() < deadline, service.tally()
            most = max(most, service.metrics()["ioc_pulse_pane_bytes", ""])
            time.sleep(0.05)
        # Beyond it by what is under way, and by what is read when nothing more is waiting.
        assert most < 1.5 * MEMORY_MIB / 2 * 2**20
    ends = defaultdict(set)
    for record in broker.read(service.figures_topic):
        figure = json.loads(record["value"])
        if figure["indicator"] == "visits.count" and figure["status"] == "final":
            ends[figure["group"]["unit"]].add(parse_time(figure["end"]))
    assert len(ends) == UNITS + 1
    # Up to a minute, which is `settle`, before the newest event.
    wanted = {parse_time((BEGIN + timedelta(minutes=minute)).isoformat())
              for minute in range(1, MINUTES - 1)}
    for unit, found in ends.items():
        assert found == wanted, (unit, sorted(found ^ wanted)[:3], len(found ^ wanted))

"""`dead-letters`: refused events are listed with their bytes, and count after a mend."""

import base64
import json
import os
import subprocess

from service import PROGRAM, Service

STREAM = {"catalog": "lives_catalog", "stream": "dossiers"}


def event(number, **data):
    return {"specversion": "1.0", "id": f"e{number}", "source": "/a", "type": "t",
            "time": "2020-10-15T08:00:00+07:00",
            "data": {"dossier": f"D{number}", "unit": "20401", "status": 2} | data}


def records(documents):
    return [{"mode": "structured", "partition": number % 2, "headers": [("trace", f"t{number}")],
             "value": document if isinstance(document, bytes) else json.dumps(document).encode()}
            for number, document in enumerate(documents)]


def dead_letters(service, *words):
    return subprocess.run([PROGRAM, "dead-letters", words[0], "--config", service.config,
                           *words[1:]], capture_output=True, text=True, timeout=60, check=False)


def test_refused_events_are_listed_and_sent_again_after_a_mend(tmp_path, broker):
    broker.create_topic("mended")
    documents = [event(0), event(1, unit="20403"), event(2, unit="20403"), b"no json",
                 event(4, status="two")]
    service = Service(tmp_path, broker, "mended", "mended", **STREAM)
    with service:
        broker.produce("mended", records(documents))
        service.catch_up(len(documents))
        tally = service.tally()
        assert (tally["counted"], tally["unknown_unit"], tally["malformed"]) == (1, 2, 1)

        listed = [json.loads(line) for line in
                  dead_letters(service, "list", "--json").stdout.splitlines()]
        log = {(r["partition"], r["offset"]): r["value"] for r in broker.read("mended")}
        for letter in listed:
            value = base64.b64decode(letter["value_base64"])
            assert log[letter["partition"], letter["offset"]] == value
            letter["value"] = value
        found = sorted((letter["reason"], letter["value"]) for letter in listed)
        assert found == [("bad_type", json.dumps(documents[4]).encode()),
                         ("malformed", b"no json"),
                         ("unknown_unit", json.dumps(documents[1]).encode()),
                         ("unknown_unit", json.dumps(documents[2]).encode())]
        words = dead_letters(service, "list", "--reason", "malformed")
        assert words.stdout.count("\n") == 1 and "  no json" in words.stdout
        wrong = dead_letters(service, "list", "--reason", "malformd")
        assert wrong.returncode == 2 and "malformed" in wrong.stderr

    with open(os.path.join(service.folder, "catalog", "units.csv"), "a", encoding="utf-8") as file:
        file.write("20403,Xã A3,Commune A3,commune,502,,\n")
    with service:
        assert "2 dead letters would" in dead_letters(service, "replay", "--dry-run", "--reason",
                                                      "unknown_unit").stderr
        for _ in range(2):  # the second time they are duplicates
            done = dead_letters(service, "replay", "--reason", "unknown_unit")
            assert done.returncode == 0 and "2 of 2" in done.stderr, done.stderr
        service.catch_up(len(documents) + 4)
        tally = service.tally()
        assert (tally["counted"], tally["duplicate"], tally["unknown_unit"]) == (3, 2, 2)
        figures = service.figures(indicator="received", window="day", unit="20403")
        assert [figure["value"] for figure in figures] == [2]
    sent = [record for record in broker.read("mended") if b"20403" in record["value"]]
    assert len(sent) == 6
    assert all(record["headers"] == [("trace", f"t{json.loads(record['value'])['id'][1]}")]
               for record in sent)

"""Events that cannot be used, between those that can: they must change no figure.

Each is a sound event spoilt in one way. Its time lies years ahead, so that it would be seen if it
moved as-of or a high mark; those that are too late come last in their file.
"""

import json
import os


def spoil(line, pick):
    event = json.loads(line)
    event |= {"id": event["id"] + "-hỏng", "time": "2031-01-01T00:00:00Z"}
    data, first = event["data"], next(iter(event["data"]))  # no stream's first field is optional
    fault = pick.choice(["missing", "null", "type", "unit", "cut", "time", "no time", "source"])
    if fault == "unit" and "unit" in data:
        data["unit"] = "00000"
    elif fault == "missing":
        del data[first]
    elif fault in ("null", "type", "unit"):
        data[first] = None if fault == "null" else 17
    elif fault == "time":
        event["time"] = "31/12/2030"
    elif fault in ("no time", "source"):
        del event[fault.split()[-1]]
    text = json.dumps(event)
    return text[:len(text) // 2] if fault == "cut" else text


def too_late(line):
    event = json.loads(line)
    return json.dumps(event | {"id": event["id"] + "-muộn", "time": "2010-01-01T00:00:00Z"})


def with_faults(files, folder, pick):
    """The same files with unusable lines in them: (files, how many such lines)."""
    os.makedirs(folder)
    found, count = [], 0
    for stream, path in files:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        mixed = []
        for line in lines:
            if pick.random() < 0.1:
                mixed.append(spoil(line, pick))
            mixed.append(line)
        mixed += [too_late(line) for line in pick.sample(lines, min(3, len(lines)))]
        count += len(mixed) - len(lines)
        found.append((stream, os.path.join(folder, os.path.basename(path))))
        with open(found[-1][1], "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in mixed)
    return found, count

"""Who may include what: the house plan of docs/ARCHITECTURE.md, checked."""

import re
import unittest

from sources import ROOMS, cpp_files, must_be_empty, read, room_of

# A room may include itself and these.
NEIGHBOURS = {"model": set(), "catalog": {"model"}, "ingest": {"model"}, "processing": {"model"},
              "storage": {"model"}, "serving": {"model"}, "app": set(ROOMS)}

# One outside library has one door.
DOORS = {"librdkafka/": "ingest", "simdjson": "ingest", "rocksdb/": "storage",
         "sqlite3": "storage", "boost/": "serving", "openssl/": "serving",
         "xlsxwriter": "serving", "zlib.h": "serving", "curl/": "serving",
         "expat.h": "serving",
         "prometheus/": "app", "CLI/": "app", "sodium": "app"}

PURE_ROOMS = {"model", "catalog", "processing"}
# What a pure room cannot have: threads, locks, chance, files, screens, logs. Time zones are read
# through `date` by the catalogue; <chrono> gives calendar arithmetic, but nobody looks at a clock.
PURE_MEANS_NO = ["thread", "mutex", "shared_mutex", "condition_variable", "atomic", "future",
                 "random", "fstream", "iostream", "filesystem", "cstdio", "ctime", "spdlog/"]
# model/check.h stops a broken program and says where: the one word a pure room may say.
PURE_EXCEPT = {("model/check.h", "cstdio")}
CLOCKS = re.compile(r"_clock\s*::\s*now\b|\bclock_gettime\b|\bgettimeofday\b|\bstd::time\s*\(|"
                    r"\bgetenv\b|\brand\s*\(")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(path):
    return [target for _, target in INCLUDE.findall(read(path))]


class Rooms(unittest.TestCase):
    def test_a_room_includes_only_its_neighbours(self):
        wrong = [f"{path}: {target}" for path in cpp_files(ROOMS) for target in includes(path)
                 if target.split("/")[0] in ROOMS
                 and target.split("/")[0] not in NEIGHBOURS[room_of(path)] | {room_of(path)}]
        must_be_empty(self, wrong)

    def test_an_outside_library_has_one_door(self):
        wrong = [f"{path}: {target}" for path in cpp_files(ROOMS) for target in includes(path)
                 for prefix, door in DOORS.items()
                 if target.startswith(prefix) and room_of(path) != door]
        must_be_empty(self, wrong)

    def test_pure_rooms_touch_nothing_outside(self):
        wrong = []
        for path in cpp_files(PURE_ROOMS):
            wrong += [f"{path}: {target}" for target in includes(path) for header in PURE_MEANS_NO
                      if (target == header or header.endswith("/") and target.startswith(header))
                      and (path, header) not in PURE_EXCEPT]
            wrong += [f"{path}: {match[0]}" for match in CLOCKS.finditer(read(path))]
        must_be_empty(self, wrong)

    def test_code_lives_in_the_namespace_of_its_room(self):
        wrong = []
        for path in cpp_files(ROOMS):
            names = re.findall(r"^namespace (ioc::\w+)", read(path), re.MULTILINE)
            if any(name != f"ioc::{room_of(path)}" for name in names):
                wrong.append(f"{path}: {names}")
        must_be_empty(self, wrong)


if __name__ == "__main__":
    unittest.main()

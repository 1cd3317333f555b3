"""One run of the program over files of events, and the same figures counted in SQL."""

import glob
import os
import subprocess
import tomllib

import duckdb

from province import compare, figures, lives, reading, windows
from province.clock import CATALOG
from province.meaning import MEANINGS
from service import PROGRAM


def read_indicators(catalog=CATALOG):
    """{id: the indicator's table}, as the catalogue's files have them."""
    found = {}
    for path in sorted(glob.glob(os.path.join(catalog, "*.toml"))):
        with open(path, "rb") as file:
            found |= {table["id"]: table for table in tomllib.load(file).get("indicator", [])}
    return found


def compute(files, *options, catalog=CATALOG):
    """(output, words) of `ioc-pulse compute`."""
    command = [PROGRAM, "compute", "--catalog", catalog]
    for stream, path in files:
        command += ["--events", f"{stream}={path}"]
    done = subprocess.run([*command, *options], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout, done.stderr.decode()


class Recount:
    """The table expected of all indicators that are asked for, in all their windows."""

    def __init__(self, files, folder, indicators, until=None):
        self.folder = folder
        self.db = duckdb.connect()
        self.db.execute("set threads = 1")
        reading.read_events(self.db, files, folder, until)
        figures.prepare(self.db)
        windows.tell_standing(self.db, {window for name, table in indicators.items()
                                        if MEANINGS[name].is_standing
                                        for window in table["windows"]})
        lives.tell_lives(self.db, folder)
        results = {name for name in indicators if MEANINGS[name].measure == "formula"}
        for name in sorted(indicators, key=results.__contains__):  # the others first
            add = figures.add_results if name in results else figures.add_figures
            for window in indicators[name]["windows"]:
                add(self.db, name, MEANINGS[name], window)

    def differences(self, output):
        """{indicator: the first few differences}"""
        compare.read_figures(self.db, output, os.path.join(self.folder, "figures.jsonl"))
        return compare.differences(self.db)

    def told(self):
        """{(indicator, window): figures expected}"""
        return {tuple(key): count for *key, count in self.db.execute("""
            select indicator, split_part(key, '"', 8), count(*) from expected group by all
            """).fetchall()}

#!/usr/bin/env python3
"""A dashboard of the official indicators of a catalogue, those with `metric = true`:

generate.py ../../catalogs/quang-nam >dashboards/quang-nam.json after a change; a test compares
the two. Names are those of the catalogue, Vietnamese first."""

import glob
import os
import sys
import tomllib

from panels import Page, dashboard, variable

# Of the windows of an indicator these are shown, as figures side by side; the first one that it
# has is drawn over time too.
WINDOWS = {"now": "hiện tại", "day": "hôm nay", "month": "tháng này", "year": "năm nay"}
CHOSEN = 'job=~"$job",unit=~"$unit"'


def read(folder):
    """(the table [catalog], official indicators by id) of a catalogue."""
    catalog, indicators = None, []
    for path in sorted(glob.glob(os.path.join(folder, "*.toml"))):
        with open(path, "rb") as file:
            part = tomllib.load(file)
        catalog = part.get("catalog", catalog)
        indicators += [one for one in part.get("indicator", []) if one.get("metric")]
    if catalog is None:
        sys.exit(f"{folder}: no [catalog] in any *.toml of this folder")
    if not indicators:
        sys.exit(f"{folder}: no indicator has `metric = true`, so /metrics tells none")
    return catalog, sorted(indicators, key=lambda one: one["id"])


def row(indicator):
    """A figure for each window, then the course of the first of them."""
    unit = "percentunit" if indicator.get("measure", "").startswith("share(") else "short"
    windows = [window for window in WINDOWS if window in indicator["windows"]]
    if not windows:
        sys.exit(f"{indicator['id']}: of its windows none is one of {', '.join(WINDOWS)}")
    tells = indicator["name"].get("en", indicator["id"])

    def value(window):
        return f'ioc_indicator_value{{{CHOSEN},indicator="{indicator["id"]}",window="{window}"}}'

    figures = [(WINDOWS[window], "stat", unit, f"{tells}: {window}", [(value(window), "{{unit}}")])
               for window in windows]
    course = ("diễn biến", "timeseries", unit, f"{tells}: {windows[0]}",
              [(value(windows[0]), "{{unit}}")])
    return [*figures, course]


def made(folder):
    catalog, indicators = read(folder)
    page = Page()
    for indicator in indicators:
        page.row(indicator["name"]["vi"], row(indicator), height=6)
    root = catalog["root_unit"]
    return dashboard("ioc-pulse-" + catalog["id"], f"ioc-pulse: {catalog['id']}", [
        variable("job", "Job", "label_values(ioc_indicator_value, job)"),
        variable("unit", "Đơn vị", 'label_values(ioc_indicator_value{job=~"$job"}, unit)',
                 current=(root, root)),
    ], page)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: generate.py CATALOG_DIR")
    print(made(sys.argv[1]))

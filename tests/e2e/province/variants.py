"""Catalogues made from the shipped one: the same indicators in more windows, or one of them alone.
"""

import os
import re
import shutil

from province.clock import CATALOG

MORE = ["week", "month", "quarter", "year", "report-month", "report-quarter", "report-half",
        "report-year"]
MORE_OF_INSTANTS = ["tumbling 4h", "sliding 2d every 6h", "sliding 7d every 1d"]
WINDOWS = re.compile(r"^windows = \[(.*)\]$", re.MULTILINE)
TABLE = re.compile(r"^(?=\[\[)", re.MULTILINE)
OF_INDICATORS = ("[[indicator]]", "[[test]]", "[[target]]", "[[alert]]", "[[board]]",
                 "[[board.page]]", "[[subject]]", "[[report]]", "[[report.column]]",
                 "[[report.row]]", "[[provision]]")


def widened(folder):
    """Every indicator in all windows it can have, but for what is longer to say than to learn."""
    shutil.copytree(CATALOG, folder)
    for name in os.listdir(folder):
        if name.endswith(".toml"):
            rewrite(os.path.join(folder, name), lambda table: WINDOWS.sub(more_windows(table),
                                                                          table))
    return folder


def more_windows(table):
    of_instants = "\nwhile = " not in table and "\nformula = " not in table
    more = MORE + MORE_OF_INSTANTS if of_instants else MORE

    def widen(match):
        windows = match[1] + "".join(f', "{window}"' for window in more
                                     if f'"{window}"' not in match[1])
        return f"windows = [{windows}]"
    return widen


def alone(folder, indicator, windows):
    """A catalogue of one indicator; streams, lives and the calendar are all there."""
    shutil.copytree(CATALOG, folder)
    kept = f'[[indicator]]\nid = "{indicator}"\n'

    def keep(table):
        if table.startswith(kept):
            return WINDOWS.sub(f"windows = {windows}".replace("'", '"'), table)
        return "" if table.startswith(OF_INDICATORS) else table
    for name in os.listdir(folder):
        if name.endswith(".toml"):
            rewrite(os.path.join(folder, name), keep)
    return folder


def rewrite(path, change):
    with open(path, encoding="utf-8") as file:
        tables = TABLE.split(file.read())
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(map(change, tables))

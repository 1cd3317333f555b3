#!/usr/bin/env python3
"""The manual page, from what the program says of itself: man_page.py PROGRAM >ioc-pulse.1"""

import re
import subprocess
import sys


def said(program, *words):
    return subprocess.run([program, *words], check=True, capture_output=True, text=True).stdout


def literal(text):
    """Text as it stands: nothing in it is an instruction to troff."""
    lines = text.rstrip().replace("\\", "\\e").replace("-", "\\-").splitlines()
    safe = ["\\&" + line if line.startswith((".", "'")) else line for line in lines]
    return "\n".join([".nf", *safe, ".fi"])


def subcommands(text):
    listed = re.search(r"^Subcommands:\n((?:  .*\n)+)", text, re.MULTILINE)
    return re.findall(r"^  (\S+)", listed[1], re.MULTILINE) if listed else []


def page(program):
    version = said(program, "--version").strip()
    overview = said(program, "--help")
    purpose = overview.splitlines()[0]
    yield f'.TH IOC\\-PULSE 1 "" "ioc\\-pulse {version}"'
    yield ".SH NAME\nioc\\-pulse \\- live figures from event streams"
    yield ".SH SYNOPSIS\n.B ioc\\-pulse\n.I SUBCOMMAND\n[\\fIOPTIONS\\fR]"
    yield ".SH DESCRIPTION\n" + purpose
    yield literal("\n".join(overview.splitlines()[3:]))
    yield ".SH SUBCOMMANDS"
    for name in subcommands(overview):
        text = said(program, name, "--help")
        yield f".SS {name}\n" + literal(text)
        for below in subcommands(text):
            yield f".SS {name} {below}\n" + literal(said(program, name, below, "--help"))
    yield ".SH FILES\n.I /etc/ioc\\-pulse/ioc\\-pulse.toml\n.br\n.I /var/lib/ioc\\-pulse"
    yield ".SH SEE ALSO\n.I /usr/share/doc/ioc\\-pulse/operating.md"


if __name__ == "__main__":
    print("\n".join(page(sys.argv[1])))

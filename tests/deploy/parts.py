"""What the tests of deploy/ share: the files, and the tools that judge them."""

import glob
import os
import re
import subprocess

import yaml

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DEPLOY = os.path.join(ROOT, "deploy")


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def paths(*pattern):
    found = sorted(glob.glob(os.path.join(ROOT, *pattern)))
    assert found, pattern
    return found


def documents(*path):
    """All documents of a YAML file."""
    return list(yaml.safe_load_all(read(*path)))


def run(*command, **options):
    """(exit code, everything it said) of a tool, run at the root."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300,
                          check=False, **options)
    return done.returncode, done.stdout + done.stderr


METRIC = re.compile(r"\b(?:ioc_pulse|ioc_indicator|process)_\w+")


def metrics_named(text):
    """The program's metrics that a text names, without what a histogram adds to its name."""
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in METRIC.findall(text)}


def metrics_told():
    """The metrics that app/metrics.cpp tells."""
    return set(re.findall(r'(?:family|counter)\("(\w+)"', read("app", "metrics.cpp")))

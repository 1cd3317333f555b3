"""The files of the repository, as the structure tests see them."""

import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROOMS = ["model", "catalog", "ingest", "processing", "storage", "serving", "app"]
OUTSIDE = {"node_modules", "build", ".git", "__pycache__", ".cache", ".pytest_cache"}


def files(*folders):
    """Paths from the root, sorted, of all files below `folders` (default: everything)."""
    found = []
    for folder in folders or (".",):
        for place, below, names in os.walk(os.path.join(ROOT, folder)):
            below[:] = [name for name in below if name not in OUTSIDE]
            found += [os.path.relpath(os.path.join(place, name), ROOT) for name in names]
    return sorted(found)


def cpp_files(folders):
    return [path for path in files(*folders) if path.endswith((".h", ".cpp", ".c"))]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def room_of(path):
    return path.split(os.sep)[0]


def must_be_empty(case, wrong, limit=20):
    """Fails `case` with what is wrong, one a line."""
    if wrong:
        more = [f"and {len(wrong) - limit} more"] if len(wrong) > limit else []
        case.fail("\n  ".join(["", *wrong[:limit], *more]))


def tool(*command):
    """(exit code, output) of a tool run at the root, or None if the machine does not have it."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.returncode, done.stdout + done.stderr

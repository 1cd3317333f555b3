"""Pages that point at files must point at files that are there."""

import os
import re
import unittest

from sources import ROOMS, ROOT, files, must_be_empty, read

README_LINES_MAX = 40
# `room/file.h`, docs/page.md, [text](target): anything that looks like a path of this repository.
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
PATH = re.compile(r"`([a-z.][\w.-]*/[\w./-]*\w/?)`")
# Made while building, running or measuring: not in the repository.
MADE = ("build/", "node_modules/")


def pages():
    return [path for path in files() if path.endswith(".md")]


def targets(page):
    """Paths that a page names, from the root."""
    text = re.sub(r"```.*?```", "", read(page), flags=re.DOTALL)
    for target in LINK.findall(text):
        if "://" not in target and not target.startswith("mailto:"):
            yield os.path.normpath(os.path.join(os.path.dirname(page), target))
    first_folders = {path.split("/")[0] for path in files() if "/" in path}
    for target in PATH.findall(text):
        if target.split("/")[0] in first_folders:
            yield os.path.normpath(target)


class Docs(unittest.TestCase):
    def test_each_room_has_a_page_of_at_most_40_lines(self):
        wrong = []
        for room in ROOMS:
            path = os.path.join(room, "README.md")
            if not os.path.exists(os.path.join(ROOT, path)):
                wrong.append(f"{path} is missing")
            elif len(read(path).splitlines()) > README_LINES_MAX:
                wrong.append(f"{path} is longer than {README_LINES_MAX} lines")
        must_be_empty(self, wrong)

    def test_paths_that_pages_name_exist(self):
        wrong = [f"{page}: {target}" for page in pages() for target in targets(page)
                 if not target.startswith(MADE)
                 and not os.path.exists(os.path.join(ROOT, target))]
        must_be_empty(self, wrong)

    def test_decisions_are_numbered_and_none_is_there_twice(self):
        names = [os.path.basename(path) for path in files("docs/decisions")]
        wrong = [name for name in names if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)]
        numbers = [name[:4] for name in names]
        wrong += [number for number in set(numbers) if numbers.count(number) > 1]
        must_be_empty(self, wrong)


if __name__ == "__main__":
    unittest.main()

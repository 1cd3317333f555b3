"""How files look: names, lengths, first words, form."""

import os
import re
import unittest

from sources import ROOMS, ROOT, cpp_files, files, must_be_empty, read, tool

CPP = ROOMS + ["tests", "bench"]
SCRIPTS = (".py", ".sh", ".java", ".ts", ".mjs", ".css")
SNAKE_CASE = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
LINE_MAX = 100
RAW_STRING = re.compile(r'R"(\w*)\(.*?\)\1"', re.DOTALL)
# Words for work that was put off: it belongs to an issue, not to a file. (Split, so that this file
# does not accuse itself.)
PUT_OFF = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")


def text_files():
    return [path for path in files() if path.endswith((".h", ".cpp", ".c", ".toml", ".txt", ".yml",
                                                       ".json", ".md", ".html") + SCRIPTS)
            or path in ("dev", ".ci/run")]


def code(path):
    """Without what stands in raw strings: that is content."""
    return RAW_STRING.sub(lambda match: "\n" * match[0].count("\n"), read(path))


class Files(unittest.TestCase):
    def test_lines_are_at_most_100_columns(self):
        wrong = [f"{path}:{number}: {len(line)}"
                 for path in text_files()
                 if path in ("dev",) or path.endswith((".h", ".cpp", ".c") + SCRIPTS)
                 for number, line in enumerate(code(path).splitlines(), 1) if len(line) > LINE_MAX]
        must_be_empty(self, wrong)

    def test_nothing_is_put_off(self):
        wrong = [f"{path}: {match[0]}" for path in text_files() if not path.endswith("-lock.json")
                 for match in PUT_OFF.finditer(read(path))]
        must_be_empty(self, wrong)

    def test_names_of_sources_are_snake_case(self):
        wrong = [path for path in cpp_files(CPP) + [p for p in files("tests", "bench")
                                                    if p.endswith(".py")]
                 if not SNAKE_CASE.fullmatch(os.path.basename(path))]
        must_be_empty(self, wrong)

    def test_headers_are_included_once_and_files_say_what_they_are_for(self):
        wrong = [f"{path}: no #pragma once" for path in cpp_files(CPP)
                 if path.endswith(".h") and "#pragma once" not in read(path)]
        wrong += [f"{path}: no comment at the top" for path in cpp_files(CPP)
                  if path.endswith(".h") and not read(path).startswith(("//", "/*"))]
        must_be_empty(self, wrong)

    def test_each_test_mirrors_a_source(self):
        """tests/<room>/<file>_test.cpp is about <room>/<file>.cpp or .h; a second test of the same
        file adds a word, <file>_<word>_test.cpp."""
        wrong = []
        for path in cpp_files([f"tests/{room}" for room in ROOMS]):
            if not path.endswith("_test.cpp"):
                continue
            stem = path[len("tests/"):-len("_test.cpp")]
            stems = [stem, stem.rpartition("_")[0]]
            if not any(os.path.exists(os.path.join(ROOT, about + end)) for about in stems
                       for end in (".h", ".cpp")):
                wrong.append(path)
        must_be_empty(self, wrong)

    def test_clang_format_would_change_nothing(self):
        done = tool("clang-format", "--dry-run", "-Werror", *cpp_files(CPP))
        if done is None:
            self.skipTest("clang-format is not installed")
        wrong = [line for line in done[1].splitlines() if "error:" in line]
        must_be_empty(self, wrong)
        self.assertEqual(done[0], 0, done[1][-2000:])

    def test_lock_files_do_not_say_where_packages_came_from(self):
        wrong = [path for path in files() if os.path.basename(path) == "package-lock.json"
                 and '"resolved"' in read(path)]
        must_be_empty(self, wrong)


if __name__ == "__main__":
    unittest.main()

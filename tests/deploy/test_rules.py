"""The alerts for operators: right in form, each proved to fire and to keep quiet, each with a page,
and over metrics that the program tells."""

import os
import unittest

from parts import ROOT, documents, metrics_named, metrics_told, paths, read, run

RULES = "deploy/prometheus/ioc-pulse.rules.yml"
TESTS = paths("deploy", "prometheus", "tests", "*.yml")
PAGES = "file:///usr/share/doc/ioc-pulse/runbooks/"


def rules():
    return [rule for document in documents(RULES) for group in document["groups"]
            for rule in group["rules"]]


def alerts_expected():
    """(alert, number of them expected) of every look in every test."""
    return [(look["alertname"], len(look["exp_alerts"])) for path in TESTS
            for document in documents(path) for test in document["tests"]
            for look in test["alert_rule_test"]]


class Rules(unittest.TestCase):
    def test_promtool_accepts_them(self):
        code, words = run("promtool", "check", "rules", "--lint=all", "--lint-fatal", RULES)
        self.assertEqual(code, 0, words)

    def test_they_alarm_when_they_must_and_only_then(self):
        code, words = run("promtool", "test", "rules", *TESTS)
        self.assertEqual(code, 0, words)

    def test_each_is_seen_to_fire_and_seen_not_to(self):
        names = {rule["alert"] for rule in rules()}
        self.assertEqual({name for name, count in alerts_expected() if count > 0}, names)
        self.assertEqual({name for name, count in alerts_expected() if count == 0}, names)

    def test_each_has_a_severity_a_summary_and_a_page_of_its_own(self):
        seen = set()
        for rule in rules():
            with self.subTest(rule["alert"]):
                self.assertIn(rule["labels"]["severity"], ("critical", "warning"))
                self.assertTrue(rule["annotations"]["summary"])
                url = rule["annotations"]["runbook_url"]
                self.assertTrue(url.startswith(PAGES), url)
                page = "docs/runbooks/" + url[len(PAGES):]
                self.assertTrue(os.path.exists(os.path.join(ROOT, page)), page)
                self.assertEqual(read(page).splitlines()[0], "# " + rule["alert"])
                seen.add(page)
        pages = {os.path.relpath(path, ROOT) for path in paths("docs", "runbooks", "*.md")}
        self.assertEqual(pages, seen)

    def test_they_ask_for_metrics_that_are_told(self):
        for rule in rules():
            with self.subTest(rule["alert"]):
                self.assertEqual(metrics_named(rule["expr"]) - metrics_told(), set())

    def test_the_outbox_is_full_at_the_bound_of_the_program(self):
        bound = [line for line in read("model", "limits.h").splitlines()
                 if "kOutboxRecordsMax" in line]
        self.assertIn("200'000", bound[0])
        full = next(rule for rule in rules() if rule["alert"] == "IocPulseOutboxFull")
        self.assertEqual(full["expr"], "ioc_pulse_outbox_records > 180000")


if __name__ == "__main__":
    unittest.main()

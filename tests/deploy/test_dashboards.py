"""The dashboards: what lies there is what the script makes, and each query is one that Prometheus
understands, over metrics that the program tells."""

import json
import os
import tempfile
import unittest

import yaml

from parts import ROOT, documents, metrics_named, metrics_told, paths, read, run

DASHBOARDS = paths("deploy", "grafana", "dashboards", "*.json")
MADE = {"operations.json": ["operations.py"],
        "quang-nam.json": ["generate.py", "catalogs/quang-nam"]}


def queries(path):
    """All queries of a dashboard, with Grafana's variables filled in."""
    for panel in json.loads(read(path))["panels"]:
        for target in panel.get("targets", []):
            query = target["expr"].replace("$__rate_interval", "5m")
            yield panel["title"], query.replace("$job", ".+").replace("$instance", ".+") \
                .replace("$unit", ".+")


class Dashboards(unittest.TestCase):
    def test_they_are_what_the_script_makes(self):
        self.assertEqual({os.path.basename(path) for path in DASHBOARDS}, set(MADE))
        for path in DASHBOARDS:
            script, *words = MADE[os.path.basename(path)]
            code, made = run("python3", "-B", f"deploy/grafana/{script}", *words)
            self.assertEqual(code, 0, made)
            self.assertEqual(read(path), made)

    def test_a_catalogue_without_official_indicators_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            for text, fault in [("", "no [catalog]"), ("[catalog]\nid = 'x'\n", "metric = true")]:
                with open(os.path.join(folder, "catalog.toml"), "w", encoding="utf-8") as file:
                    file.write(text)
                code, words = run("python3", "-B", "deploy/grafana/generate.py", folder)
                self.assertEqual(code, 1)
                self.assertIn(fault, words)

    def test_each_query_can_be_read_by_prometheus(self):
        for path in DASHBOARDS:
            rules = [{"record": f"query_{i}", "expr": query}
                     for i, (_, query) in enumerate(queries(path))]
            with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
                yaml.safe_dump({"groups": [{"name": "queries", "rules": rules}]}, file)
                file.flush()
                code, words = run("promtool", "check", "rules", file.name)
            self.assertEqual(code, 0, words)
            self.assertIn(f"{len(rules)} rules found", words)

    def test_they_ask_for_metrics_that_are_told(self):
        for path in DASHBOARDS:
            for title, query in queries(path):
                with self.subTest(title):
                    self.assertEqual(metrics_named(query) - metrics_told(), set())
                    self.assertNotIn("$", query)

    def test_each_metric_that_is_told_is_shown(self):
        shown = {name for path in DASHBOARDS for _, query in queries(path)
                 for name in metrics_named(query)}
        # Counted is what is left of received; revisions only say that something was committed.
        self.assertEqual(metrics_told() - shown,
                         {"ioc_pulse_events_counted_total", "ioc_pulse_revision"})

    def test_panels_have_a_place_of_their_own(self):
        for path in DASHBOARDS:
            panels = json.loads(read(path))["panels"]
            self.assertEqual(len({panel["id"] for panel in panels}), len(panels))
            cells = [(x, y) for panel in panels for at in [panel["gridPos"]]
                     for x in range(at["x"], at["x"] + at["w"])
                     for y in range(at["y"], at["y"] + at["h"])]
            self.assertEqual(len(set(cells)), len(cells))
            self.assertTrue(all(x < 24 for x, _ in cells))

    def test_grafana_is_told_where_the_package_puts_them(self):
        provider = documents("deploy", "grafana", "ioc-pulse.yaml")[0]["providers"][0]
        folder = provider["options"]["path"]
        self.assertEqual(folder, "/usr/share/doc/ioc-pulse/examples/grafana/dashboards")
        self.assertIn("install(DIRECTORY deploy/grafana/ DESTINATION "
                      "share/doc/ioc-pulse/examples/grafana",
                      " ".join(read("deploy", "debian", "package.cmake").split()))
        self.assertTrue(os.path.isdir(os.path.join(ROOT, "deploy", "grafana", "dashboards")))


if __name__ == "__main__":
    unittest.main()

"""What dashboards are made of, as Grafana wants it written."""

import json

SOURCE = {"type": "prometheus", "uid": "$source"}
WIDTH = 24  # columns of a page


class Page:
    """Gathers rows of panels from the top down."""

    def __init__(self):
        self.panels = []
        self.top = 0

    def row(self, title, specs, height):
        """`specs`: (title, kind, unit, what it tells, [(query, legend)]), side by side."""
        self._add({"title": title, "type": "row", "collapsed": False, "panels": []},
                  {"x": 0, "y": self.top, "w": WIDTH, "h": 1})
        width = WIDTH // len(specs)
        for i, spec in enumerate(specs):
            self._add(panel(*spec), {"x": i * width, "y": self.top + 1, "w": width, "h": height})
        self.top += 1 + height

    def _add(self, made, place):
        self.panels.append({"id": len(self.panels) + 1, **made, "gridPos": place})


def panel(title, kind, unit, tells, queries):
    as_table = {"format": "table", "instant": True} if kind == "table" else {}
    return {"title": title, "type": kind, "description": tells, "datasource": SOURCE,
            "fieldConfig": {"defaults": {"unit": unit, "min": 0}, "overrides": []},
            "targets": [{"refId": chr(ord("A") + i), "expr": query, "legendFormat": legend,
                         **as_table} for i, (query, legend) in enumerate(queries)]}


def variable(name, label, query, current=("All", "$__all")):
    """A choice above the panels: several, or all, of what the query finds."""
    return {"name": name, "label": label, "type": "query", "query": query, "refresh": 2,
            "datasource": SOURCE, "multi": True, "includeAll": True, "allValue": ".+",
            "current": {"text": [current[0]], "value": [current[1]]}}


def dashboard(uid, title, variables, page):
    """As text, with a choice of the Prometheus to ask before the other variables."""
    source = {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus"}
    return json.dumps({
        "uid": uid, "title": title, "tags": ["ioc-pulse"], "schemaVersion": 38, "version": 1,
        "editable": False, "refresh": "30s", "time": {"from": "now-6h", "to": "now"},
        "timezone": "browser", "templating": {"list": [source, *variables]},
        "panels": page.panels}, indent=2, ensure_ascii=False)

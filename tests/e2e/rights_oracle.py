"""Who sees what in rights_catalog, a second time: from the words of docs/people.md."""

UNITS = {"49": {"49", "502", "502-1", "503", "QNA-STP"}, "502": {"502", "502-1"},
         "502-1": {"502-1"}, "503": {"503"}, "QNA-STP": {"QNA-STP"}}
LEVELS = {"district": ["502", "503"]}
SEEING = {"leader", "office", "steward", "department", "district", "officer", "auditor"}
ROLES = ["administrator", "leader", "office", "steward", "department", "district", "officer",
         "technician", "auditor"]
STREAMS = {"dossiers", "reports", "party"}
APART = {"party"}
PUBLIC = {"dossiers.open"}
MADE_OF = {"dossiers.open": {"dossiers"}, "dossiers.inner": {"dossiers"},
           "dossiers.flat": {"dossiers"}, "dossiers.whole": {"dossiers"},
           "reports.inner": {"reports"}, "party.inner": {"party"}, "party.whole": {"party"},
           "mixed.inner": {"dossiers", "reports"}, "mixed.party": {"dossiers", "party"},
           "twice.inner": {"dossiers"}}
WITHOUT_UNITS = {"dossiers.flat", "dossiers.whole", "party.whole"}
TARGETS = {"open-target": ("dossiers.open", ["502", "503"]),
           "inner-target": ("dossiers.inner", ["502", "503"]),
           "hoi-an-target": ("dossiers.inner", ["503"]),
           "reports-target": ("reports.inner", ["49"]), "party-target": ("party.whole", [None])}
ALERTS = {"open-alert": "open-target", "inner-alert": "inner-target",
          "reports-alert": "reports-target", "party-alert": "party-target"}
BOARDS = {"open": [("dossiers.open", "49")],
          "inner": [("dossiers.inner", "49"), ("dossiers.open", "49")],
          "tam-ky": [("dossiers.inner", "502")],
          "districts": [("reports.inner", "502"), ("reports.inner", "503")],
          "party": [("party.whole", None)]}


def parse(grant):
    """(role, unit, streams named) of ROLE@UNIT[:STREAM+STREAM]."""
    role, scope = grant.split("@")
    unit, _, streams = scope.partition(":")
    return role, unit, set(streams.split("+")) if streams else set()


def sees(grants, indicator, unit):
    """`unit` None: the figure has none."""
    if indicator in PUBLIC:
        return True
    for role, scope, named in map(parse, grants):
        reached = {scope} if role == "officer" else UNITS[scope]
        streams = named or STREAMS - APART
        if role in SEEING and (unit or "49") in reached and MADE_OF[indicator] <= streams:
            return True
    return False


def indicators(grants):
    return {name for name in MADE_OF
            if any(sees(grants, name, unit)
                   for unit in ([None] if name in WITHOUT_UNITS else UNITS["49"]))}


def unit_of(figure):
    return figure["group"].get("unit")


def visible(grants, figures):
    return [figure for figure in figures if sees(grants, figure["indicator"], unit_of(figure))]


def targets(grants):
    return {(target, unit) for target, (indicator, units) in TARGETS.items() for unit in units
            if sees(grants, indicator, unit)}


def boards(grants):
    return {board for board, shown in BOARDS.items()
            if all(sees(grants, indicator, unit) for indicator, unit in shown)}


def streams(grants):
    known = STREAMS - APART
    for role, _, named in map(parse, grants):
        if role in SEEING:
            known = known | (named & APART)
    return known

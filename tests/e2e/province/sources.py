"""What happens in the province: the fourteen streams of catalogs/quang-nam/streams.toml but for
dossiers, which have a file of their own. Each function yields Happenings; the data have every field
of the stream, None for what is absent.

Lives go the ways they should, and others: states are skipped, come twice, at one instant, or again
after the end; a later event corrects an earlier time, a unit, a due time.
"""

from province.clock import DAY, HOUR
from province.dossiers import dossiers
from province.events import Happening

CURIOUS = 'đường "A", hẻm\\2\t/🏥'  # a name that must not spoil JSON


def happenings(world):
    """All streams. Their last event is a heartbeat at the world's end: all as-of are then known."""
    found = []
    for stream in (dossiers, ratings, services, golive, documents, party_documents, reports, values,
                   measurements, field_reports, milestones, modules, refused, heartbeats):
        found += stream(world)
    return found


def life(world, stream, key_name, key, states, fields):
    """Events of one key: `fields(state)` are an event's data. Now and then a state is skipped, or
    entered with an earlier time afterwards."""
    pick = world.chance
    at = world.instant()
    for state in states:
        if len(states) > 1 and pick.random() < 0.08:
            continue
        yield Happening(stream, key, at, {key_name: key, "state": state} | fields(state, at))
        if pick.random() < 0.1:
            earlier = max(world.begin, at - pick.choice([0, 1, HOUR, pick.randrange(4 * DAY)]))
            yield Happening(stream, key, earlier,
                            {key_name: key, "state": state} | fields(state, earlier))
        at = world.after(at)


def ratings(world):
    for number in world.some(220):
        yield Happening("ratings", f"D{number}", world.instant(),
                        {"dossier": f"D{number}", "unit": world.unit(),
                         "score": world.chance.randint(1, 5)})


def services(world):
    ways = [["offered"], ["offered", "offered"], ["offered", "withdrawn"], ["withdrawn"],
            ["offered", "withdrawn", "offered"], ["offered"] * 4]
    for number in world.some(70):
        unit, procedure = world.unit(), f"1.{number % 25:06}"
        yield from life(world, "services", "service", f"{procedure}@{unit}-{number}",
                        world.chance.choice(ways), lambda *_, unit=unit, procedure=procedure: {
                            "unit": unit, "procedure": procedure,
                            "level": world.chance.randint(1, 4)})


def golive(world):
    ways = [["planned"], ["planned", "trial"], ["planned", "trial", "live"], ["live", "live"],
            ["trial", "live", "trial"], ["live"], ["planned", "live", "planned", "live"]]
    for number in world.some(80):
        system, unit = world.chance.choice(["motcua", "qoffice", "lris"]), world.unit()
        yield from life(world, "golive", "entry", f"{system}@{unit}-{number // 2}",
                        world.chance.choice(ways), lambda *_, system=system, unit=unit: {
                            "unit": unit if world.chance.random() < 0.95 else world.unit(),
                            "system": system})


def documents(world):
    ways = [["arrived", "registered", "finished"], ["arrived", "registered"], ["arrived"],
            ["registered", "arrived", "finished"], ["arrived", "finished"], ["registered"],
            ["finished", "arrived"], ["arrived", "registered", "finished", "arrived", "finished"],
            ["registered", "issued"], ["issued"], ["issued", "issued", "finished"]]
    for number in world.some(280):
        way = world.chance.choice(ways)
        direction = "out" if "issued" in way else "in"
        unit = world.unit()

        def fields(_, at, direction=direction, unit=unit):
            pick = world.chance
            return {"unit": unit if pick.random() < 0.93 else world.unit(),
                    "direction": direction if pick.random() < 0.98 else pick.choice(["in", "out"]),
                    "signed": world.maybe(0.6, True, True, False),
                    "leader_signed": world.maybe(0.5, True, False),
                    "urgency": world.maybe(0.3, "thường", "khẩn", "hỏa tốc"),
                    "due": world.due(at) if pick.random() < 0.5 else None}
        yield from life(world, "documents", "document", f"VB-{number}", way, fields)


def party_documents(world):
    ways = [["arrived"], ["arrived", "registered"], ["issued"], ["registered", "issued"],
            ["issued", "issued"], ["arrived", "finished"]]
    for number in world.some(110):
        way = world.chance.choice(ways)
        block = world.chance.choice(["party", "front", "mass"])
        direction = "out" if ("issued" in way) == (world.chance.random() < 0.9) else "in"
        yield from life(world, "party_documents", "document", f"VBĐ-{number}", way,
                        lambda *_, block=block, direction=direction: {
                            "organisation": f"{block}.{world.chance.choice(['tỉnh', '502'])}",
                            "block": block, "direction": direction,
                            "signed": world.maybe(0.7, True, True, False)})


def reports(world):
    ways = [["slot"], ["slot", "draft"], ["slot", "draft", "submitted", "approved"],
            ["slot", "sent"], ["slot", "sent", "returned", "sent", "approved"], ["approved"],
            ["sent", "slot"], ["slot", "slot"]]
    for number in world.some(130):
        unit, regime = world.unit(), world.chance.choice(["thang", "quy", "nam"])
        period = world.chance.choice(["2020-10", "2020-11", "2020-IV"])

        def fields(_, at, unit=unit, regime=regime, period=period):
            pick = world.chance
            return {"unit": unit, "regime": regime, "period": world.maybe(0.6, period),
                    "due": world.due(at) if pick.random() < 0.5 else None}
        yield from life(world, "reports", "report", f"BC-{number}", world.chance.choice(ways),
                        fields)


def values(world):
    ways = [["expected"], ["expected", "draft"], ["expected", "draft", "approved"],
            ["expected", "approved", "approved"], ["approved"], ["approved", "expected"]]
    for number in world.some(130):
        unit, code = world.unit(), f"kt.{number % 7:02}"
        period = world.chance.choice(["2020-10", "2020-11"])

        def fields(_, at, unit=unit, code=code, period=period):
            pick = world.chance
            return {"unit": unit if pick.random() < 0.95 else world.unit(), "code": code,
                    "period": period, "value": number_of(world, 0.8),
                    "due": world.due(at) if pick.random() < 0.6 else None}
        yield from life(world, "values", "slot", f"{code}@{unit}@{number}",
                        world.chance.choice(ways), fields)


def number_of(world, likely):
    """Digits beyond the scale of 3, halves to be rounded to even, exponents, negative ones."""
    pick = world.chance
    return world.maybe(likely, pick.randint(-50, 900), round(pick.uniform(-5, 99), 3), 0.0005,
                       0.0015, -2.4985, 12.34549, 1.5e3, 1e-7, 98765432.125, 0)


def measurements(world):
    for _ in world.some(420):
        system = world.chance.choice(["moi-truong", "y-te", CURIOUS])
        yield Happening("measurements", str(world.chance.random()), world.instant(), {
            "system": system, "series": f"{system}.{world.chance.randint(1, 2)}",
            "value": number_of(world, 1), "unit": world.maybe(0.4, world.unit()),
            "doubtful": world.maybe(0.4, True, False, False)})


def field_reports(world):
    ways = [["received", "assigned", "closed"], ["received"], ["received", "assigned"],
            ["received", "rejected"], ["closed"], ["rejected", "received"], ["assigned"],
            ["received", "closed", "assigned", "closed"], ["received", "rejected", "closed"],
            ["moved"], ["moved", "received", "moved"]]
    for number in world.some(170):
        unit = world.unit()
        category = world.chance.choice(["môi trường", "giao-thong", CURIOUS, ""])

        def fields(_, at, unit=unit, category=category):
            pick = world.chance
            return {"unit": unit if pick.random() < 0.9 else world.unit(), "category": category,
                    "due": world.due(at) if pick.random() < 0.6 else None}
        yield from life(world, "field_reports", "report", f"PA-{number}",
                        world.chance.choice(ways), fields)


def milestones(world):
    ways = [["open"], ["open", "done"], ["open", "open", "open", "done"], ["open", "cancelled"],
            ["open", "done", "open"], ["open", "cancelled", "open"], ["done"]]
    for number in world.some(40):
        unit = world.unit()

        def fields(_, at, unit=unit):
            pick = world.chance
            return {"unit": unit, "percent": world.maybe(0.6, pick.randint(0, 100)),
                    "due": world.due(at) if pick.random() < 0.6 else None,
                    "soft": world.maybe(0.4, True, False)}
        yield from life(world, "milestones", "milestone", f"M{number:02}",
                        world.chance.choice(ways), fields)


def modules(world):
    ways = [["planned"], ["planned", "trial", "integrated"], ["planned", "dropped"],
            ["integrated", "trial"], ["integrated"], ["dropped", "planned", "integrated"]]
    for number in world.some(16):
        yield from life(world, "modules", "module", f"m{number}", world.chance.choice(ways),
                        lambda *_: {})


def refused(world):
    """As the service tells of what it has refused: unit and stream only where they can be read."""
    for number in world.some(160):
        pick = world.chance
        yield Happening("refused", f"r{number}", world.instant(), {
            "reason": pick.choice(["malformed", "bad_type", "unknown_unit", "too_late"]),
            "stream": world.maybe(0.9, "dossiers", "dossiers", "documents"),
            "unit": world.maybe(0.7, world.unit()), "system": world.maybe(0.5, CURIOUS)})


def heartbeats(world):
    for number in world.some(450):
        pick = world.chance
        at = world.end if number == 0 else world.instant() + pick.choice([0, pick.randrange(HOUR)])
        module = world.maybe(0.6, *(f"m{n}" for n in range(8)))
        yield Happening("heartbeats", str(number), at, {
            "system": pick.choice(["motcua", "qoffice", "lris"]), "unit": world.maybe(0.3, "502"),
            "module": module, "lag_s": pick.choice([0, 30, 86400, 86401, pick.randrange(200_000)]),
            "queued": world.maybe(0.6, 0, 12, pick.randrange(1000)),
            "last_record": at - pick.randrange(DAY) if pick.random() < 0.7 else None})

"""What happens to dossiers: one event for every change of state, told as offices tell it.

A dossier goes one of the WAYS through the national codes of states; some are skipped, one office
hands it to another, the due time moves, a payment comes twice, and afterwards somebody enters what
really happened earlier.
"""

from province.clock import DAY, HOUR, MINUTE, SECOND
from province.events import Happening
from province.office_hours import EIGHT_HOURS

WAYS = [
    [1, 2, 4, 9, 10], [2, 4, 9, 10], [2, 4, 9], [2, 10], [4, 9, 10], [9],
    [1, 3], [1], [1, 2], [1, 5, 1, 2, 4, 9], [1, 5, 1], [1, 5], [1, 7], [3],
    [2, 4], [2], [4], [2, 4, 5], [2, 5, 4], [2, 4, 5, 4, 9, 10], [2, 6, 4, 9, 10], [1, 6, 2, 4],
    [2, 4, 8, 4, 10], [2, 4, 5, 2, 4, 6, 4, 9], [2, 5, 6, 8, 4, 9], [2, 4, 7], [2, 4, 7, 4, 9],
    [2, 4, 9, 4, 9, 10], [2, 9, 4, 5], [8, 4, 9], [5, 2, 4], [1, 2, 4, 5, 4],
    # Left, and then told of again; taken back before the acceptance.
    [2, 9, 4], [2, 7, 4], [2, 9, 5], [2, 7, 9], [2, 9, 7], [2, 7, 5, 4, 10], [1, 7, 2, 4],
    [1, 7, 9], [1, 7, 2, 7, 9], [1, 5, 7], [1, 7, 1], [1, 3, 2], [2, 3],
    [1, 11], [2, 0, 9], [11, 2, 9, 11],  # codes nobody knows
]


def dossiers(world):
    for number in world.some(420):
        yield from dossier(world, f"QNA-{number:04}")


def dossier(world, key):
    pick = world.chance
    # Many come near the end, so that much is open then.
    at = world.instant() if pick.random() < 0.75 else world.end - pick.randrange(10 * DAY)
    common = {"dossier": key, "unit": world.unit(), "procedure": f"1.{pick.randrange(30):06}",
              "channel": pick.choice(["online", "online", "counter", "post"])}
    way = pick.choice(WAYS)
    if way[0] == 1 and pick.random() < 0.25:
        at = near(world, world.hours.ahead_of(world.end, EIGHT_HOURS))
    told = []
    for status in way:
        if pick.random() < 0.05:
            continue
        if pick.random() < 0.04:
            common = common | {"unit": world.unit()}
        told.append(Happening("dossiers", key, at, common | details(world, status, at)))
        if status == 1 and pick.random() < 0.3:
            at = max(at, near(world, world.hours.after(at, EIGHT_HOURS)))
        else:
            at = world.after(at)
    if told and pick.random() < 0.2:
        told.append(correction(world, pick.choice(told)))
    yield from told


def details(world, status, at):
    pick = world.chance
    accepted = status in (2, 4)
    return {
        "status": status,
        "due": due(world, at) if pick.random() < (0.75 if status == 2 else 0.1) else None,
        "promised": due(world, at) if accepted and pick.random() < 0.1 else None,
        # Digits after the point are rounded half to even: 8000, 2, 4.
        "fee": world.maybe(0.5, 30000, 8000.5, 2.5, 3.5, 0, 1.2e5) if status > 5 else None,
        "paid_by": world.maybe(0.35, "online", "cash", "transfer") if status > 5 else None,
        "level": world.maybe(0.4, 2, 3, 4, 4),
        "components": world.maybe(0.5, 0, 1, 2, 3) if status < 5 else None,
        "digitised": world.maybe(0.7, 0, 1, 2, 3) if status < 5 else None,
    }


def due(world, at):
    """Also within eight working hours of the end, over a weekend or a holiday or not."""
    pick = world.chance
    if pick.random() < 0.1:
        return near(world, world.hours.after(world.end, EIGHT_HOURS))
    if pick.random() < 0.15:
        return world.end + pick.randint(-12, 40) * HOUR + pick.choice([0, 0, 1, 30 * MINUTE])
    return world.due(at)


def near(world, at):
    """An edge, or hardly before or behind it."""
    return at + world.chance.choice([0, 0, -1, 1, -30 * SECOND, 30 * SECOND])


def correction(world, happening):
    """The same change of state, really earlier; or another unit, channel or due time of it."""
    pick = world.chance
    earlier = max(world.begin, happening.time - pick.choice([0, 1, HOUR, pick.randrange(5 * DAY)]))
    data = dict(happening.data)
    if pick.random() < 0.5:
        data |= {"due": due(world, earlier)}
    if pick.random() < 0.3:
        data |= {"unit": world.unit(), "channel": pick.choice(["online", "counter"])}
    if pick.random() < 0.2:
        data |= {"status": pick.choice([2, 4, 5, 9])}
    return Happening("dossiers", happening.key, earlier, data)

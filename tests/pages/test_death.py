"""What dies is told within 15 s, on the wall and to citizens, and is back within 10 s by itself."""

import time

from conftest import PHONE, ULTRA_HD
from looking import judge_reflow, judge_wall, until
from wire import Wire

TOLD_S, BACK_S = 15, 10
OPEN = ".tile:has(h2 a:text-is('Hồ sơ đang giải quyết')) .value"
LOST = "document.querySelector('.banner') !== null"
FOUND = "document.querySelector('.banner') === null"
UNREAD = "document.querySelectorAll('.tile.late').length >= 6"
READ = "document.querySelectorAll('.tile.late').length === 0"
OFFLINE = "document.getElementById('notice').textContent !== ''"
ONLINE = "document.getElementById('notice').textContent === ''"


def within(limit_s, since, *waits):
    """Each (page, expression) comes true in time; how long it took."""
    left = set(range(len(waits)))
    took = {}
    while left:
        for number in sorted(left):
            page, true = waits[number]
            if page.evaluate(true):
                took[number] = round(time.monotonic() - since, 1)
                left.remove(number)
        assert time.monotonic() < since + limit_s, [waits[number][1] for number in left]
        waits[0][0].wait_for_timeout(50)
    return [took[number] for number in range(len(waits))]


def number_in(text):
    return int("".join(filter(str.isdigit, text)))


def moves(hall, opened):
    """A new event changes the figure."""
    before = number_in(opened.inner_text(OPEN))
    hall.feed.dossier(f"after-{time.monotonic()}", "502", [2])
    deadline = time.monotonic() + BACK_S
    while number_in(opened.inner_text(OPEN)) == before:
        assert time.monotonic() < deadline
        opened.wait_for_timeout(50)


def test_a_killed_server_is_told_and_comes_back(hall, wall, look):
    opened = wall(hall, viewport=ULTRA_HD)
    citizen = look(hall.http + "/p", viewport=PHONE)
    moves(hall, opened)
    figure = opened.inner_text(OPEN)
    hall.service.kill()
    try:
        told = within(TOLD_S, time.monotonic(), (opened, LOST), (citizen, OFFLINE))
        judge_lost(opened, figure)
        assert "kết nối" in citizen.inner_text("#notice")
        judge_reflow(citizen)
    finally:
        hall.service.start()
    back = within(BACK_S, time.monotonic(), (opened, FOUND), (citizen, ONLINE))
    print(f"killed: told after {told} s (wall, citizen), back after {back} s")
    moves(hall, opened)


def judge_lost(opened, figure):
    assert "Mất kết nối máy chủ" in opened.inner_text(".banner")
    assert "số liệu cuối lúc" in opened.inner_text(".banner")
    assert opened.inner_text(OPEN) == figure, "the last figures stay"
    assert opened.locator(".lost .value").count() > 0
    judge_wall(opened)


def test_a_dead_network_is_told_and_comes_back(hall, wall, look):
    with Wire(int(hall.http.rsplit(":", 1)[1])) as wire:
        opened = wall(wire_of(hall, wire))
        citizen = look(wire.http + "/p", viewport=PHONE)
        until(citizen, "navigator.serviceWorker.controller !== null")
        moves(hall, opened)
        wire.cut()
        told = within(TOLD_S, time.monotonic(), (opened, LOST), (citizen, OFFLINE))
        opened.wait_for_timeout(8000)  # so that questions hang in it
        wire.mend()
        back = within(BACK_S, time.monotonic(), (opened, FOUND), (citizen, ONLINE))
        print(f"network: told after {told} s (wall, citizen), back after {back} s")
        moves(hall, opened)


class wire_of:
    """The hall as it is reached through a wire."""

    def __init__(self, hall, wire):
        self.http, self.refresh = wire.http, hall.refresh


def test_a_silent_source_is_told_and_comes_back(hall, wall):
    """Sources of the shipped catalogue may be silent for a quarter of an hour; of documents nothing
    has come yet. The newest is as old as that in a few seconds."""
    silent_s, soon_s = 15 * 60, 6
    hall.feed.document("V1", "QNA-SNV", "arrived", silent_s - soon_s)
    dies = time.monotonic() + soon_s
    opened = wall(hall, page=1)
    tile = "document.querySelector('.tile:nth-child(2)')"
    assert "Văn bản đến" in opened.inner_text(".tile:nth-child(2) h2")
    until(opened, f"{tile}.querySelector('.value').innerText.startsWith('1')")
    assert not opened.evaluate(f"{tile}.matches('.late')")
    [told] = within(soon_s + TOLD_S, time.monotonic(), (opened, f"{tile}.matches('.late')"))
    told = round(time.monotonic() - dies, 1)
    assert 0 <= told <= TOLD_S
    assert "chậm cập nhật" in opened.inner_text(".tile:nth-child(2)")
    judge_wall(opened)
    hall.feed.document("V2", "QNA-SNV", "arrived")
    [back] = within(BACK_S, time.monotonic(), (opened, f"!{tile}.matches('.late')"))
    print(f"source: told after {told} s, back after {back} s")


def test_a_dead_broker_is_told_and_comes_back(hall, wall, broker):
    """Nothing of the wall's own way is dead then: the server answers and its figures stand."""
    opened = wall(hall)
    moves(hall, opened)
    broker.kill()
    try:
        [told] = within(TOLD_S, time.monotonic(), (opened, UNREAD))
        assert opened.evaluate(FOUND), "the server is there"
        assert "mất nguồn số liệu" in opened.inner_text(".tile.late >> nth=0")
        judge_wall(opened)
        for key in ("3", "4"):
            opened.keyboard.press(key)
            assert "mất nguồn số liệu" in opened.inner_text(".about")
            assert opened.locator(".ok, .near, .bad").count() == 1, "the server's own sign alone"
        opened.keyboard.press("1")
    finally:
        broker.start()
    [back] = within(BACK_S, time.monotonic(), (opened, READ))
    print(f"broker: told after {told} s, back after {back} s")
    moves(hall, opened)


def test_a_source_that_was_silent_before_is_told_at_once(hall, wall, look):
    opened = wall(hall, page=1)
    tile = opened.locator(".tile", has_text="Báo cáo gửi đúng hạn")
    assert "chậm cập nhật" in tile.inner_text() and "late" in tile.get_attribute("class")
    assert "none" in tile.get_attribute("class"), "what is not fresh stands in no state"
    # Citizens are told in words, on the page of a unit that has nothing newer.
    deadline = time.monotonic() + 75
    citizen = look(hall.http + "/p/QNA-TTT", viewport=PHONE)
    while "Số liệu đang chậm cập nhật" not in citizen.inner_text("main"):
        assert time.monotonic() < deadline
        citizen.wait_for_timeout(1000)
        citizen.reload()
    judge_reflow(citizen)

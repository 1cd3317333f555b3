"""Signing in and out through a real Keycloak in a real browser, over the service's own TLS. For the
browser the two are different sites, as they are in a province."""

import time

import pytest

import keycloak as provider
from certificates import Authority
from keycloak import Keycloak
from looking import violations
from sso import USERS, Office

DISTRICT = "district@502"


@pytest.fixture(scope="module")
def places(tmp_path_factory, broker):
    """(the service, Keycloak)"""
    folder = tmp_path_factory.mktemp("sign-in")
    authority = Authority(folder / "authority")
    for stream in ("dossiers", "reports", "party"):
        broker.create_topic(f"browser.{stream}")
    office = Office(tmp_path_factory.mktemp("office"), broker, "browser", authority)
    sso = Keycloak(folder, authority, office.http, USERS)
    try:
        sso.start()
        office.configure(sso)
        with office:
            office.lines("account", "add", "an.nguyen", "--name", "Nguyễn Văn An", "--grant",
                         DISTRICT)
            yield office, sso
    finally:
        sso.stop()


@pytest.fixture
def page(places, look):
    office, _ = places
    return look(office.http + "/sign-in", viewport={"width": 390, "height": 844},
                ignore_https_errors=True)


def enter(page, name):
    page.click("text=Đăng nhập bằng tài khoản cơ quan")
    page.wait_for_url("https://localhost:*/**")
    page.fill("#username", name)
    page.fill("#password", provider.PASSWORD)
    page.click("#kc-login")


def test_signing_in_and_out_goes_through_the_provider(places, page):
    office, _ = places
    words = []
    page.on("console", lambda message: words.append(message.text))
    enter(page, "an.nguyen")
    page.wait_for_url(office.http + "/desk")
    assert "Nguyễn Văn An" in page.inner_text("body")
    cookies = {one["name"]: one for one in page.context.cookies(office.http)}
    session = cookies["__Host-sid"]
    assert session["secure"] and session["httpOnly"] and session["sameSite"] == "Strict"
    assert "__Host-openid" not in cookies
    page.reload()
    assert "Nguyễn Văn An" in page.inner_text("body")
    page.click("button:text-is('Đăng xuất')")
    page.wait_for_url(office.http + "/sign-in?told=out")
    assert "Đã đăng xuất" in page.inner_text("body")
    # The provider's session is over too: it asks again.
    page.click("text=Đăng nhập bằng tài khoản cơ quan")
    page.wait_for_selector("#password")
    assert not [text for text in words if "Content Security Policy" in text], words


def test_the_page_that_offers_the_provider_can_be_used_by_everybody(places, page):
    office, _ = places
    assert violations(page) == []
    page.goto(office.http + "/sign-in?lang=en")
    assert "Sign in with your office's account" in page.inner_text("main")
    assert violations(page) == []


def test_whom_the_provider_knows_and_we_do_not_is_told_so(places, page):
    office, _ = places
    enter(page, "la.mat")
    page.wait_for_url(office.http + "/sign-in/openid/back**")
    assert "chưa có tài khoản của bạn" in page.inner_text("[role=alert]")
    assert "__Host-sid" not in {one["name"] for one in page.context.cookies(office.http)}


def test_the_first_administrator_signs_in_while_the_provider_is_away(places, page):
    office, sso = places
    [made] = office.lines("account", "add", "quan.tri", "--name", "Quản Trị", "--grant",
                          "administrator@49")
    assert made["link"].startswith(office.http + "/sign-in?link=")
    sso.stop()
    page.goto(made["link"])
    page.fill("#password", "vài từ không ai đoán ra")
    page.fill("#again", "vài từ không ai đoán ra")
    page.click("button")
    page.wait_for_url("**/sign-in?told=password")

    # What the provider told of itself is believed for ten seconds.
    time.sleep(11)
    page.goto(office.http + "/sign-in/openid")
    assert "Chưa liên lạc được" in page.inner_text("[role=alert]")
    page.fill("#account", "quan.tri")
    page.fill("#password", "vài từ không ai đoán ra")
    page.click("form.sign-in button")
    page.wait_for_url(office.http + "/desk")
    assert "Quản Trị" in page.inner_text("body")

"""What the tests of signing in through Keycloak share: the service, and a visitor of both sites."""

import html
import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

import keycloak as provider
from people import Client, PeopleService

USERS = [provider.user("an.nguyen", "An"), provider.user("binh.le", "Bình", enabled=False),
         provider.user("la.mat", "Lạ"), provider.user("khoa.tran", "Khoa")]


class Office(PeopleService):
    """A service whose people sign in through Keycloak; with TLS where it has an authority."""

    def __init__(self, folder, broker, name, authority=None):
        super().__init__(folder, broker, name)
        self.authority = authority
        with open(self.config, encoding="utf-8") as file:
            self.plain = file.read()
        if authority:
            self.http = self.http.replace("http://", "https://")
            chain, key = authority.issue(name)
            self.plain += f'[http.tls]\ncertificate = "{chain}"\nkey = "{key}"\n'

    def get(self, path):
        if not self.authority:
            return super().get(path)
        with urllib.request.urlopen(self.http + path, timeout=30,
                                    context=self.authority.client()) as answer:
            return answer.read().decode()

    def configure(self, sso, **more):
        lines = sso.settings() + f'address = "{self.http}"\n'
        for name, value in more.items():
            lines = re.sub(rf"(?m)^{name} = .*\n", "", lines) + f"{name} = {value}\n"
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(self.plain + "[sign_in.openid]\n" + lines)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Visitor:
    """A browser without pages: cookies of both sites, and each redirection in the test's hand."""

    def __init__(self, service, sso):
        self.service = service
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            NoRedirect, urllib.request.HTTPCookieProcessor(self.jar),
            urllib.request.HTTPSHandler(context=sso.authority.client()))

    def ask(self, address, form=None, **headers):
        """(status, where to, body)"""
        if address.startswith("/"):
            address = self.service.http + address
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(address, data, headers)
        try:
            with self.opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers.get("Location"), answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers.get("Location"), answer.read().decode()

    def begin(self, language=""):
        status, address, body = self.ask("/sign-in/openid" + language)
        assert status == 303, body
        return address

    def log_in(self, address, name, password=provider.PASSWORD):
        """At the provider: where it sends the browser back to, or its page when it does not."""
        status, onward, page = self.ask(address)
        if status == 302:  # signed in there already
            return onward
        assert status == 200, (status, page)
        action = html.unescape(re.search(r'<form[^>]*action="([^"]+)"', page)[1])
        status, onward, page = self.ask(action, {"username": name, "password": password,
                                                 "credentialId": ""})
        return onward if status == 302 else page

    def sign_in(self, name):
        return self.ask(self.log_in(self.begin(), name))

    def cookie(self, name):
        found = [one.value for one in self.jar if one.name == name]
        return found[0] if found else None

    def who(self):
        client = Client(self.service)
        client.cookie = self.cookie("sid")
        return client.get("/api/v1/session")["account"]

    def sign_out(self):
        return self.ask("/sign-out", {}, Origin=self.service.http)

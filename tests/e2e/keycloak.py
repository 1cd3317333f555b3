"""A real Keycloak on loopback with a realm of its own, as build/keycloak holds it."""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from service import ROOT, free_port

HOME = os.path.join(ROOT, "build", "keycloak", "home")
START_S = 300  # 25 on a machine that does nothing else
CLIENT = "ioc-pulse"
SECRET = "a secret: of this test + 1%"
PASSWORD = "mot-mat-khau-dai"
ADMIN = {"KC_BOOTSTRAP_ADMIN_USERNAME": "root", "KC_BOOTSTRAP_ADMIN_PASSWORD": "root-of-the-test"}


def user(name, given, enabled=True):
    return {"username": name, "enabled": enabled, "email": f"{name}@example.vn",
            "emailVerified": True, "firstName": given, "lastName": "Nguyễn",
            "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}]}


def realm(address, users):
    return {
        "realm": "can-bo", "enabled": True, "displayName": "Cán bộ", "sslRequired": "all",
        "users": users,
        "clients": [{
            "clientId": CLIENT, "enabled": True, "protocol": "openid-connect",
            "publicClient": False, "secret": SECRET, "clientAuthenticatorType": "client-secret",
            "standardFlowEnabled": True, "directAccessGrantsEnabled": False,
            "redirectUris": [address + "/sign-in/openid/back"],
            "attributes": {"pkce.code.challenge.method": "S256",
                           "post.logout.redirect.uris": address + "/sign-in/openid/out"}}],
    }


class Keycloak:
    """`address` is where browsers reach the service under test. Its own name is `localhost`, so
    that for a browser it is another site than 127.0.0.1."""

    def __init__(self, folder, authority, address, users):
        self.folder = str(folder)
        self.authority = authority
        self.port = free_port()
        self.issuer = f"https://localhost:{self.port}/realms/can-bo"
        self.process = None
        self.home = os.path.join(self.folder, "keycloak")
        shutil.copytree(HOME, self.home, symlinks=True)
        self.chain, self.key = authority.issue("keycloak")
        os.makedirs(os.path.join(self.home, "data", "import"))
        with open(os.path.join(self.home, "data", "import", "can-bo.json"), "w",
                  encoding="utf-8") as file:
            json.dump(realm(address, users), file)

    def start(self):
        with open(os.path.join(self.folder, "keycloak.log"), "ab") as log:
            self.process = subprocess.Popen(
                ["bash", os.path.join(self.home, "bin", "kc.sh"), "start", "--optimized",
                 "--import-realm", "--http-host=127.0.0.1", f"--https-port={self.port}",
                 f"--https-certificate-file={self.chain}",
                 f"--https-certificate-key-file={self.key}",
                 f"--hostname=https://localhost:{self.port}", "--cache=local"],
                stdout=log, stderr=log, start_new_session=True,
                env=os.environ | ADMIN | {"JAVA_OPTS_KC_HEAP": "-Xms64m -Xmx512m"})
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.last_words()
            try:
                self.get(self.issuer + "/.well-known/openid-configuration")
                return self
            except (OSError, urllib.error.HTTPError):
                time.sleep(0.5)
        raise AssertionError("no answer: " + self.last_words())

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def last_words(self):
        with open(os.path.join(self.folder, "keycloak.log"), encoding="utf-8") as file:
            return "".join(file.readlines()[-30:])

    def get(self, address, data=None, headers=None, method=None):
        request = urllib.request.Request(address, data, headers or {}, method=method)
        with urllib.request.urlopen(request, timeout=30,
                                    context=self.authority.client()) as answer:
            return answer.read().decode()

    def admin(self, path, body=None, method=None):
        """What an administrator of Keycloak does, over its own interface."""
        token = json.loads(self.get(
            f"https://localhost:{self.port}/realms/master/protocol/openid-connect/token",
            urllib.parse.urlencode({"grant_type": "password", "client_id": "admin-cli",
                                    "username": ADMIN["KC_BOOTSTRAP_ADMIN_USERNAME"],
                                    "password": ADMIN["KC_BOOTSTRAP_ADMIN_PASSWORD"]}).encode()))
        answer = self.get(f"https://localhost:{self.port}/admin/realms/can-bo{path}",
                          json.dumps(body).encode() if body is not None else None,
                          {"Authorization": "Bearer " + token["access_token"],
                           "Content-Type": "application/json"}, method)
        return json.loads(answer) if answer else None

    def settings(self):
        """What stands under [sign_in.openid], but for the service's own address."""
        return (f'issuer = "{self.issuer}"\nclient_id = "{CLIENT}"\nsecret = "{SECRET}"\n'
                f'authorities = "{self.authority.path}"\n')

    def user(self, name):
        return self.admin("/users?exact=true&username=" + name)[0]

    def change_user(self, name, **changes):
        found = self.user(name)
        self.admin("/users/" + found["id"], found | changes, "PUT")

    def rotate_keys(self):
        """A new signing key comes first; the old one is gone."""
        keys = self.admin("/components?type=org.keycloak.keys.KeyProvider")
        [old] = [one for one in keys if one["providerId"] == "rsa-generated"]
        self.admin("/components", {
            "name": "new", "providerId": "rsa-generated", "parentId": old["parentId"],
            "providerType": "org.keycloak.keys.KeyProvider",
            "config": {"priority": ["200"], "enabled": ["true"], "active": ["true"],
                       "keySize": ["2048"], "algorithm": ["RS256"]}}, "POST")
        self.admin("/components/" + old["id"], method="DELETE")

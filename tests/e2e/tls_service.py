"""A service that speaks TLS by itself, and clients that believe its authority."""

import os
import shutil
import subprocess
import urllib.request

from service import Service


class TlsService(Service):
    """A service with the files of a certificate, asked as a client that believes its authority."""

    def __init__(self, folder, broker, name, authority, **options):
        super().__init__(folder, broker, name, name, **options)
        self.authority = authority
        self.chain = os.path.join(self.folder, "chain.pem")
        self.key = os.path.join(self.folder, "key.pem")
        self.port = int(self.http.rsplit(":", 1)[1])
        self.http = f"https://127.0.0.1:{self.port}"
        with open(self.config, "a", encoding="utf-8") as file:
            file.write(f'[http.tls]\ncertificate = "{self.chain}"\nkey = "{self.key}"\n')

    def show(self, pair):
        """Puts a certificate's files in place, each whole, as tools that renew do."""
        for source, place in zip(pair, (self.chain, self.key)):
            shutil.copy(source, place + ".new")
            os.replace(place + ".new", place)

    def get(self, path):
        with urllib.request.urlopen(self.http + path, timeout=30,
                                    context=self.authority.client()) as answer:
            return answer.read().decode()

    def curl(self, *words):
        return subprocess.run(["curl", "-sS", "--cacert", self.authority.path, *words],
                              capture_output=True, text=True, timeout=30, check=False)

"""A certificate authority of the test's own, by the openssl that operators use."""

import os
import ssl
import subprocess


def openssl(*words):
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, timeout=60,
                          check=False)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


class Authority:
    """Signs certificates for this machine. `path` is what its clients are to believe."""

    def __init__(self, folder, name="Thu nghiem CA"):
        self.folder = str(folder)
        os.makedirs(self.folder, exist_ok=True)
        self.key = os.path.join(self.folder, "ca-key.pem")
        self.path = os.path.join(self.folder, "ca.pem")
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                "-nodes", "-days", "30", "-subj", f"/CN={name}", "-keyout", self.key,
                "-out", self.path, "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign")

    def issue(self, name, days=20, names="DNS:localhost,IP:127.0.0.1", kind="ec"):
        """(chain, key): files of a new certificate."""
        key, asked, made = (os.path.join(self.folder, f"{name}{end}")
                            for end in ("-key.pem", ".csr", ".pem"))
        how = ["rsa:2048"] if kind == "rsa" else ["ec", "-pkeyopt",
                                                  "ec_paramgen_curve:prime256v1"]
        openssl("req", "-new", "-newkey", *how, "-nodes", "-subj", f"/CN={name}", "-keyout", key,
                "-out", asked)
        extensions = os.path.join(self.folder, f"{name}.ext")
        with open(extensions, "w", encoding="utf-8") as file:
            file.write(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
        openssl("x509", "-req", "-in", asked, "-CA", self.path, "-CAkey", self.key,
                "-CAcreateserial", "-days", str(days), "-extfile", extensions, "-out", made)
        return made, key

    def client(self):
        return ssl.create_default_context(cafile=self.path)


def fingerprint(path):
    told = openssl("x509", "-in", path, "-noout", "-fingerprint", "-sha256")
    return told.split("=")[1].strip().replace(":", "").lower()


def shown(port, *words):
    """(fingerprint, what s_client said) of the certificate that a server shows now."""
    done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", *words],
                          input="", capture_output=True, text=True, timeout=30, check=False)
    if "BEGIN CERTIFICATE" not in done.stdout:
        return None, done.stdout + done.stderr
    begin = done.stdout.index("-----BEGIN CERTIFICATE")
    end = done.stdout.index("-----END CERTIFICATE-----") + 25
    told = subprocess.run(["openssl", "x509", "-noout", "-fingerprint", "-sha256"],
                          input=done.stdout[begin:end], capture_output=True, text=True, check=True)
    return (told.stdout.split("=")[1].strip().replace(":", "").lower(),
            done.stdout + done.stderr)

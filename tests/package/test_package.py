"""The Debian package as `./dev package` left it: what is in it, unpacked and looked at."""

import glob
import os
import re
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
# What lintian says that stays so, and why.
LINTIAN_KNOWN = {
    "bogus-mail-host": "the maintainers have no public address",
    "bogus-mail-host-in-debian-changelog": "likewise",
}


def deb():
    found = glob.glob(os.path.join(ROOT, "build", "ioc-pulse_*.deb"))
    assert len(found) == 1, f"{found}: build it by ./dev package"
    return found[0]


def run(*command, **options):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300,
                          check=False, **options)
    return done.returncode, done.stdout + done.stderr


def control(field):
    return run("dpkg-deb", "-f", deb(), field)[1].strip()


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = os.path.join(cls.folder.name, "root")
        for verb, target in (("--extract", cls.root), ("--control", cls.root + ".control")):
            code, words = run("dpkg-deb", verb, deb(), target)
            assert code == 0, words
        cls.listing = {}  # path: (rights, owner)
        for line in run("dpkg-deb", "-c", deb())[1].splitlines():
            rights, owner, _, _, _, path = line.split(None, 5)
            cls.listing[path.lstrip(".").rstrip("/")] = (rights, owner)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def inside(self, *path):
        return os.path.join(self.root, *path)

    def test_everything_is_where_it_belongs(self):
        for path in ["/usr/bin/ioc-pulse", "/etc/ioc-pulse/ioc-pulse.toml",
                     "/usr/lib/systemd/system/ioc-pulse.service",
                     "/usr/share/ioc-pulse/catalogs/quang-nam/catalog.toml",
                     "/usr/share/ioc-pulse/catalogs/quang-nam/units.csv",
                     "/usr/share/man/man1/ioc-pulse.1.gz",
                     "/usr/share/bash-completion/completions/ioc-pulse",
                     "/usr/share/zsh/vendor-completions/_ioc-pulse",
                     "/usr/share/doc/ioc-pulse/copyright", "/usr/share/doc/ioc-pulse/changelog.gz",
                     "/usr/share/doc/ioc-pulse/operating.md",
                     "/usr/share/doc/ioc-pulse/runbooks/down.md",
                     "/usr/share/doc/ioc-pulse/examples/prometheus/ioc-pulse.rules.yml",
                     "/usr/share/doc/ioc-pulse/examples/grafana/dashboards/operations.json"]:
            self.assertIn(path, self.listing)
        self.assertFalse([path for path in self.listing if "__pycache__" in path
                          or path.endswith((".py", ".pyc", ".a", ".h"))])

    def test_all_belongs_to_root_and_only_the_program_can_be_run(self):
        wrong = [path for path, (rights, owner) in self.listing.items()
                 if owner != "root/root"
                 or rights not in ("drwxr-xr-x", "-rw-r--r--")
                 and (path, rights) != ("/usr/bin/ioc-pulse", "-rwxr-xr-x")]
        self.assertEqual(wrong, [])

    def test_pages_that_alerts_name_are_in_it(self):
        rules = read(self.inside("usr/share/doc/ioc-pulse/examples/prometheus/ioc-pulse.rules.yml"))
        pages = re.findall(r"file://(\S+)", rules)
        self.assertGreater(len(pages), 10)
        self.assertEqual([page for page in pages if page not in self.listing], [])

    def test_it_needs_what_the_program_is_linked_to(self):
        needs = control("Depends")
        for name in ("libc6", "librdkafka1", "librocksdb7.8", "libsodium23", "adduser", "tzdata"):
            self.assertRegex(needs, rf"(^|, ){re.escape(name)}\b")

    def test_versions_agree(self):
        version = re.search(r"project\(ioc_pulse VERSION ([\d.]+)",
                            read(os.path.join(ROOT, "CMakeLists.txt")))[1]
        self.assertEqual(control("Version"), version)
        self.assertEqual(run(self.inside("usr/bin/ioc-pulse"), "--version"), (0, version + "\n"))
        changes = read(os.path.join(ROOT, "deploy", "debian", "changelog"))
        self.assertTrue(changes.startswith(f"ioc-pulse ({version}) "), changes[:40])

    def test_the_configuration_is_kept_over_upgrades_and_is_without_fault(self):
        path = "etc/ioc-pulse/ioc-pulse.toml"
        self.assertEqual(read(self.root + ".control/conffiles").split(), ["/" + path])
        # As unpacked here: the catalogue is below our root; nobody answers at port 1.
        config = read(self.inside(path)).replace('"/usr', f'"{self.root}/usr')
        config = config.replace("127.0.0.1:9092", "127.0.0.1:1").replace('"/var', f'"{self.root}/v')
        self.check_configuration(config, {})

    def test_so_is_that_of_containers(self):
        config = read(os.path.join(ROOT, "deploy", "container", "ioc-pulse.toml"))
        self.check_configuration(
            config.replace('"/var', f'"{self.root}/v'),
            {"KAFKA_BROKERS": "127.0.0.1:1",
             "IOC_PULSE_CATALOG": self.inside("usr/share/ioc-pulse/catalogs/quang-nam")})

    def check_configuration(self, text, environment):
        trial = self.inside("trial.toml")
        with open(trial, "w", encoding="utf-8") as file:
            file.write(text)
        program = self.inside("usr/bin/ioc-pulse")
        code, words = run(program, "doctor", "--config", trial, env=environment)
        self.assertEqual(code, 1, words)  # it could be read; all that is missing is a broker
        self.assertIn("127.0.0.1:1", words)
        with open(trial, "a", encoding="utf-8") as file:
            file.write('[nonsense]\nx = 1\n')
        self.assertEqual(run(program, "doctor", "--config", trial, env=environment)[0], 78)

    def test_the_manual_page_tells_every_subcommand(self):
        page = run("gzip", "-dc", self.inside("usr/share/man/man1/ioc-pulse.1.gz"))[1]
        for name in ("run", "doctor", "snapshot create", "dead-letters replay", "alerts why"):
            self.assertIn(f"\n.SS {name}\n", page)

    def test_lintian_finds_nothing_new(self):
        code, words = run("lintian", "--no-cfg", "--info", "--allow-root", "--tag-display-limit",
                          "0", deb())
        found = re.findall(r"^[EW]: \S+: (\S+)", words, re.MULTILINE)
        self.assertEqual([tag for tag in found if tag not in LINTIAN_KNOWN], [], words)
        self.assertIn(code, (0, 2), words)


if __name__ == "__main__":
    unittest.main()

"""Container, Kubernetes, compose and systemd: neither an engine nor a cluster is here to run them,
so they are held against each other, against the program, and run in pieces where possible."""

import http.server
import os
import re
import shutil
import tempfile
import threading
import tomllib
import unittest

from parts import DEPLOY, ROOT, documents, paths, read, run

CONFIG = "/etc/ioc-pulse/ioc-pulse.toml"
STATE = "/var/lib/ioc-pulse"
UNIT = "deploy/systemd/ioc-pulse.service"


def kubernetes():
    """{kind/name: object} of all manifests."""
    objects = [found for path in paths("deploy", "kubernetes", "*.yaml")
               if not path.endswith("kustomization.yaml") for found in documents(path)]
    return {f"{found['kind']}/{found['metadata']['name']}": found for found in objects}


def stateful_set():
    return kubernetes()["StatefulSet/ioc-pulse"]["spec"]


def container():
    return stateful_set()["template"]["spec"]["containers"][0]


def compose():
    return documents("deploy", "compose.yaml")[0]


def containerfile():
    return read("deploy", "container", "Containerfile")


def variables(text):
    """{name: has it a default?} of all ${NAME} in a configuration."""
    return {name: bool(default) for name, default in re.findall(r"\$\{(\w+)(:-)?[^}]*\}", text)}


class Kubernetes(unittest.TestCase):
    def test_all_manifests_are_applied(self):
        listed = documents("deploy", "kubernetes", "kustomization.yaml")[0]["resources"]
        there = [os.path.basename(path) for path in paths("deploy", "kubernetes", "*.yaml")]
        self.assertEqual(sorted([*listed, "kustomization.yaml"]), sorted(there))
        self.assertEqual(len(kubernetes()), 4)

    def test_all_of_them_mean_the_same_pods(self):
        labels = stateful_set()["template"]["metadata"]["labels"]
        self.assertEqual(stateful_set()["selector"]["matchLabels"], labels)
        budget = kubernetes()["PodDisruptionBudget/ioc-pulse"]["spec"]
        self.assertEqual(budget["selector"]["matchLabels"], labels)
        for name in ("Service/ioc-pulse", "Service/ioc-pulse-processes"):
            self.assertEqual(kubernetes()[name]["spec"]["selector"], labels)
        headless = kubernetes()["Service/" + stateful_set()["serviceName"]]
        self.assertEqual(headless["spec"]["clusterIP"], "None")

    def test_ports_and_probes_are_those_of_the_program(self):
        ports = {port["name"]: port["containerPort"] for port in container()["ports"]}
        listen = tomllib.loads(read("deploy", "container", "ioc-pulse.toml"))["http"]["listen"]
        self.assertEqual(ports, {"http": int(listen.rpartition(":")[2])})
        for service in ("ioc-pulse", "ioc-pulse-processes"):
            for port in kubernetes()[f"Service/{service}"]["spec"]["ports"]:
                self.assertIn(port["targetPort"], ports)
        routes = read("serving", "routes.cpp")
        for name, path in [("startupProbe", "/livez"), ("livenessProbe", "/livez"),
                           ("readinessProbe", "/readyz")]:
            self.assertEqual(container()[name]["httpGet"], {"path": path, "port": "http"})
            self.assertIn(f'"{path}"', routes)

    def test_the_ordinal_is_the_number_of_the_process(self):
        call = " ".join(container()["args"])
        program = f"/usr/bin/ioc-pulse run --config {CONFIG}"
        self.assertIn(program, call)
        code, words = run(*container()["command"], call.replace(program, "env"),
                          env={"HOSTNAME": "ioc-pulse-12", "PATH": os.environ["PATH"]})
        self.assertEqual(code, 0, words)
        self.assertIn("IOC_PULSE_INSTANCE=12\n", words)
        environment = {entry["name"]: entry.get("value") for entry in container()["env"]}
        self.assertEqual(environment["IOC_PULSE_INSTANCES"], str(stateful_set()["replicas"]))

    def test_state_has_a_volume_and_nothing_else_can_be_written(self):
        claims = [claim["metadata"]["name"] for claim in stateful_set()["volumeClaimTemplates"]]
        mounts = {mount["name"]: mount["mountPath"] for mount in container()["volumeMounts"]}
        self.assertEqual(mounts, {claims[0]: STATE})
        self.assertTrue(container()["securityContext"]["readOnlyRootFilesystem"])

    def test_it_runs_as_the_user_of_the_image(self):
        user = re.search(r"^USER (\d+):(\d+)$", containerfile(), re.MULTILINE)
        security = stateful_set()["template"]["spec"]["securityContext"]
        self.assertEqual((security["runAsUser"], security["runAsGroup"], security["fsGroup"]),
                         (int(user[1]), int(user[2]), int(user[2])))
        self.assertIn(f"--uid {user[1]} --gid {user[2]}", containerfile())


class Containers(unittest.TestCase):
    def test_what_is_copied_is_there_and_where_it_is_looked_for(self):
        copied = re.findall(r"^COPY (?!--from)(\S+) (\S+)$", containerfile(), re.MULTILINE)
        for source, _ in copied:
            self.assertTrue(os.path.exists(os.path.join(ROOT, source)), source)
        self.assertIn(("deploy/container/ioc-pulse.toml", CONFIG), copied)
        self.assertIn(f'CMD ["run", "--config", "{CONFIG}"]', containerfile())
        self.assertIn(f"VOLUME {STATE}\n", containerfile())

    def test_variables_without_a_default_are_given(self):
        wanted = {name for name, has_default
                  in variables(read("deploy", "container", "ioc-pulse.toml")).items()
                  if not has_default}
        self.assertEqual(wanted, {"KAFKA_BROKERS"})
        self.assertLessEqual(wanted, {entry["name"] for entry in container()["env"]})
        self.assertLessEqual(wanted, set(compose()["services"]["ioc-pulse"]["environment"]))

    def test_state_is_kept_on_the_volume(self):
        config = tomllib.loads(read("deploy", "container", "ioc-pulse.toml"))
        self.assertTrue(config["state_dir"].startswith(STATE + "/"))


class Compose(unittest.TestCase):
    def test_parts_name_each_other(self):
        whole = compose()
        for name, service in whole["services"].items():
            for other in service.get("depends_on", []):
                self.assertIn(other, whole["services"], name)
            for volume in service.get("volumes", []):
                self.assertIn(volume.partition(":")[0], whole["volumes"], name)
            for config in service.get("configs", []):
                self.assertIn(config["source"], whole["configs"], name)
        build = whole["services"]["ioc-pulse"]["build"]
        context = os.path.normpath(os.path.join(DEPLOY, build["context"]))
        self.assertTrue(os.path.exists(os.path.join(context, build["dockerfile"])))
        kafka = whole["services"]["kafka"]["environment"]
        self.assertEqual(kafka["KAFKA_ADVERTISED_LISTENERS"], "PLAINTEXT://"
                         + whole["services"]["ioc-pulse"]["environment"]["KAFKA_BROKERS"])

    def test_the_health_check_tells_well_from_ill(self):
        class Health(http.server.BaseHTTPRequestHandler):
            status = 200

            def do_GET(self):
                self.send_response(self.status if self.path == "/livez" else 404)
                self.end_headers()

            def log_message(self, *_):
                pass

        kind, *command = compose()["services"]["ioc-pulse"]["healthcheck"]["test"]
        self.assertEqual(kind, "CMD")
        with http.server.HTTPServer(("127.0.0.1", 0), Health) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            command[-1] = command[-1].replace("8080", str(server.server_port))
            self.assertEqual(run(*command)[0], 0)
            Health.status = 503
            self.assertNotEqual(run(*command)[0], 0)
            server.shutdown()
        self.assertNotEqual(run(*command)[0], 0)


class Prometheus(unittest.TestCase):
    def test_it_finds_the_job_that_the_alerts_ask_for(self):
        trial = compose()["configs"]["prometheus"]["content"]
        for text in (read("deploy", "prometheus", "prometheus.yml"), trial):
            self.assertIn("job_name: ioc-pulse\n", text)
            with tempfile.TemporaryDirectory() as folder:
                shutil.copy(os.path.join(DEPLOY, "prometheus", "ioc-pulse.rules.yml"), folder)
                path = os.path.join(folder, "prometheus.yml")
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                code, words = run("promtool", "check", "config", path)
            self.assertEqual(code, 0, words)


class Systemd(unittest.TestCase):
    EXPOSURE_MAX = 15  # tenths; 100 is a service without any fence

    def test_systemd_accepts_the_unit(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "ioc-pulse.service")
            with open(path, "w", encoding="utf-8") as file:
                file.write(read(UNIT).replace("/usr/bin/ioc-pulse", "/usr/bin/true"))
            code, words = run("systemd-analyze", "verify", "--man=no", path)
        self.assertEqual((code, words), (0, ""))

    def test_it_is_fenced_in(self):
        code, words = run("systemd-analyze", "security", "--offline=true", "--no-pager",
                          f"--threshold={self.EXPOSURE_MAX}", UNIT)
        self.assertEqual(code, 0, words[-300:])

    def test_it_tells_what_the_unit_waits_for(self):
        unit = read(UNIT)
        self.assertIn(f"\nExecStart=/usr/bin/ioc-pulse run --config {CONFIG}\n", unit)
        self.assertIn("\nType=notify\n", unit)
        told = read("app", "service.cpp") + read("app", "pipeline.cpp")
        for word in ("READY=1", "WATCHDOG=1", "STOPPING=1"):
            self.assertIn(f'notify_supervisor("{word}")', told)


if __name__ == "__main__":
    unittest.main()

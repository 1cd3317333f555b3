// ioc-pulse: the command line.
#include <fmt/core.h>
#include <sodium.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "app/alerts_command.h"
#include "app/catalog_files.h"
#include "app/clock.h"
#include "app/command_tree.h"
#include "app/completion.h"
#include "app/compute.h"
#include "app/config.h"
#include "app/dead_letters.h"
#include "app/deliveries_command.h"
#include "app/demo.h"
#include "app/doctor.h"
#include "app/exit_code.h"
#include "app/explain.h"
#include "app/output.h"
#include "app/people_command.h"
#include "app/recompute.h"
#include "app/report_command.h"
#include "app/rule_command.h"
#include "app/rule_keeper.h"
#include "app/service.h"
#include "app/snapshot_command.h"
#include "app/tap.h"
#include "app/test_command.h"
#include "app/top.h"
#include "app/validate.h"
#include "ingest/kafka_settings.h"

// Read by jemalloc at the start of the program: memory that was freed goes back to the system
// within a second. (Huge pages for everything cost more in clearing than they save.)
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0";
}

namespace ioc::app {
namespace {

std::atomic<bool> stop_requested{false};
std::atomic<bool> reload_requested{false};

void request_stop(int) { stop_requested = true; }
void request_reload(int) { reload_requested = true; }

model::Result<Setup> read_setup(const std::string& path) {
  auto config = read_config(path);
  if (!config) return config.error();
  auto files = read_catalog_files(config->catalog);
  if (!files) return files.error();
  auto loaded = judge_catalog(*files, config->catalog);
  if (!loaded) return loaded.error();
  const auto connectors = check_deliveries(config->deliveries, *loaded->plan);
  if (!connectors.ok()) return connectors.error();
  auto setup = settle_rules(*std::move(config), *std::move(files), *std::move(loaded));
  if (!setup) return setup.error();
  const auto connected = check_deliveries(setup->config.deliveries, setup->plan);
  if (!connected.ok()) return connected.error();
  return setup;
}

// A catalogue that was approved, and that the service cannot be started with, leaves the one in
// force in its place, as at a reading. A configuration with a fault leaves nothing to go on with.
model::Result<Setup> go_back(const std::string& path, const model::Error& why) {
  auto config = read_config(path);
  if (!config) return why;
  auto setup = setup_in_force(*std::move(config), why);
  if (!setup) return why;
  if (!check_deliveries(setup->config.deliveries, setup->plan).ok()) return why;
  spdlog::error(
      "the service cannot be started with the catalogue's files: {}; going on with {}. Mend what "
      "is told, or bring the files before them back; then `systemctl reload ioc-pulse`, or SIGHUP",
      why.message(), kKeptCatalog);
  return setup;
}

int run_with_config(const std::string& path) {
  auto setup = read_setup(path);
  if (!setup) return report(setup.error());
  std::signal(SIGHUP, request_reload);
  return run_service(std::move(setup).value(),
                     {stop_requested, reload_requested, [&path] { return read_setup(path); },
                      [&path](const model::Error& why) { return go_back(path, why); }});
}

struct CommandLine {
  CLI::App app{"Turns event streams of a public administration into live figures people can trust.",
               "ioc-pulse"};
  std::string config, catalog, indicator, directory, state_dir, shell;
  bool json = false;
  ComputeOptions compute_options;
  DemoOptions demo_options;
  DeadLetterOptions letter_options;
  RecomputeOptions recompute_options;
  AlertsOptions alerts_options;
  ReportOptions report_options;
  DeliveryOptions delivery_options;
  PeopleOptions people_options;
  RuleOptions rule_options;
  TopOptions top_options;
  TapOptions tap_options;
  DoctorOptions doctor_options;
  int exit_code = kExitOk;

  CommandLine() {
    app.set_version_flag("--version", IOC_PULSE_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Exit codes: 0 ok, 1 a check failed, 2 usage, 69 a dependency is away, 70 internal,\n"
        "74 input/output, 78 configuration or catalogue.\n\n"
        "Examples:\n"
        "  ioc-pulse demo\n"
        "  ioc-pulse run --config ioc-pulse.toml\n"
        "  ioc-pulse validate --catalog catalogs/quang-nam\n"
        "  ioc-pulse compute --catalog catalogs/quang-nam --events dossiers=events.jsonl");
    add_run();
    add_demo();
    add_validate();
    add_test();
    add_compute();
    add_explain();
    add_snapshot();
    add_dead_letters();
    add_recompute();
    add_alerts();
    add_reports();
    add_deliveries();
    add_account();
    add_token();
    add_audit();
    add_rules();
    add_doctor();
    add_top();
    add_tap();
    add_completion();
  }

  void add_run() {
    CLI::App* run = app.add_subcommand("run", "Run the service");
    run->add_option("--config", config, "the configuration file, ioc-pulse.toml")
        ->required()
        ->type_name(kFileType);
    run->footer(
        "SIGHUP reads configuration, catalogue and certificate again, all or nothing.\n\n"
        "Example:\n  ioc-pulse run --config ioc-pulse.toml");
    run->callback([this] { exit_code = run_with_config(config); });
  }
  void add_demo() {
    CLI::App* demo = app.add_subcommand(
        "demo", "Embedded broker, a simulated province and the whole service on loopback");
    demo->add_option("--port", demo_options.port, "port of the wall; 0: any free one")
        ->capture_default_str();
    demo->add_option("--seed", demo_options.seed, "seed of the simulated province")
        ->capture_default_str();
    demo->add_option("--rate", demo_options.rate, "events a second at the peak of a working day")
        ->capture_default_str();
    demo->add_option("--catalog", demo_options.catalog, "catalogue folder")
        ->capture_default_str()
        ->type_name(kFolderType);
    demo->footer("Example:\n  ioc-pulse demo --port 8080");
    demo->callback([this] { exit_code = run_demo(demo_options, stop_requested); });
  }
  void add_validate() {
    CLI::App* validate_command =
        app.add_subcommand("validate", "Every fault of a catalogue, with its place");
    validate_command->add_option("--catalog", catalog, "catalogue folder")
        ->required()
        ->type_name(kFolderType);
    validate_command->add_flag("--json", json, "faults as JSON");
    validate_command->footer("Example:\n  ioc-pulse validate --catalog catalogs/quang-nam");
    validate_command->callback([this] { exit_code = validate(catalog, json); });
  }
  void add_test() {
    CLI::App* command = app.add_subcommand("test", "The catalogue's tests: events in, figures out");
    command->add_option("--catalog", catalog, "catalogue folder")
        ->required()
        ->type_name(kFolderType);
    command->add_flag("--json", json, "each test with its failures, as JSON");
    command->footer("Example:\n  ioc-pulse test --catalog catalogs/quang-nam");
    command->callback([this] { exit_code = test_catalog(catalog, json); });
  }
  void add_compute() {
    CLI::App* command = app.add_subcommand(
        "compute", "The same engine over files of events, one JSON figure a line");
    command->add_option("--catalog", compute_options.catalog, "catalogue folder")
        ->required()
        ->type_name(kFolderType);
    command
        ->add_option("--events", compute_options.events,
                     "events of a stream as JSON lines; a file is one partition; may repeat")
        ->required()
        ->type_name(kStreamFileType);
    command->add_option("--until", compute_options.until, "events later than this are not read")
        ->type_name("TIME");
    command->add_option("--shards", compute_options.shards, "threads that read and fold")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command
        ->add_option("--dead-letters", compute_options.dead_letters,
                     "where refused events go, as JSON lines")
        ->type_name(kFileType);
    command->footer(
        "Example:\n  ioc-pulse compute --catalog catalogs/quang-nam --events "
        "dossiers=events.jsonl");
    command->callback([this] { exit_code = compute(compute_options); });
  }
  void add_explain() {
    CLI::App* command = app.add_subcommand("explain", "How an indicator is computed");
    command->add_option("indicator", indicator, "id of the indicator")->required()->type_name("ID");
    command->add_option("--catalog", catalog, "catalogue folder")
        ->required()
        ->type_name(kFolderType);
    command->add_flag("--json", json, "as JSON");
    command->footer("Example:\n  ioc-pulse explain dossiers.received --catalog catalogs/quang-nam");
    command->callback([this] { exit_code = explain(indicator, catalog, json); });
  }
  void add_snapshot() {
    CLI::App* snapshot = app.add_subcommand("snapshot", "Save or bring back the whole state");
    snapshot->require_subcommand(1);
    CLI::App* create = snapshot->add_subcommand("create", "Save a stopped service's state");
    CLI::App* restore = snapshot->add_subcommand("restore", "Bring a snapshot back, verified");
    for (CLI::App* command : {create, restore}) {
      command->add_option("directory", directory, "the snapshot's folder")
          ->required()
          ->type_name(kFolderType);
      command->add_option("--state-dir", state_dir, "the state directory")
          ->required()
          ->type_name(kFolderType);
    }
    create->callback([this] { exit_code = create_snapshot(state_dir, directory); });
    restore->callback([this] { exit_code = restore_snapshot(directory, state_dir); });
  }
  void add_dead_letters() {
    CLI::App* letters =
        app.add_subcommand("dead-letters", "Refused events: see them, send them again");
    letters->require_subcommand(1);
    CLI::App* list = letters->add_subcommand("list", "Each refused event with its reason");
    CLI::App* replay = letters->add_subcommand("replay", "Send refused events again, after a mend");
    for (CLI::App* command : {list, replay}) {
      command->add_option("--config", letter_options.config, "the configuration file")
          ->required()
          ->type_name(kFileType);
      command->add_option("--reason", letter_options.reason, "only those refused for this")
          ->type_name("REASON");
      command->add_option("--topic", letter_options.topic, "only those that came from this topic")
          ->type_name("TOPIC");
    }
    list->add_option("--limit", letter_options.limit, "the newest so many; 0: all")
        ->capture_default_str();
    list->add_flag("--json", letter_options.json, "as JSON lines, with the original bytes");
    replay->add_flag("--dry-run", letter_options.dry_run, "only say how many");
    list->footer(
        "Example:\n  ioc-pulse dead-letters list --config ioc-pulse.toml --reason bad_type");
    replay->footer("Example:\n  ioc-pulse dead-letters replay --config ioc-pulse.toml --dry-run");
    list->callback([this] { exit_code = list_dead_letters(letter_options, stop_requested); });
    replay->callback([this] { exit_code = replay_dead_letters(letter_options, stop_requested); });
  }
  void add_recompute() {
    CLI::App* command = app.add_subcommand(
        "recompute", "A published figure, computed again from the log at its offsets");
    command
        ->add_option("figures", recompute_options.figures,
                     "figures as JSON, files of one a line, or - for standard input")
        ->required()
        ->type_name("FIGURE");
    command->add_option("--config", recompute_options.config, "the configuration file")
        ->required()
        ->type_name(kFileType);
    command
        ->add_option("--catalog", recompute_options.catalog,
                     "the catalogue's folder as it was then; the one in force when left out")
        ->type_name(kFolderType);
    command->add_flag("--json", recompute_options.json, "verdicts as JSON lines");
    command->footer(
        "Example:\n  kcat -b 127.0.0.1:9092 -C -t ioc.figures -e -q | ioc-pulse recompute - "
        "--config "
        "ioc-pulse.toml");
    command->callback([this] { exit_code = recompute(recompute_options, stop_requested); });
  }
  void add_alerts() {
    CLI::App* alerts =
        app.add_subcommand("alerts", "What a running service is alarmed by, and why");
    alerts->require_subcommand(1);
    CLI::App* list = alerts->add_subcommand("list", "All alerts there are now");
    CLI::App* why = alerts->add_subcommand("why", "One alert: its rule, its turns, who was told");
    why->add_option("alert", alerts_options.alert, "id of the alert")->required()->type_name("ID");
    for (CLI::App* command : {list, why}) {
      command->add_option("--url", alerts_options.url, "the running service")
          ->capture_default_str()
          ->type_name("URL");
      command->add_option("--unit", alerts_options.unit, "only in this unit")->type_name("CODE");
      command->add_flag("--json", alerts_options.json, "as JSON");
    }
    why->add_option("--config", alerts_options.config,
                    "the service's configuration file: who did what and wrote what is told too")
        ->type_name(kFileType);
    list->footer("Example:\n  ioc-pulse alerts list --url http://127.0.0.1:8080");
    why->footer("Example:\n  ioc-pulse alerts why on-time --unit 502");
    list->callback([this] { exit_code = list_alerts(alerts_options); });
    why->callback([this] { exit_code = why_alert(alerts_options); });
  }
  void add_reports() {
    CLI::App* reports =
        app.add_subcommand("report", "Official reports: what is due, drafts, and their proof");
    reports->require_subcommand(1);
    CLI::App* list = reports->add_subcommand("list", "What is due from whom, and where it stands");
    CLI::App* draft = reports->add_subcommand("draft", "A form filled with the figures of now");
    CLI::App* verify = reports->add_subcommand("verify", "Whether a file is what was signed");
    CLI::App* key = reports->add_subcommand("key", "The public key that reports are signed with");
    list->add_option("--report", report_options.report, "only this form")->type_name("ID");
    list->add_option("--unit", report_options.unit, "only this unit")->type_name("CODE");
    list->add_option("--period", report_options.period, "only this period")->type_name("PERIOD");
    draft->add_option("report", report_options.report, "id of the form")
        ->required()
        ->type_name("ID");
    draft->add_option("unit", report_options.unit, "who reports")->required()->type_name("CODE");
    draft->add_option("period", report_options.period, "as 2020-10, 2020-Q4, 2020")
        ->required()
        ->type_name("PERIOD");
    draft->add_option("--catalog", report_options.catalog, "of files, without a service: catalogue")
        ->type_name(kFolderType);
    draft->add_option("--events", report_options.events, "of files: events, as with `compute`")
        ->type_name(kStreamFileType);
    draft->add_option("--until", report_options.until, "of files: later events are not read")
        ->type_name("TIME");
    verify->add_option("file", report_options.file, "a signed report")
        ->required()
        ->type_name(kFileType);
    verify->add_flag("--recompute", report_options.recompute,
                     "also compute every figure of it again from the log");
    for (CLI::App* command : {verify, key}) {
      command->add_option("--config", report_options.config, "whose key: the configuration's")
          ->type_name(kFileType);
    }
    verify->add_option("--key", report_options.key, "whose key: this one")->type_name("BASE64");
    for (CLI::App* command : {list, draft, verify, key}) {
      command->add_option("--url", report_options.url, "the running service")
          ->capture_default_str()
          ->type_name("URL");
      if (command != key) command->add_flag("--json", report_options.json, "as JSON");
    }
    for (CLI::App* command : {list, draft}) {
      command
          ->add_option("--token-file", report_options.token_file,
                       "whose account asks: a file with its token; else IOC_PULSE_TOKEN")
          ->type_name(kFileType);
    }
    key->add_option("--backup", report_options.backup,
                    "copy the private key there; it is in no snapshot")
        ->type_name(kFileType);
    key->add_option("--restore", report_options.restore,
                    "put this backup in place, where no key is")
        ->type_name(kFileType);
    list->footer(
        "Example:\n  ioc-pulse report list --unit 502 --period 2020-10\n"
        "  IOC_PULSE_TOKEN=$(cat token) ioc-pulse report list --unit 502");
    draft->footer("Example:\n  ioc-pulse report draft vpcp-ii-06a 502 2020-10 --token-file token");
    verify->footer(
        "Example:\n  ioc-pulse report verify vpcp-ii-06a_502_2020-10_r1.signed --config "
        "ioc-pulse.toml --recompute");
    key->footer(
        "Example:\n  ioc-pulse report key --config ioc-pulse.toml\n"
        "  ioc-pulse report key --config ioc-pulse.toml --backup /media/safe/report-key");
    list->callback([this] { exit_code = list_reports(report_options); });
    draft->callback([this] { exit_code = draft_report(report_options); });
    verify->callback([this, verify] {
      report_options.has_url = verify->count("--url") > 0;
      exit_code = verify_report(report_options, stop_requested);
    });
    key->callback([this, key] {
      report_options.has_url = key->count("--url") > 0;
      exit_code = print_report_key(report_options);
    });
  }
  void add_deliveries() {
    CLI::App* deliveries =
        app.add_subcommand("deliveries", "Reports on their way to other systems");
    deliveries->require_subcommand(1);
    CLI::App* list = deliveries->add_subcommand("list", "What went where, and what was answered");
    CLI::App* why = deliveries->add_subcommand("why", "One of them: every try, what is to be done");
    CLI::App* retry =
        deliveries->add_subcommand("retry", "Send again what was refused or given up");
    for (CLI::App* command : {list, why, retry}) {
      command->add_option("--config", delivery_options.config, "the configuration file")
          ->required()
          ->type_name(kFileType);
      if (command != retry) command->add_flag("--json", delivery_options.json, "as JSON lines");
    }
    for (CLI::App* command : {list, retry}) {
      command->add_option("--connector", delivery_options.connector, "only to this one")
          ->type_name("ID");
      command->add_option("--state", delivery_options.state, "only in this state")
          ->type_name("waiting|sent|accepted|refused|given_up");
    }
    list->add_option("--report", delivery_options.report, "only this form")->type_name("ID");
    list->add_option("--unit", delivery_options.unit, "only of this unit")->type_name("CODE");
    list->add_option("--limit", delivery_options.limit, "the newest so many")
        ->capture_default_str();
    why->add_option("number", delivery_options.number, "its number")
        ->required()
        ->type_name("NUMBER");
    retry->add_option("number", delivery_options.number, "its number; else all that match")
        ->type_name("NUMBER");
    retry->add_option("--reason", delivery_options.reason, "why, for the audit log")
        ->required()
        ->type_name("TEXT");
    list->footer("Example:\n  ioc-pulse deliveries list --state refused --config ioc-pulse.toml");
    why->footer("Example:\n  ioc-pulse deliveries why 17 --config ioc-pulse.toml");
    retry->footer(
        "Example:\n  ioc-pulse deliveries retry --connector lris --state refused --reason 'new "
        "token' --config ioc-pulse.toml");
    list->callback([this] { exit_code = list_deliveries(delivery_options); });
    why->callback([this] { exit_code = why_delivery(delivery_options); });
    retry->callback([this] { exit_code = retry_deliveries(delivery_options); });
  }
  // What all commands about people take.
  void of_people(CLI::App* command) {
    command->add_option("--config", people_options.config, "the configuration file")
        ->required()
        ->type_name(kFileType);
    command->add_flag("--json", people_options.json, "as JSON lines");
  }
  void name_account(CLI::App* command) {
    command->add_option("account", people_options.id, "its name for signing in")
        ->required()
        ->type_name("ACCOUNT");
  }
  void take_grants(CLI::App* command) {
    command
        ->add_option("--grant", people_options.grants,
                     "ROLE@UNIT or ROLE@UNIT:STREAM+STREAM; may stand several times")
        ->type_name("GRANT");
  }
  void take_url(CLI::App* command) {
    command
        ->add_option("--url", people_options.url,
                     "what the link begins with; where the service listens when left out")
        ->type_name("URL");
  }
  void add_account() {
    CLI::App* account = app.add_subcommand("account", "Who may sign in, and what they may do");
    account->require_subcommand(1);
    CLI::App* add = account->add_subcommand("add", "A new account; prints its one-time link");
    CLI::App* list = account->add_subcommand("list", "All accounts with their grants");
    CLI::App* off = account->add_subcommand("disable", "Ends its sessions; nobody signs in");
    CLI::App* on = account->add_subcommand("enable", "It may sign in again");
    CLI::App* reset =
        account->add_subcommand("reset", "Ends its password and sessions; prints a link");
    CLI::App* grant = account->add_subcommand("grant", "Gives it these grants and no others");
    CLI::App* table = account->add_subcommand("import", "Accounts from CSV, all or none");
    CLI::App* sessions = account->add_subcommand("sessions", "Who is signed in from where");
    CLI::App* token = account->add_subcommand(
        "token", "What programs read with in its name, told once; ends the one before");
    for (CLI::App* command : {add, list, off, on, reset, grant, table, sessions, token}) {
      of_people(command);
    }
    for (CLI::App* command : {add, off, on, reset, grant, token}) name_account(command);
    for (CLI::App* command : {add, grant}) take_grants(command);
    for (CLI::App* command : {add, reset, table}) take_url(command);
    add->add_option("--name", people_options.name, "the person's name")
        ->required()
        ->type_name("NAME");
    table->add_option("file", people_options.file, "account,name,grants")
        ->required()
        ->type_name(kFileType);
    sessions->add_option("account", people_options.id, "only of this one")->type_name("ACCOUNT");
    constexpr int kDaysMax = 3660;
    token->add_option("--days", people_options.days, "how long it is good for")
        ->check(CLI::Range(1, kDaysMax))
        ->capture_default_str();
    token->add_flag("--revoke", people_options.revoke, "only end the one there is");
    token->footer("Example:\n  ioc-pulse account token le.van.c --days 90 --config ioc-pulse.toml");
    add->footer(
        "Example, the first administrator:\n  ioc-pulse account add quan.tri --name 'Quản trị' "
        "--grant administrator@49 --config ioc-pulse.toml");
    grant->footer(
        "Example:\n  ioc-pulse account grant le.van.c --grant officer@502 --config ioc-pulse.toml");
    table->footer(
        "Example:\n  ioc-pulse account import officials.csv --config ioc-pulse.toml > links.txt");
    add->callback([this] { exit_code = app::add_account(people_options); });
    list->callback([this] { exit_code = list_accounts(people_options); });
    off->callback([this] { exit_code = disable_account(people_options); });
    on->callback([this] { exit_code = enable_account(people_options); });
    reset->callback([this] { exit_code = reset_account(people_options); });
    grant->callback([this] { exit_code = grant_account(people_options); });
    table->callback([this] { exit_code = import_accounts(people_options); });
    sessions->callback([this] { exit_code = list_sessions(people_options); });
    token->callback([this] { exit_code = make_account_token(people_options); });
  }
  void add_token() {
    CLI::App* token =
        app.add_subcommand("token", "What units' systems send events with, and walls see with");
    token->require_subcommand(1);
    CLI::App* add = token->add_subcommand("add", "A new token; prints its text, once");
    CLI::App* list = token->add_subcommand("list", "All tokens, never their texts");
    CLI::App* revoke = token->add_subcommand("revoke", "Nothing is taken with it any more");
    for (CLI::App* command : {add, list, revoke}) of_people(command);
    for (CLI::App* command : {add, revoke}) {
      command->add_option("token", people_options.id, "its name, no secret")
          ->required()
          ->type_name("TOKEN");
    }
    add->add_option("--unit", people_options.unit, "of this unit and those below it")
        ->required()
        ->type_name("CODE");
    add->add_option("--stream", people_options.streams,
                    "a stream; may stand several times; a screen's may be left out")
        ->type_name("ID");
    constexpr int kDaysMax = 3660;
    add->add_option("--days", people_options.days, "how long it is good for")
        ->check(CLI::Range(1, kDaysMax))
        ->capture_default_str();
    add->add_flag("--screen", people_options.screen,
                  "a wall's: it sees figures of its scope; prints the link that opens it, once");
    take_url(add);
    add->footer(
        "Examples:\n  ioc-pulse token add tam-ky --unit 502 --stream dossiers --config "
        "ioc-pulse.toml\n  ioc-pulse token add hall --screen --unit 49 --config ioc-pulse.toml");
    add->callback([this] { exit_code = app::add_token(people_options); });
    list->callback([this] { exit_code = list_tokens(people_options); });
    revoke->callback([this] { exit_code = revoke_token(people_options); });
  }
  void add_audit() {
    CLI::App* audit = app.add_subcommand("audit", "Who did what, and whether the log is whole");
    audit->require_subcommand(1);
    CLI::App* list = audit->add_subcommand("list", "The newest records, the last one last");
    CLI::App* verify = audit->add_subcommand(
        "verify", "Looks for records that were altered, removed, put in or cut off");
    for (CLI::App* command : {list, verify}) of_people(command);
    list->add_option("--limit", people_options.limit, "the newest so many; 0: all")
        ->capture_default_str();
    verify->add_flag("--without-heads", people_options.without_heads,
                     "do not compare with what Kafka was told: an end cut off is not found");
    list->footer("Example:\n  ioc-pulse audit list --config ioc-pulse.toml --limit 20");
    verify->footer("Example:\n  ioc-pulse audit verify --config ioc-pulse.toml");
    list->callback([this] { exit_code = list_audit(people_options); });
    verify->callback([this] { exit_code = verify_audit(people_options, stop_requested); });
  }
  void add_rules() {
    CLI::App* rules = app.add_subcommand(
        "rules", "Changes of targets and formulas that wait for a second person");
    rules->require_subcommand(1);
    CLI::App* show = rules->add_subcommand("show", "What the files would change, before and after");
    CLI::App* approve = rules->add_subcommand(
        "approve", "Approves them on this machine's authority; the audit log says so");
    for (CLI::App* command : {show, approve}) {
      command->add_option("--config", rule_options.config, "the configuration file")
          ->required()
          ->type_name("FILE");
    }
    show->add_flag("--json", rule_options.json, "as JSON lines");
    show->footer("Example:\n  ioc-pulse rules show --config ioc-pulse.toml");
    approve->footer("Example:\n  ioc-pulse rules approve --config ioc-pulse.toml");
    show->callback([this] { exit_code = show_rules(rule_options); });
    approve->callback([this] { exit_code = approve_rules(rule_options); });
  }
  // For commands that go by the catalogue a service would be started with.
  void look_ahead(CLI::App* command, std::string& folder) {
    command
        ->add_option("--catalog", folder,
                     "this catalogue's folder, also while its changes wait for a second person")
        ->type_name(kFolderType);
  }
  void add_doctor() {
    CLI::App* command = app.add_subcommand(
        "doctor",
        "Looks at all a service needs (brokers, topics, state, disk) and names the cures");
    command->add_option("--config", doctor_options.config, "the configuration file, ioc-pulse.toml")
        ->required()
        ->type_name(kFileType);
    look_ahead(command, doctor_options.catalog);
    command->add_flag("--json", doctor_options.json, "what was looked at, as JSON");
    command->footer("Example:\n  ioc-pulse doctor --config ioc-pulse.toml");
    command->callback([this] { exit_code = doctor(doctor_options, stop_requested); });
  }
  void add_top() {
    CLI::App* command =
        app.add_subcommand("top", "What a running service does at this moment, again and again");
    command->add_option("--url", top_options.url, "the running service")
        ->capture_default_str()
        ->type_name("URL");
    command->add_option("--interval", top_options.interval_s, "seconds between two looks")
        ->check(CLI::Range(1, 3600))
        ->capture_default_str();
    command->add_flag("--once", top_options.once, "one look, without rates");
    command->add_flag("--json", top_options.json, "each look as one line of JSON");
    command->footer("Example:\n  ioc-pulse top --url http://127.0.0.1:8080");
    command->callback([this] { exit_code = top(top_options, stop_requested); });
  }
  void add_tap() {
    CLI::App* command =
        app.add_subcommand("tap", "The newest events of a stream, as the program reads them");
    command->add_option("stream", tap_options.stream, "id of the stream")
        ->required()
        ->type_name("ID");
    command->add_option("--config", tap_options.config, "the configuration file")
        ->required()
        ->type_name(kFileType);
    look_ahead(command, tap_options.catalog);
    command->add_option("--last", tap_options.last, "so many of each partition")
        ->check(CLI::Range(0, 1'000'000))
        ->capture_default_str();
    command->add_flag("--follow", tap_options.follow, "then new ones as they come");
    command->add_flag("--refused", tap_options.refused_only, "only those that cannot be used");
    command->add_flag("--json", tap_options.json, "as JSON lines");
    command->footer("Example:\n  ioc-pulse tap dossiers --config ioc-pulse.toml --follow");
    command->callback([this] { exit_code = tap(tap_options, stop_requested); });
  }
  void add_completion() {
    CLI::App* command = app.add_subcommand("completion", "A script that completes this command");
    command->add_option("shell", shell, "the shell it is for")->required()->type_name("bash|zsh");
    command->footer("Example:\n  source <(ioc-pulse completion bash)");
    command->callback([this] { exit_code = print_completion(app, shell); });
  }
};  // namespace

int run_command(int argc, char** argv) {
  if (sodium_init() < 0) return kExitInternal;
  // Words go to standard error, data to standard output.
  spdlog::set_default_logger(spdlog::stderr_logger_mt("ioc-pulse"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  std::signal(SIGINT, request_stop);
  std::signal(SIGTERM, request_stop);
  std::signal(SIGPIPE, SIG_IGN);
  CommandLine line;
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (const auto unknown = unknown_subcommand(line.app, {argv + 1, argv + argc})) {
      return report(*unknown);
    }
    // Help and the version come this way too.
    std::ostringstream data, words;
    const int code = line.app.exit(error, data, words);
    say(words.str());
    if (const auto written = write_data(data.str()); !written) return report(written.error());
    return code == 0 ? kExitOk : kExitUsage;
  }
  return line.exit_code;
}

// Clients of a broker that is away are not waited for; what their threads use must not be taken
// from under them.
[[noreturn]] void leave(int exit_code) {
  spdlog::default_logger()->flush();
  std::fflush(nullptr);
  if (ingest::clients_are_leaving()) std::_Exit(exit_code);
  std::exit(exit_code);
}

}  // namespace
}  // namespace ioc::app

int main(int argc, char** argv) { ioc::app::leave(ioc::app::run_command(argc, argv)); }

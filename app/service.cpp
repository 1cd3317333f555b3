#include "app/service.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <thread>

#include "app/alerts.h"
#include "app/anchor_memory.h"
#include "app/as_of.h"
#include "app/audit_heads.h"
#include "app/certificate_keeper.h"
#include "app/clock.h"
#include "app/deliveries.h"
#include "app/exit_code.h"
#include "app/filling.h"
#include "app/health.h"
#include "app/intake.h"
#include "app/kafka_config.h"
#include "app/meeting.h"
#include "app/metrics.h"
#include "app/notify.h"
#include "app/outbox.h"
#include "app/people_house.h"
#include "app/pipeline.h"
#include "app/provision_desk.h"
#include "app/reading.h"
#include "app/refused_desk.h"
#include "app/register_desk.h"
#include "app/reloads.h"
#include "app/report_desk.h"
#include "app/resume.h"
#include "app/rule_desk.h"
#include "app/rule_keeper.h"
#include "app/snapshots.h"
#include "app/status.h"
#include "app/who.h"
#include "ingest/kafka_admin.h"
#include "ingest/kafka_sink.h"
#include "serving/alert_sender.h"
#include "serving/board.h"
#include "serving/server.h"
#include "serving/tls_counters.h"
#include "storage/people.h"
#include "storage/store.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;

namespace {

// How the configured memory is shared out. The rest is the program itself and its panes.
constexpr std::size_t kStoreShare = 4;  // a quarter
constexpr std::size_t kIdShare = 2;     // at most a half
constexpr std::size_t kGroupShare = 2;  // at most a half
// Panes take what ids leave of a half, and at least a sixteenth.
constexpr std::size_t kPanesAndIdsShare = 2;
constexpr std::size_t kPanesShareMin = 16;

// One life of the service, from open to close. Members are destroyed in reverse: deaf, idle, dark,
// closed.
class Life {
 public:
  Life(const Setup& setup, const Orders& orders, Reloads& reloads)
      : config_(setup.config),
        plan_(setup.plan),
        waiting_rules_(setup.waiting),
        coming_rules_(setup.coming),
        orders_(orders),
        stop_(orders.stop),
        reloads_(reloads) {}
  ~Life() { end(); }

  // Done when told to stop; an error that the start path may heal, or not.
  model::Status run(const std::function<void(std::uint16_t)>& on_listening) {
    if (const model::Status remembered = remember(); !remembered.ok()) return remembered;
    auto resumed = resume(config_, plan_, *store_);
    if (!resumed) return resumed.error();
    at_start_ = *std::move(resumed);
    // From here on the engine is exactly what it was at its last commit, and people can see it.
    const model::Status shown = show(on_listening);
    if (!shown.ok()) return shown;
    for (const auto& [name, text] : at_start_.notes) pipeline_->note(name, text);
    const model::Status heard = reading_->begin();
    if (!heard.ok()) return heard;
    if (filling_) filling_->start();
    if (coming_rules_) {
      const model::Status noted = bring_into_force(*people_->people, *coming_rules_, wall_now());
      if (!noted.ok()) return noted;
    }
    has_begun_ = true;
    return watch();
  }

  // The setup is one that can be run.
  bool has_begun() const { return has_begun_; }
  // What comes after this life; none: nothing.
  std::unique_ptr<Setup> take_next() { return std::move(next_); }

 private:
  model::Status remember();
  void make_filling();
  void start_as_of();
  model::Status start_alert_senders();
  model::Status start_intake();
  std::string intake_trouble(int stream) const;
  model::Status start_reports();
  model::IntakeDoor intake_door();
  model::Status open_people();
  model::Status open_meeting();
  model::Status start_desks();
  void make_letter_topics();
  model::Status show(const std::function<void(std::uint16_t)>& on_listening);
  model::Status watch();
  void read_again();
  void look_at_certificate();
  void renew(CertificatePtr certificate);
  void end();

  void share_memory();
  ServiceParts parts() const;
  std::vector<DeliverySenderStatus> delivery_status() const;

  const Config& config_;
  const model::Plan& plan_;
  const std::optional<model::WaitingRules>& waiting_rules_;
  const std::optional<ComingRules>& coming_rules_;
  const Orders& orders_;
  const std::atomic<bool>& stop_;
  Reloads& reloads_;
  std::unique_ptr<Setup> next_;

  std::unique_ptr<storage::Store> store_;
  Resumed at_start_;  // of which the engine lives on
  std::unique_ptr<Outbox> outbox_;
  serving::Board board_;
  serving::AlertDesk alert_desk_;
  std::unique_ptr<Alerts> alerts_;
  Mailbox mailbox_;
  ServiceStatus status_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<Reading> reading_;
  std::atomic<bool> is_filled_{false};
  std::unique_ptr<Filling> filling_;
  std::atomic<bool> has_begun_{false};  // the reading: its members may be asked by scrapes
  std::unique_ptr<AsOf> as_of_;
  std::vector<std::unique_ptr<serving::AlertSender>> alert_senders_;
  std::unique_ptr<Snapshots> snapshots_;
  serving::IntakeCounters intake_counters_;
  serving::TlsCounters tls_counters_;
  std::unique_ptr<CertificateKeeper> certificate_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<PeopleHouse> people_;
  std::unique_ptr<AuditHeads> audit_heads_;
  std::unique_ptr<Meeting> meeting_;
  std::unique_ptr<Deliveries> deliveries_;  // likewise none where a share is served
  std::unique_ptr<ReportDesk> reports_;     // none where a share is served
  std::jthread letters_;                    // makes their topics; nobody waits for it
  std::unique_ptr<RegisterDesk> registers_;
  std::unique_ptr<RuleDesk> rules_;
  std::unique_ptr<RefusedDesk> refused_;
  std::unique_ptr<ProvisionDesk> provision_;  // none where a share is served
  std::unique_ptr<serving::Server> server_;
};

// What we remember: the state directory.
model::Status Life::remember() {
  storage::StoreSettings settings;
  settings.directory = config_.state_dir;
  settings.memory_bytes = config_.limits.memory_bytes / kStoreShare;
  settings.revision_floor = static_cast<std::uint64_t>(wall_now().ms);
  auto store = storage::Store::open(settings);
  if (!store) return store.error();
  store_ = std::move(store).value();
  return model::Done{};
}

// What we show: the last committed figures, Kafka or no Kafka.
model::Status Life::show(const std::function<void(std::uint16_t)>& on_listening) {
  auto sink = ingest::KafkaSink::open(kafka_settings(config_, stop_));
  if (!sink) return sink.error();
  outbox_ = std::make_unique<Outbox>(
      std::move(sink).value(),
      [this](std::uint64_t from, std::size_t count_max) { return store_->outbox(from, count_max); },
      at_start_.outbox_done, at_start_.outbox_next);
  outbox_->start();
  auto alerts = Alerts::load(plan_, *store_, alert_desk_);
  if (!alerts) return alerts.error();
  alerts_ = *std::move(alerts);
  pipeline_ =
      std::make_unique<Pipeline>(plan_, *at_start_.engine, *store_, *outbox_, *alerts_, board_,
                                 mailbox_, status_, config_.limits.commit_interval_ms);
  mailbox_.resize(at_start_.known.size());
  for (const auto& [name, known] : at_start_.known) {
    const auto stream = std::find_if(plan_.streams.begin(), plan_.streams.end(),
                                     [&](const auto& plan) { return plan.topic == name.topic; });
    pipeline_->watch(known.index, static_cast<int>(stream - plan_.streams.begin()), name,
                     known.mark, std::make_shared<PartitionPulse>());
  }
  pipeline_->start();
  reading_ = std::make_unique<Reading>(
      Reading::World{config_, plan_, stop_, *store_, *at_start_.engine, *pipeline_, mailbox_,
                     status_, at_start_.lifecycle_numbers},
      kafka_settings(config_, stop_), at_start_.known, at_start_.anchors);
  make_filling();
  start_as_of();
  if (const model::Status sending = start_alert_senders(); !sending.ok()) return sending;
  snapshots_ = std::make_unique<Snapshots>(config_.snapshots, plan_.zone, *store_);
  snapshots_->start();
  if (const model::Status taking = start_intake(); !taking.ok()) return taking;
  if (const model::Status opened = open_people(); !opened.ok()) return opened;
  if (const model::Status meeting = open_meeting(); !meeting.ok()) return meeting;
  if (const model::Status reporting = start_reports(); !reporting.ok()) return reporting;
  if (const model::Status desks = start_desks(); !desks.ok()) return desks;

  auto certificate = read_certificate(config_.http.tls);
  if (!certificate) return certificate.error();
  certificate_ = std::make_unique<CertificateKeeper>(config_.http.tls, *certificate);

  serving::ServerDoors doors;
  doors.ask = [this](model::FigureQuery query, model::FigureAnswer answer) {
    if (query.as_of) return as_of_->ask(std::move(query), std::move(answer));
    pipeline_->ask(std::move(query), std::move(answer));
  };
  doors.ask_targets = [this](model::Instant as_of, serving::TargetsAnswer answer) {
    as_of_->ask_targets(as_of, std::move(answer));
  };
  doors.metrics_text = [this] {
    AlertMetrics seen{alert_desk_.alerts(), {}};
    for (const auto& sender : alert_senders_) seen.receivers.push_back(sender->status());
    const IntakeMetrics intake{intake_counters_, intake_->waiting_records()};
    std::optional<TlsMetrics> tls;
    if (const auto shown = certificate_->current()) tls.emplace(shown->facts(), tls_counters_);
    return metrics_text(
        plan_, status_,
        [this](std::size_t index) { return has_begun_ ? reading_->end_of(index) : -1; }, seen,
        intake, delivery_status(),
        board_
            .since(0, SIZE_MAX,
                   [this](const model::LiveFigure& figure) { return is_official(plan_, figure); })
            .figures,
        reloads_.last(), snapshots_->status(), tls, config_.limits.memory_bytes);
  };
  doors.intake = intake_door();
  doors.intake_counters = &intake_counters_;
  doors.tls_counters = &tls_counters_;
  doors.token_scope = [this](std::string_view text) { return people_->token_of(text); };
  doors.health = [this] { return health_of(parts()); };
  doors.now = [] { return wall_now(); };
  doors.alerts = &alert_desk_;
  doors.newest_ms = [this] { return status_.read().high_ms; };
  doors.reading = [this] { return streams_read(parts()); };
  doors.plan = &plan_;
  if (reports_) doors.reports = reports_->doors();
  if (deliveries_) {
    doors.deliveries = deliveries_->doors(
        [this](ReportDesk::Task task) { return reports_->post(std::move(task)); });
  }
  if (provision_) {
    doors.provision = [this](std::optional<model::Instant> as_of, model::ProvisionAnswer answer) {
      provision_->ask(as_of, std::move(answer));
    };
  }
  doors.refused = [this](model::RefusedAnswer answer) { refused_->ask(std::move(answer)); };
  doors.registers = registers_->doors();
  doors.version = IOC_PULSE_VERSION;
  doors.small_counts = config_.public_page.small_counts;
  people_->join(doors);
  for (serving::Route& route : rules_->routes(doors.pages)) {
    doors.routes.push_back(std::move(route));
  }
  for (serving::Route& route : meeting_->routes(doors.pages)) {
    doors.routes.push_back(std::move(route));
  }
  doors.reports.note_export = doors.note_export;
  serving::ServerSettings settings;
  settings.address = config_.http.address;
  settings.port = config_.http.port;
  settings.is_behind_proxy = config_.http.behind_proxy;
  settings.certificate = certificate_->current();
  auto server = serving::Server::start(settings, doors, board_);
  if (!server) return server.error();
  server_ = std::move(server).value();
  spdlog::info("listening on {}://{}:{}", settings.certificate ? "https" : "http",
               config_.http.address, server_->port());
  if (settings.certificate) {
    spdlog::info("showing the {}", certificate_words(settings.certificate->facts(), plan_.zone));
  }
  if (on_listening) on_listening(server_->port());
  notify_supervisor("READY=1");  // with or without a broker: what was committed is served
  return model::Done{};
}

// Until told to stop, or until something fails that only a new start can heal.
model::Status Life::watch() {
  while (sleep_unless(stop_, 100)) {
    if (const auto failure = pipeline_->failure()) return *failure;
    share_memory();  // before anything is read: a look after the reading may take seconds
    const model::Status reading = reading_->look_after();
    if (!reading.ok()) return reading;
    read_again();
    if (next_) return model::Done{};
    look_at_certificate();
  }
  notify_supervisor("STOPPING=1");
  return model::Done{};
}

// A setup or certificate that cannot be read changes nothing. Where neither configuration nor
// catalogue differ from what is in force nobody's connection is closed: the certificate alone is
// taken up.
void Life::read_again() {
  if (!orders_.read_again.exchange(false) || !orders_.read_setup) return;
  auto setup = orders_.read_setup();
  auto certificate = setup ? read_certificate(setup->config.http.tls)
                           : model::Result<CertificatePtr>(setup.error());
  if (!certificate) {
    const std::string why = certificate.error().message();
    spdlog::error("reading again was refused, what was in force stays: {}", why);
    return reloads_.tell({false, wall_now(), why});
  }
  spdlog::info("reading configuration and catalogue again: {} {}", setup->plan.id,
               setup->plan.hash);
  if (setup->config == config_ && setup->plan.hash == plan_.hash &&
      setup->waiting == waiting_rules_ && !setup->coming) {
    return renew(*certificate);
  }
  next_ = std::make_unique<Setup>(std::move(setup).value());
}

// Its files have changed by themselves, as when a certificate is renewed at night.
void Life::look_at_certificate() {
  const auto found = certificate_->look(steady_ms());
  if (!found) return;
  if (*found) return renew(**found);
  const std::string why = found->error().message();
  spdlog::error("the certificate's files have changed and cannot be used, the one shown stays: {}",
                why);
  reloads_.tell({false, wall_now(), why});
}

void Life::renew(CertificatePtr certificate) {
  std::string words = "catalogue " + plan_.hash;
  if (certificate) {
    words += ", " + certificate_words(certificate->facts(), plan_.zone);
    server_->renew(certificate);
    certificate_->take(std::move(certificate));
  }
  spdlog::info("in force: {}", words);
  reloads_.tell({true, wall_now(), words});
}

// Between the ids to be remembered, which grow as they must, figures as of an earlier instant,
// which may be refused, and panes, which may leave.
void Life::share_memory() {
  reading_->share_lives();
  const std::uint64_t id_bytes = reading_->id_bytes();
  const std::size_t panes_bytes_min = config_.limits.memory_bytes / kPanesShareMin;
  const std::size_t shared_bytes = config_.limits.memory_bytes / kPanesAndIdsShare;
  std::size_t left_bytes = shared_bytes > id_bytes ? shared_bytes - id_bytes : 0;
  as_of_->keep_below(std::min(config_.limits.memory_bytes / model::kAsOfShareInverse,
                              left_bytes > panes_bytes_min ? left_bytes - panes_bytes_min : 0));
  left_bytes -= std::min<std::size_t>(left_bytes, as_of_->bytes());
  pipeline_->keep_panes_below(std::max(panes_bytes_min, left_bytes));
  if (id_bytes > config_.limits.memory_bytes / kIdShare) {
    reading_->stop_streams(
        {ErrorCode::config,
         "the ids to be remembered no longer fit in the memory; raise limits.memory or lower "
         "the stream's lateness",
         {}});
  }
  if (status_.read().group_bytes > config_.limits.memory_bytes / kGroupShare) {
    reading_->stop_streams(
        {ErrorCode::config,
         "there are more groups than fit in the memory; raise limits.memory or leave out of `by` "
         "what takes so many values",
         {}});
  }
}

void Life::make_filling() {
  if (at_start_.gaps.empty()) return;
  ingest::KafkaSettings settings = kafka_settings(config_, stop_);
  settings.shards = 1;
  settings.buffer_bytes /= 2;
  filling_ = std::make_unique<Filling>(
      plan_, at_start_.gaps, settings, [this](std::vector<FilledPartition> partitions) {
        std::vector<std::pair<model::PartitionNumber, FilledPartition>> filled;
        for (FilledPartition& partition : partitions) {
          const model::PartitionNumber number = at_start_.known.at(partition.name).number;
          filled.emplace_back(number, std::move(partition));
        }
        pipeline_->fill(std::move(filled));
        is_filled_ = true;
      });
}

// Its reader may hold a quarter of what the live one does.
void Life::start_as_of() {
  constexpr std::size_t kBufferInverse = 4;
  ingest::KafkaSettings settings = kafka_settings(config_, stop_);
  settings.buffer_bytes /= kBufferInverse;
  as_of_ = std::make_unique<AsOf>(plan_, settings, [this](CommittedAnswer answer) {
    pipeline_->ask_committed(std::move(answer));
  });
  as_of_->keep_below(config_.limits.memory_bytes / model::kAsOfShareInverse);
  as_of_->start();
}

// What was told to whom stands in the journal; one that is named for the first time begins at its
// end.
model::Status Life::start_alert_senders() {
  if (config_.kafka.instances > 1) return model::Done{};  // a share is no figure to be alarmed by
  using Kind = serving::AlertReceiver::Kind;
  std::vector<serving::AlertReceiver> receivers;
  for (const std::string& address : config_.alerts.alertmanagers) {
    receivers.push_back({Kind::alertmanager, address, 0});
  }
  for (const std::string& address : config_.alerts.webhooks) {
    receivers.push_back({Kind::webhook, address, 0});
  }
  for (serving::AlertReceiver& receiver : receivers) {
    receiver.told_below = alerts_->told_below(receiver.address);
    auto sender = serving::AlertSender::make(
        plan_, alert_desk_, receiver,
        {[] { return wall_now(); }, [](const std::string& words) { spdlog::warn("{}", words); }});
    if (!sender) return sender.error();
    alert_senders_.push_back(*std::move(sender));
    alert_senders_.back()->start();
  }
  return model::Done{};
}

model::Status Life::start_intake() {
  auto intake = Intake::open(plan_, kafka_settings(config_, stop_),
                             [this](int stream) { return intake_trouble(stream); });
  if (!intake) return intake.error();
  intake_ = *std::move(intake);
  return model::Done{};
}

model::IntakeDoor Life::intake_door() {
  return {[this](const model::IntakeRequest& request) { return intake_->check(request); },
          [this](int stream, model::IntakeCheck checked, const model::IntakeSent& sent) {
            intake_->send(stream, std::move(checked), sent);
          }};
}

// A stream that is not read may have lost its partitions, and with them the way to find doubles.
std::string Life::intake_trouble(int stream) const {
  const std::vector<StreamStatus> streams = status_.read().streams;
  const auto index = static_cast<std::size_t>(stream);
  if (index >= streams.size()) return "the service is starting";
  if (streams[index].state == StreamStatus::State::reading) return {};
  return fmt::format("the stream {} is not read now: {}", plan_.streams[index].id,
                     streams[index].text);
}

// Reports are of the whole, so a process that reads a share of the partitions has none.
model::Status Life::start_reports() {
  if (config_.kafka.instances > 1 || plan_.reports.empty()) return model::Done{};
  ReportReader reader(
      plan_,
      [this](model::FigureQuery query, model::FigureAnswer answer) {
        pipeline_->ask(std::move(query), std::move(answer));
      },
      [this](CommittedAnswer answer) { pipeline_->ask_committed(std::move(answer)); });
  const auto not_whole = [this]() -> std::optional<std::string> {
    const bool is_filling = !at_start_.gaps.empty() && !is_filled_;
    if (is_filling) return "figures of the past are still being filled in";
    if (!pipeline_->is_up_to_date()) return "the log is still being read";
    return std::nullopt;
  };
  auto desk =
      ReportDesk::open(config_.state_dir, plan_, *people_->people, std::move(reader), not_whole);
  if (!desk) return desk.error();
  reports_ = *std::move(desk);
  auto deliveries = Deliveries::open(config_.deliveries, plan_, *people_->people);
  if (!deliveries) return deliveries.error();
  deliveries_ = *std::move(deliveries);
  reports_->hand_on({[this](const model::ReportName& name, int revision) {
                       return deliveries_->enlist(name, revision);
                     },
                     [this] { deliveries_->wake(); }});
  reports_->start();
  deliveries_->start();
  return model::Done{};
}

// What officials work with beside figures and reports. A score is of the whole, as reports are.
model::Status Life::start_desks() {
  letters_ = std::jthread([this] { make_letter_topics(); });
  auto registers = RegisterDesk::open(plan_, *people_->people, [] { return wall_now(); });
  if (!registers) return registers.error();
  registers_ = *std::move(registers);
  auto rules = RuleDesk::open(*people_, waiting_rules_, [this] { orders_.read_again = true; });
  if (!rules) return rules.error();
  rules_ = *std::move(rules);
  refused_ = std::make_unique<RefusedDesk>(plan_, kafka_settings(config_, stop_),
                                           config_.kafka.dead_letters_topic);
  refused_->start();
  if (config_.kafka.instances > 1) return model::Done{};
  ProvisionDesk::AskSlots slots;
  if (reports_) slots = reports_->doors().slots;
  provision_ = std::make_unique<ProvisionDesk>(
      plan_,
      [this](model::FigureQuery query, model::FigureAnswer answer) {
        if (query.as_of) return as_of_->ask(std::move(query), std::move(answer));
        pipeline_->ask(std::move(query), std::move(answer));
      },
      std::move(slots), [] { return wall_now(); });
  provision_->start();
  return model::Done{};
}

// A stream of dead letters is there from the start, although nothing was refused yet. Where the
// topic cannot be made here, its stream waits for it as any other does.
void Life::make_letter_topics() {
  for (const model::StreamPlan& stream : plan_.streams) {
    if (!stream.reads_letters) continue;
    if (stream.topic != config_.kafka.dead_letters_topic) {
      spdlog::warn("the stream {} reads the topic {}, but refused events go to {}: set its `topic`",
                   stream.id, stream.topic, config_.kafka.dead_letters_topic);
    }
    const ingest::TopicInfo topic{stream.topic, 1};
    const model::Status made = ingest::create_missing_topics(kafka_settings(config_, stop_),
                                                             {&topic, 1}, model::kKafkaSliceMs);
    if (!made.ok()) spdlog::info("topic {}: {}", stream.topic, made.error().message());
  }
}

// Accounts, sessions and the audit log, whose head goes to Kafka.
model::Status Life::open_people() {
  auto opened = PeopleHouse::open(
      {config_.state_dir, config_.http.is_secure(), config_.http.is_loopback(), config_.openid},
      plan_, board_, alert_desk_);
  if (!opened) return opened.error();
  people_ = *std::move(opened);
  if (!people_->can_sign_in()) {
    spdlog::warn(
        "nobody can sign in: [http] listens beyond this machine without TLS; set [http.tls], or "
        "put "
        "TLS in front of it and set secure_cookies = true");
  }
  audit_heads_ = std::make_unique<AuditHeads>(*people_->people, kafka_settings(config_, stop_),
                                              config_.kafka.audit_topic);
  return audit_heads_->start();
}

// Conclusions take the way of events that units send.
model::Status Life::open_meeting() {
  auto opened = Meeting::open(*people_, config_.meeting.stream, intake_door());
  if (!opened) return opened.error();
  meeting_ = *std::move(opened);
  meeting_->start();
  return model::Done{};
}

void Life::end() {
  if (meeting_) meeting_->stop();
  if (intake_) intake_->stop();
  alert_desk_.close();
  if (refused_) refused_->stop();
  if (reports_) reports_->stop();
  if (deliveries_) deliveries_->stop();
  for (const auto& sender : alert_senders_) sender->stop();
  if (as_of_) as_of_->stop();  // what it is asked is answered, so who waits for it can end
  if (provision_) provision_->stop();
  if (filling_) filling_->stop();
  if (reading_) reading_->end();
  if (pipeline_) pipeline_->stop();
  if (outbox_) outbox_->stop();
  if (snapshots_) snapshots_->stop();
  if (server_) server_->stop();
  if (audit_heads_) audit_heads_->stop();
}

ServiceParts Life::parts() const {
  return {config_,
          plan_,
          waiting_rules_,
          status_,
          *pipeline_,
          *reading_,
          has_begun_,
          *outbox_,
          is_filled_ ? nullptr : filling_.get(),
          *as_of_,
          *meeting_,
          *snapshots_,
          *certificate_,
          deliveries_.get(),
          alert_senders_,
          reloads_};
}

std::vector<DeliverySenderStatus> Life::delivery_status() const {
  return deliveries_ ? deliveries_->status() : std::vector<DeliverySenderStatus>();
}

// A new start of the same would end the same.
bool would_end_again(const Error& error) {
  return error.code == ErrorCode::config || error.code == ErrorCode::source_changed ||
         error.code == ErrorCode::usage;
}

// What to go on with where a setup cannot be started with; nothing: the error that ends the
// process. What is in force has nothing behind it.
Result<Setup> go_back_from(const Setup& setup, const Orders& orders, const Error& why) {
  if (!setup.coming || !orders.go_back) return why;
  return orders.go_back(why);
}

}  // namespace

int run_service(Setup setup, const Orders& orders,
                const std::function<void(std::uint16_t)>& on_listening) {
  constexpr int kRestartsMax = 5;  // within kRestartsWindowMs; then the process ends
  constexpr std::int64_t kRestartsWindowMs = 60'000;
  std::vector<std::int64_t> restarts_ms;
  Reloads reloads;
  auto current = std::make_unique<Setup>(std::move(setup));
  std::unique_ptr<Setup> before;  // to go back to until the one after it was seen to run
  while (true) {
    if (current->config.kafka.instances > 1) spdlog::warn("{}", share_note(current->config));
    std::unique_ptr<Setup> next;
    bool has_begun = false;
    const model::Status status = [&] {
      Life life(*current, orders, reloads);
      model::Status ended = life.run([&](std::uint16_t port) {
        if (before) reloads.tell({true, wall_now(), "catalogue " + current->plan.hash});
        if (on_listening) on_listening(port);
      });
      next = life.take_next();
      has_begun = life.has_begun();
      return ended;
    }();
    if (has_begun) {
      before.reset();
      current->coming.reset();  // it is in force
    }
    if (status.ok()) {
      if (!next) return kExitOk;
      before = std::exchange(current, std::move(next));
      continue;
    }
    const Error& error = status.error();
    if (before) {
      spdlog::error("what was read again cannot be run, the one before goes on: {}",
                    error.message());
      reloads.tell({false, wall_now(), error.message()});
      current = std::move(before);
      continue;
    }
    if (would_end_again(error)) {
      auto kept = go_back_from(*current, orders, error);
      if (!kept) return report(kept.error());
      reloads.tell({false, wall_now(), kept->refused});
      current = std::make_unique<Setup>(*std::move(kept));
      continue;
    }
    const std::int64_t now_ms = steady_ms();
    std::erase_if(restarts_ms,
                  [&](std::int64_t then_ms) { return now_ms - then_ms > kRestartsWindowMs; });
    restarts_ms.push_back(now_ms);
    if (restarts_ms.size() > kRestartsMax || orders.stop) return report(error);
    spdlog::error("{}; starting anew from the last commit", error.message());
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }
}

}  // namespace ioc::app

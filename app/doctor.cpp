#include "app/doctor.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/clock.h"
#include "app/command_catalog.h"
#include "app/config.h"
#include "app/doctor_doors.h"
#include "app/doctor_kafka.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "storage/store.h"

namespace ioc::app {
namespace {

using State = Finding::State;

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kFreeDiskMin = 1024 * kMiB;
constexpr rlim_t kOpenFilesMin = 4096;
// Below it the program and its groups take more than the ceiling leaves.
constexpr std::uint64_t kMemoryComfortable = 256 * kMiB;

Finding examine_files() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= kOpenFilesMin) {
    return {"open files", State::ok, fmt::format("{} allowed", limit.rlim_cur), ""};
  }
  return {"open files", State::doubt,
          fmt::format("only {} allowed; clients and the state need them", limit.rlim_cur),
          fmt::format("ulimit -n {}, or LimitNOFILE in the unit", kOpenFilesMin)};
}

Finding examine_memory(const Config& config) {
  const std::uint64_t wanted = config.limits.memory_bytes;
  const auto there = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                     static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  const std::string text =
      fmt::format("limits.memory is {} MiB of {} MiB there are", wanted / kMiB, there / kMiB);
  if (wanted > there / 10 * 9) {
    return {"memory", State::fault, text,
            "lower limits.memory, or the system will end the process"};
  }
  if (wanted < kMemoryComfortable) {
    return {"memory", State::doubt, text,
            fmt::format("at least {} MiB, or streams with many groups and ids stop",
                        kMemoryComfortable / kMiB)};
  }
  return {"memory", State::ok, text, ""};
}

Finding examine_disk(const std::string& directory) {
  std::filesystem::path there = directory;
  while (!there.empty() && !std::filesystem::exists(there)) there = there.parent_path();
  if (there.empty()) there = ".";
  const bool exists = std::filesystem::exists(directory);
  if (access(there.c_str(), W_OK) != 0) {
    return {"state", State::fault, there.string() + " cannot be written by this user",
            "give state_dir to the user the service runs as"};
  }
  if (exists && !std::filesystem::is_directory(directory)) {
    return {"state", State::fault, directory + " is no directory", "choose another state_dir"};
  }
  struct statvfs disk {};
  statvfs(there.c_str(), &disk);
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  if (free < kFreeDiskMin) {
    return {"disk", State::fault,
            fmt::format("{} MiB are left where {} lies", free / kMiB, directory),
            "make room: a full disk stops the service, and nothing is lost when it goes on"};
  }
  return {"disk", State::ok, fmt::format("{} MiB are left where {} lies", free / kMiB, directory),
          ""};
}

// The marks, where no service holds the state.
Finding examine_state(const std::string& directory, KnownMarks& known) {
  if (!storage::holds_state(directory)) {
    return {"state", State::ok, "none yet: a service begins with the earliest records", ""};
  }
  storage::StoreSettings settings;
  settings.directory = directory;
  auto store = storage::Store::open(settings);
  if (!store) {
    const bool is_used = store.error().text.find("in use") != std::string::npos;
    if (is_used) {
      return {"state", State::ok, "in use by a running service; see its /readyz", ""};
    }
    return {"state", State::fault, store.error().message(),
            "restore a snapshot (ioc-pulse snapshot restore), or begin with a new state_dir"};
  }
  const auto marks = (*store)->marks();
  if (!marks) return {"state", State::fault, marks.error().message(), "restore a snapshot"};
  for (const storage::StoredMark& mark : *marks) known.emplace(mark.name, mark.mark);
  return {"state", State::ok, fmt::format("whole, of {} partitions", marks->size()), ""};
}

Finding examine_port(const Config& config) {
  const std::string name = fmt::format("port {}:{}", config.http.address, config.http.port);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(config.http.port);
  if (inet_pton(AF_INET, config.http.address.c_str(), &address.sin_addr) != 1) {
    return {name, State::ok, "not looked at: no IPv4 address", ""};
  }
  const int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool is_free =
      bind(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  const int why = errno;
  close(socket_fd);
  if (is_free) return {name, State::ok, "is free", ""};
  if (why == EADDRINUSE) {
    return {name, State::doubt, "is in use; right when the service runs already",
            "else end what listens there, or choose another http.listen"};
  }
  return {name, State::fault, "cannot be bound: " + std::string(strerror(why)),
          "give http.listen an address of this machine, and a port this user may take"};
}

// A year without holidays was most likely forgotten.
Finding examine_calendar(const model::Plan& plan) {
  if (!plan.calendar) return {"calendar", State::ok, "nothing asks for working time", ""};
  const std::string today = model::format_day(plan.zone.day_of(wall_now()));
  const std::string year = today.substr(0, 4);
  const auto& holidays = plan.calendar->rules().holidays;
  const auto count = std::count_if(holidays.begin(), holidays.end(), [&](model::CivilDay day) {
    return model::format_day(day).starts_with(year);
  });
  if (count > 0) {
    return {"calendar", State::ok, fmt::format("{} holidays in {}", count, year), ""};
  }
  return {"calendar", State::doubt, "no holiday in " + year,
          "add the year's holidays and swapped days to [calendar]: due times rest on them"};
}

// Where published reports go: whether it answers at all, with our certificate and by its own. No
// report and no token is sent.
Finding examine_connector(const DeliveryConfig& connector) {
  constexpr std::int64_t kWaitMs = 5'000;
  const std::string name = "delivery to " + connector.id;
  if (!connector.directory.empty()) {
    if (access(connector.directory.c_str(), W_OK | X_OK) == 0) {
      return {name, State::ok, connector.directory + " can be written", ""};
    }
    return {name, State::doubt,
            fmt::format("{}: {}", connector.directory, std::string(strerror(errno))),
            "make or mount it, and let this user write there; reports wait until then"};
  }
  serving::HttpCall call;
  call.address = connector.address;
  call.tls = connector.tls;
  call.wait_ms = kWaitMs;
  call.cuts_long_answers = true;
  const serving::HttpOutcome outcome = serving::call_http(call);
  if (outcome.trouble.empty()) return {name, State::ok, connector.url + " answers", ""};
  return {name, State::doubt, connector.url + ": " + outcome.trouble,
          "see its address, authority and certificates; reports wait until it answers"};
}

std::string_view name_of(State state) {
  return state == State::ok ? "ok" : state == State::doubt ? "doubt" : "fault";
}

std::string in_words(const std::vector<Finding>& findings) {
  std::string out;
  for (const Finding& finding : findings) {
    out += fmt::format("{:5}  {}: {}\n", name_of(finding.state), finding.name, finding.text);
    if (!finding.cure.empty()) out += fmt::format("       -> {}\n", finding.cure);
  }
  return out;
}

std::string as_json(const std::vector<Finding>& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"check", finding.name},
                    {"state", name_of(finding.state)},
                    {"text", finding.text},
                    {"cure", finding.cure.empty() ? nlohmann::ordered_json()
                                                  : nlohmann::ordered_json(finding.cure)}});
  }
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

int doctor(const DoctorOptions& options, const std::atomic<bool>& stop) {
  const auto config = read_config(options.config);
  if (!config) return report(config.error());
  const auto catalog = command_catalog(*config, options.catalog, CatalogOf::next_start);
  if (!catalog) return report(catalog.error());
  const model::Plan& plan = catalog->plan;
  std::vector<Finding> findings;
  findings.push_back({"configuration", State::ok, options.config + " can be read", ""});
  findings.push_back({"catalogue", State::ok,
                      fmt::format("{}: {} streams, {} indicators", catalog->name,
                                  plan.streams.size(), plan.indicators.size()),
                      ""});
  findings.push_back(examine_calendar(plan));
  findings.push_back(examine_memory(*config));
  findings.push_back(examine_files());
  findings.push_back(examine_port(*config));
  for (Finding& finding : examine_doors(*config, plan.zone)) {
    findings.push_back(std::move(finding));
  }
  findings.push_back(examine_disk(config->state_dir));
  KnownMarks known;
  if (findings.back().state == State::ok) {
    findings.push_back(examine_state(config->state_dir, known));
  }
  if (const auto sound = check_deliveries(config->deliveries, plan); !sound.ok()) {
    findings.push_back({"deliveries", State::fault, sound.error().message(),
                        "correct [[delivery]] in the configuration"});
  }
  for (const DeliveryConfig& connector : config->deliveries) {
    findings.push_back(examine_connector(connector));
  }
  for (Finding& finding : examine_kafka(*config, plan, known, stop)) {
    findings.push_back(std::move(finding));
  }
  const model::Status written = write_data(options.json ? as_json(findings) : in_words(findings));
  if (!written) return report(written.error());
  const auto faults = std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.state == State::fault;
  });
  say(fmt::format("{} checks, {} fault{}\n", findings.size(), faults, faults == 1 ? "" : "s"));
  return faults == 0 ? kExitOk : kExitCheckFailed;
}

}  // namespace ioc::app

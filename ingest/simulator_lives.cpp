// Procedures, units' volumes, and the JSON of the province's systems. Everything written here is
// ASCII without quotes or backslashes, so nothing needs escaping.
#include "ingest/simulator_lives.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

namespace ioc::ingest {
namespace {

constexpr std::array<std::string_view, 4> kUrgencies = {"thuong", "khan", "thuong-khan", "hoa-toc"};
constexpr std::array<std::string_view, 3> kIncomingStates = {"arrived", "registered", "finished"};
constexpr std::array<std::string_view, 3> kOutgoingStates = {"registered", "issued", "finished"};
constexpr std::array<std::string_view, 2> kReportStates = {"submitted", "approved"};
constexpr std::array<std::string_view, 3> kRegimes = {"thang", "quy", "nam"};
// Mountain districts: few people, few dossiers.
constexpr std::array<std::string_view, 6> kHighlands = {"Tay Giang", "Dong Giang", "Nam Giang",
                                                        "Phuoc Son", "Bac Tra My", "Nam Tra My"};

const model::Zone& province_zone() {
  static const model::Zone kZone("Asia/Ho_Chi_Minh",
                                 {{INT64_MIN, static_cast<std::int32_t>(kProvinceOffsetMs)}});
  return kZone;
}

std::string time_text(std::int64_t ms) {
  return model::format_rfc3339(model::Instant{ms}, province_zone());
}

std::chrono::year_month_day local_date(model::Instant t) {
  const auto day = model::floor_div(t.ms + kProvinceOffsetMs, model::kDayMs);
  return std::chrono::sys_days(std::chrono::days(day));
}

bool is_highland(const model::Unit& district) {
  return std::ranges::any_of(kHighlands, [&](std::string_view name) {
    return district.name_en.find(name) != std::string::npos;
  });
}

void begin_event(std::string& out, std::string_view id, std::string_view system,
                 std::string_view unit, std::string_view type, model::Instant at) {
  fmt::format_to(std::back_inserter(out),
                 R"({{"specversion":"1.0","id":"{}","source":"/{}{}{}","type":"vn.quangnam.{}.v1",)"
                 R"("time":"{}","datacontenttype":"application/json","data":{{)",
                 id, system, unit.empty() ? "" : "/", unit, type, time_text(at.ms));
}

void write_dossier(std::string& out, const Life& life, const model::Unit& unit) {
  const Procedure& procedure = procedures()[life.procedure];
  fmt::format_to(std::back_inserter(out),
                 R"("dossier":"{}","unit":"{}","procedure":"{}","channel":"{}","level":{},)"
                 R"("status":{})",
                 life.code, unit.code, procedure.code,
                 life.is_online ? "online" : (life.is_by_post ? "post" : "counter"),
                 procedure.level, life.status);
  if (life.due_ms >= 0) {
    fmt::format_to(std::back_inserter(out), R"(,"due":"{}")", time_text(life.due_ms));
  }
  if (life.status == 9) {
    fmt::format_to(std::back_inserter(out), R"(,"fee":{})", procedure.fee);
  }
}

void write_document(std::string& out, const Life& life, const model::Unit& unit) {
  const auto& states = life.is_outgoing ? kOutgoingStates : kIncomingStates;
  fmt::format_to(std::back_inserter(out),
                 R"("document":"{}","unit":"{}","direction":"{}","state":"{}","signed":{},)"
                 R"("urgency":"{}")",
                 life.code, unit.code, life.is_outgoing ? "out" : "in", states[life.status],
                 life.is_signed, kUrgencies[life.urgency]);
}

void write_report(std::string& out, const Life& life, const model::Unit& unit) {
  fmt::format_to(std::back_inserter(out),
                 R"("report":"{}","unit":"{}","regime":"{}","state":"{}","due":"{}")", life.code,
                 unit.code, kRegimes[life.regime], kReportStates[life.status],
                 time_text(life.due_ms));
}

std::vector<Procedure> make_procedures() {
  constexpr std::array<std::array<double, 4>, 3> kLimits = {
      {{0.5, 1, 2, 3}, {2, 3, 5, 10}, {5, 7, 15, 20}}};
  constexpr std::array<std::int64_t, 4> kFees = {0, 8'000, 30'000, 150'000};
  std::vector<Procedure> list;
  for (std::size_t tier = 0; tier < kLimits.size(); ++tier) {
    for (std::size_t i = 0; i < kProceduresPerTier; ++i) {
      // 7 is prime to 20, so levels are spread over popular and rare procedures: of each tier's
      // twenty 2 are of level 1, 7 of level 2, 6 of level 3, 5 of level 4.
      const std::size_t rank = i * 7 % kProceduresPerTier;
      list.push_back({fmt::format("{}.{:06}", tier == 2 ? 2 : 1, 1005 + tier * 3000 + i * 137),
                      rank < 2 ? 1 : (rank < 9 ? 2 : (rank < 15 ? 3 : 4)),
                      kLimits[tier][(i * 3) % 4], kFees[(i + tier) % 4]});
    }
  }
  return list;
}

}  // namespace

const std::vector<Procedure>& procedures() {
  static const std::vector<Procedure> kList = make_procedures();
  return kList;
}

std::uint16_t draw_procedure(Chance& chance, std::size_t tier, bool is_online) {
  const double u = chance.uniform();
  auto index = static_cast<std::size_t>(u * u * kProceduresPerTier);
  // The next one that can be filed online; half of them can.
  while (is_online && procedures()[tier * kProceduresPerTier + index].level < 3) {
    index = (index + 1) % kProceduresPerTier;
  }
  return static_cast<std::uint16_t>(tier * kProceduresPerTier + index);
}

std::size_t tier_of(const model::Unit& unit) {
  return unit.level == "commune" ? 0 : (unit.level == "district" ? 1 : 2);
}

double busyness_of(const model::UnitTree& units, model::UnitIndex index) {
  constexpr std::array<double, 3> kByTier = {3, 20, 30};
  const model::Unit& unit = units.at(index);
  if (unit.parent == model::kNoUnit) return 0;
  double busy = kByTier[tier_of(unit)];
  if (unit.name_en.find("City") != std::string::npos) busy *= 2.5;
  if (is_highland(unit)) busy *= 0.4;
  if (is_highland(units.at(unit.parent))) busy *= 0.15;
  std::uint64_t hash = 0;
  for (const char c : unit.code) hash = hash * 131 + static_cast<unsigned char>(c);
  return busy * Chance(hash).between(0.4, 1.6);  // neighbours differ, but always in the same way
}

std::string dossier_code(std::uint32_t unit, model::Instant created, std::uint64_t number) {
  const auto date = local_date(created);
  return fmt::format("000.00.{:02}.H47-{:02}{:02}{:02}-{:07}", unit % 100,
                     static_cast<int>(date.year()) % 100, static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), number % 10'000'000);
}

model::Instant report_due(model::Instant created) {
  using std::chrono::months, std::chrono::sys_days;
  const auto date = local_date(created);
  auto month = date.year() / date.month();
  if (static_cast<unsigned>(date.day()) > 17) month += months(1);
  const auto day = sys_days(month / 17).time_since_epoch().count();
  return {day * model::kDayMs + 17 * model::kHourMs - kProvinceOffsetMs};
}

std::string event_text(const Life& life, const model::Unit& unit, model::Instant at,
                       std::string_view id) {
  std::string out;
  out.reserve(448);
  switch (life.kind) {
    case LifeKind::dossier:
      // Filed on the public service portal; everything after is the one-stop office's.
      begin_event(out, id, life.status == 1 ? "dvc" : "motcua", unit.code, "hoso.status", at);
      write_dossier(out, life, unit);
      break;
    case LifeKind::document:
      begin_event(out, id, "qoffice", unit.code, "vanban.status", at);
      write_document(out, life, unit);
      break;
    case LifeKind::report:
      begin_event(out, id, "lris", unit.code, "baocao.submitted", at);
      write_report(out, life, unit);
      break;
  }
  out += "}}";
  return out;
}

std::string heartbeat_text(std::string_view system, model::Instant at, std::string_view id,
                           std::int64_t lag_s, std::int64_t queued) {
  std::string out;
  begin_event(out, id, system, "", "nguon.heartbeat", at);
  fmt::format_to(std::back_inserter(out), R"("system":"{}","lag_s":{},"queued":{}}}}})", system,
                 lag_s, queued);
  return out;
}

std::string spoilt(const std::string& event, const model::Unit& unit, std::size_t way) {
  if (way == 0) return event.substr(0, event.size() * 2 / 3);
  const std::string member = fmt::format(R"("unit":"{}",)", unit.code);
  std::string text = event;
  const std::size_t at = text.find(member);
  const std::string instead = way == 1   ? R"("unit":"H47.99.99",)"
                              : way == 2 ? std::string()
                                         : fmt::format(R"("unit":["{}"],)", unit.code);
  return text.replace(at, member.size(), instead);
}

}  // namespace ioc::ingest

#include "ingest/simulator_documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ioc::ingest {
namespace {

using model::Instant;

constexpr Outlet kDocumentOutlet = {kDocumentTopic, "vanban.status", "qoffice"};
constexpr Outlet kPartyOutlet = {kPartyTopic, "vanban.status", "vpdang"};
constexpr std::uint64_t kDocumentWho = 3;
constexpr std::uint64_t kPartyWho = 4;

constexpr double kDocumentShare = 0.3;  // of all events
constexpr double kPartyShare = 0.03;
constexpr double kEventsPerDocument = 3;

constexpr std::uint8_t kLastStep = 2;
constexpr std::array<std::string_view, 3> kIncomingStates = {"arrived", "registered", "finished"};
constexpr std::array<std::string_view, 3> kOutgoingStates = {"registered", "issued", "finished"};
constexpr std::array<std::string_view, 4> kUrgencies = {"thuong", "khan", "thuong-khan", "hoa-toc"};
constexpr std::array<double, 4> kUrgencyWeights = {0.85, 0.1, 0.04, 0.01};
constexpr std::array<double, 4> kLimitDays = {4, 1, 0.5, 0.25};

std::string_view state_of(bool is_outgoing, std::uint8_t step) {
  return (is_outgoing ? kOutgoingStates : kIncomingStates)[step];
}

}  // namespace

Documents::Documents(World& world)
    : world_(world),
      chance_(world.chance_of(kDocumentWho)),
      arrivals_(world, world.office, world.settings.rate * kDocumentShare / kEventsPerDocument,
                kDocumentWho + 100, [this](Instant now) { open(now); }),
      earlier_(
          world, world.office,
          world.settings.rate * kDocumentShare / kEventsPerDocument * kEarlierShare,
          kDocumentWho + 200, [this](Instant now) { open(now); }, world.earlier(),
          world.settings.begin) {}

void Documents::open(Instant now) {
  const auto unit = world_.units.draw(System::qoffice, chance_);
  if (!unit) return;
  Document document;
  document.unit = *unit;
  document.is_outgoing = chance_.happens(0.4);
  document.is_signed = chance_.happens(document.is_outgoing ? 0.9 : 0.7);
  document.is_leader_signed = document.is_signed && chance_.happens(0.85);
  document.urgency = static_cast<std::uint8_t>(chance_.pick(kUrgencyWeights));
  document.limit_days = kLimitDays[document.urgency];
  document.is_late = chance_.happens(world_.units.is_slow(*unit) ? 0.5 : 0.06);
  if (!document.is_outgoing && chance_.happens(0.6)) {
    document.due_ms = world_.due_after(now, document.limit_days).ms;
  }
  document.code = fmt::format("VB-{}-{}", world_.units.at(*unit).code, world_.next_number());
  tell(document, now);
  plan_next(documents_.add(std::move(document)), now);
}

void Documents::go_on(std::uint32_t slot, Instant now) {
  Document& document = documents_.at(slot);
  ++document.step;
  tell(document, now);
  if (document.step == kLastStep) return documents_.remove(slot);
  plan_next(slot, now);
}

void Documents::plan_next(std::uint32_t slot, Instant now) {
  const Document& document = documents_.at(slot);
  const bool is_slow = world_.units.is_slow(document.unit);
  const double days =
      document.step == 0
          ? chance_.exponential(is_slow ? 0.8 : 0.2) * std::min(1.0, document.limit_days)
          : document.limit_days *
                (document.is_late ? chance_.between(1.05, 3) : chance_.between(0.05, 0.7));
  world_.agenda.at(world_.step_after(now, days), [this, slot](Instant then) { go_on(slot, then); });
}

void Documents::tell(const Document& document, Instant now) {
  const model::Unit& unit = world_.units.at(document.unit);
  EventText text = world_.event(kDocumentOutlet, document.unit, now);
  text.text("document", document.code)
      .text("unit", unit.code)
      .text("direction", document.is_outgoing ? "out" : "in")
      .text("state", state_of(document.is_outgoing, document.step))
      .flag("signed", document.is_signed);
  if (document.is_outgoing) text.flag("leader_signed", document.is_leader_signed);
  text.text("urgency", kUrgencies[document.urgency]);
  if (document.due_ms >= 0) text.time("due", {document.due_ms});
  world_.send(kDocumentOutlet, document.code, text, document.unit, now);
}

PartyDocuments::PartyDocuments(World& world)
    : world_(world),
      chance_(world.chance_of(kPartyWho)),
      organisations_{{"party.province", "party"}, {"front.province", "front"},
                     {"mass.women", "mass"},      {"mass.youth", "mass"},
                     {"mass.farmers", "mass"},    {"mass.veterans", "mass"},
                     {"mass.labour", "mass"}},
      arrivals_(world, world.office, world.settings.rate * kPartyShare / kEventsPerDocument,
                kPartyWho + 100, [this](Instant now) { open(now); }) {
  for (const model::Unit& unit : world_.units.tree().all()) {
    if (unit.level != "district") continue;
    organisations_.push_back({"party." + unit.code, "party"});
    organisations_.push_back({"front." + unit.code, "front"});
  }
}

void PartyDocuments::open(Instant now) {
  Document document;
  document.organisation = chance_.below(organisations_.size());
  document.is_outgoing = chance_.happens(0.4);
  document.is_signed = chance_.happens(0.6);  // they began later
  document.code = fmt::format("VD-{}", world_.next_number());
  tell(document, now);
  const std::uint32_t slot = documents_.add(std::move(document));
  world_.agenda.at(world_.step_after(now, chance_.exponential(0.3)),
                   [this, slot](Instant then) { go_on(slot, then); });
}

void PartyDocuments::go_on(std::uint32_t slot, Instant now) {
  Document& document = documents_.at(slot);
  ++document.step;
  tell(document, now);
  if (document.step == kLastStep) return documents_.remove(slot);
  world_.agenda.at(world_.step_after(now, chance_.exponential(1.5)),
                   [this, slot](Instant then) { go_on(slot, then); });
}

void PartyDocuments::tell(const Document& document, Instant now) {
  const Organisation& organisation = organisations_[document.organisation];
  EventText text = world_.event(kPartyOutlet, kNobody, now);
  text.text("document", document.code)
      .text("organisation", organisation.code)
      .text("block", organisation.block)
      .text("direction", document.is_outgoing ? "out" : "in")
      .text("state", state_of(document.is_outgoing, document.step))
      .flag("signed", document.is_signed);
  world_.send(kPartyOutlet, document.code, text, kNobody, now);
}

}  // namespace ioc::ingest

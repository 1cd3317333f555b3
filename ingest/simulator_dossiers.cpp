#include "ingest/simulator_dossiers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ioc::ingest {
namespace {

using model::Instant;

// Filed on the public service portal; everything after is the one-stop office's.
constexpr Outlet kPortal = {kDossierTopic, "hoso.status", "dvc"};
constexpr Outlet kOffice = {kDossierTopic, "hoso.status", "motcua"};
constexpr Outlet kRatings = {kRatingTopic, "hoso.rated", "dvc"};
constexpr std::uint64_t kDossierWho = 2;

// Of all events, and the events in a dossier's life, which together give the number of dossiers.
constexpr double kDossierShare = 0.6;
constexpr double kEventsPerDossier = 4.4;
constexpr double kOnlineShare = 0.25;

constexpr double kDossierLateShare = 0.05;
constexpr double kDossierLateShareOfSlowUnits = 0.45;
constexpr double kLetterShare = 0.5;  // of the late ones
constexpr double kDossierCorrectionShare = 0.02;
// A correction of something older would be too late for the catalogue's week.
constexpr std::int64_t kCorrectionAgeMs = 5 * model::kDayMs;
constexpr double kReopenedShare = 0.008;
constexpr double kRatedShare = 0.25;

constexpr std::array<std::string_view, 3> kChannels = {"counter", "online", "post"};

std::string dossier_code(std::uint32_t unit, Instant created, std::uint64_t number) {
  const std::string day = model::format_day(day_of(created));  // 2020-10-15
  return fmt::format("000.00.{:02}.H47-{}{}{}-{:07}", unit % 100, day.substr(2, 2),
                     day.substr(5, 2), day.substr(8, 2), number % 10'000'000);
}

// How a unit's software writes times.
TimeStyle style_of(std::uint64_t habit) {
  const std::uint64_t tenth = habit % 10;
  return tenth < 6 ? TimeStyle::rfc3339 : (tenth < 8 ? TimeStyle::spaced : TimeStyle::compact);
}

const Procedure& procedure_of(std::uint16_t number) { return procedures()[number]; }

}  // namespace

Dossiers::Dossiers(World& world, const Services& services)
    : world_(world),
      services_(services),
      chance_(world.chance_of(kDossierWho)),
      at_counter_(world, world.office,
                  world.settings.rate * kDossierShare / kEventsPerDossier * (1 - kOnlineShare),
                  kDossierWho + 100, [this](Instant now) { open(now, false); }),
      // As many in a week as their share says, at the citizens' hours.
      online_(world, world.citizens,
              world.settings.rate * kDossierShare / kEventsPerDossier * kOnlineShare *
                  world.office.seconds_per_week() / world.citizens.seconds_per_week(),
              kDossierWho + 200, [this](Instant now) { open(now, true); }),
      earlier_(
          world, world.office,
          world.settings.rate * kDossierShare / kEventsPerDossier * kEarlierShare,
          kDossierWho + 300, [this](Instant now) { open(now, chance_.happens(kOnlineShare)); },
          world.earlier(), world.settings.begin) {}

void Dossiers::open(Instant now, bool is_online) {
  const auto unit = world_.units.draw(System::motcua, chance_);
  if (!unit) return;
  Dossier dossier;
  dossier.unit = *unit;
  dossier.channel = is_online               ? Channel::online
                    : chance_.happens(0.06) ? Channel::post
                                            : Channel::counter;
  dossier.procedure = services_.draw_procedure(chance_, *unit, is_online);
  dossier.level = static_cast<std::uint8_t>(services_.level(*unit, dossier.procedure));
  dossier.code = dossier_code(*unit, now, world_.next_number());
  News news;
  double days = chance_.exponential(world_.units.is_slow(*unit) ? 0.8 : 0.15);
  if (is_online) {
    dossier.status = 1;
  } else {
    dossier.status = 2;
    news = accept(dossier, now);
    days = chance_.exponential(0.05);
  }
  tell(dossier, news, now, now);
  const std::uint32_t slot = dossiers_.add(std::move(dossier));
  world_.agenda.at(world_.step_after(now, days), [this, slot](Instant then) { go_on(slot, then); });
}

void Dossiers::go_on(std::uint32_t slot, Instant now) {
  Dossier& dossier = dossiers_.at(slot);
  const bool is_in_work = dossier.status == 2 || dossier.status == 4;
  const bool is_recent = now.ms - dossier.told_ms < kCorrectionAgeMs;
  if (is_in_work && is_recent && chance_.happens(kDossierCorrectionShare)) correct(dossier, now);
  const Step step = next_step(dossier, now);
  dossier.status = step.status;
  tell(dossier, step.news, now, now);
  if (step.days < 0) {
    if (dossier.status >= 9 && chance_.happens(kRatedShare)) plan_rating(dossier, now);
    return dossiers_.remove(slot);
  }
  world_.agenda.at(world_.step_after(now, step.days),
                   [this, slot](Instant then) { go_on(slot, then); });
}

Dossiers::Step Dossiers::next_step(Dossier& dossier, Instant now) {
  switch (dossier.status) {
    case 1: return answered(dossier, now);
    case 2:
      // Certified at once: handed over without a word in between.
      if (procedure_of(dossier.procedure).limit_days < 1 && chance_.happens(0.15)) {
        return {10, -1, payment(dossier)};
      }
      return {4, dossier.work_days - dossier.letter_days};
    case 4: return handled(dossier, now);
    case 5:
      if (dossier.due_ms < 0) return {1, chance_.exponential(0.15)};
      [[fallthrough]];
    case 8: {
      // The waiting does not count against the office.
      dossier.due_ms = world_.due_after({dossier.due_ms}, dossier.pause_days).ms;
      return {4, dossier.work_days * 0.3, {.due = true}};
    }
    case 6: return {4, dossier.work_days * 0.2, payment(dossier)};
    default: return finished(dossier);
  }
}

// What the office says to a dossier filed online.
Dossiers::Step Dossiers::answered(Dossier& dossier, Instant now) {
  constexpr std::array<double, 5> kWeights = {0.04, 0.02, 0.01, 0.01, 0.92};
  switch (chance_.pick(kWeights)) {
    case 0: return {3};
    case 1: return {5, chance_.between(0.2, 2)};
    case 2: return {7};
    case 3: {
      News news = accept(dossier, now);
      news.payment = payment(dossier).payment;
      return {9, chance_.exponential(0.3), news};
    }
    default: {
      const News news = accept(dossier, now);
      return {2, chance_.exponential(0.05), news};
    }
  }
}

Dossiers::Step Dossiers::handled(Dossier& dossier, Instant now) {
  if (dossier.letter_days > 0) {
    const double days = dossier.letter_days;
    dossier.letter_days = 0;
    return {4, days, {.promised_ms = world_.due_after(now, days + 1).ms}};
  }
  const bool may_pause = !dossier.was_paused && !dossier.was_reopened && dossier.due_ms >= 0;
  if (may_pause && chance_.happens(0.11)) {
    dossier.was_paused = true;
    dossier.pause_days = chance_.between(0.3, 3);
    return {static_cast<std::uint8_t>(chance_.happens(0.1) ? 8 : 5), dossier.pause_days};
  }
  if (!dossier.was_reopened && chance_.happens(0.01)) return {7};
  if (!dossier.is_paid && procedure_of(dossier.procedure).fee > 0 && chance_.happens(0.06)) {
    return {6, chance_.between(0.1, 1)};
  }
  return {9, chance_.exponential(0.3), payment(dossier)};
}

Dossiers::Step Dossiers::finished(Dossier& dossier) {
  if (dossier.was_reopened || !chance_.happens(kReopenedShare)) return {10};
  dossier.was_reopened = true;
  return {4, chance_.between(0.1, 1)};
}

Dossiers::News Dossiers::accept(Dossier& dossier, Instant now) {
  const Procedure& procedure = procedure_of(dossier.procedure);
  const bool is_slow = world_.units.is_slow(dossier.unit);
  dossier.is_late = chance_.happens(is_slow ? kDossierLateShareOfSlowUnits : kDossierLateShare);
  dossier.work_days =
      procedure.limit_days *
      (dossier.is_late ? chance_.between(1.1, is_slow ? 3 : 2) : chance_.between(0.05, 0.85));
  dossier.components = static_cast<std::uint8_t>(1 + chance_.below(6));
  const bool is_digitised = dossier.channel == Channel::online || chance_.happens(0.45);
  dossier.digitised = is_digitised
                          ? dossier.components
                          : static_cast<std::uint8_t>(chance_.below(dossier.components + 1u));
  if (procedure.has_due) {
    dossier.due_ms = world_.due_after(now, procedure.limit_days).ms;
    // The letter comes when the day is over.
    if (dossier.is_late && chance_.happens(kLetterShare)) {
      dossier.letter_days = dossier.work_days - 1.02 * procedure.limit_days;
    }
  }
  return {.due = procedure.has_due, .papers = true};
}

// Once, and of what costs something.
Dossiers::News Dossiers::payment(Dossier& dossier) {
  const bool pays = !dossier.is_paid && procedure_of(dossier.procedure).fee > 0;
  dossier.is_paid = true;
  return {.payment = pays};
}

void Dossiers::correct(Dossier& dossier, Instant now) {
  News news;
  switch (chance_.below(3)) {
    case 0:
      if (dossier.due_ms < 0) return;
      dossier.due_ms = world_.due_after({dossier.due_ms}, 1).ms;
      news.due = true;
      break;
    case 1:
      if (dossier.channel == Channel::online) return;
      dossier.channel = dossier.channel == Channel::post ? Channel::counter : Channel::post;
      break;
    default:
      if (dossier.level < 2) return;
      dossier.level = dossier.level == 4 ? 3 : dossier.level + 1;
      break;
  }
  tell(dossier, news, {dossier.told_ms + model::kSecondMs}, now);
}

void Dossiers::tell(Dossier& dossier, const News& news, Instant at, Instant now) {
  const Procedure& procedure = procedure_of(dossier.procedure);
  const model::Unit& unit = world_.units.at(dossier.unit);
  const TimeStyle style = style_of(world_.units.habit(dossier.unit));
  const Outlet& outlet = dossier.status == 1 ? kPortal : kOffice;
  EventText text = world_.event(outlet, dossier.unit, at);
  text.text("dossier", dossier.code)
      .text("unit", unit.code)
      .text("procedure", procedure.code)
      .text("channel", kChannels[static_cast<std::size_t>(dossier.channel)])
      .number("status", dossier.status)
      .number("level", dossier.level);
  if (news.due) text.time("due", {dossier.due_ms}, style);
  if (news.promised_ms >= 0) text.time("promised", {news.promised_ms}, style);
  if (news.papers) {
    text.number("components", dossier.components).number("digitised", dossier.digitised);
  }
  if (news.payment) {
    const bool is_online = dossier.channel == Channel::online && chance_.happens(0.75);
    text.number("fee", procedure.fee);
    text.text("paid_by", is_online ? "online" : (chance_.happens(0.7) ? "cash" : "transfer"));
  }
  dossier.told_ms = at.ms;
  world_.send(outlet, dossier.code, text, dossier.unit, now);
}

void Dossiers::plan_rating(const Dossier& dossier, Instant now) {
  constexpr std::array<double, 5> kContent = {0.02, 0.03, 0.1, 0.3, 0.55};
  constexpr std::array<double, 5> kAnnoyed = {0.2, 0.25, 0.3, 0.15, 0.1};
  const auto score =
      static_cast<std::int64_t>(chance_.pick(dossier.is_late ? kAnnoyed : kContent)) + 1;
  const Instant then = world_.citizens.after(now, chance_.exponential(1'800));
  world_.agenda.at(then, [this, score, unit = dossier.unit, code = dossier.code](Instant at) {
    EventText text = world_.event(kRatings, unit, at);
    text.text("dossier", code).text("unit", world_.units.at(unit).code).number("score", score);
    world_.send(kRatings, code, text, unit, at);
  });
}

}  // namespace ioc::ingest

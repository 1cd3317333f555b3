#include "app/register_desk.h"

#include <fmt/core.h>

#include <algorithm>

#include "model/limits.h"
#include "serving/register_access.h"

namespace ioc::app {

using model::EntryState;
using model::EntryVerb;
using model::Error;
using model::ErrorCode;
using model::RegisterEntry;
using model::Result;
using model::Status;
using model::ToldEntry;
using model::Viewer;

namespace {

constexpr model::CivilDay kDueDaysMax = 366;

Error register_fault(std::string text, std::string subject) {
  return {ErrorCode::usage, std::move(text), std::move(subject)};
}

bool is_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; });
}

std::optional<Error> check_text(std::string_view text, std::string_view name, std::size_t max) {
  if (is_blank(text)) return register_fault("is empty", std::string(name));
  if (text.size() > max)
    return register_fault(fmt::format("is longer than {} bytes", max), std::string(name));
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<RegisterDesk>> RegisterDesk::open(const model::Plan& plan,
                                                         storage::People& people,
                                                         std::function<model::Instant()> now) {
  auto store = storage::RegisterStore::open(people.database());
  if (!store) return store.error();
  return std::unique_ptr<RegisterDesk>(
      new RegisterDesk(plan, people, *std::move(store), std::move(now)));
}

model::RegisterDoors RegisterDesk::doors() {
  return {[this](const Viewer& viewer) { return list(viewer); },
          [this](const Viewer& viewer, const std::string& peer, RegisterEntry entry) {
            return add(viewer, peer, std::move(entry));
          },
          [this](const Viewer& viewer, const std::string& peer, std::int64_t number, EntryVerb verb,
                 const std::string& text) { return change(viewer, peer, number, verb, text); }};
}

Result<std::vector<ToldEntry>> RegisterDesk::list(const Viewer& viewer) {
  auto entries = store_->all();
  if (!entries) return entries.error();
  std::vector<ToldEntry> told;
  for (RegisterEntry& entry : *entries) {
    if (!serving::may_see_entry(viewer, plan_, entry)) continue;
    const std::int64_t late = serving::late_days(plan_, entry, now_());
    told.push_back({std::move(entry), late});
    if (told.size() == model::kRegisterListMax) break;
  }
  return told;
}

Result<std::int64_t> RegisterDesk::add(const Viewer& viewer, const std::string& peer,
                                       RegisterEntry entry) {
  for (const std::string* unit : {&entry.unit, &entry.owner}) {
    if (plan_.units.find(*unit) == model::kNoUnit) {
      return register_fault("is no unit's code; GET /api/v1/units lists them", *unit);
    }
  }
  if (!serving::may_act_for(viewer, plan_, entry.unit)) {
    return Error{ErrorCode::check_failed, "you may not raise anything in the name of this unit",
                 entry.unit};
  }
  if (auto bad = check_text(entry.title, "title", model::kRegisterTitleBytesMax)) return *bad;
  if (auto bad = check_text(entry.text, "text", model::kRegisterTextBytesMax)) return *bad;
  entry.at = now_();
  const model::CivilDay today = plan_.zone.day_of(entry.at);
  if (entry.due < today || entry.due > today + kDueDaysMax) {
    return register_fault("is not a day from today to one year from now", "due");
  }
  entry.by = viewer.account;
  entry.name = viewer.name;
  std::int64_t number = 0;
  const Status done = people_.change(
      record(viewer, peer, "register.add", fmt::format("{} {}", name_of(entry.of), entry.unit),
             fmt::format("{} is asked: {}", entry.owner, entry.title)),
      [&]() -> Status {
        auto added = store_->add(entry);
        if (!added) return added.error();
        number = *added;
        return model::Done{};
      });
  if (!done.ok()) return done.error();
  return number;
}

Status RegisterDesk::change(const Viewer& viewer, const std::string& peer, std::int64_t number,
                            EntryVerb verb, const std::string& text) {
  const auto found = store_->find(number);
  if (!found) return found.error();
  const std::string name = fmt::format("entry {}", number);
  if (!*found || !serving::may_see_entry(viewer, plan_, **found)) {
    return register_fault("there is no such entry that you may see", name);
  }
  const RegisterEntry& entry = **found;
  const bool is_answer = verb == EntryVerb::answer;
  const bool may = is_answer ? serving::may_answer(viewer, plan_, entry)
                             : serving::may_close(viewer, plan_, entry);
  if (!may) {
    return Error{ErrorCode::check_failed,
                 is_answer ? "only the unit that is asked answers it"
                           : "only the unit that raised it closes it or opens it again",
                 name};
  }
  if (is_answer) {
    if (auto bad = check_text(text, "answer", model::kRegisterTextBytesMax)) return *bad;
  }
  constexpr std::string_view kActs[] = {"register.answer", "register.close", "register.reopen"};
  return people_.change(
      record(viewer, peer, kActs[static_cast<std::size_t>(verb)], name, entry.title),
      [&]() -> Status {
        switch (verb) {
          case EntryVerb::answer:
            return store_->answer(number, text, viewer.account, viewer.name, now_());
          case EntryVerb::close: return store_->set_state(number, entry.state, EntryState::closed);
          case EntryVerb::reopen: break;
        }
        if (entry.state == EntryState::open) {
          return Error{ErrorCode::check_failed, "it is open already", name};
        }
        return store_->set_state(number, entry.state, EntryState::open);
      });
}

storage::AuditRecord RegisterDesk::record(const Viewer& viewer, const std::string& peer,
                                          std::string_view act, std::string object,
                                          std::string detail) const {
  return {.at = now_(),
          .actor = viewer.account,
          .act = std::string(act),
          .object = std::move(object),
          .detail = std::move(detail),
          .peer = peer,
          .previous = {},
          .hash = {}};
}

}  // namespace ioc::app

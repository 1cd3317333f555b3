#include "app/report_desk.h"

#include <fmt/core.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>

#include "app/clock.h"
#include "model/limits.h"
#include "processing/report_periods.h"
#include "serving/report_text.h"

namespace ioc::app {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::FilledReport;
using model::ReportName;
using model::ReportRecord;
using model::ReportRequest;
using model::ReportVerb;
using model::ReportView;
using model::Result;
using model::Status;
using processing::ReportPeriod;
using processing::ReportPeriods;

namespace {

constexpr std::string_view kKeyFile = "/report-key";

Error conflict(std::string text) { return {ErrorCode::check_failed, std::move(text), {}}; }

const model::ReportPlan* find_form(const model::Plan& plan, const std::string& id) {
  const auto found = std::find_if(plan.reports.begin(), plan.reports.end(),
                                  [&](const auto& form) { return form.id == id; });
  return found == plan.reports.end() ? nullptr : &*found;
}

std::string now_text(const model::Plan& plan) {
  return model::format_rfc3339(wall_now(), plan.zone);
}

model::ReportAct act_of(const model::Plan& plan, const ReportRequest& request,
                        std::string_view act) {
  return {std::string(act), request.viewer.account, request.viewer.name, now_text(plan),
          request.text};
}

storage::AuditRecord record_of(const ReportRequest& request) {
  constexpr std::string_view kVerbs[] = {"show", "draft", "comment", "approve", "give_back",
                                         "sign", "paper", "explain", "settle"};
  const ReportName& name = request.name;
  return {.at = wall_now(),
          .actor = request.viewer.account,
          .act = fmt::format("report.{}", kVerbs[static_cast<std::size_t>(request.verb)]),
          .object = fmt::format("{} {} {}", name.report, name.unit, name.period),
          .detail = request.text,
          .peer = request.peer,
          .previous = {},
          .hash = {}};
}

// What is prepared becomes public for good: what can still change is told, not hidden.
std::size_t count_provisional(const FilledReport& report) {
  std::size_t count = 0;
  for (const auto& row : report.cells) {
    for (const model::FilledCell& cell : row) {
      count += cell.figure && cell.figure->status == "provisional" ? 1 : 0;
    }
  }
  return count;
}

std::map<std::pair<std::string, std::string>, std::string> values_of(const FilledReport& report) {
  std::map<std::pair<std::string, std::string>, std::string> values;
  for (std::size_t row = 0; row < report.rows.size(); ++row) {
    for (std::size_t column = 0; column < report.columns.size(); ++column) {
      values[{report.rows[row].id, report.columns[column].id}] = report.cells[row][column].value;
    }
  }
  return values;
}

}  // namespace

Result<std::unique_ptr<ReportDesk>> ReportDesk::open(const std::string& state_dir,
                                                     const model::Plan& plan,
                                                     storage::People& people, ReportReader reader,
                                                     NotWhole not_whole) {
  auto key = ReportKey::open(state_dir + std::string(kKeyFile));
  if (!key) return key.error();
  auto store = storage::ReportStore::open(people.database());
  if (!store) return store.error();
  return std::unique_ptr<ReportDesk>(new ReportDesk(plan, people, std::move(reader),
                                                    std::move(not_whole), *std::move(store), *key));
}

void ReportDesk::start() {
  stopping_ = false;
  thread_ = std::thread([this] { run(); });
}

void ReportDesk::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool ReportDesk::post(Task task) {
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || tasks_.size() >= model::kReportRequestsMax) return false;
    tasks_.push_back(std::move(task));
  }
  changed_.notify_all();
  return true;
}

serving::ReportDoors ReportDesk::doors() {
  const Error busy{ErrorCode::unavailable, "too many requests about reports are waiting", {}};
  serving::ReportDoors doors;
  doors.public_key = key_.public_key();
  doors.ask = [this, busy](ReportRequest request, model::ReportAnswer give) {
    if (!post([this, request, give] { give(answer(request)); })) give(busy);
  };
  doors.slots = [this, busy](model::ReportSlotQuery query, model::ReportSlotsAnswer give) {
    if (!post([this, query, give] { give(slots(query)); })) give(busy);
  };
  doors.check = [this, busy](std::string typed, const auto& give) {
    if (!post([this, typed, give] { give(check(typed)); })) give(busy);
  };
  return doors;
}

// At the end what still waits is answered too: the engine says it is away.
void ReportDesk::run() {
  std::int64_t looked_ms = steady_ms();
  std::unique_lock lock(mutex_);
  while (true) {
    const std::int64_t wait_ms = looked_ms + model::kReportLookMs - steady_ms();
    changed_.wait_for(lock, std::chrono::milliseconds(std::max<std::int64_t>(wait_ms, 0)),
                      [&] { return stopping_ || !tasks_.empty(); });
    if (!tasks_.empty()) {
      const Task task = std::move(tasks_.front());
      tasks_.pop_front();
      lock.unlock();
      task();
      lock.lock();
      continue;
    }
    if (stopping_) return;
    if (steady_ms() - looked_ms < model::kReportLookMs) continue;
    lock.unlock();
    look();
    looked_ms = steady_ms();
    lock.lock();
  }
}

// Some of what was published, each in its turn.
void ReportDesk::look() {
  if (not_whole_()) return;
  const auto summaries = store_->summaries();
  if (!summaries) return spdlog::error("reports: {}", summaries.error().message());
  std::vector<ReportName> published;
  for (const model::ReportSummary& summary : *summaries) {
    if (summary.revision > 0) published.push_back(summary.name);
  }
  const std::size_t count = std::min(published.size(), model::kReportLooksMax);
  for (std::size_t i = 0; i < count; ++i) look_at(published[looked_++ % published.size()]);
}

void ReportDesk::look_at(const ReportName& name) {
  const auto now = live(name);
  if (!now) return;  // a form or unit the catalogue no longer has; or the engine is away
  const auto record = store_->load(name);
  if (!record) return spdlog::error("reports: {}", record.error().message());
  const auto then = serving::read_report_text(record->published.back().text);
  if (!then) return spdlog::error("reports: {}", then.error().message());
  const auto changes = processing::changes_between(*then, *now);
  if (changes == record->proposed) return;
  const Status kept = store_->propose(name, changes, now_text(plan_));
  if (!kept.ok()) return spdlog::error("reports: {}", kept.error().message());
  spdlog::info("report {} of {} for {}: {} cells are no longer what was published", name.report,
               name.unit, name.period, changes.size());
}

Result<ReportView> ReportDesk::answer(const ReportRequest& request) {
  if (request.verb == ReportVerb::show) return show(request);
  const auto record = store_->load(request.name);
  if (!record) return record.error();
  const auto change = act(request, *record);
  if (!change) return change.error();
  const Status done = people_.change(record_of(request), *change);
  if (!done.ok()) return done.error();
  if (request.verb == ReportVerb::sign && hand_on_.go) hand_on_.go();
  ReportRequest look;
  look.name = request.name;
  // What was worked on, rather than what was published before it.
  const bool is_work = request.verb == ReportVerb::draft || request.verb == ReportVerb::approve;
  look.revision = is_work ? -1 : 0;
  return show(look);
}

Result<ReportDesk::Change> ReportDesk::act(const ReportRequest& request,
                                           const ReportRecord& record) {
  switch (request.verb) {
    case ReportVerb::show: break;
    case ReportVerb::draft: return draft(request, record);
    case ReportVerb::approve: return approve(request, record);
    case ReportVerb::sign: return sign(request, record);
    case ReportVerb::paper: return enter_paper(request, record);
    case ReportVerb::settle: return settle(request, record);
    case ReportVerb::comment:
      return Change([this, name = request.name,
                     comment = model::ReportComment{request.viewer.account, request.viewer.name,
                                                    now_text(plan_), request.text}] {
        return store_->add_comment(name, comment);
      });
    case ReportVerb::give_back:
      if (record.draft.empty()) return conflict("Nothing was drafted that could be given back.");
      return Change([this, name = request.name, act = act_of(plan_, request, "given_back")] {
        return store_->give_back(name, act);
      });
    case ReportVerb::explain: {
      model::PaperFigure figure;
      figure.row = request.row;
      figure.column = request.column;
      figure.explanation = request.text;
      figure.explained_by = request.viewer.account;
      figure.explained_at = now_text(plan_);
      return Change(
          [this, name = request.name, figure] { return store_->explain_paper(name, figure); });
    }
  }
  return Change([] { return Status(Done{}); });
}

Result<ReportDesk::Change> ReportDesk::draft(const ReportRequest& request,
                                             const ReportRecord& record) {
  if (const auto why = not_whole_()) return Error{ErrorCode::unavailable, *why, {}};
  auto report = live(request.name);
  if (!report) return report.error();
  const auto end = model::parse_rfc3339(report->end);
  if (!end || wall_now() < *end) {
    return conflict(
        fmt::format("The period ends at {}; until then its figures are only shown.", report->end));
  }
  if (!record.published.empty()) {
    const model::PublishedReport& last = record.published.back();
    const auto before = serving::read_report_text(last.text);
    if (!before) return before.error();
    if (processing::changes_between(*before, *report).empty()) {
      return conflict(fmt::format("Nothing has changed since revision {}.", last.revision));
    }
    if (request.text.empty()) {
      return Error{ErrorCode::usage, "a revision needs its reason: {\"text\":\"…\"}", "text"};
    }
    report->revision = last.revision + 1;
    report->previous = last.seal.sha256;
    report->reason = request.text;
  }
  const model::ReportAct act = act_of(plan_, request, "drafted");
  report->acts = {act};
  return Change([this, name = request.name, text = model::canonical_text(*report),
                 reason = report->reason,
                 act] { return store_->save_draft(name, text, reason, act); });
}

Result<ReportDesk::Change> ReportDesk::approve(const ReportRequest& request,
                                               const ReportRecord& record) {
  if (record.draft.empty()) return conflict("Nothing was drafted yet.");
  if (record.is_approved) return conflict("It was approved already.");
  auto report = serving::read_report_text(record.draft);
  if (!report) return report.error();
  if (report->acts.front().by == request.viewer.account) {
    return conflict("Whoever drafted it cannot approve it: that needs a second person.");
  }
  report->acts.push_back(act_of(plan_, request, "approved"));
  return Change([this, name = request.name, text = model::canonical_text(*report),
                 act = report->acts.back()] { return store_->approve(name, text, act); });
}

Result<ReportDesk::Change> ReportDesk::sign(const ReportRequest& request,
                                            const ReportRecord& record) {
  if (!record.is_approved || record.draft.empty()) {
    return conflict("Only what was approved can be signed.");
  }
  auto report = serving::read_report_text(record.draft);
  if (!report) return report.error();
  report->acts.push_back(act_of(plan_, request, "signed"));
  model::PublishedReport published;
  published.revision = report->revision;
  published.text = model::canonical_text(*report);
  published.seal = key_.seal(published.text);
  published.reason = report->reason;
  published.at = report->acts.back().at;
  published.by = request.viewer.account;
  return Change([this, name = request.name, published, act = report->acts.back()]() -> Status {
    const Status done = store_->publish(name, published, act);
    return done.ok() && hand_on_.enlist ? hand_on_.enlist(name, published.revision) : done;
  });
}

Result<ReportDesk::Change> ReportDesk::enter_paper(const ReportRequest& request,
                                                   const ReportRecord& record) {
  int revision = 0;
  bool is_live = false;
  const auto report = shown(request, record, revision, is_live);
  if (!report) return report.error();
  const auto cells = values_of(*report);
  std::vector<model::PaperFigure> figures = request.paper;
  for (model::PaperFigure& figure : figures) {
    if (!cells.contains({figure.row, figure.column})) {
      return Error{ErrorCode::usage, "the form has no such cell", figure.row + " " + figure.column};
    }
    figure.by = request.viewer.account;
    figure.at = now_text(plan_);
  }
  return Change(
      [this, name = request.name, figures] { return store_->enter_paper(name, figures); });
}

// All differences at once: each must have been explained.
Result<ReportDesk::Change> ReportDesk::settle(const ReportRequest& request,
                                              const ReportRecord& record) {
  if (record.paper.empty()) return conflict("No paper figures were entered.");
  int revision = 0;
  bool is_live = false;
  const auto report = shown(request, record, revision, is_live);
  if (!report) return report.error();
  const auto cells = values_of(*report);
  std::vector<model::PaperFigure> figures = record.paper;
  for (model::PaperFigure& figure : figures) {
    const auto ours = cells.find({figure.row, figure.column});
    figure.settled_value = ours == cells.end() ? std::string() : ours->second;
    if (figure.settled_value != figure.value && figure.explanation.empty()) {
      return conflict(
          fmt::format("The difference in {} {} is not explained yet.", figure.row, figure.column));
    }
    if (figure.explained_by == request.viewer.account) {
      return conflict("Whoever explained a difference cannot sign it off.");
    }
    figure.settled_by = request.viewer.account;
    figure.settled_at = now_text(plan_);
  }
  return Change(
      [this, name = request.name, figures] { return store_->settle_paper(name, figures); });
}

Result<FilledReport> ReportDesk::live(const ReportName& name) {
  const model::ReportPlan* form = find_form(plan_, name.report);
  const model::UnitIndex unit = plan_.units.find(name.unit);
  const auto period = form == nullptr ? std::optional<ReportPeriod>()
                                      : ReportPeriods(plan_, *form).find(name.period);
  if (!period || unit == model::kNoUnit) {
    return Error{ErrorCode::usage,
                 fmt::format("There is no period {} of this report.", name.period), "period"};
  }
  return reader_.read(*form, unit, *period);
}

// `revision` of the request: 0 for what was published last, else what is prepared, else live
// figures; -1 for what is prepared.
Result<FilledReport> ReportDesk::shown(const ReportRequest& request, const ReportRecord& record,
                                       int& revision, bool& is_live) {
  if (request.revision > 0) {
    for (const model::PublishedReport& published : record.published) {
      if (published.revision != request.revision) continue;
      revision = request.revision;
      return serving::read_report_text(published.text);
    }
    return Error{ErrorCode::usage, fmt::format("There is no revision {} of it.", request.revision),
                 "period"};
  }
  if (!request.wants_live && request.revision == 0 && !record.published.empty()) {
    revision = record.published.back().revision;
    return serving::read_report_text(record.published.back().text);
  }
  if (!request.wants_live && !record.draft.empty()) return serving::read_report_text(record.draft);
  is_live = true;
  return live(request.name);
}

Result<ReportView> ReportDesk::show(const ReportRequest& request) {
  ReportView view;
  auto record = store_->load(request.name);
  if (!record) return record.error();
  view.record = *std::move(record);
  auto report = shown(request, view.record, view.revision, view.is_live);
  if (!report) return report.error();
  view.shown = *std::move(report);
  view.provisional_count = count_provisional(view.shown);
  // Of a draft too: who approves a revision sees what it changes.
  const auto before = static_cast<std::size_t>(std::max(view.shown.revision - 1, 0));
  if (!view.is_live && before > 0 && before <= view.record.published.size()) {
    const auto then = serving::read_report_text(view.record.published[before - 1].text);
    if (!then) return then.error();
    view.changes = processing::changes_between(*then, view.shown);
  }
  return view;
}

Result<std::vector<model::ReportSlot>> ReportDesk::slots(const model::ReportSlotQuery& query) {
  const auto summaries = store_->summaries();
  if (!summaries) return summaries.error();
  std::map<ReportName, const model::ReportSummary*> kept;
  for (const model::ReportSummary& summary : *summaries) kept[summary.name] = &summary;
  const model::Instant now = wall_now();
  std::vector<model::ReportSlot> slots;
  for (const model::ReportPlan& form : plan_.reports) {
    if (!query.report.empty() && form.id != query.report) continue;
    const ReportPeriods periods(plan_, form);
    std::vector<ReportPeriod> wanted;
    if (query.period.empty()) {
      wanted = periods.until(now, model::kReportPeriodsListed);
    } else if (const auto one = periods.find(query.period)) {
      wanted = {*one};
    }
    for (const ReportPeriod& period : wanted) {
      const model::CivilDay last = plan_.zone.day_of({period.end.ms - 1});
      for (const model::UnitIndex unit : form.units) {
        const std::string& code = plan_.units.at(unit).code;
        if (!query.unit.empty() && code != query.unit) continue;
        if (!plan_.units.is_valid(unit, last)) continue;
        model::ReportSlot slot;
        slot.summary.name = {form.id, code, period.label};
        if (const auto found = kept.find(slot.summary.name); found != kept.end()) {
          slot.summary = *found->second;
        }
        slot.start = model::format_rfc3339(period.start, plan_.zone);
        slot.end = model::format_rfc3339(period.end, plan_.zone);
        slot.is_over = period.end <= now;
        if (const auto due = periods.due(period, unit)) {
          slot.due = model::format_rfc3339(*due, plan_.zone);
          const auto published = model::parse_rfc3339(slot.summary.published_at);
          slot.is_late = published.value_or(now) >= *due;
        }
        slots.push_back(std::move(slot));
      }
    }
  }
  return slots;
}

Result<std::optional<serving::ReportCheck>> ReportDesk::check(const std::string& typed) {
  const std::string code = read_code(typed);
  if (code.empty()) return std::optional<serving::ReportCheck>();
  const auto found = store_->find_code(code);
  if (!found) return found.error();
  if (!*found) return std::optional<serving::ReportCheck>();
  const storage::ReportStore::Found& kept = **found;
  const auto report = serving::read_report_text(kept.published.text);
  if (!report) return report.error();
  return std::optional(serving::ReportCheck{kept.name, report->title, report->unit_name,
                                            kept.published.revision, kept.newest, kept.published.at,
                                            kept.published.seal});
}

}  // namespace ioc::app

// Reports in SQLite (storage/report_store.h).
#include "storage/report_store.h"

#include <fmt/core.h>

#include <array>
#include <map>

#include "model/limits.h"

namespace ioc::storage {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::PaperFigure;
using model::ReportName;
using model::ReportRecord;
using model::Result;
using model::Status;

namespace {

constexpr std::array<std::string_view, 1> kReportSteps = {R"sql(
CREATE TABLE report_draft(report TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL,
  text TEXT NOT NULL, is_approved INTEGER NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(report, unit, period)) STRICT;
CREATE TABLE report_act(number INTEGER PRIMARY KEY, report TEXT NOT NULL, unit TEXT NOT NULL,
  period TEXT NOT NULL, act TEXT NOT NULL, by TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
  note TEXT NOT NULL) STRICT;
CREATE INDEX report_act_of ON report_act(report, unit, period);
CREATE TABLE report_published(report TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL,
  revision INTEGER NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL, signature TEXT NOT NULL,
  key TEXT NOT NULL, code TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, at TEXT NOT NULL,
  by TEXT NOT NULL, PRIMARY KEY(report, unit, period, revision)) STRICT;
CREATE TRIGGER report_published_stays BEFORE UPDATE ON report_published
  BEGIN SELECT RAISE(ABORT, 'a published report is never changed'); END;
CREATE TRIGGER report_published_remains BEFORE DELETE ON report_published
  BEGIN SELECT RAISE(ABORT, 'a published report is never removed'); END;
CREATE TRIGGER report_act_stays BEFORE UPDATE ON report_act
  BEGIN SELECT RAISE(ABORT, 'what was done stays done'); END;
CREATE TRIGGER report_act_remains BEFORE DELETE ON report_act
  BEGIN SELECT RAISE(ABORT, 'what was done stays done'); END;
CREATE TABLE report_comment(number INTEGER PRIMARY KEY, report TEXT NOT NULL, unit TEXT NOT NULL,
  period TEXT NOT NULL, by TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL,
  text TEXT NOT NULL) STRICT;
CREATE INDEX report_comment_of ON report_comment(report, unit, period);
CREATE TABLE report_paper(report TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL,
  row TEXT NOT NULL, "column" TEXT NOT NULL, value TEXT NOT NULL, source TEXT NOT NULL,
  by TEXT NOT NULL, at TEXT NOT NULL,
  explanation TEXT NOT NULL DEFAULT '', explained_by TEXT NOT NULL DEFAULT '',
  explained_at TEXT NOT NULL DEFAULT '', settled_by TEXT NOT NULL DEFAULT '',
  settled_at TEXT NOT NULL DEFAULT '', settled_value TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(report, unit, period, row, "column")) STRICT;
CREATE TABLE report_change(report TEXT NOT NULL, unit TEXT NOT NULL, period TEXT NOT NULL,
  row TEXT NOT NULL, "column" TEXT NOT NULL, old_value TEXT NOT NULL, new_value TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY(report, unit, period, row, "column")) STRICT;
)sql"};

constexpr std::string_view kOfReport = " WHERE report = ?1 AND unit = ?2 AND period = ?3";

std::string of_report(std::string_view sql, std::string_view rest = "") {
  return std::string(sql).append(kOfReport).append(rest);
}

Error too_many(const ReportName& name, std::string_view what, std::size_t max) {
  return {ErrorCode::usage, fmt::format("a report keeps at most {} {}", max, what), name.report};
}

}  // namespace

Result<std::unique_ptr<ReportStore>> ReportStore::open(SqlDatabase& database) {
  const Status ready = database.migrate("reports", kReportSteps);
  if (!ready.ok()) return ready.error();
  return std::unique_ptr<ReportStore>(new ReportStore(database));
}

Result<ReportRecord> ReportStore::load(const ReportName& name) {
  ReportRecord record;
  record.name = name;
  const auto& [report, unit, period] = name;
  const auto read = [&](std::string_view sql, std::string_view rest,
                        const SqlDatabase::Visitor& visit) {
    return database_.each(of_report(sql, rest), {report, unit, period}, visit);
  };
  const Status done = database_.in_transaction([&]() -> Status {
    const std::array<Status, 6> parts = {
        read("SELECT text, is_approved, reason FROM report_draft", "",
             [&](const SqlRow& row) {
               record.draft = row.text(0);
               record.is_approved = row.number(1) != 0;
               record.reason = row.text(2);
             }),
        read("SELECT act, by, name, at, note FROM report_act", " ORDER BY number",
             [&](const SqlRow& row) {
               record.acts.push_back(
                   {row.text(0), row.text(1), row.text(2), row.text(3), row.text(4)});
             }),
        read("SELECT revision, text, sha256, signature, key, code, reason, at, by "
             "FROM report_published",
             " ORDER BY revision",
             [&](const SqlRow& row) {
               record.published.push_back({static_cast<int>(row.number(0)),
                                           row.text(1),
                                           {row.text(2), row.text(3), row.text(4), row.text(5)},
                                           row.text(6),
                                           row.text(7),
                                           row.text(8)});
             }),
        read("SELECT by, name, at, text FROM report_comment", " ORDER BY number",
             [&](const SqlRow& row) {
               record.comments.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
             }),
        read("SELECT row, \"column\", value, source, by, at, explanation, explained_by, "
             "explained_at, settled_by, settled_at, settled_value FROM report_paper",
             " ORDER BY row, \"column\"",
             [&](const SqlRow& row) {
               record.paper.push_back({row.text(0), row.text(1), row.text(2), row.text(3),
                                       row.text(4), row.text(5), row.text(6), row.text(7),
                                       row.text(8), row.text(9), row.text(10), row.text(11)});
             }),
        read("SELECT row, \"column\", old_value, new_value, at FROM report_change",
             " ORDER BY row, \"column\"", [&](const SqlRow& row) {
               record.proposed.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
               record.proposed_at = row.text(4);
             })};
    for (const Status& part : parts) {
      if (!part.ok()) return part;
    }
    return Done{};
  });
  if (!done.ok()) return done.error();
  return record;
}

Result<std::vector<model::ReportSummary>> ReportStore::summaries() {
  std::map<ReportName, model::ReportSummary> found;
  const auto of = [&](const SqlRow& row) -> model::ReportSummary& {
    const ReportName name{row.text(0), row.text(1), row.text(2)};
    model::ReportSummary& summary = found[name];
    summary.name = name;
    return summary;
  };
  const Status done = database_.in_transaction([&]() -> Status {
    Status read = database_.each(
        "SELECT report, unit, period, revision, at, code FROM report_published "
        "ORDER BY report, unit, period, revision",
        {}, [&](const SqlRow& row) {
          model::ReportSummary& summary = of(row);
          summary.state = model::ReportState::published;
          if (summary.published_at.empty()) summary.published_at = row.text(4);
          summary.revision = static_cast<int>(row.number(3));
          summary.code = row.text(5);
        });
    if (!read.ok()) return read;
    read = database_.each(
        "SELECT report, unit, period, is_approved FROM report_draft", {}, [&](const SqlRow& row) {
          of(row).state =
              row.number(3) != 0 ? model::ReportState::approved : model::ReportState::drafted;
        });
    if (!read.ok()) return read;
    return database_.each(
        "SELECT report, unit, period, count(*) FROM report_change GROUP BY report, unit, period",
        {}, [&](const SqlRow& row) {
          of(row).proposed_count = static_cast<std::size_t>(row.number(3));
        });
  });
  if (!done.ok()) return done.error();
  std::vector<model::ReportSummary> summaries;
  for (auto& [name, summary] : found) summaries.push_back(std::move(summary));
  return summaries;
}

Result<std::optional<ReportStore::Found>> ReportStore::find_code(const std::string& code) {
  std::optional<Found> found;
  const Status read = database_.each(
      "SELECT report, unit, period, revision, text, sha256, signature, key, code, reason, at, by, "
      "(SELECT max(revision) FROM report_published AS other WHERE other.report = mine.report AND "
      "other.unit = mine.unit AND other.period = mine.period) "
      "FROM report_published AS mine WHERE code = ?1",
      {code}, [&](const SqlRow& row) {
        found = Found{{row.text(0), row.text(1), row.text(2)},
                      {static_cast<int>(row.number(3)),
                       row.text(4),
                       {row.text(5), row.text(6), row.text(7), row.text(8)},
                       row.text(9),
                       row.text(10),
                       row.text(11)},
                      static_cast<int>(row.number(12))};
      });
  if (!read.ok()) return read.error();
  return found;
}

Status ReportStore::add_act(const ReportName& name, const model::ReportAct& act) {
  return database_.run(
      "INSERT INTO report_act(report, unit, period, act, by, name, at, note) "
      "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
      {name.report, name.unit, name.period, act.act, act.by, act.name, act.at, act.note});
}

Status ReportStore::save_draft(const ReportName& name, const std::string& text,
                               const std::string& reason, const model::ReportAct& act) {
  return database_.in_transaction([&]() -> Status {
    const Status saved = database_.run(
        "INSERT OR REPLACE INTO report_draft(report, unit, period, text, is_approved, reason) "
        "VALUES(?1, ?2, ?3, ?4, 0, ?5)",
        {name.report, name.unit, name.period, text, reason});
    return saved.ok() ? add_act(name, act) : saved;
  });
}

Status ReportStore::approve(const ReportName& name, const std::string& text,
                            const model::ReportAct& act) {
  return database_.in_transaction([&]() -> Status {
    const Status saved =
        database_.run(of_report("UPDATE report_draft SET is_approved = 1, text = ?4"),
                      {name.report, name.unit, name.period, text});
    return saved.ok() ? add_act(name, act) : saved;
  });
}

Status ReportStore::give_back(const ReportName& name, const model::ReportAct& act) {
  return database_.in_transaction([&]() -> Status {
    const Status gone =
        database_.run(of_report("DELETE FROM report_draft"), {name.report, name.unit, name.period});
    return gone.ok() ? add_act(name, act) : gone;
  });
}

Status ReportStore::publish(const ReportName& name, const model::PublishedReport& published,
                            const model::ReportAct& act) {
  if (published.revision > static_cast<int>(model::kReportRevisionsMax)) {
    return too_many(name, "revisions", model::kReportRevisionsMax);
  }
  return database_.in_transaction([&]() -> Status {
    std::int64_t newest = 0;
    Status done = database_.each(of_report("SELECT max(revision) FROM report_published"),
                                 {name.report, name.unit, name.period},
                                 [&](const SqlRow& row) { newest = row.number(0); });
    if (!done.ok()) return done;
    if (published.revision != newest + 1) {
      return Error{
          ErrorCode::usage,
          fmt::format("revision {} is published, so {} cannot be", newest, published.revision),
          name.report};
    }
    done = database_.run(
        "INSERT INTO report_published(report, unit, period, revision, text, sha256, signature, "
        "key, code, reason, at, by) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        {name.report, name.unit, name.period, std::int64_t{published.revision}, published.text,
         published.seal.sha256, published.seal.signature, published.seal.key, published.seal.code,
         published.reason, published.at, published.by});
    if (!done.ok()) return done;
    for (const char* table : {"DELETE FROM report_draft", "DELETE FROM report_change"}) {
      done = database_.run(of_report(table), {name.report, name.unit, name.period});
      if (!done.ok()) return done;
    }
    return add_act(name, act);
  });
}

Status ReportStore::add_comment(const ReportName& name, const model::ReportComment& comment) {
  return database_.in_transaction([&]() -> Status {
    std::int64_t count = 0;
    const Status read = database_.each(of_report("SELECT count(*) FROM report_comment"),
                                       {name.report, name.unit, name.period},
                                       [&](const SqlRow& row) { count = row.number(0); });
    if (!read.ok()) return read;
    if (count >= static_cast<std::int64_t>(model::kReportCommentsMax)) {
      return too_many(name, "comments", model::kReportCommentsMax);
    }
    return database_.run(
        "INSERT INTO report_comment(report, unit, period, by, name, at, text) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        {name.report, name.unit, name.period, comment.by, comment.name, comment.at, comment.text});
  });
}

Status ReportStore::enter_paper(const ReportName& name, const std::vector<PaperFigure>& figures) {
  return database_.in_transaction([&]() -> Status {
    for (const PaperFigure& figure : figures) {
      const Status entered = database_.run(
          "INSERT OR REPLACE INTO report_paper(report, unit, period, row, \"column\", value, "
          "source, by, at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
          {name.report, name.unit, name.period, figure.row, figure.column, figure.value,
           figure.source, figure.by, figure.at});
      if (!entered.ok()) return entered;
    }
    return Done{};
  });
}

Status ReportStore::explain_paper(const ReportName& name, const PaperFigure& figure) {
  return database_.in_transaction([&]() -> Status {
    const Status done = database_.run(
        of_report("UPDATE report_paper SET explanation = ?6, explained_by = ?7, explained_at = ?8, "
                  "settled_by = '', settled_at = '', settled_value = ''",
                  " AND row = ?4 AND \"column\" = ?5"),
        {name.report, name.unit, name.period, figure.row, figure.column, figure.explanation,
         figure.explained_by, figure.explained_at});
    if (!done.ok()) return done;
    if (database_.changes() == 0) {
      return Error{ErrorCode::usage, "no paper figure was entered for it",
                   figure.row + " " + figure.column};
    }
    return Done{};
  });
}

Status ReportStore::settle_paper(const ReportName& name, const std::vector<PaperFigure>& figures) {
  return database_.in_transaction([&]() -> Status {
    for (const PaperFigure& figure : figures) {
      const Status done = database_.run(
          of_report("UPDATE report_paper SET settled_by = ?6, settled_at = ?7, settled_value = ?8",
                    " AND row = ?4 AND \"column\" = ?5"),
          {name.report, name.unit, name.period, figure.row, figure.column, figure.settled_by,
           figure.settled_at, figure.settled_value});
      if (!done.ok()) return done;
    }
    return Done{};
  });
}

Status ReportStore::propose(const ReportName& name, const std::vector<model::ReportChange>& changes,
                            const std::string& at) {
  return database_.in_transaction([&]() -> Status {
    Status done = database_.run(of_report("DELETE FROM report_change"),
                                {name.report, name.unit, name.period});
    for (const model::ReportChange& change : changes) {
      if (!done.ok()) return done;
      done = database_.run(
          "INSERT INTO report_change(report, unit, period, row, \"column\", old_value, new_value, "
          "at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
          {name.report, name.unit, name.period, change.row, change.column, change.old_value,
           change.new_value, at});
    }
    return done;
  });
}

}  // namespace ioc::storage

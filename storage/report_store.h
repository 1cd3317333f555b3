// What is kept of official reports: drafts, acts, published revisions, comments, paper figures.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/report_record.h"
#include "storage/sqlite.h"

namespace ioc::storage {

// Role: reports in the database of what people enter.
// Invariants: R1 a published revision is never changed or removed (the database itself refuses).
//             R2 acts are only added. R3 revisions of a report are 1, 2, …, without a gap.
// Threads: any. Errors: those of SqlDatabase; `usage` when a bound is reached.
class ReportStore {
 public:
  // The database outlives it.
  static model::Result<std::unique_ptr<ReportStore>> open(SqlDatabase& database);

  model::Result<model::ReportRecord> load(const model::ReportName& name);
  // Of all reports anything is kept of, by name.
  model::Result<std::vector<model::ReportSummary>> summaries();
  // None: no published revision has this code.
  struct Found {
    model::ReportName name;
    model::PublishedReport published;
    int newest = 0;  // revision
  };
  model::Result<std::optional<Found>> find_code(const std::string& code);

  // A draft replaces the one before.
  model::Status save_draft(const model::ReportName& name, const std::string& text,
                           const std::string& reason, const model::ReportAct& act);
  // `text` is the draft with the acts so far.
  model::Status approve(const model::ReportName& name, const std::string& text,
                        const model::ReportAct& act);
  model::Status give_back(const model::ReportName& name, const model::ReportAct& act);
  // Takes the draft away, and what was proposed.
  model::Status publish(const model::ReportName& name, const model::PublishedReport& published,
                        const model::ReportAct& act);
  model::Status add_comment(const model::ReportName& name, const model::ReportComment& comment);

  // A figure entered again stands in for the one before, which is no longer explained or settled.
  model::Status enter_paper(const model::ReportName& name,
                            const std::vector<model::PaperFigure>& figures);
  // `usage` when no paper figure of that cell was entered.
  model::Status explain_paper(const model::ReportName& name, const model::PaperFigure& figure);
  model::Status settle_paper(const model::ReportName& name,
                             const std::vector<model::PaperFigure>& figures);

  // What live figures say against what was published; empty: nothing any more.
  model::Status propose(const model::ReportName& name,
                        const std::vector<model::ReportChange>& changes, const std::string& at);

 private:
  explicit ReportStore(SqlDatabase& database) : database_(database) {}
  model::Status add_act(const model::ReportName& name, const model::ReportAct& act);

  SqlDatabase& database_;
};

}  // namespace ioc::storage

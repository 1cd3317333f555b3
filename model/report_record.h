// What becomes of a report: drafted, commented, approved, signed and published, revised; and what
// paper or another system said in its place while both run side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/filled_report.h"
#include "model/people.h"
#include "model/result.h"

namespace ioc::model {

// Where the work on a report stands. What was published stays so while a revision is prepared.
enum class ReportState : std::uint8_t { open, drafted, approved, published };
constexpr std::string_view name_of(ReportState state) {
  constexpr std::string_view kNames[] = {"open", "drafted", "approved", "published"};
  return kNames[static_cast<std::size_t>(state)];
}

// Texts: SHA-256 in hexadecimal, the others in base64.
struct ReportSeal {
  std::string sha256;
  std::string signature;  // Ed25519 over the canonical text
  std::string key;        // public
  std::string code;       // for people: of the SHA-256
};

// Never changed once it is there.
struct PublishedReport {
  int revision = 1;
  std::string text;  // canonical
  ReportSeal seal;
  std::string reason;  // of a revision after the first
  std::string at;
  std::string by;
};

struct ReportComment {
  std::string by, name, at, text;
};

// A cell that is not what it was. Empty values: there was or is none.
struct ReportChange {
  std::string row, column;
  std::string old_value, new_value;
  bool operator==(const ReportChange&) const = default;
};

// What paper or another system says of a cell, and what became of a difference.
struct PaperFigure {
  std::string row, column;
  std::string value;   // a number, as in JSON
  std::string source;  // paper, lris, …
  std::string by, at;
  std::string explanation, explained_by, explained_at;
  // Signed off: the figure of ours it was compared with then.
  std::string settled_by, settled_at, settled_value;
};

// Everything that is kept of one report.
struct ReportRecord {
  ReportName name;
  std::string draft;  // canonical text of what is being prepared; empty: nothing
  bool is_approved = false;
  std::string reason;                      // of the revision being prepared
  std::vector<ReportAct> acts;             // the oldest first
  std::vector<PublishedReport> published;  // by revision
  std::vector<ReportComment> comments;     // the oldest first
  std::vector<PaperFigure> paper;          // by row, then column
  // What live figures say against what was published last, and since when that is known.
  std::vector<ReportChange> proposed;
  std::string proposed_at;

  ReportState state() const {
    if (!draft.empty()) return is_approved ? ReportState::approved : ReportState::drafted;
    return published.empty() ? ReportState::open : ReportState::published;
  }
};

// The same without texts, for lists.
struct ReportSummary {
  ReportName name;
  ReportState state = ReportState::open;
  int revision = 0;          // published last; 0: none
  std::string published_at;  // of the first revision
  std::string code;          // of the last
  std::size_t proposed_count = 0;
};

enum class ReportVerb : std::uint8_t {
  show,
  draft,  // fill the form with live figures, for approval
  comment,
  approve,
  give_back,  // what was drafted, with the reason
  sign,       // what was approved; this publishes it
  paper,      // enter figures of paper
  explain,    // a difference
  settle,     // sign a difference off
};

// Somebody wants something of one report; whether he may has been judged.
struct ReportRequest {
  ReportVerb verb = ReportVerb::show;
  ReportName name;
  int revision = 0;  // to be shown; 0: the newest published, else the draft, else live figures
  bool wants_live = false;  // to be shown: live figures, whatever was published
  Viewer viewer;
  std::string peer;  // the address he asks from
  std::string text;  // the note, comment, reason or explanation
  std::string row, column;
  std::vector<PaperFigure> paper;
};

struct ReportView {
  ReportRecord record;
  FilledReport shown;
  int revision = 0;  // of what is shown, published; 0: it is not
  bool is_live = false;
  std::size_t provisional_count = 0;  // figures shown that may still change
  std::vector<ReportChange> changes;  // from the revision before, when a later one is shown
};

using ReportAnswer = std::function<void(Result<ReportView>)>;

// Where a slot of a form stands.
struct ReportSlot {
  ReportSummary summary;
  std::string start, end;
  std::string due;  // empty: the calendar does not know
  bool is_over = false;
  bool is_late = false;  // not published by its due time
};
struct ReportSlotQuery {
  std::string report, unit, period;  // empty: all
  std::size_t limit = 0;
};
using ReportSlotsAnswer = std::function<void(Result<std::vector<ReportSlot>>)>;

}  // namespace ioc::model

#include "catalog/document.h"

#include <re2/re2.h>

#include <algorithm>
#include <string_view>

#include "catalog/schema.h"

namespace ioc::catalog {
namespace {

constexpr int kSyntaxFaultsMax = 20;

// A table of the document itself, not one within another: `[catalog]`, `[[stream]]`.
const RE2& header() {
  static const RE2 pattern(R"(\s*(\[\s*[\w-]+\s*\]|\[\[\s*[\w-]+\s*\]\])\s*(#.*)?)");
  return pattern;
}
// The beginning of `key = value`, with what stands before the value.
const RE2& statement() {
  static const RE2 pattern(R"((\s*[\w."'-]+\s*=\s*))");
  return pattern;
}
const RE2& id_line() {
  static const RE2 pattern(R"(\s*id\s*=\s*["']([^"']*)["'].*)");
  return pattern;
}

// The lines of a file, some of which are left out. Places stay as they are.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
      lines_.emplace_back(text.substr(0, end));
      text.remove_prefix(end);
    }
  }

  std::string text() const {
    std::string text;
    for (const std::string& line : lines_) text += line;
    return text;
  }

  // The table that line `at` (from 0) stands in. One that begins there may only be where the fault
  // of the table before it was noticed: then both.
  void leave_out_table(std::size_t at, std::vector<std::string>& ids) {
    at = std::min(at, lines_.size() - 1);
    std::size_t first = at;
    if (is_header(first) && first > 0) --first;
    while (first > 0 && !is_header(first)) --first;
    leave_out(first, next_header(at + 1), ids);
  }

  // A key, or a table, that stood before in the same place. False: it is within a value.
  bool leave_out_double(std::size_t at, std::size_t column, std::vector<std::string>& ids) {
    if (at >= lines_.size()) return false;
    if (is_header(at)) {
      leave_out(at, next_header(at + 1), ids);
      return true;
    }
    std::string before_value;
    const bool begins = RE2::PartialMatch(lines_[at], statement(), &before_value) &&
                        lines_[at].starts_with(before_value);
    if (!begins || column > before_value.size() + 1) return false;
    std::size_t end = at + 1;
    while (end < lines_.size() && !is_header(end) && !begins_statement(end)) ++end;
    leave_out(at, end, ids);
    return true;
  }

 private:
  std::string_view without_end(std::size_t at) const {
    std::string_view line = lines_[at];
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    return line;
  }
  bool is_header(std::size_t at) const { return RE2::FullMatch(without_end(at), header()); }
  bool begins_statement(std::size_t at) const {
    std::string before_value;
    return RE2::PartialMatch(lines_[at], statement(), &before_value) &&
           lines_[at].starts_with(before_value);
  }
  std::size_t next_header(std::size_t from) const {
    while (from < lines_.size() && !is_header(from)) ++from;
    return std::min(from, lines_.size());
  }
  void leave_out(std::size_t first, std::size_t end, std::vector<std::string>& ids) {
    for (std::size_t at = first; at < end; ++at) {
      std::string id;
      if (RE2::FullMatch(without_end(at), id_line(), &id)) ids.push_back(id);
      lines_[at] = lines_[at].ends_with('\n') ? "\n" : "";
    }
  }

  std::vector<std::string> lines_;
};

}  // namespace

ParsedDocument parse_document(const Source& source, Report& report) {
  ParsedDocument out;
  Lines lines(source.text());
  std::uint32_t told_line = 0;
  for (int told = 0;; ++told) {
    try {
      out.root = std::make_unique<toml::table>(toml::parse(lines.text()));
      return out;
    } catch (const toml::parse_error& error) {
      out.is_whole = false;
      // What was read before reads again: a fault that is not further on comes of leaving out.
      const std::uint32_t line = std::max(1U, error.source().begin.line);
      if (line <= told_line || told == kSyntaxFaultsMax) return out;
      told_line = line;
      const std::string_view words = error.description();
      report.error(place_of(source, error.source()), "syntax", std::string(words));
      if (source.text().empty()) return out;
      const bool is_double = words.find("redefine") != std::string_view::npos;
      if (is_double &&
          lines.leave_out_double(line - 1, error.source().begin.column, out.lost_ids)) {
        continue;
      }
      lines.leave_out_table(line - 1, out.lost_ids);
    }
  }
}

}  // namespace ioc::catalog

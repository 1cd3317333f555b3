#include "catalog/document.h"

#include <fmt/core.h>
#include <re2/re2.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "catalog/schema.h"

namespace ioc::catalog {
namespace {

constexpr int kSyntaxFaultsMax = 20;

struct Patterns {
  // A table of the document itself: `[catalog]`, `[[stream]]`.
  RE2 header{R"(\s*(\[\s*[\w-]+\s*\]|\[\[\s*[\w-]+\s*\]\])\s*(#.*)?)"};
  // Any table, also `[stream.fields]`.
  RE2 any_header{R"(\s*\[\[?\s*[\w-]+(\s*\.\s*([\w-]+|"[^"]*"|'[^']*'))*\s*\]\]?\s*(#.*)?)"};
  // `key = `, up to the value.
  RE2 statement{R"(^(\s*[\w."'-]+\s*=\s*))"};
  // `key = word`, where a text without its quotes stands.
  RE2 bare{R"(\s*[\w."'-]+\s*=\s*([A-Za-z_][^\s#,\[\]{}"']*)\s*(#.*)?)"};
  RE2 id{R"(\s*id\s*=\s*["']?([^"'\s#]+).*)"};
};
const Patterns& patterns() {
  static const Patterns all;
  return all;
}

// The lines of a file, some of which are left out. Places stay as they are. Lines are numbered
// from 0.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    bool is_within = false;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
      lines_.push_back({std::string(text.substr(0, end)), is_within});
      is_within = is_within_text_after(text.substr(0, end));
      text.remove_prefix(end);
    }
  }

  std::string text() const {
    std::string text;
    for (const Line& line : lines_) text += line.text;
    return text;
  }
  std::string_view line(std::size_t at) const {
    std::string_view line = at < lines_.size() ? std::string_view(lines_[at].text) : "";
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    return line;
  }
  bool is_header(std::size_t at) const { return is(patterns().header, at); }
  // The last line before that says anything; `at` itself when none does.
  std::size_t said_before(std::size_t at) const {
    for (std::size_t before = at; before-- > 0;) {
      if (line(before).find_first_not_of(" \t") != std::string_view::npos) return before;
    }
    return at;
  }

  // The table that line `at` stands in, or the one before where `at` begins one.
  void leave_out_table(std::size_t at, std::vector<std::string>& ids) {
    at = std::min(at, lines_.size() - 1);
    const bool begins = is_header(at) && at > 0;
    std::size_t first = begins ? at - 1 : at;
    while (first > 0 && !is_header(first)) --first;
    leave_out(first, begins ? at : next(patterns().header, at + 1), ids);
  }
  void leave_out_table_beginning(std::size_t at, std::vector<std::string>& ids) {
    leave_out(at, next(patterns().header, at + 1), ids);
  }

  // A key, or a table, that stood before in the same place. False: it is within a value.
  bool leave_out_double(std::size_t at, std::size_t column, std::vector<std::string>& ids) {
    if (is_header(at)) {
      leave_out_table_beginning(at, ids);
      return true;
    }
    std::string before_value;
    if (!begins_statement(at, &before_value) || column > before_value.size() + 1) return false;
    std::size_t end = at + 1;
    while (end < lines_.size() && !is(patterns().any_header, end) && !begins_statement(end)) ++end;
    leave_out(at, end, ids);
    return true;
  }

 private:
  struct Line {
    std::string text;
    bool is_within = false;  // it begins within a text of several lines
  };

  // Whether a text of several lines is open behind this line.
  bool is_within_text_after(std::string_view line) {
    constexpr std::size_t kQuotes = 3;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (!open_.empty()) {
        if (line.substr(i).starts_with(open_)) {
          i += open_.size() - 1;
          open_.clear();
        } else if (line[i] == '\\' && open_[0] == '"') {
          ++i;
        }
      } else if (line[i] == '#') {
        break;
      } else if (line[i] == '"' || line[i] == '\'') {
        const std::string three(kQuotes, line[i]);
        open_ = line.substr(i).starts_with(three) ? three : std::string(1, line[i]);
        i += open_.size() - 1;
      }
    }
    if (open_.size() == 1) open_.clear();  // such a text ends with its line, or is a fault
    return !open_.empty();
  }

  bool is(const RE2& pattern, std::size_t at) const {
    return at < lines_.size() && !lines_[at].is_within && RE2::FullMatch(line(at), pattern);
  }
  bool begins_statement(std::size_t at, std::string* before_value = nullptr) const {
    std::string before;
    if (at >= lines_.size() || lines_[at].is_within ||
        !RE2::PartialMatch(lines_[at].text, patterns().statement, &before)) {
      return false;
    }
    if (before_value != nullptr) *before_value = before;
    return true;
  }
  std::size_t next(const RE2& pattern, std::size_t from) const {
    while (from < lines_.size() && !is(pattern, from)) ++from;
    return std::min(from, lines_.size());
  }
  void leave_out(std::size_t first, std::size_t end, std::vector<std::string>& ids) {
    for (std::size_t at = first; at < end; ++at) {
      std::string id;
      if (RE2::FullMatch(line(at), patterns().id, &id)) ids.push_back(id);
      lines_[at].text = lines_[at].text.ends_with('\n') ? "\n" : "";
    }
  }

  std::vector<Line> lines_;
  std::string open_;  // the quotes that are open, while the lines are read
};

// In words of this language where toml++ tells what it tried to read.
void tell(const Source& source, const Lines& lines, const toml::parse_error& error, bool is_double,
          Report& report) {
  Place place = place_of(source, error.source());
  const auto at = static_cast<std::size_t>(place.mark.line) - 1;
  std::string text(error.description()), help, word;
  if (!is_double && lines.is_header(at) && lines.said_before(at) != at) {
    const std::size_t before = lines.said_before(at);
    place.mark = {static_cast<int>(before) + 1, std::max(1, width_of(lines.line(before))), 1};
    text = "a list, table or text is not closed before the next table";
    help = "close it with ], } or its quotes";
  } else if (!is_double && RE2::FullMatch(lines.line(at), patterns().bare, &word)) {
    const std::string_view line = lines.line(at);
    const std::size_t column = line.find(word, line.find('='));
    place.mark = {static_cast<int>(at) + 1, width_of(line.substr(0, column)) + 1, width_of(word)};
    text = fmt::format("'{}' is no value", word);
    help = fmt::format("a text stands in quotes: \"{}\"", word);
  } else if (is_double) {
    help = "leave one of them out";
  } else if (text.find("string") != std::string::npos) {
    help = "a text ends with the quotes it began with, on the same line unless they are three";
  }
  report.error(place, "syntax", std::move(text), std::move(help));
}

}  // namespace

ParsedDocument parse_document(const Source& source, Report& report) {
  ParsedDocument out;
  Lines lines(source.text());
  std::size_t told_line = 0;
  bool was_tried_again = false;
  for (int told = 0;;) {
    try {
      out.root = std::make_unique<toml::table>(toml::parse(lines.text()));
      return out;
    } catch (const toml::parse_error& error) {
      out.is_whole = false;
      const std::size_t line = std::max(1U, error.source().begin.line);
      // What was read before reads again: a fault that is not further on comes of leaving out.
      if (line == told_line && !std::exchange(was_tried_again, true)) {
        lines.leave_out_table_beginning(line - 1, out.lost_ids);
        continue;
      }
      if (line <= told_line || told++ == kSyntaxFaultsMax) return out;
      told_line = line;
      was_tried_again = false;
      const bool is_double = error.description().find("redefine") != std::string_view::npos;
      tell(source, lines, error, is_double, report);
      if (source.text().empty()) return out;
      const std::size_t column = error.source().begin.column;
      if (!is_double || !lines.leave_out_double(line - 1, column, out.lost_ids)) {
        lines.leave_out_table(line - 1, out.lost_ids);
      }
    }
  }
}

}  // namespace ioc::catalog

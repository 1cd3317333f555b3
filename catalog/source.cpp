// Lines of a file, and the way back from a decoded TOML string to the characters that wrote it.
#include "catalog/source.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

#include "catalog/utf8.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

bool starts_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

// Walks the characters of a TOML string as written, counting the bytes they decode to.
class StringWalk {
 public:
  StringWalk(std::string_view rest, Mark at) : rest_(rest), at_(at) {
    const char quote = rest_.empty() ? '\0' : rest_.front();
    escapes_ = quote == '"';
    const std::string fence(3, quote);
    const bool fenced = rest_.starts_with(fence);
    skip(fenced ? 3 : 1);
    if (fenced) skip_line_end();  // the first newline of a multi-line string is not part of it
  }

  // A line-ending backslash decodes to nothing; what begins there begins behind it.
  Mark walk_to_start(std::size_t decoded) {
    walk(decoded);
    while (at_line_ending_backslash()) step();
    return at_;
  }
  Mark walk_to_end(std::size_t decoded) {
    walk(decoded);
    return at_;
  }

 private:
  void walk(std::size_t decoded) {
    while (decoded_ < decoded && !rest_.empty()) step();
  }
  bool at_line_ending_backslash() const {
    return escapes_ && rest_.size() > 1 && rest_[0] == '\\' &&
           std::string_view(" \t\r\n").find(rest_[1]) != std::string_view::npos;
  }

  void step() {
    const char c = rest_.front();
    if (c == '\n' || c == '\r') {
      skip_line_end();
      ++decoded_;
    } else if (c == '\\' && escapes_) {
      step_escape();
    } else {
      std::size_t bytes = 1;
      while (bytes < rest_.size() && !starts_code_point(rest_[bytes])) ++bytes;
      rest_.remove_prefix(bytes);
      ++at_.column;
      decoded_ += bytes;
    }
  }

  void step_escape() {
    const char kind = rest_.size() > 1 ? rest_[1] : '\0';
    if (kind == 'u' || kind == 'U') {
      const std::size_t digits = kind == 'u' ? 4 : 8;
      const unsigned long point =
          std::strtoul(std::string(rest_.substr(2, digits)).c_str(), nullptr, 16);
      decoded_ += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      skip(2 + digits);
    } else if (at_line_ending_backslash()) {
      skip(1);  // a line-ending backslash swallows all blanks up to the next character
      while (!rest_.empty() &&
             std::string_view(" \t\r\n").find(rest_.front()) != std::string_view::npos) {
        if (rest_.front() == '\n' || rest_.front() == '\r') {
          skip_line_end();
        } else {
          skip(1);
        }
      }
    } else {
      skip(2);
      ++decoded_;
    }
  }

  void skip(std::size_t ascii) {
    ascii = std::min(ascii, rest_.size());
    rest_.remove_prefix(ascii);
    at_.column += static_cast<int>(ascii);
  }
  void skip_line_end() {
    if (rest_.starts_with("\r\n")) {
      rest_.remove_prefix(2);
    } else if (rest_.starts_with("\n") || rest_.starts_with("\r")) {
      rest_.remove_prefix(1);
    } else {
      return;
    }
    ++at_.line;
    at_.column = 1;
  }

  std::string_view rest_;
  Mark at_;
  bool escapes_ = false;
  std::size_t decoded_ = 0;
};

}  // namespace

Source::Source(std::string path, std::string text)
    : path_(std::move(path)), text_(std::move(text)), line_starts_{0} {
  if (text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

std::string_view Source::line(int number) const {
  if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size()) return {};
  const std::size_t start = line_starts_[static_cast<std::size_t>(number) - 1];
  std::string_view line = std::string_view(text_).substr(start);
  line = line.substr(0, line.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Mark Source::inside_string(Mark quote, std::size_t offset, std::size_t length) const {
  if (quote.line < 1 || static_cast<std::size_t>(quote.line) > line_starts_.size()) return quote;
  std::size_t at = line_starts_[static_cast<std::size_t>(quote.line) - 1];
  for (int column = 1; column < quote.column && at < text_.size(); ++column) {
    do {
      ++at;
    } while (at < text_.size() && !starts_code_point(text_[at]));
  }
  StringWalk walk(std::string_view(text_).substr(at), quote);
  Mark mark = walk.walk_to_start(offset);
  const Mark end = walk.walk_to_end(offset + length);
  mark.length = end.line == mark.line ? std::max(1, end.column - mark.column) : 1;
  return mark;
}

std::string to_string(const Place& place) {
  return place.source->path() + ":" + std::to_string(place.mark.line) + ":" +
         std::to_string(place.mark.column);
}

void Report::forgive_unknown(const std::string& name) {
  std::erase_if(faults_, [quoted = "'" + name + "'"](const Diagnostic& fault) {
    return fault.code == "unknown-name" && fault.text.find(quoted) != std::string::npos;
  });
}

void Report::error(const Place& place, std::string code, std::string text, std::string help) {
  if (faults_.size() >= model::kDiagnosticsMax) return;
  if (faults_.size() + 1 == model::kDiagnosticsMax) {
    code = "too-many";
    text = "more faults than are told at once; the rest is left out";
    help = "mend those above and check again";
  }
  // A line without end would be repeated with every fault; it could not be read anyway.
  constexpr std::size_t kShownLineBytesMax = 2000;
  const std::string_view line = place.source->line(place.mark.line);
  faults_.push_back({place.source->path(), place.mark.line, place.mark.column, std::move(code),
                     well_formed(text),
                     well_formed(line.size() <= kShownLineBytesMax ? line : std::string_view()),
                     std::max(1, place.mark.length), well_formed(help)});
}

std::vector<Diagnostic> Report::take() {
  std::erase_if(faults_, [&](const Diagnostic& fault) {
    return fault.code == "unknown-name" &&
           std::any_of(bad_ids_.begin(), bad_ids_.end(), [&](const std::string& id) {
             return fault.help.starts_with("did you mean '" + id + "'");
           });
  });
  std::stable_sort(faults_.begin(), faults_.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.file, a.line, a.column) < std::tie(b.file, b.line, b.column);
  });
  return std::move(faults_);
}

int width_of(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), starts_code_point));
}

}  // namespace ioc::catalog

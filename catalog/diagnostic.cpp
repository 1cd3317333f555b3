// How a fault looks on a terminal and in a log.
#include "catalog/diagnostic.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "catalog/display_width.h"
#include "catalog/utf8.h"

namespace ioc::catalog {
namespace {

// What goes under `line`: blanks up to the fault and a caret for each column it takes. Tabs stay
// tabs, so that the carets meet the fault wherever the terminal stops.
std::string carets_under(std::string_view line, int column, int length) {
  std::string out;
  int carets = 0;
  int at = 1;
  for (; !line.empty() && at < column + length; ++at) {
    const CodePoint point = first_code_point(line);
    line.remove_prefix(point.bytes);
    if (at >= column) {
      carets += display_width(point.value);
    } else if (point.value == '\t') {
      out += '\t';
    } else {
      out.append(static_cast<std::size_t>(display_width(point.value)), ' ');
    }
  }
  for (; at < column + length; ++at) {  // beyond the end of the line
    if (at >= column) {
      ++carets;
    } else {
      out += ' ';
    }
  }
  return out.append(static_cast<std::size_t>(std::max(1, carets)), '^');
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  std::string out = fmt::format("{}:{}:{}: error[{}]: {}\n", diagnostic.file, diagnostic.line,
                                diagnostic.column, diagnostic.code, diagnostic.text);
  if (!diagnostic.source_line.empty()) {
    out += fmt::format(
        "  {}\n  {}\n", diagnostic.source_line,
        carets_under(diagnostic.source_line, diagnostic.column, diagnostic.caret_length));
  }
  if (!diagnostic.help.empty()) out += fmt::format("help: {}\n", diagnostic.help);
  return out;
}

}  // namespace ioc::catalog

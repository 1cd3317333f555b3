// How a fault looks on a terminal and in a log.
#include "catalog/diagnostic.h"

#include <fmt/core.h>

namespace ioc::catalog {
namespace {

// Blanks that reach to `column` under `line`; tabs stay tabs, so that the carets meet the fault.
std::string blanks_under(const std::string& line, int column) {
  std::string out;
  for (const char c : line) {
    const bool starts = (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (!starts) continue;
    if (static_cast<int>(out.size()) + 1 >= column) break;
    out += c == '\t' ? '\t' : ' ';
  }
  if (static_cast<int>(out.size()) + 1 < column) {
    out.append(static_cast<std::size_t>(column - 1) - out.size(), ' ');
  }
  return out;
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  std::string out = fmt::format("{}:{}:{}: error[{}]: {}\n", diagnostic.file, diagnostic.line,
                                diagnostic.column, diagnostic.code, diagnostic.text);
  if (!diagnostic.source_line.empty()) {
    out += fmt::format("  {}\n  {}{}\n", diagnostic.source_line,
                       blanks_under(diagnostic.source_line, diagnostic.column),
                       std::string(static_cast<std::size_t>(diagnostic.caret_length), '^'));
  }
  if (!diagnostic.help.empty()) out += fmt::format("help: {}\n", diagnostic.help);
  return out;
}

}  // namespace ioc::catalog

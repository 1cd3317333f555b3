// One fault of a catalogue, told so that its author can mend it without asking anyone.
#pragma once

#include <string>

namespace ioc::catalog {

// Units: `line` and `column` count from 1, columns and `caret_length` in code points. Texts are
// well-formed UTF-8, whatever the file holds.
struct Diagnostic {
  std::string file;
  int line = 1;
  int column = 1;
  std::string code;  // one of those listed in docs/catalogue.md
  std::string text;
  std::string source_line;
  int caret_length = 1;
  std::string help;  // the cure, or the nearest valid name; may be empty
};

// `file:line:column: error[CODE]: text`, the source line, the caret run under the fault as a
// terminal shows it, `help: …`; each line ends with a newline.
std::string render(const Diagnostic& diagnostic);

}  // namespace ioc::catalog

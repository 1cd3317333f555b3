// What the driver attacks (tests/fuzz/README.md).
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace ioc::fuzz {

// Stops the program when something does not hold that must.
struct Target {
  std::string_view name;
  void (*run)(std::string_view bytes);
  std::size_t bytes_max;
  std::string_view words;  // blank-separated texts its inputs are made of
};

void run_decoder(std::string_view bytes);
void run_http(std::string_view bytes);
void run_catalogue(std::string_view bytes);
void run_expression(std::string_view bytes);
void run_sheet(std::string_view bytes);
void run_template(std::string_view bytes);

inline void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace ioc::fuzz

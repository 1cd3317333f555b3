// Walks the tables of ioc-pulse.toml and gathers every fault with its place.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ioc::app {

// Role: reads values of a configuration; what is wrong is noted, and reading goes on.
class ConfigReader {
 public:
  using Take = std::function<void(const toml::node&)>;
  using Keys = std::vector<std::pair<std::string, Take>>;

  explicit ConfigReader(std::string file) : file_(std::move(file)) {}

  // Each key of the table is taken by its entry; one without an entry is a fault.
  void table(const toml::table& table, const std::string& where, const Keys& keys);

  // With ${NAME} and ${NAME:-default} replaced from the environment.
  std::string text(const toml::node& node);
  std::int64_t number(const toml::node& node, std::int64_t low, std::int64_t high);
  bool flag(const toml::node& node);
  // "30s", "15m", "12h", "7d": milliseconds.
  std::int64_t span_ms(const toml::node& node, std::int64_t low_ms, std::int64_t high_ms);
  // One text or a list of them.
  std::vector<std::string> texts(const toml::node& node);
  const toml::table* sub_table(const toml::node& node);

  // FILE:LINE:COLUMN
  std::string place(const toml::source_region& at) const;
  void fault(const toml::source_region& at, const std::string& what);
  // With places of its own.
  void foreign_fault(const std::string& what) { faults_.push_back(what); }
  const std::vector<std::string>& faults() const { return faults_; }

 private:
  std::string file_;
  std::vector<std::string> faults_;
};

}  // namespace ioc::app

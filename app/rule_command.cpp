#include "app/rule_command.h"

#include <fmt/core.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>

#include "app/catalog_files.h"
#include "app/clock.h"
#include "app/config.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "app/rule_keeper.h"
#include "app/typist.h"

namespace ioc::app {
namespace {

using Json = nlohmann::ordered_json;
using model::Result;

struct RuleOffice {
  std::unique_ptr<storage::People> people;
  std::unique_ptr<storage::RuleStore> store;
  std::optional<model::WaitingRules> waiting;
};

Result<RuleOffice> open(const RuleOptions& options) {
  const auto config = read_config(options.config);
  if (!config) return config.error();
  const auto files = read_catalog_files(config->catalog);
  if (!files) return files.error();
  const auto loaded = judge_catalog(*files, config->catalog);
  if (!loaded) return loaded.error();
  auto people = storage::People::open(config->state_dir);
  if (!people) return people.error();
  auto store = storage::RuleStore::open((*people)->database());
  if (!store) return store.error();
  auto waiting = waiting_rules(**store, *files, *loaded);
  if (!waiting) return waiting.error();
  return RuleOffice{*std::move(people), *std::move(store), *std::move(waiting)};
}

// Each line behind a sign.
void append_lines(std::string& out, char sign, std::string_view text) {
  for (const std::string_view line : model::lines_of(text)) {
    out += fmt::format("{} {}\n", sign, line);
  }
}

}  // namespace

int show_rules(const RuleOptions& options) {
  const auto office = open(options);
  if (!office) return report(office.error());
  if (!office->waiting) {
    return print(options.json ? "" : "the rules of the files are in force, nothing waits\n");
  }
  std::string out;
  for (const model::RuleDifference& difference : office->waiting->differences) {
    if (options.json) {
      const Json json = {
          {"name", difference.name}, {"before", difference.before}, {"after", difference.after}};
      out += json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
      continue;
    }
    out += difference.name + "\n";
    append_lines(out, '-', difference.before);
    append_lines(out, '+', difference.after);
    out += '\n';
  }
  return print(out);
}

int approve_rules(const RuleOptions& options) {
  auto office = open(options);
  if (!office) return report(office.error());
  RuleChanges changes(*office->people, *office->store, office->waiting, {typist(), "", true},
                      wall_now());
  const std::string hash = office->waiting ? office->waiting->hash : std::string();
  const model::Status done = changes.act(model::RuleVerb::approve, hash, {});
  if (!done.ok()) return report(done.error());
  say(fmt::format("{}\napproved; `systemctl reload ioc-pulse`, or SIGHUP, brings them into force\n",
                  rule_words(office->waiting->differences)));
  return kExitOk;
}

}  // namespace ioc::app

#include "app/test_command.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <set>

#include "app/case_run.h"
#include "app/catalog_files.h"
#include "app/exit_code.h"
#include "app/output.h"

namespace ioc::app {
namespace {

using Json = nlohmann::ordered_json;

struct CaseVerdict {
  const catalog::Case* example;
  std::vector<CaseFailure> failures;
};

std::string as_lines(const std::vector<CaseVerdict>& verdicts) {
  std::string out;
  for (const CaseVerdict& verdict : verdicts) {
    for (const CaseFailure& failure : verdict.failures) {
      out += fmt::format("{}: {}: {}: expected {}, found {}\n", to_string(failure.position),
                         verdict.example->name, failure.subject, failure.expected, failure.found);
    }
  }
  return out;
}

Json place_as_json(const catalog::Position& position) {
  return {{"file", position.file}, {"line", position.line}, {"column", position.column}};
}

std::string as_json(const std::vector<CaseVerdict>& verdicts) {
  Json list = Json::array();
  for (const CaseVerdict& verdict : verdicts) {
    Json failures = Json::array();
    for (const CaseFailure& failure : verdict.failures) {
      Json one = place_as_json(failure.position);
      one["subject"] = failure.subject;
      one["expected"] = failure.expected;
      one["found"] = failure.found;
      failures.push_back(std::move(one));
    }
    Json test = {{"name", verdict.example->name}, {"passed", verdict.failures.empty()}};
    test.update(place_as_json(verdict.example->position));
    test["failures"] = std::move(failures);
    list.push_back(std::move(test));
  }
  // A path may be no UTF-8; all else is.
  return list.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

// What no case asks for could be wrong without anyone knowing.
std::string untested(const model::Plan& plan, const std::vector<catalog::Case>& cases) {
  std::set<std::string> tested;
  for (const catalog::Case& example : cases) {
    for (const catalog::CaseFigure& figure : example.figures) {
      if (!figure.is_absent) tested.insert(figure.indicator);
    }
  }
  std::string out;
  for (const model::IndicatorPlan& indicator : plan.indicators) {
    if (!tested.contains(indicator.id)) out += (out.empty() ? "" : ", ") + indicator.id;
  }
  return out;
}

}  // namespace

int test_catalog(const std::string& directory, bool json) {
  auto loaded = load_whole(directory);
  if (!loaded) return report(loaded.error());
  std::vector<CaseVerdict> verdicts;
  std::size_t failed = 0;
  for (const catalog::Case& example : loaded->cases) {
    verdicts.push_back({&example, run_case(*loaded->plan, example)});
    if (!verdicts.back().failures.empty()) ++failed;
  }
  const model::Status written = write_data(json ? as_json(verdicts) : as_lines(verdicts));
  if (!written) return report(written.error());
  say(fmt::format("{}: {} test{}, {} failed\n", directory, verdicts.size(),
                  verdicts.size() == 1 ? "" : "s", failed));
  if (const std::string without = untested(*loaded->plan, loaded->cases); !without.empty()) {
    say(fmt::format("no test expects a figure of: {}\n", without));
  }
  return failed == 0 ? kExitOk : kExitCheckFailed;
}

}  // namespace ioc::app

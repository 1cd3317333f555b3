#include "app/people_import.h"

#include <fmt/core.h>

#include "catalog/csv.h"
#include "model/limits.h"
#include "storage/grant_text.h"

namespace ioc::app {
namespace {

using catalog::Report;
using catalog::Row;
using catalog::Text;

constexpr const char* kCode = "people";
constexpr const char* kImportHead = "the first line is: account,name,grants";

bool is_head(const Row& row) {
  return row.size() == 3 && row[0].value == "account" && row[1].value == "name" &&
         row[2].value == "grants";
}

class ImportReader {
 public:
  ImportReader(const model::Plan& plan, const std::set<std::string>& known, Report& report)
      : plan_(plan), known_(known), report_(report) {}

  std::optional<NewAccount> read(const Row& row) {
    if (row.size() != 3) {
      report_.error(row.front().place, kCode,
                    fmt::format("this line has {} cells, not 3", row.size()),
                    "quote a cell that holds a comma");
      return std::nullopt;
    }
    NewAccount account{row[0].value, row[1].value, {}};
    bool is_good = check_id(row[0]);
    if (account.name.empty()) {
      report_.error(row[1].place, kCode, "the name is missing");
      is_good = false;
    }
    auto grants = storage::read_grants(row[2].value);
    model::Status good = model::Done{};
    if (!grants) good = grants.error();
    if (grants) good = check_grants(plan_, *grants);
    if (!good.ok()) {
      report_.error(row[2].place, kCode, good.error().text);
      return std::nullopt;
    }
    account.grants = *std::move(grants);
    return is_good ? std::optional(std::move(account)) : std::nullopt;
  }

 private:
  bool check_id(const Text& id) {
    if (!storage::is_account_id(id.value)) {
      report_.error(id.place, kCode, fmt::format("`{}` cannot name an account", id.value),
                    "small letters, digits and . _ - @, at most 64, a letter or digit first");
      return false;
    }
    if (known_.contains(id.value)) {
      report_.error(id.place, kCode, fmt::format("there is an account `{}` already", id.value),
                    "leave the line out; its grants are changed by `account grant`");
      return false;
    }
    if (!seen_.insert(id.value).second) {
      report_.error(id.place, kCode, fmt::format("`{}` stands twice", id.value));
      return false;
    }
    return true;
  }

  const model::Plan& plan_;
  const std::set<std::string>& known_;
  Report& report_;
  std::set<std::string> seen_;
};

}  // namespace

PeopleTable read_people(const std::string& file, const std::string& text, const model::Plan& plan,
                        const std::set<std::string>& known) {
  const catalog::Source source(file, text);
  Report report;
  const std::vector<Row> rows = catalog::read_rows(source, report);
  PeopleTable table;
  if (rows.empty() || !is_head(rows.front())) {
    report.error({&source, rows.empty() ? catalog::Mark{} : rows.front().front().place.mark}, kCode,
                 "this is no table of people", kImportHead);
  } else if (rows.size() - 1 > model::kImportRowsMax) {
    report.error(rows[model::kImportRowsMax + 1].front().place, kCode,
                 fmt::format("more than {} accounts at once", model::kImportRowsMax),
                 "part the file");
  } else {
    ImportReader reader(plan, known, report);
    for (std::size_t i = 1; i < rows.size(); ++i) {
      if (auto account = reader.read(rows[i])) table.accounts.push_back(*std::move(account));
    }
  }
  table.faults = report.take();
  for (catalog::Diagnostic& fault : table.faults) fault.code = kCode;
  if (!table.faults.empty()) table.accounts.clear();
  return table;
}

}  // namespace ioc::app

#include "app/deliveries_command.h"

#include <fmt/core.h>

#include <memory>

#include "app/catalog_files.h"
#include "app/config.h"
#include "app/deliveries.h"
#include "app/exit_code.h"
#include "app/output.h"
#include "app/typist.h"
#include "serving/delivery_words.h"

namespace ioc::app {
namespace {

using model::Delivery;
using model::DeliveryState;
using model::Error;
using model::ErrorCode;
using model::Result;

// What every command needs.
struct DeliveryOffice {
  Config config;
  model::Plan plan;
  std::unique_ptr<storage::People> people;
  std::unique_ptr<storage::DeliveryStore> store;

  std::string time(model::Instant at) const { return model::format_rfc3339(at, plan.zone); }
  serving::DeliveryDoors doors() const {
    serving::DeliveryDoors doors;
    for (const DeliveryConfig& each : config.deliveries) {
      doors.connectors.push_back({each.id, each.name, each.target(), each.after});
    }
    return doors;
  }
  std::string gate_of(const Delivery& delivery) const {
    for (const DeliveryConfig& each : config.deliveries) {
      if (each.id == delivery.connector) return each.after;
    }
    return {};
  }
};

Result<std::unique_ptr<DeliveryOffice>> open_office(const DeliveryOptions& options) {
  auto config = read_config(options.config);
  if (!config) return config.error();
  auto plan = load_plan(config->catalog);
  if (!plan) return plan.error();
  auto people = storage::People::open(config->state_dir);
  if (!people) return people.error();
  auto store = storage::DeliveryStore::open((*people)->database());
  if (!store) return store.error();
  return std::make_unique<DeliveryOffice>(
      DeliveryOffice{*std::move(config), *std::move(plan), *std::move(people), *std::move(store)});
}

Result<model::DeliveryQuery> query_of(const DeliveryOptions& options) {
  model::DeliveryQuery query;
  query.connector = options.connector;
  query.report = options.report;
  query.unit = options.unit;
  query.limit = options.limit;
  if (options.state.empty()) return query;
  query.state = model::delivery_state_of(options.state);
  if (query.state) return query;
  return Error{ErrorCode::usage, "a state is waiting, sent, accepted, refused or given_up",
               options.state};
}

Error no_such_delivery(std::int64_t number) {
  return {ErrorCode::usage, "there is no such delivery; `deliveries list` names them",
          std::to_string(number)};
}

std::string receipt_words(const model::DeliveryReceipt& receipt) {
  std::string out = receipt.act;
  if (receipt.count > 1) out += fmt::format(" {} times", receipt.count);
  if (!receipt.by.empty()) out += " by " + receipt.by;
  if (receipt.status > 0) out += fmt::format(", answered {}", receipt.status);
  if (!receipt.answer_id.empty()) out += ", receipt " + receipt.answer_id;
  if (!receipt.detail.empty()) out += ": " + receipt.detail;
  return out;
}

}  // namespace

int list_deliveries(const DeliveryOptions& options) {
  const auto query = query_of(options);
  if (!query) return report(query.error());
  auto office = open_office(options);
  if (!office) return report(office.error());
  const auto deliveries = (*office)->store->list(*query);
  if (!deliveries) return report(deliveries.error());
  std::string out;
  for (const Delivery& each : *deliveries) {
    if (options.json) {
      out += serving::delivery_json((*office)->plan, (*office)->doors(), each, false) + "\n";
      continue;
    }
    out += fmt::format("{:6}  {:8}  {}  {} {} {} revision {}  {}\n", each.number,
                       model::name_of(each.state), each.connector, each.name.report, each.name.unit,
                       each.name.period, each.revision,
                       each.receipts.empty() ? "" : receipt_words(each.receipts.back()));
  }
  say(fmt::format("{} deliveries\n", deliveries->size()));
  return print(out);
}

int why_delivery(const DeliveryOptions& options) {
  auto office = open_office(options);
  if (!office) return report(office.error());
  const auto found = (*office)->store->find(options.number);
  if (!found) return report(found.error());
  if (!*found) return report(no_such_delivery(options.number));
  const Delivery& delivery = **found;
  if (options.json) {
    return print(serving::delivery_json((*office)->plan, (*office)->doors(), delivery, true) +
                 "\n");
  }
  std::string out = fmt::format("delivery {} to {}: {} {} {} revision {}\n", delivery.number,
                                delivery.connector, delivery.name.report, delivery.name.unit,
                                delivery.name.period, delivery.revision);
  out += fmt::format("state: {}\nkey: {}\n", model::name_of(delivery.state), delivery.key);
  if (!delivery.sha256.empty()) out += "sha256: " + delivery.sha256 + "\n";
  const bool is_open =
      delivery.state == DeliveryState::waiting || delivery.state == DeliveryState::sent;
  if (is_open && delivery.next.ms > 0) {
    out += "next try: " + (*office)->time(delivery.next) + "\n";
  }
  const std::string cure = serving::delivery_cure(delivery, (*office)->gate_of(delivery)).en;
  if (!cure.empty()) out += "what to do: " + cure + "\n";
  out += delivery.receipts.empty() ? "nothing was tried yet\n" : "what became of it:\n";
  for (const model::DeliveryReceipt& receipt : delivery.receipts) {
    out += fmt::format("  {}  {}\n", (*office)->time(receipt.at), receipt_words(receipt));
  }
  return print(out);
}

int retry_deliveries(const DeliveryOptions& options) {
  auto query = query_of(options);
  if (!query) return report(query.error());
  if (options.number == 0 && (options.connector.empty() || options.state.empty())) {
    return report({ErrorCode::usage, "name one by its number, or --connector and --state", {}});
  }
  auto office = open_office(options);
  if (!office) return report(office.error());
  std::vector<std::int64_t> numbers = {options.number};
  if (options.number == 0) {
    query->limit = SIZE_MAX >> 1;
    const auto deliveries = (*office)->store->list(*query);
    if (!deliveries) return report(deliveries.error());
    numbers.clear();
    for (const Delivery& each : *deliveries) numbers.push_back(each.number);
  }
  int exit_code = kExitOk;
  std::size_t done = 0;
  // The oldest first, as they were published.
  for (auto number = numbers.rbegin(); number != numbers.rend(); ++number) {
    const auto released = release_delivery(*(*office)->people, *(*office)->store, *number, typist(),
                                           "", options.reason);
    if (released.ok()) {
      ++done;
    } else {
      exit_code = report(released.error());
    }
  }
  say(fmt::format("{} to be sent again\n", done));
  return exit_code;
}

}  // namespace ioc::app

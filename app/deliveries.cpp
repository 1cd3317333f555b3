#include "app/deliveries.h"

#include <fmt/core.h>

#include "app/clock.h"

namespace ioc::app {

using model::Done;
using model::Error;
using model::ErrorCode;
using model::Result;
using model::Status;

Result<std::unique_ptr<Deliveries>> Deliveries::open(const std::vector<DeliveryConfig>& connectors,
                                                     const model::Plan& plan,
                                                     storage::People& people) {
  auto store = storage::DeliveryStore::open(people.database());
  if (!store) return store.error();
  auto reports = storage::ReportStore::open(people.database());
  if (!reports) return reports.error();
  return std::unique_ptr<Deliveries>(
      new Deliveries(connectors, plan, people, *std::move(store), *std::move(reports)));
}

Deliveries::Deliveries(const std::vector<DeliveryConfig>& connectors, const model::Plan& plan,
                       storage::People& people, std::unique_ptr<storage::DeliveryStore> store,
                       std::unique_ptr<storage::ReportStore> reports)
    : connectors_(connectors),
      plan_(plan),
      people_(people),
      store_(std::move(store)),
      reports_(std::move(reports)) {
  for (const DeliveryConfig& connector : connectors_) {
    senders_.push_back(std::make_unique<DeliverySender>(connector, *store_, *reports_));
  }
}

void Deliveries::start() {
  for (const auto& sender : senders_) sender->start();
}

// All are told first, so that they end together.
void Deliveries::stop() {
  for (const auto& sender : senders_) sender->ask_to_stop();
  for (const auto& sender : senders_) sender->stop();
}

Status Deliveries::enlist(const model::ReportName& name, int revision) {
  for (const DeliveryConfig& connector : connectors_) {
    if (!connector.wants(name.report)) continue;
    model::Delivery delivery;
    delivery.connector = connector.id;
    delivery.name = name;
    delivery.revision = revision;
    delivery.key = delivery_key(plan_, connector, name, revision);
    delivery.made = wall_now();
    const Status added = store_->add(delivery);
    if (!added.ok()) return added;
  }
  return Done{};
}

void Deliveries::wake() {
  for (const auto& sender : senders_) sender->wake();
}

std::vector<DeliverySenderStatus> Deliveries::status() const {
  std::vector<DeliverySenderStatus> all;
  for (const auto& sender : senders_) all.push_back(sender->status());
  return all;
}

serving::DeliveryDoors Deliveries::doors(Post post) {
  const Error busy{ErrorCode::unavailable, "too many requests about reports are waiting", {}};
  serving::DeliveryDoors doors;
  for (const DeliveryConfig& connector : connectors_) {
    doors.connectors.push_back({connector.id, connector.name, connector.target(), connector.after});
  }
  doors.list = [this, post, busy](model::DeliveryQuery query, const auto& give) {
    if (!post([this, query, give] { give(store_->list(query)); })) give(busy);
  };
  doors.find = [this, post, busy](std::int64_t number, const auto& give) {
    if (!post([this, number, give] { give(store_->find(number)); })) give(busy);
  };
  doors.release = [this, post, busy](serving::DeliveryRelease wanted, const auto& give) {
    if (!post([this, wanted, give] { give(release(wanted)); })) give(busy);
  };
  return doors;
}

Status Deliveries::release(const serving::DeliveryRelease& wanted) {
  const Status released = release_delivery(people_, *store_, wanted.number, wanted.viewer.account,
                                           wanted.peer, wanted.text);
  if (released.ok()) wake();
  return released;
}

Status release_delivery(storage::People& people, storage::DeliveryStore& store, std::int64_t number,
                        const std::string& actor, const std::string& peer, const std::string& why) {
  const auto delivery = store.find(number);
  if (!delivery) return delivery.error();
  if (!*delivery) {
    return Error{ErrorCode::usage, "there is no such delivery", std::to_string(number)};
  }
  const storage::AuditRecord record{.at = wall_now(),
                                    .actor = actor,
                                    .act = "delivery.release",
                                    .object = (*delivery)->key,
                                    .detail = why,
                                    .peer = peer,
                                    .previous = {},
                                    .hash = {}};
  model::DeliveryReceipt receipt;
  receipt.at = record.at;
  receipt.act = "released";
  receipt.by = actor;
  receipt.detail = serving::one_line(why);
  return people.change(record, [&] { return store.release(number, receipt); });
}

}  // namespace ioc::app

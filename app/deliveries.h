// Published reports on their way to other systems: the outbox, a sender for each connector, and
// who is told of it (docs/deliveries.md).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/delivery_config.h"
#include "app/delivery_sender.h"
#include "model/plan.h"
#include "model/report_record.h"
#include "serving/delivery_routes.h"
#include "storage/delivery_store.h"
#include "storage/people.h"
#include "storage/report_store.h"

namespace ioc::app {

// Role: owns the senders and their store.
// Threads: start and stop by one owner; `enlist` within a transaction of the database; else any.
class Deliveries {
 public:
  // Has a task run on a thread that may wait for the database; false: too many wait.
  using Post = std::function<bool(std::function<void()>)>;

  // Connectors, plan and people outlive it.
  static model::Result<std::unique_ptr<Deliveries>> open(
      const std::vector<DeliveryConfig>& connectors, const model::Plan& plan,
      storage::People& people);
  ~Deliveries() { stop(); }

  void start();
  void stop();

  // One for each connector that wants it; within the transaction that publishes it.
  model::Status enlist(const model::ReportName& name, int revision);
  // What was enlisted is committed.
  void wake();

  serving::DeliveryDoors doors(Post post);
  std::vector<DeliverySenderStatus> status() const;

 private:
  Deliveries(const std::vector<DeliveryConfig>& connectors, const model::Plan& plan,
             storage::People& people, std::unique_ptr<storage::DeliveryStore> store,
             std::unique_ptr<storage::ReportStore> reports);
  model::Status release(const serving::DeliveryRelease& release);

  const std::vector<DeliveryConfig>& connectors_;
  const model::Plan& plan_;
  storage::People& people_;
  const std::unique_ptr<storage::DeliveryStore> store_;
  const std::unique_ptr<storage::ReportStore> reports_;
  std::vector<std::unique_ptr<DeliverySender>> senders_;
};

// Sends it again, with its record in the audit log: both or neither. `actor` and `peer` as in
// storage/audit.h.
model::Status release_delivery(storage::People& people, storage::DeliveryStore& store,
                               std::int64_t number, const std::string& actor,
                               const std::string& peer, const std::string& why);

}  // namespace ioc::app

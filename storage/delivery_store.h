// What is kept of deliveries of published reports (model/delivery.h): an outbox and its receipts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/delivery.h"
#include "model/result.h"
#include "storage/sqlite.h"

namespace ioc::storage {

// Since when one that a person has released is due: before all that wait for their time.
inline constexpr model::Instant kReleasedNext{-1};

// A delivery whose turn it is, and the bytes it goes with; empty: not made yet.
struct DeliveryWork {
  model::Delivery delivery;
  std::string body;
};

// What a try came to.
struct DeliveryOutcome {
  model::DeliveryState state = model::DeliveryState::waiting;
  model::Instant next;  // of one that is tried again
  model::DeliveryReceipt receipt;
};

// Role: the outbox of deliveries in the database of what people enter, so that a publication and
//   its deliveries are one transaction.
// Invariants: O1 a key is of one delivery for good, and its bytes stay while a receiver may have
//   them. O2 what was accepted stays so. O3 of a report and connector, an earlier revision that may
//   still be taken goes before a later one.
// Threads: any. Errors: those of SqlDatabase; `usage` for what there is not, `check_failed` for
//   what must not be done.
class DeliveryStore {
 public:
  // The database outlives it.
  static model::Result<std::unique_ptr<DeliveryStore>> open(SqlDatabase& database);

  // Within the transaction of the publication.
  model::Status add(const model::Delivery& delivery);

  // The first in turn that is due. `after`: a connector that must have accepted the same revision,
  // if it was to be told of it; empty: none.
  model::Result<std::optional<DeliveryWork>> due(const std::string& connector,
                                                 const std::string& after, model::Instant now);
  // Before any byte leaves: from now on it is these bytes, and the receiver may have them.
  model::Status begin(std::int64_t number, const std::string& body, const std::string& sha256,
                      model::Instant now);
  // How long it has been tried, since its first try after it was made or released.
  model::Result<std::int64_t> tried_ms(std::int64_t number, model::Instant now);
  model::Status end(std::int64_t number, const DeliveryOutcome& outcome);

  // To be tried again, at once. One that was refused is made anew, since the receiver has nothing
  // of it; all others keep their bytes.
  model::Status release(std::int64_t number, const model::DeliveryReceipt& receipt);

  // The newest first, each with its last receipt.
  model::Result<std::vector<model::Delivery>> list(const model::DeliveryQuery& query);
  model::Result<std::optional<model::Delivery>> find(std::int64_t number);
  model::Result<model::DeliveryStanding> standing(const std::string& connector);

 private:
  explicit DeliveryStore(SqlDatabase& database) : database_(database) {}
  model::Status add_receipt(std::int64_t number, const model::DeliveryReceipt& receipt);
  model::Status read_receipts(model::Delivery& delivery, bool is_last_only);

  SqlDatabase& database_;
};

}  // namespace ioc::storage

// Conclusions of meetings, and the events that tell of them until the brokers have them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/conclusion.h"
#include "model/result.h"
#include "storage/sqlite.h"

namespace ioc::storage {

// An event that waits for the brokers.
struct WaitingEvent {
  std::int64_t number = 0;  // rises with each event
  std::string text;         // a CloudEvent in JSON
};

// Role: conclusions in the database of what people enter.
// Invariants: C1 a conclusion and its event are there both or not at all, so none is lost to a
//             crash between them. C2 an event is kept, unchanged, until it is acknowledged. C3 a
//             conclusion is closed once.
// Threads: any. Errors: those of SqlDatabase; `usage` when a bound is reached.
class Conclusions {
 public:
  // The database outlives it.
  static model::Result<std::unique_ptr<Conclusions>> open(SqlDatabase& database);

  // The id that is kept: of a conclusion noted before with this key, if there is one, so that a
  // form sent twice notes once. An empty key is nobody's.
  model::Result<std::string> add(const model::Conclusion& fresh, std::string_view key,
                                 const std::string& event);
  // Takes state and `closed…` over. False when there is none of this id that is open.
  model::Result<bool> close(const model::Conclusion& closed, const std::string& event);

  model::Result<std::optional<model::Conclusion>> find(std::string_view id) const;
  model::Result<std::vector<model::Conclusion>> all() const;  // in the order they were noted

  // Those with a number above `after`, the oldest first.
  model::Result<std::vector<WaitingEvent>> waiting(std::int64_t after, std::size_t count_max) const;
  model::Result<std::int64_t> waiting_count() const;
  model::Status acknowledge(std::int64_t number, model::Instant at);

 private:
  explicit Conclusions(SqlDatabase& database) : database_(database) {}
  model::Status add_event(std::string_view id, const std::string& event);
  model::Result<std::vector<model::Conclusion>> read(std::string_view where,
                                                     SqlDatabase::Values values) const;

  SqlDatabase& database_;
};

}  // namespace ioc::storage

// Documents: those of Q-Office, and those of the Party, the Front and mass organisations, which
// have a system of their own.
//
// Incoming: arrived -> registered -> finished. Outgoing: registered -> issued -> finished.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ingest/simulator_world.h"

namespace ioc::ingest {

class Documents {
 public:
  explicit Documents(World& world);

 private:
  struct Document {
    std::uint8_t step = 0;
    bool is_outgoing = false;
    bool is_signed = false;
    bool is_leader_signed = false;
    bool is_late = false;
    std::uint8_t urgency = 0;
    std::uint32_t unit = 0;
    std::int64_t due_ms = -1;  // of some incoming ones
    double limit_days = 0;
    std::string code;
  };

  void open(model::Instant now);
  void go_on(std::uint32_t slot, model::Instant now);
  void plan_next(std::uint32_t slot, model::Instant now);
  void tell(const Document& document, model::Instant now);

  World& world_;
  Chance chance_;
  Slots<Document> documents_;
  Arrivals arrivals_;
  Arrivals earlier_;
};

class PartyDocuments {
 public:
  explicit PartyDocuments(World& world);

 private:
  struct Organisation {
    std::string code;
    std::string_view block;  // party, front, mass
  };
  struct Document {
    std::uint8_t step = 0;
    bool is_outgoing = false;
    bool is_signed = false;
    std::size_t organisation = 0;
    std::string code;
  };

  void open(model::Instant now);
  void go_on(std::uint32_t slot, model::Instant now);
  void tell(const Document& document, model::Instant now);

  World& world_;
  Chance chance_;
  std::vector<Organisation> organisations_;
  Slots<Document> documents_;
  Arrivals arrivals_;
};

}  // namespace ioc::ingest

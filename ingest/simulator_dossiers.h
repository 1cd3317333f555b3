// Dossiers of the one-stop-shop, from filing to the return of the result, and what citizens say of
// it.
//
// The way of most, in national codes: 1 -> 2 -> 4 -> 9 -> 10, those of the counter from 2. On it
//   1 -> 3 | 5 -> 1 | 7         refused, to be completed, taken back
//   4 -> 5 | 6 | 8 -> 4         supplement, payment, stop: `due` moves by the length of 5 and 8
//   4 -> 7                      withdrawn
//   1 -> 9, 2 -> 10             feeds that skip states
//   9 -> 4 -> 9                 reopened
// An event tells the dossier's state and what is new: `due` and `promised` when they are set or
// moved, papers at acceptance, a fee when it is paid. A correction is an event that is sent later
// and dated right after an earlier one, with that one's state and the right value.
#pragma once

#include <cstdint>
#include <string>

#include "ingest/simulator_services.h"
#include "ingest/simulator_world.h"

namespace ioc::ingest {

class Dossiers {
 public:
  Dossiers(World& world, const Services& services);

 private:
  enum class Channel : std::uint8_t { counter, online, post };
  struct Dossier {
    std::uint8_t status = 0;
    Channel channel = Channel::counter;
    std::uint8_t level = 0;
    std::uint8_t components = 0;
    std::uint8_t digitised = 0;
    bool is_late = false;
    bool was_paused = false;  // 5 or 8: once
    bool is_paid = false;
    bool was_reopened = false;
    std::uint16_t procedure = 0;
    std::uint32_t unit = 0;
    std::int64_t due_ms = -1;
    std::int64_t told_ms = 0;  // the time of the last event
    double work_days = 0;      // how long its handling takes
    double letter_days = 0;    // of them, those after the letter of apology; 0: no letter
    double pause_days = 0;
    std::string code;
  };
  // What an event tells besides the state.
  struct News {
    bool due = false;
    std::int64_t promised_ms = -1;
    bool papers = false;
    bool payment = false;
  };
  // Where a dossier goes, what is told with it, and the days until it goes on; none: it is over.
  struct Step {
    std::uint8_t status;
    double days = -1;
    News news = {};
  };

  void open(model::Instant now, bool is_online);
  void go_on(std::uint32_t slot, model::Instant now);
  Step next_step(Dossier& dossier, model::Instant now);
  Step answered(Dossier& dossier, model::Instant now);
  Step handled(Dossier& dossier, model::Instant now);
  Step finished(Dossier& dossier);
  News accept(Dossier& dossier, model::Instant now);
  News payment(Dossier& dossier);
  void correct(Dossier& dossier, model::Instant now);
  void tell(Dossier& dossier, const News& news, model::Instant at, model::Instant now);
  void plan_rating(const Dossier& dossier, model::Instant now);

  World& world_;
  const Services& services_;
  Chance chance_;
  Slots<Dossier> dossiers_;
  Arrivals at_counter_;
  Arrivals online_;
  Arrivals earlier_;
};

}  // namespace ioc::ingest

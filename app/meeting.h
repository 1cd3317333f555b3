// Meetings: conclusions are noted, told to the log, and read when the next meeting opens.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/conclusion_courier.h"
#include "app/people_house.h"
#include "model/intake.h"
#include "serving/route.h"
#include "storage/conclusions.h"

namespace ioc::app {

// Role: owns the conclusions and their courier; gives the server the addresses about them.
// Invariants: M1 a conclusion, its event and its record in the audit log are one transaction.
//             M2 what needs a right asks for it before anything else.
// Threads: made and destroyed by one owner, after the server has stopped; else any.
class Meeting {
 public:
  // `stream` is the id of the one that tells of conclusions; empty: none are taken. The house
  // outlives it. Errors: `config` when the catalogue has no such stream, or that one cannot take
  // the events of conclusions.
  static model::Result<std::unique_ptr<Meeting>> open(PeopleHouse& house, const std::string& stream,
                                                      model::IntakeDoor door);
  ~Meeting() { stop(); }

  void start();
  void stop();
  // /meeting and, where conclusions are taken, /api/v1/conclusions.
  std::vector<serving::Route> routes(std::span<const serving::Asset> built);

  bool takes_conclusions() const { return courier_ != nullptr; }
  // For people: whether all that was noted is in the log.
  std::string delivery() const;

  struct Draft {
    std::string task;
    std::string owner;
    model::CivilDay due = 0;
    std::optional<model::ConclusionFigure> figure;
    std::string key;  // so that what is sent twice is noted once; may be empty
  };
  // The caller has asked whether the viewer may. Its id.
  model::Result<std::string> note(const serving::Request& request, const Draft& draft);
  // False: it is not there, or not open.
  model::Result<bool> close(const serving::Request& request, const std::string& id,
                            model::ConclusionState state);

  PeopleHouse& house() const { return house_; }
  const std::string& stream() const { return stream_; }
  storage::Conclusions& conclusions() const { return *conclusions_; }

 private:
  Meeting(PeopleHouse& house, std::string stream, std::unique_ptr<storage::Conclusions> conclusions)
      : house_(house), stream_(std::move(stream)), conclusions_(std::move(conclusions)) {}

  PeopleHouse& house_;
  const std::string stream_;
  const std::unique_ptr<storage::Conclusions> conclusions_;
  std::unique_ptr<ConclusionCourier> courier_;  // none where no conclusions are taken
};

}  // namespace ioc::app

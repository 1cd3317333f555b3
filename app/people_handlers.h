// What the handlers of /api/v1 about people share: bodies read, answers written, rights asked for.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/people_changes.h"
#include "app/people_house.h"
#include "serving/access.h"
#include "serving/route.h"

namespace ioc::app {

inline constexpr std::size_t kPeopleBodyBytesMax = 16 << 10;

// Role: what each idea's handlers derive from.
// Invariant: what needs a right asks for it before anything else.
// Threads: any; whoever answers later holds on to it.
class PeopleHandlers {
 protected:
  explicit PeopleHandlers(PeopleHouse& house) : house_(house) {}

  // Rights over people are rights over the root unit.
  std::optional<serving::Answer> refuse(const serving::Request& request, serving::Deed deed) const;
  PeopleChanges changes(const serving::Request& request) const;

  // A JSON object whose members are among these.
  static model::Result<nlohmann::ordered_json> body_of(const serving::Request& request,
                                                       const std::vector<std::string_view>& known);
  static model::Result<std::string> text_of(const nlohmann::ordered_json& body, const char* name);
  static model::Result<std::vector<std::string>> texts_of(const nlohmann::ordered_json& body,
                                                          const char* name);

  static serving::Answer answer_of(const nlohmann::ordered_json& json, unsigned status = 200);
  static serving::Answer done();
  static serving::Answer failed(const model::Error& error);
  static serving::Answer not_signed_in();

  nlohmann::ordered_json instant(model::Instant at) const;
  static nlohmann::ordered_json grants_json(const std::vector<model::Grant>& grants);

  PeopleHouse& house_;
};

}  // namespace ioc::app

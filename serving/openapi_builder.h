// The words that the description of the API repeats: parameters, answers, lists. What is said once,
// a schema above all, is written out as JSON.
//
//   paths.get("/api/v1/targets",
//             Operation("listTargets", "figures", "What shall be reached, and how far it is")
//                 .shared({"unit"})
//                 .query("as_of", instant(), "As they stood at this instant")
//                 .tagged_answer("All of them", schema("TargetList"))
//                 .problems({400, 409}));
#pragma once

#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace ioc::serving::openapi {

using Json = nlohmann::ordered_json;  // members stand as they were written

// What is written in the sources is JSON: a fault of it stops every program and every test.
Json read(std::string_view text);

// A reference to one of `components/schemas`.
Json schema(std::string_view name);
Json text();
Json object();   // of any members
Json instant();  // RFC 3339
Json choice(std::initializer_list<std::string_view> names);

// What the next page of a list is asked for with.
enum class Next {
  cursor,        // the schema that all lists of figures share
  text_or_null,  // the same, told without a word about it
  none,          // the list is always whole
};
Json list_of(std::string_view item, Next next);

// A reference to one of `components/parameters`, and a parameter itself; one `in` a path is
// required.
Json shared_parameter(std::string_view name);
Json parameter(std::string_view name, std::string_view in, Json of,
               std::string_view description = {});

// A reference to one of `components/responses`.
Json shared_answer(std::string_view name);

// A list's types besides JSON; `csv` says how its columns are called.
void add_table_types(Json& content, std::string_view csv);

// Role: what one method of an address takes and how it answers.
// Invariants: answers stand by their number, behind the problem that any of them may be instead.
class Operation {
 public:
  Operation(std::string_view id, std::string_view tag, std::string_view summary);

  Operation& at_length(std::string_view description);
  Operation& needs_token();

  Operation& shared(std::initializer_list<std::string_view> names);
  Operation& query(std::string_view name, Json of, std::string_view description = {});
  Operation& takes(Json parameter);

  Operation& body(Json of);  // of JSON
  Operation& body_if_any(Json of);
  Operation& shared_body(std::string_view name);

  Operation& answer(int status, std::string_view description, Json of);  // as JSON
  Operation& answer_as(int status, std::string_view description, Json content);
  // 200 with an entity tag, and 304 for whoever knows it.
  Operation& tagged_answer(std::string_view description, Json of);
  // Likewise a page of a list as JSON, CSV or a workbook.
  Operation& table_answer(std::string_view description, std::string_view list,
                          std::string_view csv);
  Operation& not_changed();  // 304

  Operation& problems(std::initializer_list<int> statuses);
  Operation& busy(std::initializer_list<int> statuses);    // problems that pass: Retry-After
  Operation& faults(std::initializer_list<int> statuses);  // of events, one by one
  Operation& never_wrong();                                // no problem is told of

  Json json() const;

 private:
  Operation& refer(std::initializer_list<int> statuses, std::string_view answer);

  std::string id_, tag_, summary_, description_;
  bool needs_token_ = false;
  bool may_be_wrong_ = true;
  Json parameters_ = Json::array();
  Json body_;
  std::map<int, Json> answers_;
};

// Role: the addresses, in the order in which they are added.
class Paths {
 public:
  // The parameters within a path, before its first method.
  void places(std::string_view path, std::initializer_list<Json> parameters);
  void get(std::string_view path, const Operation& operation);
  void post(std::string_view path, const Operation& operation);
  void remove(std::string_view path, const Operation& operation);

  const Json& json() const { return json_; }

 private:
  Json json_ = Json::object();
};

}  // namespace ioc::serving::openapi

#include "serving/openapi_builder.h"

#include <utility>

#include "serving/workbook.h"

namespace ioc::serving::openapi {
namespace {

constexpr std::string_view kJsonType = "application/json";

Json reference(std::string_view place, std::string_view name);
Json as_json(Json of);
Json header_references(std::initializer_list<std::string_view> names);

}  // namespace

Json read(std::string_view text) { return Json::parse(text); }

Json schema(std::string_view name) { return reference("schemas", name); }

Json text() { return read(R"({"type": "string"})"); }

Json object() { return read(R"({"type": "object"})"); }

Json instant() { return read(R"({"type": "string", "format": "date-time"})"); }

Json choice(std::initializer_list<std::string_view> names) {
  Json of;
  for (const std::string_view name : names) of["enum"].push_back(std::string(name));
  return of;
}

Json list_of(std::string_view item, Next next) {
  Json list = read(R"({"type": "object", "required": ["items", "next"]})");
  Json& members = list["properties"];
  members["items"]["type"] = "array";
  members["items"]["items"] = schema(item);
  switch (next) {
    case Next::cursor: members["next"] = schema("Cursor"); break;
    case Next::text_or_null: members["next"] = read(R"({"type": ["string", "null"]})"); break;
    case Next::none: members["next"] = read(R"({"type": "null"})"); break;
  }
  return list;
}

Json shared_parameter(std::string_view name) { return reference("parameters", name); }

Json parameter(std::string_view name, std::string_view in, Json of, std::string_view description) {
  Json parameter;
  parameter["name"] = std::string(name);
  parameter["in"] = std::string(in);
  if (in == "path") parameter["required"] = true;
  if (!description.empty()) parameter["description"] = std::string(description);
  parameter["schema"] = std::move(of);
  return parameter;
}

Json shared_answer(std::string_view name) { return reference("responses", name); }

void add_table_types(Json& content, std::string_view csv) {
  Json& as_csv = content["text/csv"]["schema"];
  as_csv = text();
  as_csv["description"] = std::string(csv);
  content[std::string(kXlsxType)]["schema"] = schema("Workbook");
}

Operation::Operation(std::string_view id, std::string_view tag, std::string_view summary)
    : id_(id), tag_(tag), summary_(summary) {}

Operation& Operation::at_length(std::string_view description) {
  description_ = description;
  return *this;
}

Operation& Operation::needs_token() {
  needs_token_ = true;
  return *this;
}

Operation& Operation::shared(std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) parameters_.push_back(shared_parameter(name));
  return *this;
}

Operation& Operation::query(std::string_view name, Json of, std::string_view description) {
  return takes(parameter(name, "query", std::move(of), description));
}

Operation& Operation::takes(Json parameter) {
  parameters_.push_back(std::move(parameter));
  return *this;
}

Operation& Operation::body(Json of) {
  body_["required"] = true;
  return body_if_any(std::move(of));
}

Operation& Operation::body_if_any(Json of) {
  body_["content"] = as_json(std::move(of));
  return *this;
}

Operation& Operation::shared_body(std::string_view name) {
  body_ = reference("requestBodies", name);
  return *this;
}

Operation& Operation::answer(int status, std::string_view description, Json of) {
  return answer_as(status, description, as_json(std::move(of)));
}

Operation& Operation::answer_as(int status, std::string_view description, Json content) {
  Json& answer = answers_[status];
  answer["description"] = std::string(description);
  answer["content"] = std::move(content);
  return *this;
}

Operation& Operation::tagged_answer(std::string_view description, Json of) {
  Json& answer = answers_[200];
  answer["description"] = std::string(description);
  answer["headers"] = header_references({"ETag"});
  answer["content"] = as_json(std::move(of));
  return not_changed();
}

Operation& Operation::table_answer(std::string_view description, std::string_view list,
                                   std::string_view csv) {
  tagged_answer(description, schema(list));
  Json& answer = answers_[200];
  answer["headers"] = header_references({"ETag", "Link"});
  add_table_types(answer["content"], csv);
  return *this;
}

Operation& Operation::not_changed() {
  answers_[304]["description"] = "Not changed since If-None-Match";
  return *this;
}

Operation& Operation::problems(std::initializer_list<int> statuses) {
  return refer(statuses, "Problem");
}

Operation& Operation::busy(std::initializer_list<int> statuses) { return refer(statuses, "Busy"); }

Operation& Operation::faults(std::initializer_list<int> statuses) {
  return refer(statuses, "Faults");
}

Operation& Operation::refer(std::initializer_list<int> statuses, std::string_view answer) {
  for (const int status : statuses) answers_[status] = shared_answer(answer);
  return *this;
}

Operation& Operation::never_wrong() {
  may_be_wrong_ = false;
  return *this;
}

Json Operation::json() const {
  Json json;
  json["operationId"] = id_;
  json["tags"].push_back(tag_);
  if (needs_token_) json["security"] = read(R"([{"token": []}])");
  json["summary"] = summary_;
  if (!description_.empty()) json["description"] = description_;
  if (!parameters_.empty()) json["parameters"] = parameters_;
  if (!body_.is_null()) json["requestBody"] = body_;
  Json& answers = json["responses"];
  if (may_be_wrong_) answers["default"] = shared_answer("Problem");
  for (const auto& [status, answer] : answers_) answers[std::to_string(status)] = answer;
  return json;
}

void Paths::places(std::string_view path, std::initializer_list<Json> parameters) {
  for (const Json& each : parameters) json_[std::string(path)]["parameters"].push_back(each);
}

void Paths::get(std::string_view path, const Operation& operation) {
  json_[std::string(path)]["get"] = operation.json();
}

void Paths::post(std::string_view path, const Operation& operation) {
  json_[std::string(path)]["post"] = operation.json();
}

void Paths::remove(std::string_view path, const Operation& operation) {
  json_[std::string(path)]["delete"] = operation.json();
}

namespace {

Json reference(std::string_view place, std::string_view name) {
  Json json;
  json["$ref"] = "#/components/" + std::string(place) + '/' + std::string(name);
  return json;
}

Json as_json(Json of) {
  Json content;
  content[std::string(kJsonType)]["schema"] = std::move(of);
  return content;
}

Json header_references(std::initializer_list<std::string_view> names) {
  Json headers;
  for (const std::string_view name : names) headers[std::string(name)] = reference("headers", name);
  return headers;
}

}  // namespace
}  // namespace ioc::serving::openapi

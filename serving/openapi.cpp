// The OpenAPI document, put together from its parts (serving/openapi_parts.h). A test compares its
// addresses with the routes and its schema with a real figure.
#include "serving/openapi.h"

#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {
namespace {

Json head(std::string_view version);
Json all_paths();
Json all_schemas();

}  // namespace
}  // namespace ioc::serving::openapi

namespace ioc::serving {

std::string openapi_json(std::string_view version) {
  openapi::Json document = openapi::head(version);
  document["paths"] = openapi::all_paths();
  document["components"] = openapi::shared_components();
  document["components"]["schemas"] = openapi::all_schemas();
  return document.dump(2) + "\n";
}

}  // namespace ioc::serving

namespace ioc::serving::openapi {
namespace {

Json head(std::string_view version) {
  Json document = read(R"json({
    "openapi": "3.1.0",
    "info": {"title": "ioc-pulse"},
    "servers": [{"url": "/"}], "security": [],
    "tags": [
      {"name": "figures"}, {"name": "alerts"}, {"name": "reports"}, {"name": "deliveries"},
      {"name": "events"}, {"name": "people"}, {"name": "meetings"}, {"name": "provision"},
      {"name": "operation"}
    ]
  })json");
  document["info"]["version"] = std::string(version);
  document["info"]["description"] =
      "Live windowed figures of a provincial administration. Every figure names the catalogue, the "
      "offsets and the as-of it was computed from.";
  return document;
}

Json all_paths() {
  Paths paths;
  add_people_paths(paths);
  add_administration_paths(paths);
  add_meeting_paths(paths);
  add_desk_paths(paths);
  add_figure_paths(paths);
  add_board_paths(paths);
  add_alert_paths(paths);
  add_report_paths(paths);
  add_delivery_paths(paths);
  add_report_act_paths(paths);
  add_live_paths(paths);
  add_operation_paths(paths);
  add_event_paths(paths);
  add_description_path(paths);
  return paths.json();
}

Json all_schemas() {
  Json schemas;
  add_people_schemas(schemas);
  add_administration_schemas(schemas);
  add_meeting_schemas(schemas);
  add_desk_schemas(schemas);
  add_list_schemas(schemas);
  add_board_schemas(schemas);
  add_alert_schemas(schemas);
  add_figure_schemas(schemas);
  add_report_schemas(schemas);
  add_live_schemas(schemas);
  add_operation_schemas(schemas);
  add_event_schemas(schemas);
  add_delivery_schemas(schemas);
  add_problem_schemas(schemas);
  return schemas;
}

}  // namespace
}  // namespace ioc::serving::openapi

// What all parts of the description share (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {
namespace {

Json event_bodies();
Json headers();
Json parameters();
Json answers();

}  // namespace

Json shared_components() {
  Json components;
  components["securitySchemes"] = read(R"json({
    "token": {
      "type": "http", "scheme": "bearer",
      "description": "Of one unit, for certain streams; the administrator gives it"
    }
  })json");
  components["requestBodies"] = event_bodies();
  components["headers"] = headers();
  components["parameters"] = parameters();
  components["responses"] = answers();
  return components;
}

void add_problem_schemas(Json& schemas) {
  schemas.update(read(R"json({
    "Problem": {
      "type": "object", "required": ["type", "title", "status", "detail"],
      "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The query parameter it is about"}
      }
    }
  })json"));
}

namespace {

Json event_bodies() {
  Json bodies;
  Json& events = bodies["Events"];
  events["required"] = true;
  events["description"] =
      "One CloudEvent, many, or a sheet whose first line names fields of the stream; any other "
      "type with ce- headers is one event in binary mode. At most 1 MiB and 10,000 events";
  events["content"] = read(R"json({
    "application/cloudevents+json": {"schema": {"$ref": "#/components/schemas/CloudEvent"}},
    "application/cloudevents-batch+json": {
      "schema": {"type": "array", "items": {"$ref": "#/components/schemas/CloudEvent"}}
    },
    "application/x-ndjson": {
      "schema": {"type": "string", "description": "One CloudEvent a line"}
    },
    "text/csv": {
      "schema": {"type": "string", "description": "UTF-8, RFC 4180, comma or semicolon"}
    }
  })json");
  return bodies;
}

Json headers() {
  return read(R"json({
    "ETag": {"description": "Entity tag for If-None-Match", "schema": {"type": "string"}},
    "Link": {
      "description": "The next page, rel=next; absent on the last one",
      "schema": {"type": "string"}
    }
  })json");
}

Json parameters() {
  Json all;
  all["ofReport"] = parameter("report", "path", text());
  all["ofDelivery"] = parameter("number", "path", read(R"({"type": "integer", "minimum": 1})"));
  all["ofUnit"] = parameter("unit", "path", text());
  all["ofPeriod"] = parameter("period", "path", text());
  all["ofPeriod"]["description"] = "2020-10, 2020-Q4, 2020-H1, 2020, 2020-W42, 2020-10-15";
  all["indicator"] = parameter("indicator", "query", text(), "Id of a public indicator");
  all["window"] = parameter("window", "query", text(), "A window verbatim as in the catalogue");
  all["window"]["example"] = "sliding 60m every 1m";
  all["unit"] =
      parameter("unit", "query", text(), "Code of one unit; with level, the unit to look below");
  all["level"] = parameter("level", "query", text(), "All units of this level");
  all["stream"] = parameter("stream", "query", text(),
                            "The stream the events are of; may be left out when the token has one");
  all["format"] = parameter("format", "query", choice({"json", "csv", "xlsx"}),
                            "Without it the Accept header says; a draw is JSON");
  all["alert"] = parameter("alert", "query", text(), "The id of one alert");
  all["alertPlace"] = parameter("alert", "path", text(), "Its id");
  all["limit"] =
      parameter("limit", "query",
                read(R"({"type": "integer", "minimum": 1, "maximum": 10000, "default": 1000})"));
  all["cursor"] = parameter("cursor", "query", text(), "The next of the page before; opaque");
  return all;
}

Json answers() {
  return read(R"json({
    "Problem": {
      "description": "What is wrong and the cure; also 405, 413, 414, 431 of any address",
      "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
      }
    },
    "Faults": {
      "description": "No event was taken: what is wrong with which",
      "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Faults"}}
      }
    },
    "Busy": {
      "description": "Ask again after Retry-After seconds",
      "headers": {"Retry-After": {"schema": {"type": "integer"}}},
      "content": {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
      }
    }
  })json");
}

}  // namespace
}  // namespace ioc::serving::openapi

// Events that units send (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {

void add_event_paths(Paths& paths) {
  paths.post("/api/v1/events",
             Operation("sendEvents", "events",
                       "Takes events of a unit; answers once all brokers have them. The same "
                       "source and id count once, so whatever was not answered by 202 may be sent "
                       "again")
                 .needs_token()
                 .shared({"stream"})
                 .shared_body("Events")
                 .answer(202, "All events are safe", read(R"json({
                   "type": "object", "required": ["stream", "accepted"],
                   "properties": {"stream": {"type": "string"}, "accepted": {"type": "integer"}}
                 })json"))
                 .problems({401, 413, 415})
                 .faults({403, 422})
                 .busy({429, 503}));
  paths.post("/api/v1/events/preview",
             Operation("previewEvents", "events",
                       "Reads events and shows them with their faults; sends nothing")
                 .needs_token()
                 .shared({"stream"})
                 .shared_body("Events")
                 .answer(200, "What would be sent, and what is wrong", schema("Preview"))
                 .problems({401, 403, 413, 415})
                 .busy({429}));
}

void add_event_schemas(Json& schemas) {
  schemas.update(read(R"json({
    "CloudEvent": {
      "type": "object", "required": ["id", "source"],
      "description": "CloudEvents 1.0; which other members are needed, the stream's fields tell",
      "properties": {
        "specversion": {"const": "1.0"}, "id": {"type": "string"},
        "source": {"type": "string"}, "type": {"type": "string"},
        "time": {"type": "string", "format": "date-time"}, "data": {}
      }
    },
    "Fault": {
      "type": "object", "required": ["event", "reason", "detail"],
      "properties": {
        "event": {"type": "integer", "description": "Its place in the request, from 0"},
        "line": {"type": "integer", "description": "Of the body, from 1"},
        "column": {"type": "integer", "description": "Of a sheet, from 1"},
        "id": {"type": "string"}, "field": {"type": "string"},
        "reason": {
          "enum": [
            "too_large", "malformed", "missing_field", "bad_type", "unknown_unit", "time_ahead",
            "foreign_unit"
          ]
        },
        "detail": {"type": "string"}
      }
    },
    "Faults": {
      "allOf": [{"$ref": "#/components/schemas/Problem"}],
      "properties": {
        "errors": {
          "type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/Fault"}
        },
        "error_count": {"type": "integer", "description": "Of all, told or not"}
      }
    },
    "Preview": {
      "type": "object",
      "required": ["stream", "events", "faulty_events", "rows", "errors", "error_count"],
      "properties": {
        "stream": {"type": "string"},
        "events": {"type": "integer", "description": "Without a fault"},
        "faulty_events": {"type": "integer"},
        "rows": {
          "type": "array", "maxItems": 100,
          "items": {
            "type": "object",
            "properties": {
              "line": {"type": "integer"}, "event": {"$ref": "#/components/schemas/CloudEvent"},
              "data_bytes": {"type": "integer"}
            }
          }
        },
        "errors": {
          "type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/Fault"}
        },
        "error_count": {"type": "integer"}
      }
    }
  })json"));
}

}  // namespace ioc::serving::openapi

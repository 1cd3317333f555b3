// Metrics, health and the description itself (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {

void add_operation_paths(Paths& paths) {
  paths.get("/metrics", Operation("metrics", "operation", "Prometheus text format 0.0.4")
                            .answer_as(200, "All metrics",
                                       read(R"({"text/plain": {"schema": {"type": "string"}}})")));
  paths.get("/livez", Operation("livez", "operation",
                                "Whether the process can still do its work; restart it when not")
                          .answer(200, "It can", schema("Live"))
                          .answer(503, "It cannot", schema("Live")));
  paths.get("/readyz",
            Operation("readyz", "operation", "Whether figures are served and fresh, check by check")
                .answer(200, "All checks passed", schema("Ready"))
                .answer(503, "At least one did not", schema("Ready")));
}

void add_description_path(Paths& paths) {
  paths.get("/openapi.json", Operation("openapi", "operation", "This document")
                                 .answer(200, "OpenAPI 3.1", object())
                                 .not_changed());
}

void add_operation_schemas(Json& schemas) {
  schemas.update(read(R"json({
    "Live": {
      "type": "object", "required": ["live"], "properties": {"live": {"type": "boolean"}}
    },
    "Ready": {
      "type": "object", "required": ["ready", "checks"],
      "properties": {
        "ready": {"type": "boolean"},
        "checks": {
          "type": "array",
          "items": {
            "type": "object", "required": ["name", "ok", "text"],
            "properties": {
              "name": {"type": "string"}, "ok": {"type": "boolean"}, "text": {"type": "string"}
            }
          }
        }
      }
    }
  })json"));
}

}  // namespace ioc::serving::openapi

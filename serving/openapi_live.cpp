// The live feed (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {

void add_live_paths(Paths& paths) {
  paths.get(
      "/api/v1/live",
      Operation("watchFigures", "figures",
                "Server-sent events: a snapshot, then changes, and a heartbeat every 5 s")
          .at_length(
              "Events: `snapshot` (several when large, the last with complete=true), `change` and "
              "`heartbeat`; the data of each is a LiveFrame. A figure replaces the one held of the "
              "same indicator, window and group. An event that leaves nothing unseen carries the "
              "revision as its id; Last-Event-ID resumes behind it, or with a snapshot when that "
              "is no longer known. Slow clients get the newest figure, not every figure.")
          .shared({"indicator", "window", "unit", "level"})
          .takes(parameter("Last-Event-ID", "header", text()))
          .query("board", text(),
                 "Exactly the figures that this board shows; nothing else chooses then")
          .answer_as(200, "The stream",
                     read(R"({"text/event-stream": {"schema": {"type": "string"}}})"))
          .problems({400})
          .busy({503}));
}

void add_live_schemas(Json& schemas) {
  schemas.update(read(R"json({
    "LiveFrame": {
      "type": "object", "required": ["revision", "as_of", "server_time"],
      "properties": {
        "revision": {"type": "integer"},
        "as_of": {"type": ["string", "null"], "format": "date-time"},
        "server_time": {"type": "string", "format": "date-time"},
        "complete": {"type": "boolean", "description": "snapshot only"},
        "figures": {
          "type": "array", "items": {"$ref": "#/components/schemas/Figure"},
          "description": "snapshot and change only"
        }
      }
    }
  })json"));
}

}  // namespace ioc::serving::openapi

// What stands beside figures: streams, targets and boards (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {
namespace {

void add_stream_and_target_schemas(Json& schemas);

}  // namespace

void add_board_paths(Paths& paths) {
  paths.get("/api/v1/streams",
            Operation("listStreams", "catalogue", "What comes in, and how new the newest of it is")
                .answer(200, "All of them", schema("StreamList"))
                .problems({400}));
  paths.get(
      "/api/v1/targets",
      Operation("listTargets", "figures",
                "What shall be reached, and how far it is, by target and unit")
          .query("target", text(), "The id of one target")
          .shared({"unit"})
          .query("as_of", instant(), "As they stood at this instant: of the figures frozen there")
          .tagged_answer("All of them", schema("TargetList"))
          .problems({400, 409, 503}));
  paths.get("/api/v1/boards",
            Operation("listBoards", "catalogue",
                      "What walls show, page by page; the first is shown by itself")
                .tagged_answer("Those whose figures are all public", schema("BoardList"))
                .problems({400}));
}

void add_board_schemas(Json& schemas) {
  add_stream_and_target_schemas(schemas);
  schemas["BoardList"] = list_of("Board", Next::none);
  schemas.update(read(R"json({
    "Board": {
      "type": "object", "required": ["board", "name", "unit", "pages"],
      "properties": {
        "board": {"type": "string"},
        "name": {"$ref": "#/components/schemas/Bilingual"},
        "unit": {"type": "string"},
        "pages": {"type": "array", "items": {"$ref": "#/components/schemas/BoardPage"}}
      }
    },
    "BoardPage": {
      "type": "object", "required": ["name"],
      "description": "One of tiles, worst and map",
      "properties": {
        "name": {"$ref": "#/components/schemas/Bilingual"},
        "tiles": {"type": "array", "items": {"$ref": "#/components/schemas/BoardTile"}},
        "worst": {
          "allOf": [
            {"$ref": "#/components/schemas/BoardUnits"},
            {
              "type": "object", "required": ["count", "better"],
              "properties": {
                "count": {"type": "integer", "description": "So many units are shown"},
                "better": {"enum": ["up", "down"], "description": "The others stand worst"}
              }
            }
          ]
        },
        "map": {
          "allOf": [
            {"$ref": "#/components/schemas/BoardUnits"},
            {
              "type": "object", "required": ["grid"],
              "properties": {
                "grid": {
                  "type": "array",
                  "description": "Rows from the north, places from the west; null is empty",
                  "items": {"type": "array", "items": {"type": ["string", "null"]}}
                }
              }
            }
          ]
        }
      }
    },
    "BoardTile": {
      "type": "object", "required": ["indicator", "window", "unit", "target", "name"],
      "properties": {
        "indicator": {"type": "string"},
        "window": {"type": "string"},
        "unit": {"type": ["string", "null"]},
        "target": {"type": ["string", "null"]},
        "name": {"$ref": "#/components/schemas/Bilingual"}
      }
    },
    "BoardUnits": {
      "type": "object", "required": ["indicator", "window", "each", "target"],
      "properties": {
        "indicator": {"type": "string"},
        "window": {"type": "string"},
        "each": {"type": "string", "description": "The level whose units stand side by side"},
        "target": {"type": ["string", "null"]}
      }
    }
  })json"));
}

namespace {

void add_stream_and_target_schemas(Json& schemas) {
  schemas["StreamList"] = list_of("Stream", Next::none);
  schemas.update(read(R"json({
    "Stream": {
      "type": "object", "required": ["stream", "topic", "newest", "reading", "working"],
      "properties": {
        "stream": {"type": "string"},
        "topic": {"type": "string"},
        "newest": {
          "type": ["string", "null"], "format": "date-time",
          "description": "The highest event time counted"
        },
        "reading": {
          "type": "boolean",
          "description": "Whether new events would be seen; not while the brokers are away"
        },
        "working": {
          "type": ["boolean", "null"],
          "description": "Whether it is working time now; null without working hours"
        }
      }
    }
  })json"));
  schemas["TargetList"] = list_of("Target", Next::none);
  schemas.update(read(R"json({
    "Target": {
      "type": "object",
      "required": ["target", "name", "indicator", "window", "unit", "by", "state", "figure"],
      "properties": {
        "target": {"type": "string"},
        "name": {"$ref": "#/components/schemas/Bilingual"},
        "indicator": {"type": "string"},
        "window": {"type": "string"},
        "unit": {"type": ["string", "null"]},
        "at_least": {"type": "number"},
        "at_most": {"type": "number"},
        "by": {
          "type": ["string", "null"], "format": "date",
          "description": "The last day on which it may be reached"
        },
        "state": {"enum": ["no_data", "met", "on_pace", "behind", "lagging", "missed"]},
        "held": {
          "type": "boolean",
          "description": "The figure alone would stand better; it has not come back far enough"
        },
        "gap": {"type": ["number", "null"], "description": "What is missing to the limit"},
        "expected": {
          "type": ["number", "null"],
          "description": "Where the straight way from the baseline is by now"
        },
        "projected": {
          "type": ["number", "null"],
          "description": "Where the way so far leads to at the deadline"
        },
        "working_days_left": {"type": ["integer", "null"]},
        "working_days_behind": {"type": ["integer", "null"]},
        "figure": {"oneOf": [{"$ref": "#/components/schemas/Figure"}, {"type": "null"}]}
      }
    }
  })json"));
}

}  // namespace
}  // namespace ioc::serving::openapi

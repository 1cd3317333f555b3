// Written out as it is served (serving/openapi_meeting.h).
#include "serving/openapi_meeting.h"

namespace ioc::serving {
namespace {

constexpr std::string_view kMeetingPaths =
    // clang-format off
R"json(
    "/api/v1/conclusions": {
      "get": {
        "operationId": "listConclusions",
        "tags": ["meetings"],
        "summary": "What meetings have concluded: open ones first, the latest of them first",
        "parameters": [
          {
            "name": "state",
            "in": "query",
            "schema": {"enum": ["open", "done", "withdrawn"]}
          },
          {
            "name": "as_of",
            "in": "query",
            "description": "As they stood at this instant",
            "schema": {"type": "string", "format": "date-time"}
          }
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Those of units whose figures you may see",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/ConclusionList"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}
        }
      },
      "post": {
        "operationId": "noteConclusion",
        "tags": ["meetings"],
        "summary": "Notes one; an event of it goes into the log",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": ["task", "owner", "due"],
                "properties": {
                  "task": {"type": "string", "description": "At most 2,000 bytes"},
                  "owner": {"type": "string", "description": "Code of the unit that answers for it"},
                  "due": {
                    "type": "string",
                    "format": "date",
                    "description": "The last day on which it is in time, today or later"
                  },
                  "figure": {"$ref": "#/components/schemas/ConclusionFigure"},
                  "key": {
                    "type": "string",
                    "description": "What is sent again with the same key is noted once"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "201": {
            "description": "Noted, and its event is on its way",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Conclusion"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/conclusions/{conclusion}": {
      "parameters": [
        {
          "name": "conclusion",
          "in": "path",
          "required": true,
          "description": "As the list names it",
          "schema": {"type": "string"}
        }
      ],
      "post": {
        "operationId": "closeConclusion",
        "tags": ["meetings"],
        "summary": "Says that it is done, or takes it back; once",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "required": ["state"],
                "properties": {"state": {"enum": ["done", "withdrawn"]}}
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "As it stands now",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Conclusion"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
)json";

constexpr std::string_view kMeetingSchemas =
R"json(
    "ConclusionFigure": {
      "type": ["object", "null"],
      "description": "The figure it came from, as of an instant",
      "required": ["indicator", "window", "as_of"],
      "properties": {
        "indicator": {"type": "string"},
        "window": {"type": "string"},
        "unit": {"type": ["string", "null"]},
        "as_of": {"type": "string", "format": "date-time"}
      }
    },
    "Conclusion": {
      "type": "object",
      "required": [
        "conclusion", "task", "owner", "due", "state", "late", "working_days_late",
        "working_days_left", "noted", "noted_by", "closed", "closed_by", "figure", "may_close"
      ],
      "properties": {
        "conclusion": {"type": "string"},
        "task": {"type": "string"},
        "owner": {"type": "string"},
        "due": {"type": "string", "format": "date"},
        "state": {"enum": ["open", "done", "withdrawn"]},
        "late": {"type": "boolean", "description": "Open after its day, or done after it"},
        "working_days_late": {
          "type": ["integer", "null"],
          "description": "By the owner's calendar; null: it is in time, or there are no hours"
        },
        "working_days_left": {"type": ["integer", "null"]},
        "noted": {"type": "string", "format": "date-time"},
        "noted_by": {"type": "string"},
        "closed": {"type": ["string", "null"], "format": "date-time"},
        "closed_by": {"type": ["string", "null"]},
        "figure": {"$ref": "#/components/schemas/ConclusionFigure"},
        "may_close": {"type": "boolean", "description": "Whether you may say that it is done"}
      }
    },
    "ConclusionList": {
      "type": "object",
      "required": ["items", "next"],
      "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Conclusion"}},
        "next": {"type": ["string", "null"]}
      }
    },
)json";
// clang-format on

}  // namespace

std::string_view openapi_meeting() { return kMeetingPaths; }
std::string_view openapi_meeting_schemas() { return kMeetingSchemas; }

}  // namespace ioc::serving

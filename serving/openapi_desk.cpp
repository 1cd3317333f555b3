// Written out as it is served (serving/openapi_desk.h).
#include "serving/openapi_desk.h"

namespace ioc::serving {
namespace {

constexpr std::string_view kDeskPaths =
    // clang-format off
R"json(
    "/api/v1/provision": {
      "get": {
        "operationId": "listProvision", "tags": ["provision"],
        "summary": "Who provides what: due, provided, missing since when, due next",
        "parameters": [
          {"name": "provision", "in": "query", "schema": {"type": "string"}},
          {"$ref": "#/components/parameters/unit"},
          {"$ref": "#/components/parameters/level"},
          {
            "name": "state", "in": "query",
            "schema": {"type": "string", "enum": ["none", "provided", "poor", "gaps", "late"]}
          },
          {
            "name": "as_of", "in": "query",
            "description": "As it stood at this instant (RFC 3339); official reports are left out",
            "schema": {"type": "string", "format": "date-time"}
          },
          {
            "name": "lang", "in": "query", "description": "Ignored",
            "schema": {"type": "string"}
          }
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "All that the asker may see",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/ProvisionList"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/refused": {
      "get": {
        "operationId": "listRefused", "tags": ["provision"],
        "summary": "The newest refused events of the units the asker may see, the newest first",
        "parameters": [
          {"$ref": "#/components/parameters/unit"},
          {"name": "stream", "in": "query", "schema": {"type": "string"}},
          {"name": "reason", "in": "query", "schema": {"type": "string"}},
          {"$ref": "#/components/parameters/limit"},
          {
            "name": "lang", "in": "query", "description": "Ignored",
            "schema": {"type": "string"}
          }
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "What is kept of them",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/RefusedList"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/registers": {
      "get": {
        "operationId": "listRegisters", "tags": ["provision"],
        "summary": "Problems, and comments on the regulations, the newest first",
        "parameters": [
          {
            "name": "register", "in": "query",
            "schema": {"type": "string", "enum": ["problems", "regulations"]}
          },
          {
            "name": "unit", "in": "query", "description": "Who raised it",
            "schema": {"type": "string"}
          },
          {
            "name": "owner", "in": "query", "description": "Who is asked",
            "schema": {"type": "string"}
          },
          {
            "name": "state", "in": "query",
            "schema": {"type": "string", "enum": ["open", "answered", "closed"]}
          },
          {
            "name": "late", "in": "query", "description": "Only what was or is late",
            "schema": {"type": "string", "enum": ["1"]}
          },
          {"$ref": "#/components/parameters/limit"},
          {"$ref": "#/components/parameters/cursor"}
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "One page",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/RegisterList"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"}
        }
      },
      "post": {
        "operationId": "raiseEntry", "tags": ["provision"],
        "summary": "Raises a problem, or comments on a regulation, in the name of a unit",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/NewEntry"}}
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "201": {
            "description": "It is entered",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object", "required": ["number"],
                  "properties": {"number": {"type": "integer"}}
                }
              }
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/registers/{number}/{verb}": {
      "parameters": [
        {"name": "number", "in": "path", "required": true, "schema": {"type": "integer"}},
        {
          "name": "verb", "in": "path", "required": true,
          "schema": {"type": "string", "enum": ["answer", "close", "reopen"]}
        }
      ],
      "post": {
        "operationId": "changeEntry", "tags": ["provision"],
        "summary": "Answers an entry (the unit asked), closes it or opens it again (who raised it)",
        "requestBody": {
          "content": {
            "application/json": {
              "schema": {
                "type": "object", "properties": {"text": {"type": "string"}},
                "description": "Of an answer"
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
)json";

constexpr std::string_view kDeskSchemas =
R"json(
    "ProvisionQuality": {
      "type": ["object", "null"],
      "properties": {
        "indicator": {"type": "string"},
        "window": {"type": "string"},
        "at_least": {"type": "number"},
        "met": {"type": "boolean"},
        "figure": {
          "anyOf": [{"$ref": "#/components/schemas/Figure"}, {"type": "null"}]
        }
      }
    },
    "Provision": {
      "type": "object",
      "required": ["provision", "name", "every", "unit", "state", "due", "provided", "missing"],
      "properties": {
        "provision": {"type": "string"},
        "name": {"$ref": "#/components/schemas/Bilingual"},
        "indicator": {"type": "string"},
        "report": {"type": "string", "description": "Instead: an official report"},
        "every": {"type": "string"},
        "unit": {"type": "string"},
        "state": {"type": "string", "enum": ["none", "provided", "poor", "gaps", "late"]},
        "due": {"type": "integer", "description": "Of the last 12 periods, those that were due"},
        "provided": {"type": "integer", "description": "Of them"},
        "missing": {"type": "array", "items": {"type": "string"}},
        "last": {"type": ["string", "null"], "description": "The newest period that was due"},
        "late_since": {"type": ["string", "null"], "format": "date-time"},
        "working_days_late": {"type": ["integer", "null"]},
        "next": {"type": ["string", "null"], "description": "The period due next"},
        "next_due": {"type": ["string", "null"], "format": "date-time"},
        "complete": {"$ref": "#/components/schemas/ProvisionQuality"},
        "valid": {"$ref": "#/components/schemas/ProvisionQuality"}
      }
    },
    "ProvisionList": {
      "type": "object", "required": ["items", "next", "as_of"],
      "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Provision"}},
        "next": {"type": "null"},
        "as_of": {"type": "string", "format": "date-time"}
      }
    },
    "RefusedEvent": {
      "type": "object",
      "required": ["stream", "unit", "reason", "refused_at", "passes_now", "faults"],
      "properties": {
        "stream": {"type": "string"},
        "unit": {"type": ["string", "null"], "description": "null: it cannot be read"},
        "system": {"type": ["string", "null"], "description": "The event's source"},
        "id": {"type": ["string", "null"]},
        "reason": {"type": "string"},
        "refused_at": {"type": "string", "format": "date-time"},
        "partition": {"type": "integer"},
        "offset": {"type": "integer"},
        "passes_now": {
          "type": "boolean", "description": "By the catalogue of now it would be taken"
        },
        "faults": {
          "type": "array",
          "items": {
            "type": "object",
            "properties": {
              "reason": {"type": "string"},
              "field": {"type": ["string", "null"]},
              "found": {"type": ["string", "null"], "description": "Cut to 80 bytes"},
              "detail": {"type": ["string", "null"]}
            }
          }
        }
      }
    },
    "RefusedList": {
      "type": "object", "required": ["items", "next"],
      "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/RefusedEvent"}},
        "next": {"type": "null"}
      }
    },
    "NewEntry": {
      "type": "object", "required": ["register", "unit", "owner", "title", "text", "due"],
      "properties": {
        "register": {"type": "string", "enum": ["problems", "regulations"]},
        "unit": {"type": "string", "description": "Who raises it"},
        "owner": {"type": "string", "description": "Who shall answer"},
        "title": {"type": "string"},
        "text": {"type": "string"},
        "due": {"type": "string", "format": "date", "description": "The last day in time"}
      }
    },
    "RegisterEntry": {
      "type": "object",
      "required": ["number", "register", "unit", "owner", "title", "text", "due", "state"],
      "properties": {
        "number": {"type": "integer"},
        "register": {"type": "string"},
        "unit": {"type": "string"},
        "owner": {"type": "string"},
        "title": {"type": "string"},
        "text": {"type": "string"},
        "due": {"type": "string", "format": "date"},
        "by": {"type": "string"},
        "name": {"type": "string"},
        "at": {"type": "string", "format": "date-time"},
        "state": {"type": "string", "enum": ["open", "answered", "closed"]},
        "working_days_late": {"type": "integer"},
        "answer": {
          "type": ["object", "null"],
          "properties": {
            "text": {"type": "string"},
            "by": {"type": "string"},
            "name": {"type": "string"},
            "at": {"type": "string", "format": "date-time"}
          }
        }
      }
    },
    "RegisterList": {
      "type": "object", "required": ["items", "next"],
      "properties": {
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/RegisterEntry"}},
        "next": {"type": ["string", "null"]}
      }
    },
)json";
// clang-format on

}  // namespace

std::string_view openapi_desk() { return kDeskPaths; }
std::string_view openapi_desk_schemas() { return kDeskSchemas; }

}  // namespace ioc::serving

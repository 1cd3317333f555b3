// Who signs in, and where (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {
void add_people_paths(Paths& paths) {
  paths.get("/api/v1/session",
            Operation("whoAmI", "people", "Who asks; `account` is null for the public")
                .answer(200, "Done", schema("Viewer")));
  paths.post("/api/v1/session",
             Operation("signIn", "people", "Signs in: the answer sets the session's cookie")
                 .body(read(R"json({
                   "type": "object",
                   "additionalProperties": false,
                   "required": ["account", "password"],
                   "properties": {"account": {"type": "string"}, "password": {"type": "string"}}
                 })json"))
                 .answer(200, "Done", schema("Viewer"))
                 .problems({400, 401, 403, 429, 503}));
  paths.remove("/api/v1/session",
               Operation("signOut", "people", "Ends this session and takes its cookie away")
                   .answer(200, "Done", schema("Done"))
                   .problems({403}));
  paths.get("/api/v1/sessions",
            Operation("listSessions", "people", "Where the account is signed in, the newest first")
                .answer(200, "Done", list_of("Session", Next::text_or_null))
                .problems({401}));
  paths.places("/api/v1/sessions/{id}",
               {parameter("id", "path", text(), "As the list of sessions names it")});
  paths.remove("/api/v1/sessions/{id}",
               Operation("endSession", "people", "Ends one of the account's own sessions")
                   .answer(200, "Done", schema("Done"))
                   .problems({401, 403, 404}));
  paths.post("/api/v1/password",
             Operation("setPassword", "people",
                       "Sets a password, by a one-time link or by the old one; other sessions end")
                 .body(read(R"json({
                   "type": "object",
                   "additionalProperties": false,
                   "required": ["password"],
                   "properties": {
                     "password": {"type": "string", "minLength": 12},
                     "link": {"type": "string"},
                     "old_password": {"type": "string"}
                   }
                 })json"))
                 .answer(200, "Done", schema("Done"))
                 .problems({400, 401, 403, 429, 503}));
}

void add_people_schemas(Json& schemas) {
  schemas.update(read(R"json({
    "Done": {"type": "object", "required": ["done"], "properties": {"done": {"const": true}}},
    "Grant": {
      "type": "object",
      "required": ["role", "unit"],
      "properties": {
        "role": {
          "enum": [
            "administrator", "leader", "office", "steward", "department", "district", "officer",
            "technician", "auditor", "screen"
          ]
        },
        "unit": {"type": "string"},
        "streams": {
          "type": "array",
          "items": {"type": "string"},
          "description": "None: all but those that stand apart"
        }
      }
    },
    "Viewer": {
      "type": "object",
      "required": ["account", "name", "grants"],
      "properties": {
        "account": {"type": ["string", "null"]},
        "name": {"type": ["string", "null"]},
        "grants": {"type": "array", "items": {"$ref": "#/components/schemas/Grant"}},
        "screen": {
          "type": "object",
          "required": ["token", "good"],
          "description": "Of a browser that was opened as a screen",
          "properties": {
            "token": {"type": "string"},
            "good": {"type": "boolean", "description": "Neither revoked nor too old"}
          }
        }
      }
    },
    "Session": {
      "type": "object",
      "required": ["id", "begun", "seen", "address", "client", "this"],
      "properties": {
        "id": {"type": "string"},
        "begun": {"type": "string", "format": "date-time"},
        "seen": {"type": "string", "format": "date-time"},
        "address": {"type": "string"},
        "client": {"type": "string"},
        "this": {"type": "boolean", "description": "The one that asks"}
      }
    }
  })json"));
}

}  // namespace ioc::serving::openapi

// Data provision, refused events and registers (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {
namespace {

void add_provision_paths(Paths& paths);
void add_register_paths(Paths& paths);
void add_provision_schemas(Json& schemas);
void add_register_schemas(Json& schemas);
Json word_of(std::initializer_list<std::string_view> words);

}  // namespace

void add_desk_paths(Paths& paths) {
  add_provision_paths(paths);
  add_register_paths(paths);
}

void add_desk_schemas(Json& schemas) {
  add_provision_schemas(schemas);
  add_register_schemas(schemas);
}

namespace {

void add_provision_paths(Paths& paths) {
  paths.get("/api/v1/provision",
            Operation("listProvision", "provision",
                      "Who provides what: due, provided, missing since when, due next")
                .query("provision", text())
                .shared({"unit", "level"})
                .query("state", word_of({"none", "provided", "poor", "gaps", "late"}))
                .query("as_of", instant(),
                       "As it stood at this instant (RFC 3339); official reports are left out")
                .query("lang", text(), "Ignored")
                .answer(200, "All that the asker may see", schema("ProvisionList"))
                .problems({400, 503}));
  paths.get("/api/v1/refused",
            Operation("listRefused", "provision",
                      "The newest refused events of the units the asker may see, the newest first")
                .shared({"unit"})
                .query("stream", text())
                .query("reason", text())
                .shared({"limit"})
                .query("lang", text(), "Ignored")
                .answer(200, "What is kept of them", schema("RefusedList"))
                .problems({400, 401, 503}));
}

void add_register_paths(Paths& paths) {
  paths.get("/api/v1/registers",
            Operation("listRegisters", "provision",
                      "Problems, and comments on the regulations, the newest first")
                .query("register", word_of({"problems", "regulations"}))
                .query("unit", text(), "Who raised it")
                .query("owner", text(), "Who is asked")
                .query("state", word_of({"open", "answered", "closed"}))
                .query("late", word_of({"1"}), "Only what was or is late")
                .shared({"limit", "cursor"})
                .answer(200, "One page", schema("RegisterList"))
                .problems({400, 401}));
  paths.post("/api/v1/registers",
             Operation("raiseEntry", "provision",
                       "Raises a problem, or comments on a regulation, in the name of a unit")
                 .body(schema("NewEntry"))
                 .answer(201, "It is entered", read(R"json({
                   "type": "object", "required": ["number"],
                   "properties": {"number": {"type": "integer"}}
                 })json"))
                 .problems({400, 401, 403}));
  paths.places("/api/v1/registers/{number}/{verb}",
               {parameter("number", "path", read(R"({"type": "integer"})")),
                parameter("verb", "path", word_of({"answer", "close", "reopen"}))});
  paths.post("/api/v1/registers/{number}/{verb}",
             Operation("changeEntry", "provision",
                       "Answers an entry (the unit asked), closes it or opens it again (who raised "
                       "it)")
                 .body_if_any(read(R"json({
                   "type": "object", "properties": {"text": {"type": "string"}},
                   "description": "Of an answer"
                 })json"))
                 .answer(200, "Done", schema("Done"))
                 .problems({400, 401, 403, 404}));
}

void add_provision_schemas(Json& schemas) {
  schemas.update(read(R"json({
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
    }
  })json"));
  schemas["RefusedList"] = list_of("RefusedEvent", Next::none);
}

void add_register_schemas(Json& schemas) {
  schemas.update(read(R"json({
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
    }
  })json"));
  schemas["RegisterList"] = list_of("RegisterEntry", Next::text_or_null);
}

Json word_of(std::initializer_list<std::string_view> words) {
  Json of = text();
  of.update(choice(words));
  return of;
}

}  // namespace
}  // namespace ioc::serving::openapi

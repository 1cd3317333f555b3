// Alerts, what people do about them, and their journal (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {
namespace {

void add_answering(Paths& paths, const std::string& verb, std::string_view id,
                   std::string_view summary, std::string_view body);
void add_answer_schemas(Json& schemas);

}  // namespace

void add_alert_paths(Paths& paths) {
  paths.get("/api/v1/alerts",
            Operation("listAlerts", "alerts",
                      "What calls for help now, or is about to, by alert and unit")
                .shared({"alert", "unit"})
                .query("state", choice({"pending", "firing", "clearing"}),
                       "Only those that are not told yet, that fire, or that seem to be over")
                .tagged_answer("All of them", schema("AlertList"))
                .problems({400}));
  add_answering(paths, "acknowledge", "acknowledgeAlert",
                "Sees to an alert that fires, or has another see to it", "AlertAcknowledgement");
  add_answering(paths, "note", "noteAlert", "Writes a word about an alert, also when it is over",
                "AlertDeed");
  add_answering(paths, "release", "releaseAlert", "Nobody sees to the alert any more", "AlertDeed");
  paths.get("/api/v1/alerts/journal",
            Operation("listAlertChanges", "alerts",
                      "What fired and what was resolved, the newest first, who was told, who saw "
                      "to it")
                .shared({"alert", "unit", "limit"})
                .answer(200, "The newest lines of the journal, as many as `limit` says",
                        schema("AlertJournal"))
                .problems({400}));
}

void add_alert_schemas(Json& schemas) {
  schemas["AlertList"] = list_of("Alert", Next::none);
  schemas["AlertJournal"] = list_of("AlertChange", Next::none);
  schemas.update(read(R"json({
    "Alert": {
      "type": "object",
      "required": ["alert", "unit", "state", "severity", "name", "summary", "since", "fired"],
      "properties": {
        "alert": {"type": "string"},
        "unit": {"type": ["string", "null"]},
        "state": {"enum": ["pending", "firing", "clearing"]},
        "severity": {"enum": ["info", "warning", "critical", null]},
        "name": {"$ref": "#/components/schemas/Bilingual"},
        "summary": {
          "$ref": "#/components/schemas/Bilingual",
          "description": "One sentence: what, where, the figure as it was seen beside its limit"
        },
        "rule": {"$ref": "#/components/schemas/Bilingual", "description": "When it fires"},
        "since": {"type": "string", "format": "date-time"},
        "fired": {"type": ["string", "null"], "format": "date-time"},
        "quiet_since": {
          "type": ["string", "null"], "format": "date-time",
          "description": "Since when what it warns of is no longer so"
        },
        "target": {"type": ["string", "null"]},
        "indicator": {"type": "string"},
        "window": {"type": "string"},
        "target_state": {"enum": ["no_data", "met", "on_pace", "behind", "lagging", "missed"]},
        "value": {"type": ["number", "string", "null"]},
        "working_days_left": {"type": ["integer", "null"]},
        "stream": {"type": ["string", "null"]},
        "silent_seconds": {"type": "integer"},
        "description": {"$ref": "#/components/schemas/Bilingual"},
        "owner": {"$ref": "#/components/schemas/Bilingual"},
        "runbook": {"type": "string"},
        "acknowledged": {
          "oneOf": [{"$ref": "#/components/schemas/AlertCare"}, {"type": "null"}]
        },
        "answers": {
          "type": "array", "items": {"$ref": "#/components/schemas/AlertAnswer"},
          "description": "What people did about it since it fired, in their order"
        }
      }
    }
  })json"));
  add_answer_schemas(schemas);
  schemas.update(read(R"json({
    "AlertChange": {
      "allOf": [{"$ref": "#/components/schemas/Alert"}],
      "type": "object", "required": ["number", "key", "turn", "at", "told"],
      "properties": {
        "number": {"type": "integer", "minimum": 1},
        "key": {"type": "string", "description": "The same however often it is sent"},
        "turn": {"enum": ["fired", "resolved"]},
        "at": {"type": "string", "format": "date-time"},
        "told": {
          "type": "array",
          "items": {
            "type": "object", "required": ["receiver", "at"],
            "properties": {
              "receiver": {"type": "string"},
              "at": {"type": "string", "format": "date-time"}
            }
          }
        }
      }
    }
  })json"));
}

namespace {

void add_answering(Paths& paths, const std::string& verb, std::string_view id,
                   std::string_view summary, std::string_view body) {
  const std::string path = "/api/v1/alerts/{alert}/" + verb;
  paths.places(path, {shared_parameter("alertPlace")});
  paths.post(path, Operation(id, "alerts", summary)
                       .body(schema(body))
                       .answer(200, "Kept: the alert as it is now; {} when it is over",
                               schema("AnsweredAlert"))
                       .problems({400, 401, 403, 404, 409})
                       .busy({503}));
}

void add_answer_schemas(Json& schemas) {
  schemas.update(read(R"json({
    "AlertCare": {
      "type": "object", "required": ["since", "office", "owner", "owner_name"],
      "description": "Who sees to it; the public is told for which unit only",
      "properties": {
        "since": {"type": "string", "format": "date-time"},
        "office": {"type": "string"},
        "owner": {"type": ["string", "null"]},
        "owner_name": {"type": ["string", "null"]}
      }
    },
    "AlertAnswer": {
      "type": "object", "required": ["act", "at", "office", "account", "name", "note"],
      "description": "Who did it and what they wrote is told to those who are signed in",
      "properties": {
        "act": {"enum": ["acknowledged", "noted", "released"]},
        "at": {"type": "string", "format": "date-time"},
        "office": {"type": "string", "description": "The unit by whose right it was done"},
        "account": {"type": ["string", "null"]},
        "name": {"type": ["string", "null"]},
        "owner": {"type": ["string", "null"]},
        "owner_name": {"type": ["string", "null"]},
        "note": {"type": ["string", "null"]}
      }
    },
    "AnsweredAlert": {
      "oneOf": [
        {"$ref": "#/components/schemas/Alert"}, {"type": "object", "maxProperties": 0}
      ]
    },
    "AlertDeed": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "unit": {"type": ["string", "null"], "description": "As the alert tells it"},
        "fired": {
          "type": ["string", "null"], "format": "date-time",
          "description": "Which time it fired, as the alert tells it; without it: it does now"
        },
        "note": {"type": ["string", "null"], "description": "At most 2,000 bytes"}
      }
    },
    "AlertAcknowledgement": {
      "type": "object", "additionalProperties": false,
      "properties": {
        "unit": {"type": ["string", "null"], "description": "As the alert tells it"},
        "fired": {"type": ["string", "null"], "format": "date-time"},
        "note": {"type": ["string", "null"], "description": "At most 2,000 bytes"},
        "owner": {
          "type": ["string", "null"],
          "description": "The account that sees to it; without it the one that asks"
        }
      }
    }
  })json"));
}

}  // namespace
}  // namespace ioc::serving::openapi

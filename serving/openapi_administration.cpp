// Rules in force, accounts, tokens and the audit log (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {
namespace {

void add_rule_paths(Paths& paths);
void add_account_paths(Paths& paths);
void add_token_paths(Paths& paths);

}  // namespace

void add_administration_paths(Paths& paths) {
  add_rule_paths(paths);
  add_account_paths(paths);
  add_token_paths(paths);
  paths.get("/api/v1/audit",
            Operation("listAudit", "people", "The audit log, the newest record first, for auditors")
                .shared({"limit", "cursor"})
                .answer(200, "Done", list_of("AuditRecord", Next::text_or_null))
                .problems({400, 401, 403}));
}

void add_administration_schemas(Json& schemas) {
  schemas.update(read(R"json({
    "Account": {
      "type": "object",
      "required": ["account", "name", "disabled", "has_password", "created", "grants", "waiting"],
      "properties": {
        "account": {"type": "string"},
        "name": {"type": "string"},
        "disabled": {"type": "boolean"},
        "has_password": {"type": "boolean"},
        "created": {"type": "string", "format": "date-time"},
        "grants": {"type": "array", "items": {"$ref": "#/components/schemas/Grant"}},
        "waiting": {
          "type": ["object", "null"],
          "properties": {
            "grants": {"type": "array", "items": {"$ref": "#/components/schemas/Grant"}},
            "asked_by": {"type": "string"},
            "asked": {"type": "string", "format": "date-time"}
          }
        },
        "link": {"type": "string"},
        "link_expires": {"type": "string", "format": "date-time"},
        "granting": {"type": "string"}
      }
    },
    "Rules": {
      "type": "object",
      "required": ["hash", "waiting"],
      "properties": {
        "hash": {"type": "string", "description": "Of the catalogue in force"},
        "waiting": {
          "type": ["object", "null"],
          "required": ["hash", "state", "differences", "proposal"],
          "properties": {
            "hash": {
              "type": "string",
              "description": "Of the catalogue in the files; in force, its first 16 digits"
            },
            "state": {
              "enum": ["written", "proposed", "approved"],
              "description": "What is approved is being taken up, and is in force within seconds"
            },
            "differences": {
              "type": "array",
              "items": {
                "type": "object",
                "required": ["name", "before", "after"],
                "properties": {
                  "name": {"type": "string"},
                  "before": {"type": ["string", "null"]},
                  "after": {"type": ["string", "null"]}
                }
              }
            },
            "proposal": {
              "type": ["object", "null"],
              "required": ["by", "text", "at"],
              "properties": {
                "by": {"type": "string"},
                "text": {"type": "string"},
                "at": {"type": "string", "format": "date-time"}
              }
            }
          }
        }
      }
    },
    "NewAccount": {
      "type": "object",
      "required": ["account", "grants", "link", "link_expires"],
      "properties": {
        "account": {"type": "string"},
        "grants": {"type": "string", "description": "Whether they were given or wait"},
        "link": {"type": "string"},
        "link_expires": {"type": "string", "format": "date-time"}
      }
    },
    "Token": {
      "type": "object",
      "required": ["token", "kind", "unit", "streams", "created", "expires", "revoked"],
      "properties": {
        "token": {"type": "string"},
        "kind": {"enum": ["events", "screen"]},
        "opened": {
          "type": ["string", "null"],
          "format": "date-time",
          "description": "When a screen's link was used"
        },
        "unit": {"type": "string"},
        "streams": {"type": "array", "items": {"type": "string"}},
        "created": {"type": "string", "format": "date-time"},
        "expires": {"type": "string", "format": "date-time"},
        "revoked": {"type": ["string", "null"], "format": "date-time"}
      }
    },
    "AuditRecord": {
      "type": "object",
      "required": ["number", "at", "actor", "act", "object", "detail", "address", "hash"],
      "properties": {
        "number": {"type": "integer"},
        "at": {"type": "string", "format": "date-time"},
        "actor": {"type": "string"},
        "act": {"type": "string"},
        "object": {"type": "string"},
        "detail": {"type": "string"},
        "address": {"type": "string"},
        "hash": {"type": "string"}
      }
    }
  })json"));
}

namespace {

void add_rule_paths(Paths& paths) {
  paths.get("/api/v1/rules",
            Operation("readRules", "people",
                      "Changes of targets and formulas that wait for a second person, for stewards "
                      "and auditors")
                .answer(200, "Done", schema("Rules"))
                .problems({400, 401, 403}));
  paths.post("/api/v1/rules",
             Operation("decideRules", "people",
                       "A steward proposes what waits, with its reason; another approves or "
                       "refuses it")
                 .body(read(R"json({
                   "type": "object",
                   "additionalProperties": false,
                   "required": ["act", "hash"],
                   "properties": {
                     "act": {"enum": ["propose", "approve", "refuse"]},
                     "hash": {
                       "type": "string", "description": "Of the catalogue that was looked at"
                     },
                     "text": {"type": "string", "description": "Why"}
                   }
                 })json"))
                 .answer(200, "Done", schema("Rules"))
                 .problems({400, 401, 403, 409}));
}

void add_account_paths(Paths& paths) {
  paths.get("/api/v1/accounts",
            Operation("listAccounts", "people", "All accounts, for administrators")
                .answer(200, "Done", list_of("Account", Next::text_or_null))
                .problems({401, 403}));
  paths.post("/api/v1/accounts",
             Operation("addAccount", "people",
                       "A new account with its one-time link; its grants may wait for a second "
                       "administrator")
                 .body(read(R"json({
                   "type": "object",
                   "additionalProperties": false,
                   "required": ["account", "name"],
                   "properties": {
                     "account": {"type": "string"},
                     "name": {"type": "string"},
                     "grants": {"type": "array", "items": {"$ref": "#/components/schemas/Grant"}}
                   }
                 })json"))
                 .answer(201, "Done", schema("NewAccount"))
                 .problems({400, 401, 403}));
  paths.places("/api/v1/accounts/{account}",
               {parameter("account", "path", text(), "Its name for signing in")});
  paths.get("/api/v1/accounts/{account}", Operation("readAccount", "people", "One account")
                                              .answer(200, "Done", schema("Account"))
                                              .problems({401, 403, 404}));
  paths.post("/api/v1/accounts/{account}",
             Operation("changeAccount", "people",
                       "One change: disable or enable, reset (a new link), new grants, or the "
                       "answer of a second administrator to grants that wait")
                 .body(read(R"json({
                   "type": "object",
                   "additionalProperties": false,
                   "minProperties": 1,
                   "maxProperties": 1,
                   "properties": {
                     "disabled": {"type": "boolean"},
                     "reset": {"const": true},
                     "grants": {"type": "array", "items": {"$ref": "#/components/schemas/Grant"}},
                     "approve": {"const": true},
                     "refuse": {"const": true}
                   }
                 })json"))
                 .answer(200, "Done", schema("Account"))
                 .problems({400, 401, 403, 404}));
}

void add_token_paths(Paths& paths) {
  paths.get("/api/v1/tokens", Operation("listTokens", "people", "All tokens, without their texts")
                                  .answer(200, "Done", list_of("Token", Next::text_or_null))
                                  .problems({401, 403}));
  paths.post("/api/v1/tokens",
             Operation("addToken", "people",
                       "A new token; its text, or a screen's link, is told this once")
                 .body(read(R"json({
                   "type": "object",
                   "additionalProperties": false,
                   "required": ["token", "unit", "days"],
                   "properties": {
                     "token": {"type": "string"},
                     "kind": {"enum": ["events", "screen"], "default": "events"},
                     "unit": {"type": "string"},
                     "streams": {"type": "array", "items": {"type": "string"}},
                     "days": {"type": "integer", "minimum": 1, "maximum": 3660}
                   }
                 })json"))
                 .answer(201, "Done", read(R"json({
                   "type": "object",
                   "required": ["token", "expires"],
                   "properties": {
                     "token": {"type": "string"},
                     "secret": {"type": "string", "description": "Of a token for events"},
                     "link": {"type": "string", "description": "Opens a screen, once"},
                     "link_expires": {"type": "string"},
                     "expires": {"type": "string"}
                   }
                 })json"))
                 .problems({400, 401, 403}));
  paths.places("/api/v1/tokens/{token}", {parameter("token", "path", text(), "Its name")});
  paths.remove("/api/v1/tokens/{token}",
               Operation("revokeToken", "people", "Nothing is taken with it any more")
                   .answer(200, "Done", schema("Done"))
                   .problems({400, 401, 403}));
}

}  // namespace
}  // namespace ioc::serving::openapi

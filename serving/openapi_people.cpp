// Written out as it is served (serving/openapi_people.h).
#include "serving/openapi_people.h"

namespace ioc::serving {
namespace {

constexpr std::string_view kPaths =
    // clang-format off
R"json(
    "/api/v1/session": {
      "get": {
        "operationId": "whoAmI",
        "tags": ["people"],
        "summary": "Who asks; `account` is null for the public",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Viewer"}}}
          }
        }
      },
      "post": {
        "operationId": "signIn",
        "tags": ["people"],
        "summary": "Signs in: the answer sets the session's cookie",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": ["account", "password"],
                "properties": {"account": {"type": "string"}, "password": {"type": "string"}}
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Viewer"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "429": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}
        }
      },
      "delete": {
        "operationId": "signOut",
        "tags": ["people"],
        "summary": "Ends this session and takes its cookie away",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}
          },
          "403": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/sessions": {
      "get": {
        "operationId": "listSessions",
        "tags": ["people"],
        "summary": "Where the account is signed in, the newest first",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": ["items", "next"],
                  "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Session"}},
                    "next": {"type": ["string", "null"]}
                  }
                }
              }
            }
          },
          "401": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/sessions/{id}": {
      "parameters": [
        {
          "name": "id",
          "in": "path",
          "required": true,
          "description": "As the list of sessions names it",
          "schema": {"type": "string"}
        }
      ],
      "delete": {
        "operationId": "endSession",
        "tags": ["people"],
        "summary": "Ends one of the account's own sessions",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}
          },
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/password": {
      "post": {
        "operationId": "setPassword",
        "tags": ["people"],
        "summary": "Sets a password, by a one-time link or by the old one; other sessions end",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": ["password"],
                "properties": {
                  "password": {"type": "string", "minLength": 12},
                  "link": {"type": "string"},
                  "old_password": {"type": "string"}
                }
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
          "429": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/rules": {
      "get": {
        "operationId": "readRules",
        "tags": ["people"],
        "summary": "Changes of targets and formulas that wait for a second person, for stewards and auditors",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Rules"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"}
        }
      },
      "post": {
        "operationId": "decideRules",
        "tags": ["people"],
        "summary": "A steward proposes what waits, with its reason; another approves or refuses it",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": ["act", "hash"],
                "properties": {
                  "act": {"enum": ["propose", "approve", "refuse"]},
                  "hash": {"type": "string", "description": "Of the catalogue that was looked at"},
                  "text": {"type": "string", "description": "Why"}
                }
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Rules"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/accounts": {
      "get": {
        "operationId": "listAccounts",
        "tags": ["people"],
        "summary": "All accounts, for administrators",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": ["items", "next"],
                  "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Account"}},
                    "next": {"type": ["string", "null"]}
                  }
                }
              }
            }
          },
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"}
        }
      },
      "post": {
        "operationId": "addAccount",
        "tags": ["people"],
        "summary": "A new account with its one-time link; its grants may wait for a second administrator",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "additionalProperties": false,
                "required": ["account", "name"],
                "properties": {
                  "account": {"type": "string"},
                  "name": {"type": "string"},
                  "grants": {"type": "array", "items": {"$ref": "#/components/schemas/Grant"}}
                }
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "201": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewAccount"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/accounts/{account}": {
      "parameters": [
        {
          "name": "account",
          "in": "path",
          "required": true,
          "description": "Its name for signing in",
          "schema": {"type": "string"}
        }
      ],
      "get": {
        "operationId": "readAccount",
        "tags": ["people"],
        "summary": "One account",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Account"}}}
          },
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"}
        }
      },
      "post": {
        "operationId": "changeAccount",
        "tags": ["people"],
        "summary": "One change: disable or enable, reset (a new link), new grants, or the answer of a second administrator to grants that wait",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
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
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Account"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/tokens": {
      "get": {
        "operationId": "listTokens",
        "tags": ["people"],
        "summary": "All tokens, without their texts",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": ["items", "next"],
                  "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Token"}},
                    "next": {"type": ["string", "null"]}
                  }
                }
              }
            }
          },
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"}
        }
      },
      "post": {
        "operationId": "addToken",
        "tags": ["people"],
        "summary": "A new token; its text, or a screen's link, is told this once",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
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
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "201": {
            "description": "Done",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": ["token", "expires"],
                  "properties": {
                    "token": {"type": "string"},
                    "secret": {"type": "string", "description": "Of a token for events"},
                    "link": {"type": "string", "description": "Opens a screen, once"},
                    "link_expires": {"type": "string"},
                    "expires": {"type": "string"}
                  }
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
    "/api/v1/tokens/{token}": {
      "parameters": [
        {
          "name": "token",
          "in": "path",
          "required": true,
          "description": "Its name",
          "schema": {"type": "string"}
        }
      ],
      "delete": {
        "operationId": "revokeToken",
        "tags": ["people"],
        "summary": "Nothing is taken with it any more",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Done"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/audit": {
      "get": {
        "operationId": "listAudit",
        "tags": ["people"],
        "summary": "The audit log, the newest record first, for auditors",
        "parameters": [
          {"$ref": "#/components/parameters/limit"},
          {"$ref": "#/components/parameters/cursor"}
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Done",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object",
                  "required": ["items", "next"],
                  "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/AuditRecord"}},
                    "next": {"type": ["string", "null"]}
                  }
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
)json";

constexpr std::string_view kSchemas =
R"json(
    "Done": {"type": "object", "required": ["done"], "properties": {"done": {"const": true}}},
    "Grant": {
      "type": "object",
      "required": ["role", "unit"],
      "properties": {
        "role": {
          "enum": [
            "administrator",
            "leader",
            "office",
            "steward",
            "department",
            "district",
            "officer",
            "technician",
            "auditor",
            "screen"
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
    },
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
    },
)json";
// clang-format on

}  // namespace

std::string_view openapi_people() { return kPaths; }
std::string_view openapi_people_schemas() { return kSchemas; }

}  // namespace ioc::serving

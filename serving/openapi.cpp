// The OpenAPI document. It is written out as it is served, so that it can be read here; a test
// compares its addresses with the routes and its schema with a real figure.
#include "serving/openapi.h"

#include <utility>

#include "serving/openapi_desk.h"
#include "serving/openapi_meeting.h"
#include "serving/openapi_people.h"

namespace ioc::serving {
namespace {

constexpr std::string_view kDocument =
    // clang-format off
R"json({
  "openapi": "3.1.0",
  "info": {
    "title": "ioc-pulse", "version": "@VERSION@",
    "description": "Live windowed figures of a provincial administration. Every figure )json"
R"json(names the catalogue, the offsets and the as-of it was computed from."
  },
  "servers": [{"url": "/"}], "security": [],
  "tags": [
    {"name": "figures"}, {"name": "alerts"}, {"name": "reports"}, {"name": "deliveries"},
    {"name": "events"}, {"name": "people"}, {"name": "meetings"}, {"name": "provision"},
    {"name": "operation"}
  ],
  "paths": {@PEOPLE@@MEETING@@DESK@    "/api/v1/indicators": {
      "get": {
        "operationId": "listIndicators", "tags": ["figures"],
        "summary": "The public indicators, by id",
        "parameters": [
          {"$ref": "#/components/parameters/format"},
          {"$ref": "#/components/parameters/limit"},
          {"$ref": "#/components/parameters/cursor"}
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "One page",
            "headers": {
              "ETag": {"$ref": "#/components/headers/ETag"},
              "Link": {"$ref": "#/components/headers/Link"}
            },
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/IndicatorList"}},
              "text/csv": {
                "schema": {
                  "type": "string",
                  "description": "UTF-8, RFC 4180, a header row; members as columns"
                }
              },
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                "schema": {"$ref": "#/components/schemas/Workbook"}
              }
            }
          },
          "304": {"description": "Not changed since If-None-Match"},
          "400": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/units": {
      "get": {
        "operationId": "listUnits", "tags": ["figures"],
        "summary": "The administrative units, in the order of the catalogue",
        "parameters": [
          {"$ref": "#/components/parameters/format"},
          {"$ref": "#/components/parameters/limit"},
          {"$ref": "#/components/parameters/cursor"}
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "One page",
            "headers": {
              "ETag": {"$ref": "#/components/headers/ETag"},
              "Link": {"$ref": "#/components/headers/Link"}
            },
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/UnitList"}},
              "text/csv": {
                "schema": {
                  "type": "string",
                  "description": "UTF-8, RFC 4180, a header row; members as columns"
                }
              },
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                "schema": {"$ref": "#/components/schemas/Workbook"}
              }
            }
          },
          "304": {"description": "Not changed since If-None-Match"},
          "400": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/figures": {
      "get": {
        "operationId": "listFigures", "tags": ["figures"],
        "summary": "Every window with a contribution, open ones included, by indicator, )json"
R"json(window, group and end",
        "parameters": [
          {"$ref": "#/components/parameters/indicator"},
          {"$ref": "#/components/parameters/window"},
          {"$ref": "#/components/parameters/unit"},
          {"$ref": "#/components/parameters/level"},
          {
            "name": "from", "in": "query",
            "description": "Windows that end after this instant (RFC 3339)",
            "schema": {"type": "string", "format": "date-time"}
          },
          {
            "name": "to", "in": "query",
            "description": "Windows that end at or before this instant (RFC 3339)",
            "schema": {"type": "string", "format": "date-time"}
          },
          {"$ref": "#/components/parameters/format"},
          {"$ref": "#/components/parameters/limit"},
          {"$ref": "#/components/parameters/cursor"},
          {
            "name": "as_of", "in": "query",
            "description": "Figures of the events up to then, read again from the log; )json"
R"json(no later than the newest as_of. Later questions for the same instant, and all pages, )json"
R"json(are of the same offsets (position) until nobody has asked for a quarter of an hour",
            "schema": {"type": "string", "format": "date-time"}
          }
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "One page, as JSON, CSV or a workbook, by `format` or Accept",
            "headers": {
              "ETag": {"$ref": "#/components/headers/ETag"},
              "Link": {"$ref": "#/components/headers/Link"}
            },
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/FigureList"}},
              "text/csv": {
                "schema": {
                  "type": "string",
                  "description": "UTF-8, RFC 4180, a header row; the columns are those )json"
R"json(of a figure, group members as group.NAME. The Link header continues the list. Text )json"
R"json(that a spreadsheet would run as a formula begins with an apostrophe."
                }
              },
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
                "schema": {"$ref": "#/components/schemas/Workbook"}
              }
            }
          },
          "304": {"description": "Not changed since If-None-Match"},
          "400": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"},
          "500": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/api/v1/streams": {
      "get": {
        "operationId": "listStreams", "tags": ["catalogue"],
        "summary": "What comes in, and how new the newest of it is",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "All of them",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/StreamList"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/targets": {
      "get": {
        "operationId": "listTargets", "tags": ["figures"],
        "summary": "What shall be reached, and how far it is, by target and unit",
        "parameters": [
          {
            "name": "target", "in": "query", "description": "The id of one target",
            "schema": {"type": "string"}
          },
          {"$ref": "#/components/parameters/unit"},
          {
            "name": "as_of", "in": "query",
            "description": "As they stood at this instant: of the figures frozen there",
            "schema": {"type": "string", "format": "date-time"}
          }
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "All of them",
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/TargetList"}}
            }
          },
          "304": {"description": "Not changed since If-None-Match"},
          "400": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/boards": {
      "get": {
        "operationId": "listBoards", "tags": ["catalogue"],
        "summary": "What walls show, page by page; the first is shown by itself",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Those whose figures are all public",
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/BoardList"}}
            }
          },
          "304": {"description": "Not changed since If-None-Match"},
          "400": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/alerts": {
      "get": {
        "operationId": "listAlerts", "tags": ["alerts"],
        "summary": "What calls for help now, or is about to, by alert and unit",
        "parameters": [
          {"$ref": "#/components/parameters/alert"},
          {"$ref": "#/components/parameters/unit"},
          {
            "name": "state", "in": "query",
            "description": "Only those that are not told yet, that fire, or that seem to be over",
            "schema": {"enum": ["pending", "firing", "clearing"]}
          }
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "All of them",
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/AlertList"}}}
          },
          "304": {"description": "Not changed since If-None-Match"},
          "400": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/alerts/{alert}/acknowledge": {
      "parameters": [{"$ref": "#/components/parameters/alertPlace"}],
      "post": {
        "operationId": "acknowledgeAlert", "tags": ["alerts"],
        "summary": "Sees to an alert that fires, or has another see to it",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/AlertAcknowledgement"}}
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Kept: the alert as it is now; {} when it is over",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/AnsweredAlert"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/api/v1/alerts/{alert}/note": {
      "parameters": [{"$ref": "#/components/parameters/alertPlace"}],
      "post": {
        "operationId": "noteAlert", "tags": ["alerts"],
        "summary": "Writes a word about an alert, also when it is over",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/AlertDeed"}}
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Kept: the alert as it is now; {} when it is over",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/AnsweredAlert"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/api/v1/alerts/{alert}/release": {
      "parameters": [{"$ref": "#/components/parameters/alertPlace"}],
      "post": {
        "operationId": "releaseAlert", "tags": ["alerts"],
        "summary": "Nobody sees to the alert any more",
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/AlertDeed"}}
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "Kept: the alert as it is now; {} when it is over",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/AnsweredAlert"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/api/v1/alerts/journal": {
      "get": {
        "operationId": "listAlertChanges", "tags": ["alerts"],
        "summary": "What fired and what was resolved, the newest first, who was told, who saw to it",
        "parameters": [
          {"$ref": "#/components/parameters/alert"},
          {"$ref": "#/components/parameters/unit"},
          {"$ref": "#/components/parameters/limit"}
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "The newest lines of the journal, as many as `limit` says",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/AlertJournal"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/reports": {
      "get": {
        "operationId": "listReports", "tags": ["reports"],
        "summary": "Forms of official reports and their slots: due, late, where they stand",
        "parameters": [
          {"name": "report", "in": "query", "schema": {"type": "string"}},
          {"$ref": "#/components/parameters/unit"},
          {"name": "period", "in": "query", "schema": {"type": "string"}},
          {"$ref": "#/components/parameters/limit"},
          {"$ref": "#/components/parameters/cursor"}
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "One page of slots, and the forms of all of them",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/ReportSlots"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/reports/verify": {
      "get": {
        "operationId": "verifyReportCode", "tags": ["reports"],
        "summary": "What was published with the code of a print",
        "parameters": [
          {"name": "code", "in": "query", "required": true, "schema": {"type": "string"}}
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "A published revision, and the newest one there is",
            "content": {"application/json": {"schema": {"type": "object"}}}
          },
          "404": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/reports/key": {
      "get": {
        "operationId": "getReportKey", "tags": ["reports"],
        "summary": "The public key that reports are signed with",
        "responses": {
          "200": {
            "description": "Ed25519, 32 bytes in base64",
            "content": {"application/json": {"schema": {"type": "object"}}}
          }
        }
      }
    },
    "/api/v1/reports/{report}/{unit}/{period}": {
      "parameters": [
        {"$ref": "#/components/parameters/ofReport"},
        {"$ref": "#/components/parameters/ofUnit"},
        {"$ref": "#/components/parameters/ofPeriod"}
      ],
      "get": {
        "operationId": "getReport", "tags": ["reports"],
        "summary": "A report: published, else drafted, else filled with live figures",
        "parameters": [
          {"name": "revision", "in": "query", "schema": {"type": "integer", "minimum": 1}},
          {
            "name": "live", "in": "query", "description": "1: live figures in any case",
            "schema": {"type": "string"}
          }
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": ")json"
R"json(By Accept, or by a suffix of the period: .json, .csv, .xlsx, .html, .signed",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Report"}},
              "text/csv": {"schema": {"type": "string"}},
              "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
              "text/html": {"schema": {"type": "string"}},
              "application/octet-stream": {}
            }
          },
          "404": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/deliveries": {
      "get": {
        "operationId": "listDeliveries", "tags": ["deliveries"],
        "summary": "Reports handed on to other systems, the newest first",
        "parameters": [
          {"name": "connector", "in": "query", "schema": {"type": "string"}},
          {"name": "report", "in": "query", "schema": {"type": "string"}},
          {"$ref": "#/components/parameters/unit"},
          {"name": "period", "in": "query", "schema": {"type": "string"}},
          {
            "name": "state", "in": "query",
            "schema": {"enum": ["waiting", "sent", "accepted", "refused", "given_up"]}
          },
          {"$ref": "#/components/parameters/limit"},
          {"$ref": "#/components/parameters/cursor"}
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "One page; it may hold fewer than `limit`",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Deliveries"}}
            }
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/deliveries/{number}": {
      "parameters": [{"$ref": "#/components/parameters/ofDelivery"}],
      "get": {
        "operationId": "getDelivery", "tags": ["deliveries"],
        "summary": "One of them with all its receipts",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "The delivery",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Delivery"}}}
          },
          "401": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/deliveries/{number}/release": {
      "parameters": [{"$ref": "#/components/parameters/ofDelivery"}],
      "post": {
        "operationId": "releaseDelivery", "tags": ["deliveries"],
        "summary": "Sends it again, at once: what was refused, given up, or waits for its time",
        "requestBody": {
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {"text": {"type": "string", "maxLength": 500}}
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "The delivery as it stands now",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Delivery"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "404": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/reports/{report}/{unit}/{period}/{action}": {
      "parameters": [
        {"$ref": "#/components/parameters/ofReport"},
        {"$ref": "#/components/parameters/ofUnit"},
        {"$ref": "#/components/parameters/ofPeriod"},
        {
          "name": "action", "in": "path", "required": true,
          "schema": {
            "enum": [
              "draft", "comment", "approve", "give-back", "sign", "paper", "explain", "settle"
            ]
          }
        }
      ],
      "post": {
        "operationId": "actOnReport", "tags": ["reports"],
        "summary": "Draft, comment, approve, sign; enter and settle figures of paper",
        "requestBody": {
          "content": {
            "application/json": {
              "schema": {
                "type": "object",
                "properties": {
                  "text": {"type": "string"}, "row": {"type": "string"},
                  "column": {"type": "string"}, "source": {"type": "string"},
                  "figures": {"type": "array", "items": {"type": "object"}}
                }
              }
            }
          }
        },
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "The report as it stands now",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Report"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "409": {"$ref": "#/components/responses/Problem"}
        }
      }
    },
    "/api/v1/live": {
      "get": {
        "operationId": "watchFigures", "tags": ["figures"],
        "summary": "Server-sent events: a snapshot, then changes, and a heartbeat every 5 s",
        "description": "Events: `snapshot` (several when large, the last with )json"
R"json(complete=true), `change` and `heartbeat`; the data of each is a LiveFrame. A figure )json"
R"json(replaces the one held of the same indicator, window and group. An event that leaves )json"
R"json(nothing unseen carries the revision as its id; Last-Event-ID resumes behind it, or )json"
R"json(with a snapshot when that is no longer known. Slow clients get the newest figure, )json"
R"json(not every figure.",
        "parameters": [
          {"$ref": "#/components/parameters/indicator"},
          {"$ref": "#/components/parameters/window"},
          {"$ref": "#/components/parameters/unit"},
          {"$ref": "#/components/parameters/level"},
          {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}},
          {
            "name": "board", "in": "query",
            "description": "Exactly the figures that this board shows; nothing else chooses then",
            "schema": {"type": "string"}
          }
        ],
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "The stream",
            "content": {"text/event-stream": {"schema": {"type": "string"}}}
          },
          "400": {"$ref": "#/components/responses/Problem"},
          "503": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/metrics": {
      "get": {
        "operationId": "metrics", "tags": ["operation"],
        "summary": "Prometheus text format 0.0.4",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "All metrics",
            "content": {"text/plain": {"schema": {"type": "string"}}}
          }
        }
      }
    },
    "/livez": {
      "get": {
        "operationId": "livez", "tags": ["operation"],
        "summary": "Whether the process can still do its work; restart it when not",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "It can",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Live"}}}
          },
          "503": {
            "description": "It cannot",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Live"}}}
          }
        }
      }
    },
    "/readyz": {
      "get": {
        "operationId": "readyz", "tags": ["operation"],
        "summary": "Whether figures are served and fresh, check by check",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "All checks passed",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ready"}}}
          },
          "503": {
            "description": "At least one did not",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ready"}}}
          }
        }
      }
    },
    "/api/v1/events": {
      "post": {
        "operationId": "sendEvents", "tags": ["events"], "security": [{"token": []}],
        "summary": "Takes events of a unit; answers once all brokers have them. The same )json"
R"json(source and id count once, so whatever was not answered by 202 may be sent again",
        "parameters": [{"$ref": "#/components/parameters/stream"}],
        "requestBody": {"$ref": "#/components/requestBodies/Events"},
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "202": {
            "description": "All events are safe",
            "content": {
              "application/json": {
                "schema": {
                  "type": "object", "required": ["stream", "accepted"],
                  "properties": {
                    "stream": {"type": "string"}, "accepted": {"type": "integer"}
                  }
                }
              }
            }
          },
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Faults"},
          "413": {"$ref": "#/components/responses/Problem"},
          "415": {"$ref": "#/components/responses/Problem"},
          "422": {"$ref": "#/components/responses/Faults"},
          "429": {"$ref": "#/components/responses/Busy"},
          "503": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/api/v1/events/preview": {
      "post": {
        "operationId": "previewEvents", "tags": ["events"], "security": [{"token": []}],
        "summary": "Reads events and shows them with their faults; sends nothing",
        "parameters": [{"$ref": "#/components/parameters/stream"}],
        "requestBody": {"$ref": "#/components/requestBodies/Events"},
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "What would be sent, and what is wrong",
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Preview"}}
            }
          },
          "401": {"$ref": "#/components/responses/Problem"},
          "403": {"$ref": "#/components/responses/Problem"},
          "413": {"$ref": "#/components/responses/Problem"},
          "415": {"$ref": "#/components/responses/Problem"},
          "429": {"$ref": "#/components/responses/Busy"}
        }
      }
    },
    "/openapi.json": {
      "get": {
        "operationId": "openapi", "tags": ["operation"], "summary": "This document",
        "responses": {
          "default": {"$ref": "#/components/responses/Problem"},
          "200": {
            "description": "OpenAPI 3.1",
            "content": {"application/json": {"schema": {"type": "object"}}}
          },
          "304": {"description": "Not changed since If-None-Match"}
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "token": {
        "type": "http", "scheme": "bearer",
        "description": "Of one unit, for certain streams; the administrator gives it"
      }
    },
    "requestBodies": {
      "Events": {
        "required": true,
        "description": "One CloudEvent, many, or a sheet whose first line names fields of the )json"
R"json(stream; any other type with ce- headers is one event in binary mode. At most 1 MiB and )json"
R"json(10,000 events",
        "content": {
          "application/cloudevents+json": {"schema": {"$ref": "#/components/schemas/CloudEvent"}},
          "application/cloudevents-batch+json": {
            "schema": {"type": "array", "items": {"$ref": "#/components/schemas/CloudEvent"}}
          },
          "application/x-ndjson": {
            "schema": {"type": "string", "description": "One CloudEvent a line"}
          },
          "text/csv": {
            "schema": {"type": "string", "description": "UTF-8, RFC 4180, comma or semicolon"}
          }
        }
      }
    },
    "headers": {
      "ETag": {"description": "Entity tag for If-None-Match", "schema": {"type": "string"}},
      "Link": {
        "description": "The next page, rel=next; absent on the last one",
        "schema": {"type": "string"}
      }
    },
    "parameters": {
      "ofReport": {
        "name": "report", "in": "path", "required": true, "schema": {"type": "string"}
      },
      "ofDelivery": {
        "name": "number", "in": "path", "required": true,
        "schema": {"type": "integer", "minimum": 1}
      },
      "ofUnit": {"name": "unit", "in": "path", "required": true, "schema": {"type": "string"}},
      "ofPeriod": {
        "name": "period", "in": "path", "required": true, "schema": {"type": "string"},
        "description": "2020-10, 2020-Q4, 2020-H1, 2020, 2020-W42, 2020-10-15"
      },
      "indicator": {
        "name": "indicator", "in": "query", "description": "Id of a public indicator",
        "schema": {"type": "string"}
      },
      "window": {
        "name": "window", "in": "query", "description": "A window verbatim as in the catalogue",
        "schema": {"type": "string"}, "example": "sliding 60m every 1m"
      },
      "unit": {
        "name": "unit", "in": "query",
        "description": "Code of one unit; with level, the unit to look below",
        "schema": {"type": "string"}
      },
      "level": {
        "name": "level", "in": "query", "description": "All units of this level",
        "schema": {"type": "string"}
      },
      "stream": {
        "name": "stream", "in": "query",
        "description": "The stream the events are of; may be left out when the token has one",
        "schema": {"type": "string"}
      },
      "format": {
        "name": "format", "in": "query",
        "description": "Without it the Accept header says; a draw is JSON",
        "schema": {"enum": ["json", "csv", "xlsx"]}
      },
      "alert": {
        "name": "alert", "in": "query", "description": "The id of one alert",
        "schema": {"type": "string"}
      },
      "alertPlace": {
        "name": "alert", "in": "path", "required": true, "description": "Its id",
        "schema": {"type": "string"}
      },
      "limit": {
        "name": "limit", "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10000, "default": 1000}
      },
      "cursor": {
        "name": "cursor", "in": "query", "description": "The next of the page before; opaque",
        "schema": {"type": "string"}
      }
    },
    "responses": {
      "Problem": {
        "description": "What is wrong and the cure; also 405, 413, 414, 431 of any address",
        "content": {
          "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
      },
      "Faults": {
        "description": "No event was taken: what is wrong with which",
        "content": {
          "application/problem+json": {"schema": {"$ref": "#/components/schemas/Faults"}}
        }
      },
      "Busy": {
        "description": "Ask again after Retry-After seconds",
        "headers": {"Retry-After": {"schema": {"type": "integer"}}},
        "content": {
          "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
      }
    },
    "schemas": {@PEOPLE_SCHEMAS@@MEETING_SCHEMAS@@DESK_SCHEMAS@      "Workbook": {
        "type": "string", "format": "binary",
        "description": "One sheet; numbers are numbers, times are dates in the catalogue's zone"
      },
      "Cursor": {
        "type": ["string", "null"],
        "description": "Give it as cursor= for the next page; null on the last"
      },
      "IndicatorList": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/Indicator"}},
          "next": {"$ref": "#/components/schemas/Cursor"}
        }
      },
      "UnitList": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/Unit"}},
          "next": {"$ref": "#/components/schemas/Cursor"}
        }
      },
      "StreamList": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/Stream"}},
          "next": {"type": "null"}
        }
      },
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
      },
      "TargetList": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/Target"}},
          "next": {"type": "null"}
        }
      },
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
      },
      "BoardList": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/Board"}},
          "next": {"type": "null"}
        }
      },
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
      },
      "AlertList": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/Alert"}},
          "next": {"type": "null"}
        }
      },
      "AlertJournal": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/AlertChange"}},
          "next": {"type": "null"}
        }
      },
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
      },
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
      },
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
      },
      "FigureList": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/Figure"}},
          "next": {"$ref": "#/components/schemas/Cursor"}
        }
      },
      "Bilingual": {
        "type": "object", "required": ["vi", "en"],
        "properties": {"vi": {"type": "string"}, "en": {"type": "string"}}
      },
      "Indicator": {
        "type": "object",
        "required": [
          "id",
          "name",
          "unit",
          "measure",
          "by",
          "windows",
          "streams",
          "better",
          "public",
          "description"
        ],
        "properties": {
          "id": {"type": "string"}, "name": {"$ref": "#/components/schemas/Bilingual"},
          "unit": {
            "$ref": "#/components/schemas/Bilingual",
            "description": "Unit of measure; empty texts without one"
          },
          "measure": {
            "enum": [
              "count", "sum", "mean", "min", "max", "share", "distinct", "quantile", "last",
              "coverage", "silence", "formula"
            ]
          },
          "by": {"type": "array", "items": {"type": "string"}},
          "windows": {"type": "array", "items": {"type": "string"}},
          "streams": {"type": "array", "items": {"type": "string"}},
          "better": {"enum": ["up", "down", null]}, "public": {"type": "boolean"},
          "description": {"type": "string"}
        }
      },
      "Unit": {
        "type": "object", "required": ["code", "name_vi", "name_en", "level", "parent"],
        "properties": {
          "code": {"type": "string"}, "name_vi": {"type": "string"},
          "name_en": {"type": "string"}, "level": {"type": "string"},
          "parent": {"type": ["string", "null"]}
        }
      },
      "Figure": {
        "type": "object",
        "required": [
          "indicator",
          "window",
          "group",
          "start",
          "end",
          "value",
          "count",
          "status",
          "revision",
          "as_of"
        ],
        "properties": {
          "indicator": {"type": "string"}, "window": {"type": "string"},
          "group": {
            "type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}
          },
          "start": {
            "type": ["string", "null"], "format": "date-time",
            "description": "null for standing counts"
          },
          "end": {
            "type": "string", "format": "date-time", "description": "The window is [start, end)"
          },
          "value": {
            "type": ["number", "string", "null"],
            "description": "null where there is nothing to divide; a string for an instant"
          },
          "numerator": {"type": "number", "description": "Shares and means only"},
          "denominator": {"type": "number", "description": "Shares and means only"},
          "count": {"type": "integer", "description": "Contributions that took part"},
          "status": {"enum": ["provisional", "final", "corrected"]},
          "revision": {"type": "integer"}, "as_of": {"type": "string", "format": "date-time"},
          "catalog": {"type": "string", "description": "Hash of the catalogue"},
          "position": {
            "type": "object", "description": "Next offset by topic and partition",
            "additionalProperties": {"type": "array", "items": {"type": ["integer", "null"]}}
          }
        }
      },
      "ReportSlots": {
        "type": "object", "required": ["items", "forms", "next"],
        "properties": {
          "items": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "report": {"type": "string"}, "unit": {"type": "string"},
                "period": {"type": "string"},
                "due": {"type": ["string", "null"], "format": "date-time"},
                "over": {"type": "boolean"}, "late": {"type": "boolean"},
                "state": {"enum": ["open", "drafted", "approved", "published"]},
                "revision": {"type": ["integer", "null"]},
                "proposed_changes": {"type": "integer"}
              }
            }
          },
          "forms": {"type": "array", "items": {"type": "object"}},
          "next": {"type": ["string", "null"]}
        }
      },
      "Report": {
        "type": "object", "required": ["report", "unit", "period", "state", "content", "seal"],
        "properties": {
          "report": {"type": "string"}, "unit": {"type": "string"}, "period": {"type": "string"},
          "state": {"enum": ["open", "drafted", "approved", "published"]},
          "shown": {"enum": ["published", "draft", "live"]},
          "revision": {"type": ["integer", "null"]},
          "provisional_figures": {"type": "integer"},
          "published": {"type": "array", "items": {"type": "object"}},
          "changes": {
            "type": "array", "items": {"type": "object"},
            "description": "Cells that differ from the revision before: row, column, old, new"
          },
          "revision_proposed": {"type": ["object", "null"]},
          "parallel_run": {"type": "object"},
          "content": {"type": "object", "description": "The canonical text"},
          "seal": {"type": ["object", "null"]}
        }
      },
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
      },
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
      },
      "CloudEvent": {
        "type": "object", "required": ["id", "source"],
        "description": "CloudEvents 1.0; which other members are needed, the stream's fields tell",
        "properties": {
          "specversion": {"const": "1.0"}, "id": {"type": "string"},
          "source": {"type": "string"}, "type": {"type": "string"},
          "time": {"type": "string", "format": "date-time"}, "data": {}
        }
      },
      "Fault": {
        "type": "object", "required": ["event", "reason", "detail"],
        "properties": {
          "event": {"type": "integer", "description": "Its place in the request, from 0"},
          "line": {"type": "integer", "description": "Of the body, from 1"},
          "column": {"type": "integer", "description": "Of a sheet, from 1"},
          "id": {"type": "string"}, "field": {"type": "string"},
          "reason": {
            "enum": [
              "too_large", "malformed", "missing_field", "bad_type", "unknown_unit", "time_ahead",
              "foreign_unit"
            ]
          },
          "detail": {"type": "string"}
        }
      },
      "Faults": {
        "allOf": [{"$ref": "#/components/schemas/Problem"}],
        "properties": {
          "errors": {
            "type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/Fault"}
          },
          "error_count": {"type": "integer", "description": "Of all, told or not"}
        }
      },
      "Preview": {
        "type": "object",
        "required": ["stream", "events", "faulty_events", "rows", "errors", "error_count"],
        "properties": {
          "stream": {"type": "string"},
          "events": {"type": "integer", "description": "Without a fault"},
          "faulty_events": {"type": "integer"},
          "rows": {
            "type": "array", "maxItems": 100,
            "items": {
              "type": "object",
              "properties": {
                "line": {"type": "integer"}, "event": {"$ref": "#/components/schemas/CloudEvent"},
                "data_bytes": {"type": "integer"}
              }
            }
          },
          "errors": {
            "type": "array", "maxItems": 100, "items": {"$ref": "#/components/schemas/Fault"}
          },
          "error_count": {"type": "integer"}
        }
      },
      "Deliveries": {
        "type": "object", "required": ["items", "next"],
        "properties": {
          "items": {"type": "array", "items": {"$ref": "#/components/schemas/Delivery"}},
          "next": {"type": ["string", "null"]}
        }
      },
      "Delivery": {
        "type": "object",
        "required": [
          "number", "connector", "report", "unit", "period", "revision", "key", "state", "made",
          "tries"
        ],
        "properties": {
          "number": {"type": "integer"}, "connector": {"type": "string"},
          "connector_name": {"type": ["object", "null"]},
          "report": {"type": "string"}, "unit": {"type": "string"}, "period": {"type": "string"},
          "revision": {"type": "integer"},
          "key": {
            "type": "string", "description": "Of every try: the header Idempotency-Key"
          },
          "state": {"enum": ["waiting", "sent", "accepted", "refused", "given_up"]},
          "made": {"type": "string", "format": "date-time"},
          "tries": {"type": "integer"},
          "next_try": {"type": ["string", "null"], "format": "date-time"},
          "sha256": {"type": ["string", "null"], "description": "Of the bytes sent"},
          "behind": {
            "type": ["integer", "null"],
            "description": "The delivery of an earlier revision that goes first"
          },
          "cure": {"type": ["object", "null"], "description": "What to do, in both languages"},
          "receipt": {
            "description": "In lists: the last one",
            "oneOf": [{"$ref": "#/components/schemas/DeliveryReceipt"}, {"type": "null"}]
          },
          "receipts": {
            "type": "array", "items": {"$ref": "#/components/schemas/DeliveryReceipt"}
          }
        }
      },
      "DeliveryReceipt": {
        "type": "object", "required": ["at", "act", "count"],
        "properties": {
          "at": {"type": "string", "format": "date-time"},
          "act": {"enum": ["tried", "accepted", "refused", "given_up", "released"]},
          "count": {"type": "integer", "description": "Of tries in a row that came to the same"},
          "status": {"type": ["integer", "null"], "description": "Of the HTTP answer"},
          "answer_id": {"type": ["string", "null"], "description": "What the receiver calls it"},
          "sha256": {"type": ["string", "null"]}, "by": {"type": ["string", "null"]},
          "detail": {"type": ["string", "null"]}
        }
      },
      "Problem": {
        "type": "object", "required": ["type", "title", "status", "detail"],
        "properties": {
          "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
          "detail": {"type": "string"},
          "parameter": {"type": "string", "description": "The query parameter it is about"}
        }
      }
    }
  }
}
)json";
// clang-format on

}  // namespace

std::string openapi_json(std::string_view version) {
  using Mark = std::pair<std::string_view, std::string_view>;
  std::string text(kDocument);
  for (const auto& [mark, words] :
       {Mark{"@VERSION@", version}, Mark{"@PEOPLE@", openapi_people()},
        Mark{"@PEOPLE_SCHEMAS@", openapi_people_schemas()}, Mark{"@MEETING@", openapi_meeting()},
        Mark{"@MEETING_SCHEMAS@", openapi_meeting_schemas()}, Mark{"@DESK@", openapi_desk()},
        Mark{"@DESK_SCHEMAS@", openapi_desk_schemas()}}) {
    text.replace(text.find(mark), mark.size(), words);
  }
  return text;
}

}  // namespace ioc::serving

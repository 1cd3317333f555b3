// Official reports: their slots, one of them, what is done to it (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {
namespace {

Operation report_operation();

}  // namespace

void add_report_paths(Paths& paths) {
  paths.get(
      "/api/v1/reports",
      Operation("listReports", "reports",
                "Forms of official reports and their slots: due, late, where they stand")
          .query("report", text())
          .shared({"unit"})
          .query("period", text())
          .shared({"limit", "cursor"})
          .answer(200, "One page of slots, and the forms of all of them", schema("ReportSlots"))
          .problems({400}));
  paths.get("/api/v1/reports/verify",
            Operation("verifyReportCode", "reports", "What was published with the code of a print")
                .takes(read(R"json({
                  "name": "code", "in": "query", "required": true, "schema": {"type": "string"}
                })json"))
                .answer(200, "A published revision, and the newest one there is", object())
                .problems({404}));
  paths.get("/api/v1/reports/key",
            Operation("getReportKey", "reports", "The public key that reports are signed with")
                .answer(200, "Ed25519, 32 bytes in base64", object())
                .never_wrong());
  paths.places(
      "/api/v1/reports/{report}/{unit}/{period}",
      {shared_parameter("ofReport"), shared_parameter("ofUnit"), shared_parameter("ofPeriod")});
  paths.get("/api/v1/reports/{report}/{unit}/{period}", report_operation());
}

void add_report_act_paths(Paths& paths) {
  constexpr std::string_view kPath = "/api/v1/reports/{report}/{unit}/{period}/{action}";
  paths.places(kPath, {shared_parameter("ofReport"), shared_parameter("ofUnit"),
                       shared_parameter("ofPeriod"),
                       parameter("action", "path",
                                 choice({"draft", "comment", "approve", "give-back", "sign",
                                         "paper", "explain", "settle"}))});
  paths.post(kPath, Operation("actOnReport", "reports",
                              "Draft, comment, approve, sign; enter and settle figures of paper")
                        .body_if_any(read(R"json({
                          "type": "object",
                          "properties": {
                            "text": {"type": "string"}, "row": {"type": "string"},
                            "column": {"type": "string"}, "source": {"type": "string"},
                            "figures": {"type": "array", "items": {"type": "object"}}
                          }
                        })json"))
                        .answer(200, "The report as it stands now", schema("Report"))
                        .problems({400, 401, 403, 409}));
}

void add_report_schemas(Json& schemas) {
  schemas.update(read(R"json({
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
    }
  })json"));
}

namespace {

Operation report_operation() {
  return Operation("getReport", "reports",
                   "A report: published, else drafted, else filled with live figures")
      .query("revision", read(R"({"type": "integer", "minimum": 1})"))
      .query("live", text(), "1: live figures in any case")
      .answer_as(200, "By Accept, or by a suffix of the period: .json, .csv, .xlsx, .html, .signed",
                 read(R"json({
                   "application/json": {"schema": {"$ref": "#/components/schemas/Report"}},
                   "text/csv": {"schema": {"type": "string"}},
                   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
                   "text/html": {"schema": {"type": "string"}},
                   "application/octet-stream": {}
                 })json"))
      .problems({404, 409});
}

}  // namespace
}  // namespace ioc::serving::openapi

// What meetings concluded (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {

void add_meeting_paths(Paths& paths) {
  paths.get("/api/v1/conclusions",
            Operation("listConclusions", "meetings",
                      "What meetings have concluded: open ones first, the latest of them first")
                .query("state", choice({"open", "done", "withdrawn"}))
                .query("as_of", instant(), "As they stood at this instant")
                .answer(200, "Those of units whose figures you may see", schema("ConclusionList"))
                .problems({400, 401, 503}));
  paths.post("/api/v1/conclusions",
             Operation("noteConclusion", "meetings", "Notes one; an event of it goes into the log")
                 .body(read(R"json({
                   "type": "object",
                   "required": ["task", "owner", "due"],
                   "properties": {
                     "task": {"type": "string", "description": "At most 2,000 bytes"},
                     "owner": {
                       "type": "string", "description": "Code of the unit that answers for it"
                     },
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
                 })json"))
                 .answer(201, "Noted, and its event is on its way", schema("Conclusion"))
                 .problems({400, 401, 403, 503}));
  paths.places("/api/v1/conclusions/{conclusion}",
               {parameter("conclusion", "path", text(), "As the list names it")});
  paths.post(
      "/api/v1/conclusions/{conclusion}",
      Operation("closeConclusion", "meetings", "Says that it is done, or takes it back; once")
          .body(read(R"json({
                   "type": "object",
                   "required": ["state"],
                   "properties": {"state": {"enum": ["done", "withdrawn"]}}
                 })json"))
          .answer(200, "As it stands now", schema("Conclusion"))
          .problems({400, 401, 403, 404, 409, 503}));
}

void add_meeting_schemas(Json& schemas) {
  schemas.update(read(R"json({
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
    }
  })json"));
  schemas["ConclusionList"] = list_of("Conclusion", Next::text_or_null);
}

}  // namespace ioc::serving::openapi

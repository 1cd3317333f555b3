// Reports handed on to other systems (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {

void add_delivery_paths(Paths& paths) {
  paths.get("/api/v1/deliveries",
            Operation("listDeliveries", "deliveries",
                      "Reports handed on to other systems, the newest first")
                .query("connector", text())
                .query("report", text())
                .shared({"unit"})
                .query("period", text())
                .query("state", choice({"waiting", "sent", "accepted", "refused", "given_up"}))
                .shared({"limit", "cursor"})
                .answer(200, "One page; it may hold fewer than `limit`", schema("Deliveries"))
                .problems({400, 401}));
  paths.places("/api/v1/deliveries/{number}", {shared_parameter("ofDelivery")});
  paths.get("/api/v1/deliveries/{number}",
            Operation("getDelivery", "deliveries", "One of them with all its receipts")
                .answer(200, "The delivery", schema("Delivery"))
                .problems({401, 404}));
  paths.places("/api/v1/deliveries/{number}/release", {shared_parameter("ofDelivery")});
  paths.post("/api/v1/deliveries/{number}/release",
             Operation("releaseDelivery", "deliveries",
                       "Sends it again, at once: what was refused, given up, or waits for its time")
                 .body_if_any(read(R"json({
                   "type": "object",
                   "properties": {"text": {"type": "string", "maxLength": 500}}
                 })json"))
                 .answer(200, "The delivery as it stands now", schema("Delivery"))
                 .problems({400, 401, 403, 404, 409}));
}

void add_delivery_schemas(Json& schemas) {
  schemas["Deliveries"] = list_of("Delivery", Next::text_or_null);
  schemas.update(read(R"json({
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
    }
  })json"));
}

}  // namespace ioc::serving::openapi

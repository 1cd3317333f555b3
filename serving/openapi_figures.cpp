// Indicators, units and figures (serving/openapi_parts.h).
#include "serving/openapi_parts.h"

namespace ioc::serving::openapi {

void add_figure_paths(Paths& paths) {
  constexpr std::string_view kCsv = "UTF-8, RFC 4180, a header row; members as columns";
  paths.get("/api/v1/indicators",
            Operation("listIndicators", "figures", "The public indicators, by id")
                .shared({"format", "limit", "cursor"})
                .table_answer("One page", "IndicatorList", kCsv)
                .problems({400}));
  paths.get("/api/v1/units", Operation("listUnits", "figures",
                                       "The administrative units, in the order of the catalogue")
                                 .shared({"format", "limit", "cursor"})
                                 .table_answer("One page", "UnitList", kCsv)
                                 .problems({400}));
  paths.get(
      "/api/v1/figures",
      Operation("listFigures", "figures",
                "Every window with a contribution, open ones included, by indicator, window, "
                "group and end")
          .shared({"indicator", "window", "unit", "level"})
          .query("from", instant(), "Windows that end after this instant (RFC 3339)")
          .query("to", instant(), "Windows that end at or before this instant (RFC 3339)")
          .shared({"format", "limit", "cursor"})
          .query("as_of", instant(),
                 "Figures of the events up to then, read again from the log; no later than the "
                 "newest as_of. Later questions for the same instant, and all pages, are of the "
                 "same offsets (position) until nobody has asked for a quarter of an hour")
          .table_answer("One page, as JSON, CSV or a workbook, by `format` or Accept", "FigureList",
                        "UTF-8, RFC 4180, a header row; the columns are those of a figure, group "
                        "members as group.NAME. The Link header continues the list. Text that a "
                        "spreadsheet would run as a formula begins with an apostrophe.")
          .problems({400, 409, 500})
          .busy({503}));
}

void add_list_schemas(Json& schemas) {
  schemas.update(read(R"json({
    "Workbook": {
      "type": "string", "format": "binary",
      "description": "One sheet; numbers are numbers, times are dates in the catalogue's zone"
    },
    "Cursor": {
      "type": ["string", "null"],
      "description": "Give it as cursor= for the next page; null on the last"
    }
  })json"));
  schemas["IndicatorList"] = list_of("Indicator", Next::cursor);
  schemas["UnitList"] = list_of("Unit", Next::cursor);
}

void add_figure_schemas(Json& schemas) {
  schemas["FigureList"] = list_of("Figure", Next::cursor);
  schemas.update(read(R"json({
    "Bilingual": {
      "type": "object", "required": ["vi", "en"],
      "properties": {"vi": {"type": "string"}, "en": {"type": "string"}}
    },
    "Indicator": {
      "type": "object",
      "required": [
        "id", "name", "unit", "measure", "by", "windows", "streams", "better", "public",
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
        "indicator", "window", "group", "start", "end", "value", "count", "status", "revision",
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
    }
  })json"));
}

}  // namespace ioc::serving::openapi

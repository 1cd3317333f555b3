// Words for faults (ingest/fault_words.h).
#include "ingest/fault_words.h"

#include <fmt/format.h>

#include "model/limits.h"

namespace ioc::ingest {
namespace {

using model::Reason;
using model::TypeKind;

const model::FieldPlan* field_of(const RecordFault& fault, const model::StreamPlan& stream) {
  return fault.field < 0 ? nullptr : &stream.fields[static_cast<std::size_t>(fault.field)];
}

std::string place_of(const RecordFault& fault, const model::StreamPlan& stream) {
  const model::FieldPlan* field = field_of(fault, stream);
  if (field == nullptr) return "/" + fault_field(fault, stream);
  std::string pointer;
  for (const std::string& step : field->pointer) {
    pointer += '/';
    for (const char c : step) {
      if (c == '~') {
        pointer += "~0";
      } else if (c == '/') {
        pointer += "~1";
      } else {
        pointer += c;
      }
    }
  }
  return pointer;
}

std::string expected(const RecordFault& fault, const model::StreamPlan& stream) {
  const model::FieldPlan* field = field_of(fault, stream);
  const TypeKind kind = field != nullptr                    ? field->type.kind
                        : fault.field == RecordFault::kTime ? TypeKind::instant
                                                            : TypeKind::text;
  switch (kind) {
    case TypeKind::boolean: return "true or false";
    case TypeKind::integer: return "a whole number";
    case TypeKind::decimal: return "a number such as 12.5";
    case TypeKind::unit: return "the code of a unit";
    case TypeKind::instant: {
      std::string text = "a time such as 2020-10-15T16:59:58+07:00";
      if (field == nullptr) return text;
      for (const model::TimeFormat& format : field->formats) text += ", or as " + format.text;
      return text;
    }
    default: return field != nullptr ? "a text" : "a text that is not empty";
  }
}

}  // namespace

std::string fault_field(const RecordFault& fault, const model::StreamPlan& stream) {
  switch (fault.field) {
    case RecordFault::kWhole: return {};
    case RecordFault::kId: return "id";
    case RecordFault::kSource: return "source";
    case RecordFault::kTime: return "time";
    default: return stream.fields[static_cast<std::size_t>(fault.field)].name;
  }
}

std::string fault_detail(const RecordFault& fault, const model::StreamPlan& stream) {
  const std::string place = place_of(fault, stream);
  switch (fault.reason) {
    case Reason::too_large:
      return fmt::format("The event is too large: it may have {} bytes.",
                         model::kIntakeEventBytesMax);
    case Reason::malformed: return "This is not one CloudEvent: a JSON object in UTF-8.";
    case Reason::missing_field:
      return fmt::format("Nothing stands at {}; {} is expected.", place, expected(fault, stream));
    case Reason::bad_type:
      return fmt::format("At {} stands {}; {} is expected.", place, in_quotes(fault.found),
                         expected(fault, stream));
    case Reason::unknown_unit:
      return fmt::format("At {} stands {}, which is no unit's code. GET /api/v1/units lists them.",
                         place, in_quotes(fault.found));
    case Reason::time_ahead:
      return fmt::format("{} at {} is more than {} s ahead of this server's clock.",
                         in_quotes(fault.found), place, stream.max_ahead_ms / model::kSecondMs);
    case Reason::too_late: break;  // judged where events are folded
  }
  return "It is too late.";
}

std::string in_quotes(std::string_view text) {
  if (text.size() <= model::kIntakeQuoteBytesMax) return fmt::format("\"{}\"", text);
  std::size_t end = model::kIntakeQuoteBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("\"{}…\"", text.substr(0, end));
}

}  // namespace ioc::ingest

#include "serving/refusal_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace ioc::serving {
namespace {

using model::TypeKind;

std::string pointer_of(const model::FieldPlan& field) {
  std::string text;
  for (const std::string& step : field.pointer) text += '/' + step;
  return text;
}

const model::FieldPlan* field_of(std::string_view name, const model::StreamPlan& stream) {
  const auto at = std::find_if(stream.fields.begin(), stream.fields.end(),
                               [&](const auto& field) { return field.name == name; });
  return at == stream.fields.end() ? nullptr : &*at;
}

std::string wanted_words(Language language, std::string_view name, const model::FieldPlan* field) {
  const auto say = [&](const Words& words) { return std::string(words.in(language)); };
  const TypeKind kind = field != nullptr ? field->type.kind
                        : name == "time" ? TypeKind::instant
                                         : TypeKind::text;
  switch (kind) {
    case TypeKind::boolean: return say({"true hoặc false", "true or false"});
    case TypeKind::integer:
      return say({"một số nguyên, không có dấu nháy", "a whole number, without quotes"});
    case TypeKind::decimal:
      return say({"một số, như 12.5, không có dấu nháy", "a number such as 12.5, without quotes"});
    case TypeKind::unit: return say({"mã đơn vị", "the code of a unit"});
    case TypeKind::instant: {
      std::string text = say(
          {"thời điểm, như 2020-10-15T16:59:58+07:00", "a time such as 2020-10-15T16:59:58+07:00"});
      if (field == nullptr) return text;
      for (const model::TimeFormat& format : field->formats) {
        text += say({", hoặc theo dạng ", ", or as "}) + format.text;
      }
      return text;
    }
    default: return say({"một chuỗi ký tự không rỗng", "a text that is not empty"});
  }
}

}  // namespace

std::string reason_words(Language language, std::string_view reason) {
  struct Reason {
    std::string_view name;
    Words words;
  };
  constexpr Reason kReasons[] = {
      {"too_large", {"Sự kiện quá lớn", "Event too large"}},
      {"malformed", {"Không đọc được", "Cannot be read"}},
      {"missing_field", {"Thiếu trường bắt buộc", "A field is missing"}},
      {"bad_type", {"Sai kiểu dữ liệu", "A value of the wrong type"}},
      {"unknown_unit", {"Mã đơn vị không có trong danh mục", "A unit's code that is not known"}},
      {"time_ahead", {"Thời điểm ở tương lai", "A time in the future"}},
      {"too_late", {"Đến quá muộn", "Came too late"}},
  };
  for (const Reason& each : kReasons) {
    if (each.name == reason) return std::string(each.words.in(language));
  }
  return std::string(reason);
}

std::string cure_words(Language language, std::string_view reason,
                       const model::StreamPlan& stream) {
  const bool is_english = language == Language::en;
  const auto say = [&](const Words& words) { return std::string(words.in(language)); };
  if (reason == "too_large") {
    return say(
        {"Bỏ phần tệp đính kèm và nội dung dài khỏi sự kiện, chỉ gửi các trường đã khai "
         "báo, rồi gửi lại.",
         "Leave attachments and long texts out, send the declared fields only, and send it "
         "again."});
  }
  if (reason == "malformed") {
    return say(
        {"Phần mềm gửi phải viết mỗi sự kiện thành một đối tượng JSON (CloudEvents) bằng "
         "UTF-8. Nhờ đơn vị cung cấp phần mềm kiểm tra, sửa rồi gửi lại.",
         "The sending software must write each event as one JSON object (CloudEvents) in "
         "UTF-8. Ask its vendor to mend it, then send again."});
  }
  if (reason == "missing_field") {
    return say({"Điền trường còn thiếu trong phần mềm của đơn vị rồi gửi lại sự kiện.",
                "Fill in the missing field in your system and send the event again."});
  }
  if (reason == "bad_type") {
    return say({"Sửa giá trị cho đúng kiểu như ghi bên dưới rồi gửi lại sự kiện.",
                "Mend the value as told below and send the event again."});
  }
  if (reason == "unknown_unit") {
    return say(
        {"Dùng đúng mã đơn vị trong danh mục (địa chỉ /api/v1/units). Nếu đơn vị mới lập "
         "hoặc đổi mã, đề nghị đơn vị vận hành bổ sung danh mục.",
         "Use a code of the catalogue (/api/v1/units). If the unit is new or its code has "
         "changed, ask the department that runs the centre to add it."});
  }
  if (reason == "time_ahead") {
    const std::string most = span_words(language, stream.max_ahead_ms);
    return is_english ? fmt::format(
                            "Set the clock of the sending computer and its time zone "
                            "(+07:00): a time may be at most {} ahead. Send it again.",
                            most)
                      : fmt::format(
                            "Chỉnh đồng hồ và múi giờ (+07:00) của máy gửi: thời điểm không "
                            "được vượt giờ hiện tại quá {}. Sau đó gửi lại.",
                            most);
  }
  if (reason == "too_late") {
    const std::string most = span_words(language, stream.lateness_ms);
    return is_english ? fmt::format(
                            "Events of this stream may be {} late at most. Send more often; for "
                            "older ones ask the department that runs the centre.",
                            most)
                      : fmt::format(
                            "Luồng này chỉ nhận sự kiện muộn tối đa {}. Hãy gửi thường xuyên hơn; "
                            "sự kiện cũ hơn xin liên hệ đơn vị vận hành.",
                            most);
  }
  return {};
}

std::string fault_words(Language language, const model::RefusedFault& fault,
                        const model::StreamPlan& stream) {
  const bool is_english = language == Language::en;
  if (fault.field.empty() || fault.reason == "too_late") {
    return reason_words(language, fault.reason);
  }
  const model::FieldPlan* field = field_of(fault.field, stream);
  const std::string place = field != nullptr ? pointer_of(*field) : "/" + fault.field;
  const std::string wanted = wanted_words(language, fault.field, field);
  if (fault.reason == "missing_field") {
    return is_english
               ? fmt::format("{} ({}) is missing; {} is expected.", fault.field, place, wanted)
               : fmt::format("Thiếu {} ({}); cần {}.", fault.field, place, wanted);
  }
  return is_english
             ? fmt::format("{} ({}) is “{}”; {} is expected.", fault.field, place, fault.found,
                           wanted)
             : fmt::format("{} ({}) là “{}”; cần {}.", fault.field, place, fault.found, wanted);
}

}  // namespace ioc::serving

// Texts with places for the values of a published report: what a receiver wants instead of the
// signed document. A small language, so that a template can do nothing but tell values:
//
//   {{ unit.name.vi }}                        the value, escaped for the format
//   {% for row in rows join "," %} … {% end %}   for each; between two of them what `join` says
//   {% if due %} … {% else %} … {% end %}     where the value is not empty, or a list has items
//   {# … #}                                   nothing
//
// `loop` names are seen within their loop. In JSON a value of Kind::json stands as it is (`null`
// where there is none); all others belong between quotes. Pure.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/result.h"
#include "serving/template_value.h"

namespace ioc::serving {

enum class TemplateFormat : std::uint8_t { json, xml };

struct TemplateNode;

// Role: a template that was read and tried.
// Threads: immutable.
class DeliveryTemplate {
 public:
  // `file` is named in faults. It is tried with `specimen`, so that a name there is not, a value
  // outside quotes or a tag left open is told here and not when the first report leaves. Error
  // `config`: every fault of its reading, each as FILE:LINE:COLUMN, or the first of its trial.
  static model::Result<std::shared_ptr<const DeliveryTemplate>> read(const std::string& file,
                                                                     std::string_view text,
                                                                     TemplateFormat format,
                                                                     const TemplateValue& specimen);
  ~DeliveryTemplate();
  DeliveryTemplate(const DeliveryTemplate&) = delete;
  DeliveryTemplate& operator=(const DeliveryTemplate&) = delete;

  // Error `check_failed`: what comes of it is not of the format.
  model::Result<std::string> fill(const TemplateValue& value) const;
  TemplateFormat format() const { return format_; }

 private:
  explicit DeliveryTemplate(TemplateFormat format);

  TemplateFormat format_;
  std::vector<TemplateNode> nodes_;
};

// As they stand within a text of the format. What XML cannot hold becomes U+FFFD.
std::string escaped(TemplateFormat format, std::string_view text);

}  // namespace ioc::serving

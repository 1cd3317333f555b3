// The only user of Expat (serving/well_formed.h).
#include "serving/well_formed.h"

#include <expat.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <type_traits>

namespace ioc::serving {
namespace {

struct ExpatCleanup {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

void stop_at_declaration(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  XML_StopParser(static_cast<XML_Parser>(user), XML_FALSE);
}

}  // namespace

std::optional<FormFault> json_fault(std::string_view bytes) {
  try {
    const auto read = nlohmann::json::parse(bytes);
    static_cast<void>(read);
    return std::nullopt;
  } catch (const nlohmann::json::parse_error& error) {
    return FormFault{error.byte > 0 ? error.byte - 1 : 0, error.what()};
  } catch (const nlohmann::json::exception& error) {
    return FormFault{0, error.what()};
  }
}

std::optional<FormFault> xml_fault(std::string_view bytes) {
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, ExpatCleanup> parser(
      XML_ParserCreate(nullptr));
  if (!parser) return FormFault{0, "no memory"};
  XML_UseParserAsHandlerArg(parser.get());
  XML_SetStartDoctypeDeclHandler(parser.get(), stop_at_declaration);
  if (XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), 1) == XML_STATUS_OK) {
    return std::nullopt;
  }
  const XML_Error code = XML_GetErrorCode(parser.get());
  const XML_Index at = XML_GetCurrentByteIndex(parser.get());
  return FormFault{at > 0 ? static_cast<std::size_t>(at) : 0,
                   code == XML_ERROR_ABORTED ? "a document type is not allowed here"
                                             : std::string(XML_ErrorString(code))};
}

}  // namespace ioc::serving

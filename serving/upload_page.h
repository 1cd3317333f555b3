// Sending a sheet from the desk: choose, look at what would be counted and at each fault, mend it
// there, send. Pure; no script.
//
// Nothing is kept between the steps: the page holds the sheet itself, so that a preview can be
// mended and looked at again.
#pragma once

#include <optional>
#include <string>

#include "model/intake.h"
#include "serving/access.h"
#include "serving/desk_frame.h"

namespace ioc::serving {

struct UploadView {
  const model::Viewer& viewer;
  std::string unit = {}, stream = {};  // chosen; may be empty
  std::string sheet = {};
  std::optional<model::IntakeCheck> checked = {};  // of the sheet; none: it was not looked at yet
  std::optional<std::size_t> accepted = {};        // events that are safe with the brokers
  std::string fault = {};                          // what went wrong, for people
};
std::string upload_page(const DeskFrame& frame, const UploadView& view);

// One kind of line ends, as browsers and spreadsheets mix them.
std::string with_plain_line_ends(std::string_view text);

}  // namespace ioc::serving

// The frame of the officials' pages (serving/desk_frame.h).
#include "serving/desk_frame.h"

namespace ioc::serving {

std::string_view DeskWriter::name_of(model::UnitIndex unit) const {
  if (unit == model::kNoUnit) return "";
  const model::Unit& of = frame_.plan.units.at(unit);
  return is_english() && !of.name_en.empty() ? of.name_en : of.name_vi;
}

void DeskWriter::begin(std::string_view title, std::string_view other, std::string_view onward) {
  html_.tag("<!doctype html>\n<html lang=\"").text(is_english() ? "en" : "vi").tag("\">\n<head>\n");
  html_.tag(
      "<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"robots\" content=\"noindex\">\n");
  if (!onward.empty()) {
    html_.tag("<meta http-equiv=\"refresh\" content=\"0; url=").text(onward).tag("\">\n");
  }
  html_.tag("<title>");
  html_.text(title).tag(" · ").text(say({"Bàn làm việc", "Desk"})).tag("</title>\n");
  if (!frame_.style.empty()) {
    html_.tag("<link rel=\"stylesheet\" href=\"").text(frame_.style).tag("\">\n");
    html_.tag("<link rel=\"icon\" href=\"/public-icon.svg\" type=\"image/svg+xml\">\n");
  }
  html_.tag("</head>\n<body>\n<a class=\"skip\" href=\"#content\">");
  html_.text(say({"Đến nội dung", "Skip to content"})).tag("</a>\n");
  html_.tag("<header class=\"top\">\n<a class=\"brand\" href=\"");
  path("/desk").tag("\"><span>").text(say({"Bàn làm việc của cán bộ", "The officials' desk"}));
  html_.tag("</span> <b>").text(name_of(frame_.plan.root_unit)).tag("</b></a>\n");
  html_.tag("<a class=\"language\" lang=\"").text(is_english() ? "vi" : "en").tag("\" hreflang=\"");
  html_.text(is_english() ? "vi" : "en").tag("\" href=\"").text(other).tag("\">");
  html_.text(is_english() ? "Tiếng Việt" : "English").tag("</a>\n</header>\n");
  html_.tag("<main id=\"content\">\n");
}

void DeskWriter::end() {
  html_.tag("</main>\n<footer class=\"end\">\n<p><a href=\"");
  html_.text(is_english() ? "/p?lang=en" : "/p").tag("\">");
  html_.text(say({"Số liệu công khai", "Public figures"})).tag("</a></p>\n");
  html_.tag("</footer>\n</body>\n</html>\n");
}

void DeskWriter::ways(std::string_view here) {
  struct Way {
    std::string_view to;
    Words name;
  };
  static constexpr Way kWays[] = {{"/desk", {"Bàn làm việc", "Desk"}},
                                  {"/meeting", {"Họp giao ban", "The meeting"}},
                                  {"/", {"Bảng điều hành", "Boards"}}};
  html_.tag("<nav class=\"ways\" aria-label=\"").text(say({"Các trang", "Pages"})).tag("\">\n");
  for (const Way& way : kWays) {
    html_.tag("<a href=\"");
    path(way.to).tag("\"");
    if (way.to == here) html_.tag(" aria-current=\"page\"");
    html_.tag(">").text(say(way.name)).tag("</a>\n");
  }
  html_.tag("</nav>\n");
}

Html& DeskWriter::path(std::string_view to) {
  html_.text(to);
  if (is_english()) html_.tag("?lang=en");
  return html_;
}

void DeskWriter::field(std::string_view id, const Words& label, std::string_view kind,
                       std::string_view complete, std::string_view value) {
  html_.tag("<p class=\"field\"><label for=\"").text(id).tag("\">").text(say(label));
  html_.tag("</label>\n<input required id=\"").text(id).tag("\" name=\"").text(id);
  html_.tag("\" type=\"").text(kind).tag("\" autocomplete=\"").text(complete);
  html_.tag("\" autocapitalize=\"none\" spellcheck=\"false\" value=\"")
      .text(value)
      .tag("\"></p>\n");
}

void DeskWriter::language_field() {
  if (is_english()) html_.tag("<input type=\"hidden\" name=\"lang\" value=\"en\">\n");
}

void DeskWriter::notice(std::string_view text, bool is_bad) {
  if (text.empty()) return;
  if (is_bad) {
    html_.tag("<p class=\"told bad\" role=\"alert\">");
  } else {
    html_.tag("<p class=\"told\" role=\"status\">");
  }
  html_.text(text).tag("</p>\n");
}

}  // namespace ioc::serving

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

void DeskWriter::begin_choice(std::string_view id, const Words& label) {
  html_.tag("<p class=\"field\"><label for=\"").text(id).tag("\">").text(say(label));
  html_.tag("</label>\n<select id=\"").text(id).tag("\" name=\"").text(id).tag("\">\n");
}

void DeskWriter::option(std::string_view value, std::string_view words, bool is_selected) {
  html_.tag("<option value=\"").text(value).tag("\"");
  if (is_selected) html_.tag(" selected");
  html_.tag(">").text(words).tag("</option>\n");
}

void DeskWriter::end_choice() { html_.tag("</select></p>\n"); }

void DeskWriter::language_field() {
  if (is_english()) html_.tag("<input type=\"hidden\" name=\"lang\" value=\"en\">\n");
}

void DeskWriter::text_area(std::string_view id, const Words& label, std::string_view value,
                           std::string_view name) {
  html_.tag("<p class=\"field\"><label for=\"").text(id).tag("\">").text(say(label));
  html_.tag("</label>\n<textarea required rows=\"4\" id=\"").text(id).tag("\" name=\"");
  html_.text(name.empty() ? id : name)
      .tag("\">\n")
      .text(value)
      .tag("</textarea></p>\n");  // a first line break is not content
}

void DeskWriter::hidden(std::string_view name, std::string_view value) {
  html_.tag("<input type=\"hidden\" name=\"").text(name).tag("\" value=\"").text(value);
  html_.tag("\">\n");
}

void DeskWriter::navigation(std::string_view current) {
  struct Page {
    std::string_view path;
    Words name;
  };
  constexpr Page kPages[] = {{"/desk", {"Số liệu", "Figures"}},
                             {"/desk/provision", {"Cung cấp số liệu", "Data provision"}},
                             {"/desk/refused", {"Dữ liệu bị từ chối", "Refused events"}},
                             {"/desk/upload", {"Gửi bảng tính", "Send a sheet"}},
                             {"/desk/reports", {"Báo cáo", "Reports"}},
                             {"/desk/registers", {"Sổ theo dõi", "Registers"}},
                             {"/meeting", {"Họp giao ban", "The meeting"}},
                             {"/", {"Bảng điều hành", "Boards"}}};
  html_.tag("<nav class=\"rooms\" aria-label=\"").text(say({"Các trang", "Pages"}));
  html_.tag("\">\n<ul>\n");
  for (const Page& page : kPages) {
    html_.tag("<li><a href=\"");
    path(page.path).tag("\"");
    if (page.path == current) html_.tag(" aria-current=\"page\"");
    html_.tag(">").text(say(page.name)).tag("</a></li>\n");
  }
  html_.tag("</ul>\n</nav>\n");
}

void DeskWriter::sign(std::string_view kind) {
  html_.tag("<svg viewBox=\"0 0 16 16\" aria-hidden=\"true\"><path ");
  if (kind == "ok") {
    html_.tag("d=\"M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13z\"");
  } else if (kind == "near") {
    html_.tag("d=\"M8 1 15.5 14.5H.5z\"");
  } else if (kind == "bad") {
    html_.tag("d=\"M8 .5 15.5 8 8 15.5.5 8z\"");
  } else {
    html_.tag("class=\"hollow\" d=\"M1.5 1.5h13v13h-13zM2 9 9 2M3 14 14 3M8 14.5 14.5 8\"");
  }
  html_.tag("/></svg>");
}

void DeskWriter::link(std::string_view to, std::string_view query, std::string_view text) {
  html_.tag("<a href=\"").text(to);
  if (!query.empty()) html_.tag("?").text(query);
  if (is_english()) html_.text(query.empty() ? "?lang=en" : "&lang=en");
  html_.tag("\">").text(text).tag("</a>");
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

// Writes the page of a link that opens no screen (serving/screen_page.h).
#include "serving/screen_page.h"

namespace ioc::serving {
namespace {

Words words_of(ScreenNotice notice) {
  switch (notice) {
    case ScreenNotice::bad_link:
      return {
          "Liên kết này đã được dùng, đã quá hạn hoặc đã bị thu hồi. Xin quản trị viên tạo liên "
          "kết mới (ioc-pulse token add … --screen).",
          "This link was used, is too old, or was revoked. Ask the administrator for a new one "
          "(ioc-pulse token add … --screen)."};
    case ScreenNotice::unsafe:
      return {
          "Máy chủ chưa được thiết lập TLS (secure_cookies trong [http]), nên chưa mở được màn "
          "hình từ máy khác.",
          "The service is not set up for TLS (secure_cookies in [http]), so no screen can be "
          "opened from another machine."};
    case ScreenNotice::busy:
      return {"Chưa kiểm tra được liên kết. Xin thử lại sau ít phút.",
              "The link cannot be looked up just now. Try again in a moment."};
  }
  return {"", ""};
}

class ScreenPage : DeskWriter {
 public:
  explicit ScreenPage(const DeskFrame& frame) : DeskWriter(frame) {}

  std::string write(ScreenNotice of) {
    const Words title{"Mở màn hình", "Open a screen"};
    begin(say(title), is_english() ? "/screen" : "/screen?lang=en");
    html_.tag("<h1>").text(say(title)).tag("</h1>\n");
    notice(say(words_of(of)), true);
    html_.tag("<p><a href=\"");
    path("/").tag("\">").text(say({"Màn hình số liệu công khai", "The wall of public figures"}));
    html_.tag("</a></p>\n");
    end();
    return html_.take();
  }
};

}  // namespace

std::string screen_page(const DeskFrame& frame, ScreenNotice notice) {
  return ScreenPage(frame).write(notice);
}

}  // namespace ioc::serving

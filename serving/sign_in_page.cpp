// Writes the sign-in page (serving/sign_in_page.h).
#include "serving/sign_in_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "model/limits.h"
#include "serving/request.h"

namespace ioc::serving {
namespace {

class SignInPage : DeskWriter {
 public:
  SignInPage(const DeskFrame& frame, const SignInView& view) : DeskWriter(frame), view_(view) {}

  std::string write() {
    const bool sets = !view_.link.empty();
    const Words title =
        sets ? Words{"Đặt mật khẩu", "Set a password"} : Words{"Đăng nhập", "Sign in"};
    begin(say(title), other());
    html_.tag("<h1>").text(say(title)).tag("</h1>\n");
    notice(words(), is_bad());
    if (sets) {
      password_form();
    } else {
      if (view_.has_provider) provider_link();
      sign_in_form();
    }
    end();
    return html_.take();
  }

 private:
  std::string other() const {
    std::string address = "/sign-in";
    std::string_view separator = "?";
    if (!is_english()) {
      address += "?lang=en";
      separator = "&";
    }
    if (view_.link.empty()) return address;
    return address + std::string(separator) + "link=" + percent_encode(view_.link);
  }

  bool is_bad() const {
    return view_.notice != SignInNotice::password_set && view_.notice != SignInNotice::signed_out;
  }

  std::string words() const {
    const auto told = [&](const Words& of) { return std::string(say(of)); };
    switch (view_.notice) {
      case SignInNotice::none: break;
      case SignInNotice::wrong:
        return told({"Sai tài khoản hoặc mật khẩu.", "Wrong account or password."});
      case SignInNotice::wait: {
        const std::string_view so_often = say({"Sai quá nhiều lần. Xin thử lại sau {} giây.",
                                               "Too many wrong tries. Try again in {} seconds."});
        return fmt::format(fmt::runtime(so_often),
                           std::max<std::int64_t>(1, (view_.wait_ms + 999) / 1000));
      }
      case SignInNotice::busy:
        return told({"Hệ thống đang bận. Xin thử lại sau giây lát.",
                     "The service is busy. Try again in a moment."});
      case SignInNotice::bad_link:
        return told({"Liên kết này đã dùng hoặc đã hết hạn. Xin quản trị viên cấp liên kết mới.",
                     "This link was used or is too old. Ask the administrator for a new one."});
      case SignInNotice::differ:
        return told({"Hai lần nhập mật khẩu không giống nhau.", "The two passwords differ."});
      case SignInNotice::bad_password:
        if (is_english()) return std::string(view_.fault);
        return fmt::format(
            "Mật khẩu này không dùng được: cần ít nhất {} ký tự, không gần giống tên tài khoản, "
            "không thuộc loại dễ đoán.",
            model::kPasswordLengthMin);
      case SignInNotice::password_set:
        return told({"Đã đặt mật khẩu. Xin đăng nhập.", "The password is set. Please sign in."});
      case SignInNotice::signed_out: return told({"Đã đăng xuất.", "You are signed out."});
      case SignInNotice::unsafe:
        return told({"Chưa thể đăng nhập qua mạng: dịch vụ chưa được đặt sau TLS.",
                     "Signing in from elsewhere needs TLS in front of the service, and "
                     "secure_cookies in its configuration."});
      case SignInNotice::provider_away:
        return told(
            {"Chưa liên lạc được với hệ thống đăng nhập chung. Xin thử lại sau giây lát, "
             "hoặc đăng nhập bằng mật khẩu nếu tài khoản của bạn có.",
             "The shared sign-in does not answer. Try again in a moment, or sign in with a "
             "password if your account has one."});
      case SignInNotice::provider_refused:
        return told(
            {"Chưa đăng nhập được qua hệ thống đăng nhập chung. Xin thử lại; nếu vẫn "
             "không được, xin báo quản trị viên.",
             "The shared sign-in did not let you in. Try again; if that does not help, "
             "tell the administrator."});
      case SignInNotice::provider_stale:
        return told(
            {"Lần đăng nhập này đã hết hạn, đã dùng rồi hoặc bắt đầu ở trình duyệt khác. "
             "Xin đăng nhập lại.",
             "This sign-in is too old, was used already, or began in another browser. "
             "Please sign in again."});
      case SignInNotice::nobody:
        return told(
            {"Bạn đã đăng nhập ở hệ thống chung, nhưng ở đây chưa có tài khoản của bạn "
             "hoặc tài khoản đã bị khóa. Xin liên hệ quản trị viên.",
             "You are signed in at the shared sign-in, but there is no account of yours "
             "here, or it is disabled. Please ask the administrator."});
    }
    return {};
  }

  void provider_link() {
    html_.tag("<p class=\"provider\"><a class=\"button\" href=\"");
    path("/sign-in/openid").tag("\">");
    if (view_.provider.empty()) {
      html_.text(say({"Đăng nhập bằng tài khoản cơ quan", "Sign in with your office's account"}));
    } else {
      html_.text(say({"Đăng nhập bằng ", "Sign in with "})).text(view_.provider);
    }
    html_.tag("</a></p>\n<h2>");
    html_.text(
        say({"Hoặc bằng mật khẩu riêng của hệ thống này", "Or with a password of this one"}));
    html_.tag("</h2>\n");
  }

  void sign_in_form() {
    html_.tag("<form class=\"sign-in\" action=\"/sign-in\" method=\"post\">\n");
    language_field();
    field("account", {"Tài khoản", "Account"}, "text", "username", view_.account);
    field("password", {"Mật khẩu", "Password"}, "password", "current-password");
    html_.tag("<p><button>").text(say({"Đăng nhập", "Sign in"})).tag("</button></p>\n</form>\n");
    html_.tag("<p class=\"explanation\">");
    html_.text(say({"Chưa có tài khoản hoặc quên mật khẩu: xin quản trị viên cấp liên kết.",
                    "No account, or the password forgotten: ask the administrator for a link."}));
    html_.tag("</p>\n");
  }

  void password_form() {
    html_.tag("<form class=\"sign-in\" action=\"/sign-in\" method=\"post\">\n");
    language_field();
    html_.tag("<input type=\"hidden\" name=\"link\" value=\"").text(view_.link).tag("\">\n");
    field("password", {"Mật khẩu mới", "New password"}, "password", "new-password");
    field("again", {"Nhập lại mật khẩu", "The same again"}, "password", "new-password");
    html_.tag("<p><button>").text(say({"Đặt mật khẩu", "Set the password"}));
    html_.tag("</button></p>\n</form>\n<p class=\"explanation\">");
    html_.text(fmt::format(
        fmt::runtime(say({"Ít nhất {} ký tự. Vài từ cách nhau bằng dấu trống là mật khẩu tốt.",
                          "At least {} characters. A few words with blanks between are good."})),
        model::kPasswordLengthMin));
    html_.tag("</p>\n");
  }

  const SignInView& view_;
};

class PassingPage : DeskWriter {
 public:
  explicit PassingPage(const DeskFrame& frame) : DeskWriter(frame) {}

  std::string write(const PassingView& view) {
    begin(say(view.title), is_english() ? "/sign-in" : "/sign-in?lang=en",
          view.at_once ? view.address : std::string_view());
    html_.tag("<h1>").text(say(view.title)).tag("</h1>\n");
    notice(say(view.words), false);
    html_.tag("<p class=\"provider\"><a class=\"button\" href=\"").text(view.address).tag("\">");
    html_.text(say({"Tiếp tục", "Go on"})).tag("</a></p>\n");
    end();
    return html_.take();
  }
};

}  // namespace

std::string passing_page(const DeskFrame& frame, const PassingView& view) {
  return PassingPage(frame).write(view);
}

std::string sign_in_page(const DeskFrame& frame, const SignInView& view) {
  return SignInPage(frame, view).write();
}

}  // namespace ioc::serving

#include "serving/accounts_page.h"

#include <fmt/format.h>

namespace ioc::serving {
namespace {

class AccountsPage : DeskWriter {
 public:
  AccountsPage(const DeskFrame& frame, const AccountsView& view) : DeskWriter(frame), view_(view) {}

  std::string write() {
    const Words title{"Tài khoản và mã gửi số liệu", "Accounts and tokens"};
    begin(say(title), is_english() ? "/desk/accounts" : "/desk/accounts?lang=en");
    navigation("/desk/accounts");
    html_.tag("<h1>").text(say(title)).tag("</h1>\n");
    notice(view_.told, false);
    notice(view_.fault, true);
    if (!view_.secret.empty()) secret();
    accounts();
    add_account();
    tokens();
    add_token();
    end();
    return html_.take();
  }

 private:
  void secret() {
    html_.tag("<section class=\"whole\" aria-labelledby=\"secret\">\n<h2 id=\"secret\">");
    html_.text(say({"Chỉ hiện một lần, hãy giữ lại ngay", "Shown this once: keep it now"}));
    html_.tag("</h2>\n<p><code class=\"secret\">")
        .text(view_.secret)
        .tag("</code></p>\n</section>\n");
  }

  void head(std::initializer_list<Words> heads) {
    html_.tag("\">\n<table>\n<thead><tr>");
    for (const Words& words : heads) {
      html_.tag("<th scope=\"col\">").text(say(words)).tag("</th>");
    }
    html_.tag("</tr></thead>\n<tbody>\n");
  }

  void accounts() {
    html_.tag("<section class=\"whole\">\n<h2 id=\"accounts\">");
    html_.text(say({"Tài khoản", "Accounts"})).text(fmt::format(" ({})", view_.accounts.size()));
    html_.tag(
        "</h2>\n<div class=\"table\" tabindex=\"0\" role=\"region\" aria-labelledby=\"accounts");
    head({{"Tài khoản", "Account"},
          {"Quyền", "Grants"},
          {"Trạng thái", "State"},
          {"Việc", "What to do"}});
    for (const AccountRow& account : view_.accounts) row(account);
    html_.tag("</tbody>\n</table>\n</div>\n</section>\n");
  }

  void row(const AccountRow& account) {
    html_.tag("<tr><th scope=\"row\">").text(account.name).tag(" <small>").text(account.id);
    html_.tag("</small></th>\n<td>").text(account.grants);
    if (!account.waiting.empty()) {
      html_.tag("<br><small>").text(say({"chờ duyệt: ", "waits: "})).text(account.waiting);
      html_.tag(" (").text(account.asked_by).tag(")</small>");
    }
    html_.tag("</td>\n<td>");
    html_.text(account.is_disabled    ? say({"đã khóa", "disabled"})
               : account.has_password ? say({"đang dùng", "active"})
                                      : say({"chưa đặt mật khẩu", "no password yet"}));
    html_.tag("</td>\n<td class=\"acts\">");
    if (!account.waiting.empty()) {
      act(account, "approve", {"Duyệt quyền", "Approve grants"});
      act(account, "refuse", {"Từ chối quyền", "Refuse grants"});
    }
    if (account.is_administrator) {
      html_.tag("<small>").text(say({"giữ bằng dòng lệnh", "kept on the command line"}));
      html_.tag("</small>");
    } else if (account.is_disabled) {
      act(account, "enable", {"Mở khóa", "Enable"});
    } else {
      act(account, "disable", {"Khóa", "Disable"});
      act(account, "reset", {"Cấp lại liên kết", "New link"});
    }
    html_.tag("</td></tr>\n");
  }

  void act(const AccountRow& account, std::string_view verb, const Words& words) {
    begin_form(verb);
    hidden("account", account.id);
    html_.tag("<button class=\"plain\" aria-label=\"").text(say(words)).tag(" ");
    html_.text(account.id).tag("\">").text(say(words)).tag("</button>\n</form>\n");
  }
  void begin_form(std::string_view verb) {
    html_.tag("<form action=\"/desk/accounts\" method=\"post\">\n");
    language_field();
    hidden("act", verb);
  }

  void add_account() {
    html_.tag("<details class=\"raise\"><summary>");
    html_.text(say({"Thêm tài khoản, hoặc đổi quyền của tài khoản",
                    "Add an account, or change the grants of one"}));
    html_.tag("</summary>\n");
    begin_form("grant");
    field("account", {"Tên đăng nhập", "Account"}, "text", "off");
    html_.tag("<p class=\"field\"><label for=\"name\">");
    html_.text(say({"Họ tên (của tài khoản mới)", "Name (of a new account)"}));
    html_.tag(
        "</label>\n<input id=\"name\" name=\"name\" type=\"text\" autocomplete=\"off\"></p>\n");
    field("grants",
          {"Quyền, như officer@502; department@49:reports",
           "Grants, as officer@502; "
           "department@49:reports"},
          "text", "off");
    html_.tag("<p><button>")
        .text(say({"Ghi", "Enter it"}))
        .tag("</button></p>\n</form>\n</details>\n");
  }

  void tokens() {
    html_.tag("<section class=\"whole\">\n<h2 id=\"tokens\">");
    html_.text(say({"Mã gửi số liệu của đơn vị", "Tokens of units"}));
    html_.text(fmt::format(" ({})", view_.tokens.size())).tag("</h2>\n");
    html_.tag("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-labelledby=\"tokens");
    head({{"Mã", "Token"},
          {"Đơn vị", "Unit"},
          {"Luồng", "Streams"},
          {"Hạn", "Good until"},
          {"Việc", "What to do"}});
    for (const TokenRow& token : view_.tokens) row(token);
    html_.tag("</tbody>\n</table>\n</div>\n</section>\n");
  }

  void row(const TokenRow& token) {
    const model::UnitIndex unit = frame_.plan.units.find(token.unit);
    html_.tag("<tr><th scope=\"row\">").text(token.id).tag("</th>\n<td>");
    html_.text(unit == model::kNoUnit ? std::string_view(token.unit) : name_of(unit));
    html_.tag("</td>\n<td>").text(token.streams).tag("</td>\n<td>");
    html_.text(date_words(frame_.plan.zone.day_of(token.expires))).tag("</td>\n<td>");
    if (token.is_revoked) {
      html_.text(say({"đã thu hồi", "revoked"}));
    } else if (token.expires <= view_.now) {
      html_.text(say({"hết hạn", "expired"}));
    } else {
      begin_form("revoke");
      hidden("token", token.id);
      html_.tag("<button class=\"plain\" aria-label=\"").text(say({"Thu hồi ", "Revoke "}));
      html_.text(token.id).tag("\">").text(say({"Thu hồi", "Revoke"})).tag("</button>\n</form>\n");
    }
    html_.tag("</td></tr>\n");
  }

  void add_token() {
    html_.tag("<details class=\"raise\"><summary>").text(say({"Cấp mã mới", "A new token"}));
    html_.tag("</summary>\n");
    begin_form("token");
    field("token", {"Tên mã", "Its name"}, "text", "off");
    begin_choice("unit", {"Đơn vị", "Unit"});
    for (const model::Unit& unit : frame_.plan.units.all()) {
      option(unit.code, is_english() && !unit.name_en.empty() ? unit.name_en : unit.name_vi, false);
    }
    end_choice();
    begin_choice("stream", {"Luồng", "Stream"});
    for (const model::StreamPlan& stream : frame_.plan.streams) {
      if (!stream.reads_letters) option(stream.id, stream.id, false);
    }
    end_choice();
    field("days", {"Số ngày có hiệu lực", "Days it is good for"}, "number", "off", "365");
    html_.tag("<p><button>").text(say({"Cấp mã", "Make it"}));
    html_.tag("</button></p>\n</form>\n</details>\n");
  }

  const AccountsView& view_;
};

}  // namespace

std::string accounts_page(const DeskFrame& frame, const AccountsView& view) {
  return AccountsPage(frame, view).write();
}

}  // namespace ioc::serving

#include "app/delivery_reader.h"

#include <fmt/core.h>
#include <strings.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "model/delivery.h"

namespace ioc::app {
namespace {

bool is_connector_id(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '_';
  });
}

// A name of a header, as RFC 9110 has it.
bool is_header_name(const std::string& text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char letter) {
    return std::isalnum(letter) != 0 || kMarks.find(static_cast<char>(letter)) != kMarks.npos;
  });
}

bool is_one_line(const std::string& text) {
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char letter) { return letter >= ' ' && letter != 0x7F; });
}

// Role: reads one [[delivery]].
class DeliveryReader {
 public:
  DeliveryReader(ConfigReader& reader, const toml::table& table, const std::string& file)
      : reader_(reader), table_(table), folder_(std::filesystem::absolute(file).parent_path()) {}

  DeliveryConfig read() {
    out_.place = reader_.place(table_.source());
    const auto text = [this](std::string& into) {
      return [this, &into](const toml::node& node) { into = reader_.text(node); };
    };
    const auto path = [this](std::string& into) {
      return [this, &into](const toml::node& node) { into = readable(node); };
    };
    constexpr std::int64_t kGiveUpMaxMs = 366 * model::kDayMs;
    reader_.table(table_, "[[delivery]]",
                  {{"id", [this](const auto& node) { take_id(node); }},
                   {"name", [this](const auto& node) { take_name(node); }},
                   {"reports", [this](const auto& node) { out_.reports = reader_.texts(node); }},
                   {"after", text(out_.after)},
                   {"url", [this](const auto& node) { take_url(node); }},
                   {"directory", [this](const auto& node) { take_directory(node); }},
                   {"method", [this](const auto& node) { take_method(node); }},
                   {"authority", path(out_.tls.authority)},
                   {"certificate", path(out_.tls.certificate)},
                   {"key", path(out_.tls.key)},
                   {"header", [this](const auto& node) { take_header(node); }},
                   {"token", [this](const auto& node) { take_token(node); }},
                   {"token_file", path(out_.token_file)},
                   {"answer_id", [this](const auto& node) { take_answer_id(node); }},
                   {"timeout",
                    [this](const auto& node) {
                      out_.timeout_ms =
                          reader_.span_ms(node, model::kSecondMs, 10 * model::kMinuteMs);
                    }},
                   {"give_up",
                    [this](const auto& node) {
                      out_.give_up_ms = reader_.span_ms(node, model::kSecondMs, kGiveUpMaxMs);
                    }},
                   {"format", [this](const auto& node) { take_format(node); }},
                   {"template", path(template_)},
                   {"content_type", [this](const auto& node) { take_content_type(node); }}});
    finish();
    return std::move(out_);
  }

 private:
  void fault(const toml::node& at, const std::string& what) { reader_.fault(at.source(), what); }
  void fault(const std::string& what) { reader_.fault(table_.source(), what); }

  // An existing file that can be read, with its whole path.
  std::string readable(const toml::node& node) {
    const std::string written = reader_.text(node);
    const std::string path = (folder_ / written).string();
    if (!std::filesystem::is_regular_file(path) || access(path.c_str(), R_OK) != 0) {
      fault(node, fmt::format("the file {} is not there or cannot be read", path));
    }
    return path;
  }

  void take_id(const toml::node& node) {
    out_.id = reader_.text(node);
    if (!is_connector_id(out_.id))
      fault(node, "expected small letters, digits, - and _, as \"lris\"");
  }

  void take_name(const toml::node& node) {
    if (const toml::table* names = node.as_table()) {
      reader_.table(*names, "the name",
                    {{"vi", [this](const auto& one) { out_.name.vi = reader_.text(one); }},
                     {"en", [this](const auto& one) { out_.name.en = reader_.text(one); }}});
    } else {
      out_.name.vi = out_.name.en = reader_.text(node);
    }
    if (out_.name.vi.empty()) fault(node, "expected { vi = \"…\", en = \"…\" }");
  }

  void take_url(const toml::node& node) {
    out_.url = reader_.text(node);
    const auto address = serving::parse_http_address(out_.url);
    if (!address) return fault(node, address.error().message());
    out_.address = *address;
    const bool is_here = out_.address.host.starts_with("127.") || out_.address.host == "::1" ||
                         out_.address.host == "localhost";
    if (!out_.address.is_secure && !is_here) {
      fault(node, "reports leave this machine by https:// only");
    }
  }

  void take_directory(const toml::node& node) {
    out_.directory = reader_.text(node);
    // Whether it is there is looked at when something is to be dropped: it may be mounted later.
    if (!out_.directory.starts_with('/')) fault(node, "expected a whole path, as /srv/handover");
  }

  void take_method(const toml::node& node) {
    out_.method = reader_.text(node);
    if (out_.method != "POST" && out_.method != "PUT") fault(node, "expected POST or PUT");
    has_http_ = true;
  }

  void take_header(const toml::node& node) {
    out_.header = reader_.text(node);
    if (!is_header_name(out_.header)) fault(node, "expected the name of a header");
    for (const char* ours : {"Idempotency-Key", "Content-Type", "Content-Length", "Host"}) {
      if (strcasecmp(out_.header.c_str(), ours) == 0) {
        fault(node, fmt::format("{} is said by the program itself", ours));
      }
    }
  }

  void take_token(const toml::node& node) {
    out_.token = reader_.text(node);
    const bool is_plain =
        node.is_string() && node.as_string()->get().find("${") == std::string::npos;
    if (is_plain)
      fault(node, "a secret does not stand here: token = \"Bearer ${LRIS_TOKEN}\", or token_file");
    if (out_.token.empty() || !is_one_line(out_.token)) fault(node, "expected one line of text");
  }

  void take_answer_id(const toml::node& node) {
    out_.answer_id = reader_.text(node);
    if (!out_.answer_id.starts_with('/')) {
      fault(node, "expected a pointer into the answer, as \"/data/id\"");
    }
  }

  void take_format(const toml::node& node) {
    format_ = reader_.text(node);
    if (format_ != "signed" && format_ != "json" && format_ != "xml") {
      fault(node, "expected signed, json or xml");
    }
  }

  void take_content_type(const toml::node& node) {
    out_.content_type = reader_.text(node);
    if (out_.content_type.find('/') == std::string::npos || !is_one_line(out_.content_type)) {
      fault(node, "expected a media type, as \"application/json\"");
    }
  }

  // What several keys say together.
  void finish() {
    if (out_.id.empty()) fault("'id' is missing");
    if (out_.name.empty()) fault("'name' is missing");
    if (out_.url.empty() == out_.directory.empty()) {
      fault("either 'url' or 'directory' says where reports go");
    }
    const bool has_tls =
        !out_.tls.authority.empty() || !out_.tls.certificate.empty() || !out_.tls.key.empty();
    if (has_tls && !out_.address.is_secure) {
      fault("'authority', 'certificate' and 'key' belong to an https:// address");
    }
    if (out_.tls.certificate.empty() != out_.tls.key.empty()) {
      fault("'certificate' and 'key' belong together");
    }
    const bool has_token = !out_.token.empty() || !out_.token_file.empty();
    if (!out_.directory.empty() && (has_http_ || has_token)) {
      fault("'method', 'token' and 'token_file' belong to a 'url'");
    }
    if (!out_.token.empty() && !out_.token_file.empty()) {
      fault("either 'token' or 'token_file'");
    }
    if ((format_ == "signed") != template_.empty()) {
      fault("'template' goes with format = \"json\" or \"xml\"; a signed report has none");
    }
    take_form();
  }

  void take_form() {
    const bool is_json = format_ == "json";
    if (out_.content_type.empty()) {
      out_.content_type = is_json            ? "application/json"
                          : format_ == "xml" ? "application/xml"
                                             : "application/octet-stream";
    }
    if (template_.empty()) return;
    out_.suffix = "." + format_;
    std::ifstream file(template_, std::ios::binary);
    std::stringstream content;
    content << file.rdbuf();
    auto form = serving::DeliveryTemplate::read(
        template_, content.str(),
        is_json ? serving::TemplateFormat::json : serving::TemplateFormat::xml,
        serving::delivery_specimen());
    if (!form) return reader_.foreign_fault(form.error().text);
    out_.form = *std::move(form);
  }

  ConfigReader& reader_;
  const toml::table& table_;
  const std::filesystem::path folder_;
  DeliveryConfig out_;
  std::string format_ = "signed", template_;
  bool has_http_ = false;
};

}  // namespace

void read_deliveries(ConfigReader& reader, const toml::node& node, const std::string& file,
                     std::vector<DeliveryConfig>& into) {
  const toml::array* list = node.as_array();
  if (list == nullptr)
    return reader.fault(node.source(), "expected [[delivery]], with two brackets");
  for (const toml::node& one : *list) {
    const toml::table* table = reader.sub_table(one);
    if (table != nullptr) into.push_back(DeliveryReader(reader, *table, file).read());
  }
  if (into.size() > model::kDeliveryConnectorsMax) {
    reader.fault(node.source(),
                 fmt::format("at most {} connectors", model::kDeliveryConnectorsMax));
  }
}

}  // namespace ioc::app

// nlohmann's events keep numbers as they were written; its documents would make doubles of them.
#include "app/figure_text.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "model/figure.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;

namespace {

// Notes each scalar under its path, "position.topic.0", as JSON text and as plain text.
class Members : public nlohmann::json_sax<nlohmann::json> {
 public:
  struct Member {
    std::string path, json, text;
  };

  bool null() override { return note("null", ""); }
  bool boolean(bool value) override { return note(value ? "true" : "false", ""); }
  bool number_integer(number_integer_t value) override { return note(std::to_string(value), ""); }
  bool number_unsigned(number_unsigned_t value) override { return note(std::to_string(value), ""); }
  bool number_float(number_float_t, const string_t& written) override { return note(written, ""); }
  bool string(string_t& value) override {
    std::string json;
    model::append_json_string(json, value);
    return note(json, value);
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    open_.back().name = name;
    return true;
  }
  bool parse_error(std::size_t at, const std::string&,
                   const nlohmann::detail::exception& fault) override {
    fault_ = fmt::format("byte {}: {}", at, fault.what());
    return false;
  }

  const std::vector<Member>& all() const { return members_; }
  const std::string& fault() const { return fault_; }
  const Member* find(const std::string& path) const {
    for (const Member& member : members_) {
      if (member.path == path) return &member;
    }
    return nullptr;
  }

 private:
  struct Open {
    bool is_array = false;
    std::size_t count = 0;
    std::string name;
  };

  bool open(bool is_array) {
    open_.push_back({is_array, 0, {}});
    return true;
  }
  bool close() {
    open_.pop_back();
    step();
    return true;
  }
  void step() {
    if (!open_.empty() && open_.back().is_array) ++open_.back().count;
  }
  bool note(std::string json, std::string text) {
    std::string path;
    for (const Open& open : open_) {
      if (!path.empty()) path += '.';
      path.append(open.is_array ? std::to_string(open.count) : open.name);
    }
    members_.push_back({std::move(path), std::move(json), std::move(text)});
    step();
    return true;
  }

  std::vector<Open> open_;
  std::vector<Member> members_;
  std::string fault_;
};

Error no_figure(const std::string& why, const std::string& json) {
  constexpr std::size_t kShown = 80;
  std::string begin = json.substr(0, kShown);
  if (begin.size() < json.size()) begin.append("…");
  return {ErrorCode::usage, why, begin};
}

std::string json_at(const Members& members, const std::string& path) {
  const Members::Member* const member = members.find(path);
  return member != nullptr ? member->json : std::string();
}

// Both kinds of members whose names the figure chooses.
void read_open_members(const Members& members, FigureText& figure) {
  constexpr std::string_view kGroup = "group.";
  constexpr std::string_view kPosition = "position.";
  std::string group;
  for (const Members::Member& member : members.all()) {
    if (member.path.starts_with(kGroup)) {
      group += group.empty() ? "" : ",";
      model::append_json_string(group, member.path.substr(kGroup.size()));
      group += ':' + member.json;
    } else if (member.path.starts_with(kPosition)) {
      const std::size_t dot = member.path.rfind('.');
      const std::string topic = member.path.substr(kPosition.size(), dot - kPosition.size());
      figure.position[topic].push_back(member.json == "null" ? -1 : std::stoll(member.json));
    }
  }
  figure.group = fmt::format("{{{}}}", group);
}

}  // namespace

model::Result<FigureText> read_figure(const std::string& json) {
  Members members;
  if (!nlohmann::json::sax_parse(json, &members)) {
    return no_figure("is not JSON (" + members.fault() + ")", json);
  }
  FigureText figure;
  const auto text = [&](const std::string& path) {
    const Members::Member* const member = members.find(path);
    return member != nullptr ? member->text : std::string();
  };
  figure.indicator = text("indicator");
  figure.window = text("window");
  figure.catalog = text("catalog");
  read_open_members(members, figure);
  const auto end = model::parse_rfc3339(text("end"));
  const auto as_of = model::parse_rfc3339(text("as_of"));
  figure.start = model::parse_rfc3339(text("start"));
  figure.value = json_at(members, "value");
  figure.numerator = json_at(members, "numerator");
  figure.denominator = json_at(members, "denominator");
  figure.count = json_at(members, "count");
  if (figure.indicator.empty() || figure.window.empty() || !end || !as_of || figure.value.empty()) {
    return no_figure("is not a figure", json);
  }
  if (figure.catalog.empty() || figure.position.empty()) {
    return no_figure(
        "does not say from which catalogue and offsets it comes; take it as it was served", json);
  }
  figure.end = *end;
  figure.as_of = *as_of;
  return figure;
}

}  // namespace ioc::app

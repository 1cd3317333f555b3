#include "serving/delivery_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "model/figure.h"
#include "serving/well_formed.h"

namespace ioc::serving {

using model::Error;
using model::ErrorCode;
using model::Result;

using ValuePath = std::vector<std::string>;

struct TemplateNode {
  enum class Kind : std::uint8_t { text, value, loop, choice };
  Kind kind = Kind::text;
  std::size_t at = 0;                   // in the template
  std::string text;                     // of text; what a loop joins with
  ValuePath path;                       // of value, loop and choice
  std::string name;                     // what a loop calls its item
  std::vector<TemplateNode> inner;      // of loop and choice
  std::vector<TemplateNode> otherwise;  // of choice
};

namespace {

constexpr int kTemplateDepthMax = 20;

struct TemplateFault {
  std::size_t at = 0;
  std::string text;
};

std::string placed_fault(const std::string& file, std::string_view text,
                         const TemplateFault& fault) {
  const std::string_view before = text.substr(0, std::min(fault.at, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t begin =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return fmt::format("{}:{}:{}: error[TEMPLATE]: {}", file, line, before.size() - begin + 1,
                     fault.text);
}

// The words of a tag; `"…"` is one of them, with its quotes.
std::vector<std::string> tag_words(std::string_view tag) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (true) {
    at = std::min(tag.find_first_not_of(" \t\r\n", at), tag.size());
    if (at == tag.size()) return words;
    std::size_t end = tag[at] == '"' ? tag.find('"', at + 1) : tag.find_first_of(" \t\r\n", at);
    if (tag[at] == '"' && end != std::string_view::npos) ++end;
    end = std::min(end, tag.size());
    words.emplace_back(tag.substr(at, end - at));
    at = end;
  }
}

bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
    return (letter >= 'a' && letter <= 'z') || letter == '_' || (letter >= '0' && letter <= '9');
  });
}

std::optional<ValuePath> path_of(std::string_view word) {
  ValuePath path;
  while (true) {
    const std::size_t dot = std::min(word.find('.'), word.size());
    if (!is_name(word.substr(0, dot))) return std::nullopt;
    path.emplace_back(word.substr(0, dot));
    if (dot == word.size()) return path;
    word.remove_prefix(dot + 1);
  }
}

// Role: a template's text becomes nodes. Every fault is told; reading goes on behind its tag.
class TemplateReader {
 public:
  TemplateReader(std::string_view text, std::vector<TemplateFault>& faults)
      : text_(text), faults_(faults) {}

  std::vector<TemplateNode> read() {
    std::vector<TemplateNode> nodes;
    while (true) {
      std::string closed;
      read_into(nodes, 0, closed);
      if (closed.empty()) return nodes;
      fault(tag_at_, fmt::format("`{}` closes nothing", closed));
    }
  }

 private:
  // Up to the end, or to a tag that closes what is open: `end` or `else`.
  void read_into(std::vector<TemplateNode>& nodes, int depth, std::string& closed) {
    while (at_ < text_.size()) {
      const std::size_t open = next_tag();
      if (open > at_) {
        nodes.push_back(node(TemplateNode::Kind::text, at_));
        nodes.back().text = text_.substr(at_, open - at_);
      }
      at_ = open;
      if (open == text_.size()) return;
      tag_at_ = open;
      const char kind = text_[open + 1];
      const std::string_view ending = kind == '{' ? "}}" : kind == '%' ? "%}" : "#}";
      const std::size_t close = text_.find(ending, open + 2);
      if (close == std::string_view::npos) {
        fault(open, fmt::format("this tag has no `{}`", ending));
        at_ = text_.size();
        return;
      }
      const std::string_view inside = text_.substr(open + 2, close - open - 2);
      at_ = close + 2;
      if (kind == '#') continue;
      const std::vector<std::string> words = tag_words(inside);
      if (kind == '{') {
        take_value(nodes, words);
      } else if (words.size() == 1 && (words[0] == "end" || words[0] == "else")) {
        closed = words[0];
        return;
      } else {
        take_block(nodes, words, depth);
      }
    }
  }

  std::size_t next_tag() const {
    for (std::size_t at = text_.find('{', at_); at != std::string_view::npos;
         at = text_.find('{', at + 1)) {
      if (at + 1 < text_.size() &&
          (text_[at + 1] == '{' || text_[at + 1] == '%' || text_[at + 1] == '#')) {
        return at;
      }
    }
    return text_.size();
  }

  void take_value(std::vector<TemplateNode>& nodes, const std::vector<std::string>& words) {
    const auto path = words.size() == 1 ? path_of(words[0]) : std::nullopt;
    if (!path) return fault(tag_at_, "expected one name, as {{ unit.code }}");
    nodes.push_back(node(TemplateNode::Kind::value, tag_at_));
    nodes.back().path = *path;
  }

  void take_block(std::vector<TemplateNode>& nodes, const std::vector<std::string>& words,
                  int depth) {
    const std::size_t begun = tag_at_;
    TemplateNode block = node(TemplateNode::Kind::choice, begun);
    const bool is_loop = !words.empty() && words[0] == "for";
    if (is_loop) {
      read_loop(block, words);
    } else if (words.size() == 2 && words[0] == "if" && path_of(words[1])) {
      block.path = *path_of(words[1]);
    } else {
      return fault(begun,
                   "expected `for NAME in LIST`, `for NAME in LIST join \"…\"`, `if NAME`, "
                   "`else` or `end`");
    }
    if (depth >= kTemplateDepthMax) {
      fault(begun, fmt::format("blocks stand at most {} deep", kTemplateDepthMax));
      at_ = text_.size();
      return;
    }
    std::string closed;
    read_into(block.inner, depth + 1, closed);
    if (closed == "else" && is_loop) fault(tag_at_, "`else` belongs to `if`");
    if (closed == "else") {
      closed.clear();
      read_into(block.otherwise, depth + 1, closed);
    }
    if (closed == "else") fault(tag_at_, "a second `else`");
    if (closed.empty()) fault(begun, "this block has no {% end %}");
    nodes.push_back(std::move(block));
  }

  void read_loop(TemplateNode& block, const std::vector<std::string>& words) {
    block.kind = TemplateNode::Kind::loop;
    const bool has_join = words.size() == 6 && words[4] == "join" && words[5].size() >= 2 &&
                          words[5].starts_with('"') && words[5].ends_with('"');
    const auto path = words.size() >= 4 ? path_of(words[3]) : std::nullopt;
    if ((words.size() != 4 && !has_join) || words[2] != "in" || !is_name(words[1]) || !path) {
      fault(block.at, "expected `for NAME in LIST` or `for NAME in LIST join \"…\"`");
      return;
    }
    block.name = words[1];
    block.path = *path;
    if (has_join) block.text = words[5].substr(1, words[5].size() - 2);
  }

  static TemplateNode node(TemplateNode::Kind kind, std::size_t at) {
    TemplateNode made;
    made.kind = kind;
    made.at = at;
    return made;
  }
  void fault(std::size_t at, std::string text) { faults_.push_back({at, std::move(text)}); }

  const std::string_view text_;
  std::vector<TemplateFault>& faults_;
  std::size_t at_ = 0;
  std::size_t tag_at_ = 0;
};

// What a name means: the innermost loop's item first, then the report.
using TemplateScope = std::vector<std::pair<std::string, const TemplateValue*>>;

const TemplateValue* look_up_value(const TemplateValue& root, const TemplateScope& scope,
                                   const ValuePath& path, std::size_t& known) {
  const TemplateValue* value = &root;
  known = 0;
  for (auto item = scope.rbegin(); item != scope.rend(); ++item) {
    if (item->first != path.front()) continue;
    value = item->second;
    known = 1;
    break;
  }
  for (; known < path.size(); ++known) {
    const auto member = value->members.find(path[known]);
    if (value->kind != TemplateValue::Kind::members || member == value->members.end()) {
      return nullptr;
    }
    value = &member->second;
  }
  return value;
}

// Role: finds names there are not, with what there is instead.
class TemplateChecker {
 public:
  TemplateChecker(const TemplateValue& root, std::vector<TemplateFault>& faults)
      : root_(root), faults_(faults) {}

  void check(const std::vector<TemplateNode>& nodes) {
    for (const TemplateNode& node : nodes) {
      if (node.kind == TemplateNode::Kind::text || node.path.empty()) continue;
      const TemplateValue* value = find(node);
      if (value == nullptr) continue;
      const bool is_list = value->kind == TemplateValue::Kind::list;
      const bool has_members = value->kind == TemplateValue::Kind::members;
      if (node.kind == TemplateNode::Kind::value && (is_list || has_members)) {
        tell(node, fmt::format("`{}` is {}; tell one of its values", joined(node.path),
                               is_list ? "a list" : "no single value"));
      } else if (node.kind == TemplateNode::Kind::loop && !is_list) {
        tell(node, fmt::format("`{}` is no list", joined(node.path)));
      } else if (node.kind == TemplateNode::Kind::loop) {
        scope_.emplace_back(node.name, &value->items.front());
        check(node.inner);
        scope_.pop_back();
      } else if (node.kind == TemplateNode::Kind::choice) {
        check(node.inner);
        check(node.otherwise);
      }
    }
  }

 private:
  const TemplateValue* find(const TemplateNode& node) {
    std::size_t known = 0;
    const TemplateValue* value = look_up_value(root_, scope_, node.path, known);
    if (value != nullptr) return value;
    const ValuePath begin(node.path.begin(),
                          node.path.begin() + static_cast<std::ptrdiff_t>(known));
    std::string names;
    const auto add = [&](const std::string& name) { names += (names.empty() ? "" : ", ") + name; };
    std::size_t ignored = 0;
    const TemplateValue* above =
        begin.empty() ? &root_ : look_up_value(root_, scope_, begin, ignored);
    for (const auto& [name, member] : above->members) add(name);
    if (begin.empty()) {
      for (const auto& [name, item] : scope_) add(name);
    }
    tell(node, names.empty()
                   ? fmt::format("`{}` has no members", joined(begin))
                   : fmt::format("there is no `{}`; there are: {}", joined(node.path), names));
    return nullptr;
  }
  static std::string joined(const ValuePath& path) {
    std::string out;
    for (const std::string& name : path) out += (out.empty() ? "" : ".") + name;
    return out;
  }
  void tell(const TemplateNode& node, std::string text) {
    faults_.push_back({node.at, std::move(text)});
  }

  const TemplateValue& root_;
  std::vector<TemplateFault>& faults_;
  TemplateScope scope_;
};

// Role: fills the places, and remembers which node each piece came from.
class TemplateFiller {
 public:
  TemplateFiller(const TemplateValue& root, TemplateFormat format) : root_(root), format_(format) {}

  void fill(const std::vector<TemplateNode>& nodes) {
    for (const TemplateNode& node : nodes) {
      std::size_t ignored = 0;
      const TemplateValue* value = node.kind == TemplateNode::Kind::text
                                       ? nullptr
                                       : look_up_value(root_, scope_, node.path, ignored);
      switch (node.kind) {
        case TemplateNode::Kind::text: put(node.at, node.text, true); break;
        case TemplateNode::Kind::value:
          if (value != nullptr) put(node.at, told(*value), false);
          break;
        case TemplateNode::Kind::loop: repeat(node, value); break;
        case TemplateNode::Kind::choice:
          fill(value != nullptr &&
                       (!value->text.empty() || !value->items.empty() || !value->members.empty())
                   ? node.inner
                   : node.otherwise);
          break;
      }
    }
  }

  const std::string& out() const { return out_; }
  // Where in the template the byte of the output comes from.
  std::size_t source_of(std::size_t offset) const {
    std::size_t at = 0;
    for (const Piece& piece : pieces_) {
      if (piece.begin > offset) break;
      at = piece.is_text ? piece.at + (offset - piece.begin) : piece.at;
    }
    return at;
  }

 private:
  struct Piece {
    std::size_t begin = 0;
    std::size_t at = 0;
    bool is_text = false;
  };

  void put(std::size_t at, std::string_view text, bool is_text) {
    pieces_.push_back({out_.size(), at, is_text});
    out_ += text;
  }

  void repeat(const TemplateNode& node, const TemplateValue* list) {
    if (list == nullptr) return;
    for (std::size_t i = 0; i < list->items.size(); ++i) {
      if (i > 0) put(node.at, node.text, false);
      scope_.emplace_back(node.name, &list->items[i]);
      fill(node.inner);
      scope_.pop_back();
    }
  }

  std::string told(const TemplateValue& value) const {
    if (value.kind != TemplateValue::Kind::json) return escaped(format_, value.text);
    if (format_ == TemplateFormat::json) return value.text.empty() ? "null" : value.text;
    // A text of a figure stands in XML without the quotes of its JSON.
    const auto text = value.text.starts_with('"')
                          ? nlohmann::json::parse(value.text, nullptr, false)
                          : nlohmann::json();
    return escaped(format_, text.is_string() ? text.get<std::string>() : value.text);
  }

  const TemplateValue& root_;
  const TemplateFormat format_;
  TemplateScope scope_;
  std::string out_;
  std::vector<Piece> pieces_;
};

std::optional<FormFault> form_fault(TemplateFormat format, std::string_view bytes) {
  return format == TemplateFormat::json ? json_fault(bytes) : xml_fault(bytes);
}

}  // namespace

std::string escaped(TemplateFormat format, std::string_view text) {
  std::string out;
  if (format == TemplateFormat::json) {
    model::append_json_string(out, text);
    return out.substr(1, out.size() - 2);
  }
  for (const char letter : text) {
    switch (letter) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\t': out += "&#9;"; break;
      case '\n': out += "&#10;"; break;
      case '\r': out += "&#13;"; break;
      default: {
        const bool is_control = static_cast<unsigned char>(letter) < ' ';
        if (is_control) {
          out += "\xEF\xBF\xBD";
        } else {
          out += letter;
        }
      }
    }
  }
  return out;
}

DeliveryTemplate::DeliveryTemplate(TemplateFormat format) : format_(format) {}
DeliveryTemplate::~DeliveryTemplate() = default;

Result<std::shared_ptr<const DeliveryTemplate>> DeliveryTemplate::read(
    const std::string& file, std::string_view text, TemplateFormat format,
    const TemplateValue& specimen) {
  std::vector<TemplateFault> faults;
  std::shared_ptr<DeliveryTemplate> made(new DeliveryTemplate(format));
  made->nodes_ = TemplateReader(text, faults).read();
  TemplateChecker(specimen, faults).check(made->nodes_);
  if (faults.empty()) {
    TemplateFiller filler(specimen, format);
    filler.fill(made->nodes_);
    if (const auto fault = form_fault(format, filler.out())) {
      faults.push_back({filler.source_of(fault->offset),
                        fmt::format("what comes of it is no {}: {}; a value that is a text belongs "
                                    "between quotes or tags",
                                    format == TemplateFormat::json ? "JSON" : "XML", fault->text)});
    }
  }
  if (faults.empty()) return std::shared_ptr<const DeliveryTemplate>(std::move(made));
  std::stable_sort(
      faults.begin(), faults.end(),
      [](const TemplateFault& one, const TemplateFault& other) { return one.at < other.at; });
  std::string all;
  for (const TemplateFault& fault : faults)
    all += (all.empty() ? "" : "\n") + placed_fault(file, text, fault);
  return Error{ErrorCode::config, all, {}};
}

Result<std::string> DeliveryTemplate::fill(const TemplateValue& value) const {
  TemplateFiller filler(value, format_);
  filler.fill(nodes_);
  if (const auto fault = form_fault(format_, filler.out())) {
    return Error{ErrorCode::check_failed,
                 fmt::format("what comes of the template is no {}: {}",
                             format_ == TemplateFormat::json ? "JSON" : "XML", fault->text),
                 {}};
  }
  return filler.out();
}

}  // namespace ioc::serving

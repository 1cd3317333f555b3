#include "ingest/json_pointers.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "ingest/json_text.h"
#include "model/limits.h"

namespace ioc::ingest {
namespace {

// Places of an object whose names are remembered; later ones are looked up.
constexpr std::size_t kGuessesMax = 64;
constexpr std::size_t kWordBytes = 8;

// RFC 6901: digits without a zero in front.
std::int64_t array_index(std::string_view name) {
  std::int64_t value = -1;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, value);
  const bool plain = !name.empty() && name.front() != '-' && (name.size() == 1 || name[0] != '0');
  return plain && error == std::errc{} && stop == end ? value : -1;
}

}  // namespace

JsonPointers::Key JsonPointers::key_of(std::string_view name) {
  const std::size_t size = name.size() + 1;
  if (size > 2 * kWordBytes) return {};
  char quoted[2 * kWordBytes] = {};
  std::memcpy(quoted, name.data(), name.size());
  quoted[name.size()] = '"';
  const std::uint64_t head = load_word(quoted);
  if (size <= kWordBytes) {
    const std::size_t unused_bits = 8 * (kWordBytes - size);
    return {head, head, ~std::uint64_t{0} >> unused_bits, 0};
  }
  const std::size_t place = size - kWordBytes;
  return {head, load_word(quoted + place), ~std::uint64_t{0}, static_cast<std::uint32_t>(place)};
}

// Reads up to 16 bytes, beyond the text where it must: its padding allows it (JsonTokens K2).
inline bool JsonPointers::Key::stands_at(const char* text) const {
  return (((load_word(text) & mask) ^ head) | ((load_word(text + tail_place) & mask) ^ tail)) == 0;
}

int JsonPointers::find_child(const Node& node, std::string_view name) {
  for (const Child& child : node.children) {
    if (child.name == name) return child.node;
  }
  return -1;
}

int JsonPointers::add(std::span<const std::string> steps, int from) {
  int node = from;
  for (const std::string& step : steps) {
    int next = find_child(nodes_[static_cast<std::size_t>(node)], step);
    if (next < 0) {
      next = static_cast<int>(nodes_.size());
      nodes_.emplace_back();
      Node& parent = nodes_[static_cast<std::size_t>(node)];
      const std::int64_t element = array_index(step);
      parent.children.push_back({step, element, next});
      parent.elements_end = std::max(parent.elements_end, element + 1);
      parent.guesses.resize(kGuessesMax);
      found_.push_back(kNone);
    }
    node = next;
  }
  return node;
}

int JsonPointers::root_member(std::string_view name) const {
  for (const Child& child : nodes_.front().children) {
    if (child.name == name) return child.node;
  }
  return -1;
}

bool JsonPointers::find(const JsonTokens& tokens, int root) {
  tokens_ = &tokens;
  next_escape_ = tokens.first_escape();
  forget();
  return tokens.count() > 0 && walk_value(root, 0, 1) == tokens.count();
}

inline void JsonPointers::note(int node, Token token) {
  Token& found = found_[static_cast<std::size_t>(node)];
  if (found != kNone) [[unlikely]] {
    forget_below(nodes_[static_cast<std::size_t>(node)]);
  }
  found = token;
}

[[gnu::always_inline]] inline JsonPointers::Token JsonPointers::skip_scalar(Token token) {
  const char* const begin = tokens_->marks().at(token);
  if (*begin == '"') return skip_string(token);
  if (*begin == 't' || *begin == 'f' || *begin == 'n') {
    return is_json_literal(tokens_->scalar(token)) ? token + 1 : kBad;
  }
  const char* const end = number_end(begin);
  if (end == nullptr) return kBad;
  return end == tokens_->marks().at(token + 1) || is_json_space(*end) ? token + 1 : kBad;
}

// Each walk_ and skip_ takes the token a value begins with and gives the one behind the value.
[[gnu::always_inline]] inline JsonPointers::Token JsonPointers::walk_value(int node, Token token,
                                                                           std::size_t depth) {
  const char kind = tokens_->kind(token);
  const bool is_container = kind == '{' || kind == '[';
  if (node < 0) return is_container ? skip_container(token, depth) : skip_scalar(token);
  note(node, token);
  if (!is_container) return skip_scalar(token);
  Node& here = nodes_[static_cast<std::size_t>(node)];
  if (kind == '{') {
    return here.children.empty() ? skip_container(token, depth) : walk_object(here, token, depth);
  }
  return here.elements_end == 0 ? skip_container(token, depth) : walk_array(here, token, depth);
}

JsonPointers::Token JsonPointers::walk_object(Node& node, Token token, std::size_t depth) {
  if (depth > model::kJsonDepthMax) return kBad;
  const auto [text, starts] = tokens_->marks();
  Guess* guess = node.guesses.data();
  Guess* const guesses_end = guess + node.guesses.size();
  const std::uint32_t* mark = starts + token + 1;
  if (text[*mark] == '}') return token + 2;
  for (;;) {
    const char* const name = text + mark[0];
    if (*name != '"' || text[mark[1]] != ':') return kBad;
    int child;
    if (guess != guesses_end && guess->key.stands_at(name + 1)) [[likely]] {
      child = guess++->node;
    } else {
      Guess* const lesson = guess != guesses_end ? guess++ : nullptr;
      child = find_member(node, static_cast<Token>(mark - starts), lesson);
      if (child == kBadName) return kBad;
    }
    mark += 2;
    if (text[mark[0]] == '"' && text + mark[1] <= next_escape_) {
      if (child >= 0) note(child, static_cast<Token>(mark - starts));
      ++mark;
    } else {
      const Token next = walk_value(child, static_cast<Token>(mark - starts), depth + 1);
      if (next == kBad) return kBad;
      mark = starts + next;
    }
    const char kind = text[*mark++];
    if (kind == ',') continue;
    return kind == '}' ? static_cast<Token>(mark - starts) : kBad;
  }
}

JsonPointers::Token JsonPointers::walk_array(const Node& node, Token token, std::size_t depth) {
  if (depth > model::kJsonDepthMax) return kBad;
  if (tokens_->kind(++token) == ']') return token + 1;
  for (std::int64_t element = 0;; ++element) {
    int child = -1;
    if (element < node.elements_end) {
      for (const Child& candidate : node.children) {
        if (candidate.element == element) child = candidate.node;
      }
    }
    token = walk_value(child, token, depth + 1);
    if (token == kBad) return kBad;
    const char kind = tokens_->kind(token++);
    if (kind == ']') return token;
    if (kind != ',') return kBad;
  }
}

JsonPointers::Token JsonPointers::skip_string(Token token) {
  if (tokens_->marks().at(token + 1) <= next_escape_) return token + 1;
  return resolve(tokens_->string(token)) ? token + 1 : kBad;
}

// A string with escapes, resolved; nullopt when one is broken. Tokens are walked in their order, so
// the search for escapes goes through the text once.
std::optional<std::string_view> JsonPointers::resolve(std::string_view raw) {
  unescaped_.resize(std::max(unescaped_.size(), raw.size()));
  const std::optional<std::size_t> size = unescape(raw, unescaped_.data());
  next_escape_ = tokens_->escape_from(raw.data() + raw.size());
  return size ? std::optional(std::string_view(unescaped_.data(), *size)) : std::nullopt;
}

// Steps over an object or array. The open containers are a stack of bits, one each: 1 for objects.
JsonPointers::Token JsonPointers::skip_container(Token token, std::size_t depth) {
  static_assert(model::kJsonDepthMax <= 64);
  std::uint64_t objects = 0;
  std::size_t open = 0;
  for (;;) {
    // At the beginning of a value.
    const char kind = tokens_->kind(token);
    if (kind == '{' || kind == '[') {
      if (depth + open > model::kJsonDepthMax) return kBad;
      ++open;
      objects = objects << 1 | (kind == '{' ? 1 : 0);
      const bool is_empty = tokens_->kind(token + 1) == (kind == '{' ? '}' : ']');
      ++token;
      if (!is_empty) {
        if (kind == '[') continue;
        if (tokens_->kind(token) != '"' || tokens_->kind(token + 1) != ':') return kBad;
        if (skip_string(token) == kBad) return kBad;
        token += 2;
        continue;
      }
    } else {
      token = skip_scalar(token);
      if (token == kBad) return kBad;
    }
    // Behind a value, or at the end of an empty container.
    for (;;) {
      const bool in_object = (objects & 1) != 0;
      const char next = tokens_->kind(token++);
      if (next == (in_object ? '}' : ']')) {
        objects >>= 1;
        if (--open == 0) return token;
        continue;
      }
      if (next != ',') return kBad;
      if (!in_object) break;
      if (tokens_->kind(token) != '"' || tokens_->kind(token + 1) != ':') return kBad;
      if (skip_string(token) == kBad) return kBad;
      token += 2;
      break;
    }
  }
}

// The node of the member whose name is at `token`, -1 when no pointer leads there, or kBadName.
// The guess, if there is one, learns the name.
int JsonPointers::find_member(Node& node, Token token, Guess* guess) {
  const std::string_view raw = tokens_->string(token);
  if (raw.data() + raw.size() > next_escape_) {
    const std::optional<std::string_view> name = resolve(raw);
    return name ? find_child(node, *name) : kBadName;
  }
  const int child = find_child(node, raw);
  if (guess != nullptr) *guess = {key_of(raw), child};
  return child;
}

void JsonPointers::forget_below(const Node& node) {
  for (const Child& child : node.children) {
    const auto index = static_cast<std::size_t>(child.node);
    found_[index] = kNone;
    forget_below(nodes_[index]);
  }
}

}  // namespace ioc::ingest

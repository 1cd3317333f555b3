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
constexpr std::size_t kExactKeyBytes = 16;

std::uint64_t load_word(const char* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// RFC 6901: digits without a zero in front.
std::int64_t array_index(std::string_view name) {
  std::int64_t value = -1;
  const char* const end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data(), end, value);
  const bool plain = !name.empty() && name.front() != '-' && (name.size() == 1 || name[0] != '0');
  return plain && error == std::errc{} && stop == end ? value : -1;
}

bool has_backslash(std::string_view text) {
  return !text.empty() && std::memchr(text.data(), '\\', text.size()) != nullptr;
}

}  // namespace

// Reads up to 8 bytes beyond the name, which the padding of JsonTokens allows (K2).
JsonPointers::Key JsonPointers::key_of(const char* readable, std::size_t size) {
  const auto short_size = static_cast<std::uint32_t>(size);
  if (size >= 8) {
    return {load_word(readable), load_word(readable + size - 8), ~std::uint64_t{0}, short_size - 8,
            short_size};
  }
  const std::uint64_t mask = (std::uint64_t{1} << (8 * size)) - 1;
  const std::uint64_t word = load_word(readable) & mask;
  return {word, word, mask, 0, short_size};
}

inline bool JsonPointers::Key::stands_at(const char* text) const {
  return text[size] == '"' && (load_word(text) & mask) == head &&
         (load_word(text + tail_place) & mask) == tail;
}

int JsonPointers::find_child(const Node& node, std::string_view name, const Key& key) {
  for (const Child& child : node.children) {
    if (child.key == key && (name.size() <= kExactKeyBytes || child.name == name)) {
      return child.node;
    }
  }
  return -1;
}

int JsonPointers::add(std::span<const std::string> steps, int from) {
  int node = from;
  for (const std::string& step : steps) {
    std::string padded = step;
    padded.resize(step.size() + 8, '\0');
    const Key key = key_of(padded.data(), step.size());
    int next = find_child(nodes_[static_cast<std::size_t>(node)], step, key);
    if (next < 0) {
      next = static_cast<int>(nodes_.size());
      nodes_.emplace_back();
      Node& parent = nodes_[static_cast<std::size_t>(node)];
      const std::int64_t element = array_index(step);
      parent.children.push_back({key, step, element, next});
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
  forget();
  return tokens.count() > 0 && walk_value(root, 0, 1) == tokens.count();
}

inline void JsonPointers::note(int node, Token token) {
  Token& found = found_[static_cast<std::size_t>(node)];
  if (found != kNone) [[unlikely]]
    forget_below(nodes_[static_cast<std::size_t>(node)]);
  found = token;
}

inline JsonPointers::Token JsonPointers::skip_scalar(Token token) {
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
inline JsonPointers::Token JsonPointers::walk_value(int node, Token token, std::size_t depth) {
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
  const JsonMarks marks = tokens_->marks();
  const bool has_escapes = tokens_->has_escapes();
  const Guess* guess = node.guesses.data();
  if (marks.kind(++token) == '}') return token + 1;
  for (std::size_t place = 0;; ++place, ++guess) {
    const char* const name = marks.at(token);
    if (*name != '"' || marks.kind(token + 1) != ':') return kBad;
    int child = -1;
    if (place < kGuessesMax && guess->key.stands_at(name + 1)) {
      child = guess->node;
    } else if (!find_member(node, token, place, child)) {
      return kBad;
    }
    token += 2;
    if (marks.kind(token) == '"' && !has_escapes) {
      if (child >= 0) note(child, token);
      ++token;
    } else {
      token = walk_value(child, token, depth + 1);
      if (token == kBad) return kBad;
    }
    const char kind = marks.kind(token++);
    if (kind == ',') continue;
    return kind == '}' ? token : kBad;
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
  if (!tokens_->has_escapes()) return token + 1;
  const std::string_view raw = tokens_->string(token);
  if (!has_backslash(raw)) return token + 1;
  unescaped_.resize(std::max(unescaped_.size(), raw.size()));
  return unescape(raw, unescaped_.data()) ? token + 1 : kBad;
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

// Sets the node of the member whose name is at `token`, -1 when no pointer leads there, and learns
// the name for its place. False: a bad escape.
bool JsonPointers::find_member(Node& node, Token token, std::size_t place, int& member) {
  std::string_view name = tokens_->string(token);
  if (tokens_->has_escapes() && has_backslash(name)) {
    unescaped_.resize(std::max(unescaped_.size(), name.size() + 8));
    const std::optional<std::size_t> size = unescape(name, unescaped_.data());
    if (!size) return false;
    name = {unescaped_.data(), *size};
    member = find_child(node, name, key_of(name.data(), name.size()));
    return true;
  }
  const Key key = key_of(name.data(), name.size());
  member = find_child(node, name, key);
  if (name.size() <= kExactKeyBytes && place < kGuessesMax) {
    node.guesses[place] = {key, member};
  }
  return true;
}

void JsonPointers::forget_below(const Node& node) {
  for (const Child& child : node.children) {
    const auto index = static_cast<std::size_t>(child.node);
    found_[index] = kNone;
    forget_below(nodes_[index]);
  }
}

}  // namespace ioc::ingest

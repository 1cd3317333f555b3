// Many JSON pointers looked up in one pass.
//
// The pointers of a stream are laid into a tree of names. One walk over the tokens checks the whole
// document against RFC 8259's grammar and notes, for every node of the tree, the token of its
// value; what no pointer leads to is stepped over. Producers write their members in the same order
// again and again, so each object remembers which name stood where and asks for that one first: a
// name then costs one comparison of a few machine words.
//
// Where an object repeats a name, the last one stands for all.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/json_tokens.h"

namespace ioc::ingest {

// Role: finds the values of all pointers in one document.
// Invariants: P1 node 0 is the whole document. P2 a node's children come after it.
// Threads: one at a time (it learns the order of members while reading).
class JsonPointers {
 public:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  JsonPointers() : nodes_(1), found_(1, kNone) {}

  // The node of a pointer below `from`, made where there is none yet.
  int add(std::span<const std::string> steps, int from = 0);
  // The node of the member `name` of the whole document; -1: no pointer leads there.
  int root_member(std::string_view name) const;
  std::size_t node_count() const { return nodes_.size(); }

  // Walks the loaded text as the value of node `root` (-1: check it only). False: not one JSON
  // value, or nested deeper than kJsonDepthMax.
  bool find(const JsonTokens& tokens, int root);
  void forget() { found_.assign(found_.size(), kNone); }
  // The token of a node's value in the text walked last, or kNone.
  std::uint32_t found(int node) const { return found_[static_cast<std::size_t>(node)]; }

 private:
  using Token = std::uint32_t;
  static constexpr Token kBad = 0;     // no value is followed by token 0
  static constexpr int kBadName = -2;  // an escape in a name is broken

  // A name of up to 15 bytes and its closing quote as machine words: where these words stand, the
  // name stands. Longer names have none.
  struct Key {
    std::uint64_t head = 1;        // the first 8 bytes, fewer padded with zeros
    std::uint64_t tail = 0;        // the last 8 bytes; of a short name the same as the head
    std::uint64_t mask = 0;        // the bytes of a word that count; 0 with a head: stands nowhere
    std::uint32_t tail_place = 0;  // where the tail begins
    bool stands_at(const char* text) const;
  };
  struct Child {
    std::string name;
    std::int64_t element = -1;  // the name as an array index, where it is one
    int node = -1;
  };
  struct Guess {
    Key key;
    int node = -1;
  };
  struct Node {
    std::vector<Child> children;
    std::vector<Guess> guesses;     // by place in the object, as last seen; none for a leaf
    std::int64_t elements_end = 0;  // one past the highest array index among the children
  };

  static Key key_of(std::string_view name);
  static int find_child(const Node& node, std::string_view name);

  Token walk_value(int node, Token token, std::size_t depth);
  Token walk_object(Node& node, Token token, std::size_t depth);
  Token walk_array(const Node& node, Token token, std::size_t depth);
  Token skip_scalar(Token token);
  Token skip_string(Token token);
  std::optional<std::string_view> resolve(std::string_view raw);
  Token skip_container(Token token, std::size_t depth);
  int find_member(Node& node, Token token, Guess* guess);
  void note(int node, Token token);
  void forget_below(const Node& node);

  std::vector<Node> nodes_;
  std::vector<Token> found_;
  const JsonTokens* tokens_ = nullptr;  // during find()
  const char* next_escape_ = nullptr;   // the first one not yet walked past
  std::vector<char> unescaped_;
};

}  // namespace ioc::ingest

// Recursive descent, one function a level of precedence. The first fault moves the reader to the
// end, so that every level returns at once and nothing else is told of this expression.
#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>

#include "catalog/lexer.h"
#include "catalog/syntax.h"
#include "model/limits.h"

namespace ioc::catalog {
namespace {

class Parser {
 public:
  explicit Parser(Tokens tokens) : tokens_(std::move(tokens)), fault_(std::move(tokens_.fault)) {}

  Syntax run() {
    // A fault of the lexer stands where its tokens end; what comes before it may be wrong earlier.
    std::optional<GrammarFault> of_lexer;
    std::swap(of_lexer, fault_);
    Syntax root = conditional();
    if (!fault_ && now().kind != Token::Kind::end) {
      fail(now(), fmt::format("unexpected '{}' after the expression", now().text));
    }
    if (of_lexer && (!fault_ || fault_->offset >= of_lexer->offset)) fault_ = of_lexer;
    return root;
  }
  const std::optional<GrammarFault>& fault() const { return fault_; }

 private:
  using Kind = Syntax::Kind;

  Syntax conditional() {
    if (++nesting_ > model::kExpressionDepthMax) fail(now(), "the expression is nested too deeply");
    Syntax condition = chain({"||"}, &Parser::conjunction);
    if (at_symbol("?")) {
      const Token mark = take();
      Syntax yes = chain({"||"}, &Parser::conjunction);
      expect(":");
      Syntax no = conditional();
      condition =
          make(Kind::conditional, mark, {std::move(condition), std::move(yes), std::move(no)});
    }
    --nesting_;
    return condition;
  }
  Syntax conjunction() { return chain({"&&"}, &Parser::relation); }
  Syntax relation() { return chain({"==", "!=", "<", "<=", ">", ">=", "in"}, &Parser::sum); }
  Syntax sum() { return chain({"+", "-"}, &Parser::product); }
  Syntax product() { return chain({"*", "/", "%"}, &Parser::unary); }

  // Operators of one level bind to the left.
  Syntax chain(std::initializer_list<std::string_view> operators, Syntax (Parser::*operand)()) {
    Syntax left = (this->*operand)();
    while (std::any_of(operators.begin(), operators.end(),
                       [&](std::string_view op) { return at_symbol(op); })) {
      const Token mark = take();
      Syntax right = (this->*operand)();
      left = make(Kind::binary, mark, {std::move(left), std::move(right)});
    }
    return left;
  }

  Syntax unary() {
    if (!at_symbol("!") && !at_symbol("-")) return member();
    if (++nesting_ > model::kExpressionDepthMax) fail(now(), "the expression is nested too deeply");
    const Token mark = take();
    Syntax operand = unary();
    --nesting_;
    if (mark.text == "-" && operand.kind == Kind::number && !operand.text.starts_with('-')) {
      // "-5" is one number, so that the least integer can be written.
      operand.text = "-" + operand.text;
      operand.length += operand.offset - mark.offset;
      operand.offset = mark.offset;
      return operand;
    }
    return make(Kind::unary, mark, {std::move(operand)});
  }

  Syntax member() {
    Syntax value = primary();
    while (at_symbol(".")) {
      take();
      if (now().kind != Token::Kind::name) {
        fail(now(), "after '.' stands the name of a method");
        break;
      }
      const Token method = take();
      if (!at_symbol("(")) {
        fail(method,
             fmt::format("'.{}' lacks its parentheses; fields have no members", method.text));
        break;
      }
      take();
      std::vector<Syntax> args = list(")");
      args.insert(args.begin(), std::move(value));
      value = make(Kind::method, method, std::move(args));
    }
    return value;
  }

  Syntax primary() {
    const Token token = now();
    switch (token.kind) {
      case Token::Kind::number: return make(Kind::number, take(), {});
      case Token::Kind::text: return make(Kind::text, take(), {});
      case Token::Kind::name:
        if (token.text == "in") break;
        take();
        if (token.text == "true" || token.text == "false") return make(Kind::boolean, token, {});
        if (!at_symbol("(")) return make(Kind::name, token, {});
        take();
        return make(Kind::call, token, list(")"));
      case Token::Kind::symbol:
        if (token.text == "(") {
          take();
          Syntax inner = conditional();
          expect(")");
          return inner;
        }
        if (token.text == "[") {
          take();
          return make(Kind::list, token, list("]"));
        }
        break;
      case Token::Kind::end: break;
    }
    fail(token, token.kind == Token::Kind::end
                    ? "the expression ends where a value should stand"
                    : fmt::format("a value should stand here, not '{}'", token.text));
    return {};
  }

  std::vector<Syntax> list(std::string_view close) {
    std::vector<Syntax> items;
    if (!at_symbol(close)) {
      items.push_back(conditional());
      while (at_symbol(",")) {
        take();
        if (close == "]" && at_symbol(close)) break;  // the language lets a list end with a comma
        items.push_back(conditional());
      }
    }
    expect(close);
    return items;
  }

  Syntax make(Kind kind, const Token& token, std::vector<Syntax> args) {
    Syntax node{kind, token.text, std::move(args), token.offset, token.length, 1};
    for (const Syntax& arg : node.args) node.depth = std::max(node.depth, arg.depth + 1);
    if (node.depth > model::kExpressionDepthMax) fail(token, "the expression is nested too deeply");
    return node;
  }

  const Token& now() const { return tokens_.list[at_]; }
  // `in` is an operator written with letters.
  bool at_symbol(std::string_view text) const {
    return now().text == text &&
           (now().kind == Token::Kind::symbol || (now().kind == Token::Kind::name && text == "in"));
  }
  Token take() {
    const Token token = now();
    if (at_ + 1 < tokens_.list.size()) ++at_;
    return token;
  }
  void expect(std::string_view symbol) {
    if (at_symbol(symbol)) {
      take();
    } else if (now().kind == Token::Kind::end) {
      fail(now(), fmt::format("'{}' is missing", symbol));
    } else {
      fail(now(), fmt::format("'{}' should stand here, not '{}'", symbol, now().text));
    }
  }
  void fail(const Token& token, std::string text) {
    if (!fault_) fault_ = GrammarFault{token.offset, token.length, std::move(text), {}};
    at_ = tokens_.list.size() - 1;
  }

  Tokens tokens_;
  std::optional<GrammarFault> fault_;
  std::size_t at_ = 0;
  int nesting_ = 0;
};

}  // namespace

std::optional<Syntax> parse_expression(const Text& text, Report& report) {
  Parser parser(tokenize(text.value));
  Syntax root = parser.run();
  if (!parser.fault()) return root;
  const GrammarFault& fault = *parser.fault();
  report.error(text.part(fault.offset, fault.length), "expression", fault.text, fault.help);
  return std::nullopt;
}

}  // namespace ioc::catalog

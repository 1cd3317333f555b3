// What the pages for officials have in common: head, header, words, forms. Pure.
#pragma once

#include <string_view>

#include "model/plan.h"
#include "serving/html.h"
#include "serving/public_words.h"

namespace ioc::serving {

struct DeskFrame {
  const model::Plan& plan;
  Language language = Language::vi;
  std::string_view style;  // address of the built style; empty in a program without its pages
};

// Role: begins and ends a page; its subclasses write what is between.
class DeskWriter {
 protected:
  explicit DeskWriter(const DeskFrame& frame) : frame_(frame) {}

  std::string_view say(const Words& words) const { return words.in(frame_.language); }
  bool is_english() const { return frame_.language == Language::en; }
  std::string_view name_of(model::UnitIndex unit) const;

  // `other` is where this page is in the other language; `onward` where it leads at once.
  void begin(std::string_view title, std::string_view other, std::string_view onward = {});
  void end();
  // A path within these pages, with the language.
  Html& path(std::string_view to);
  // A labelled field; `kind` is text or password, `complete` what a browser may fill in.
  void field(std::string_view id, const Words& label, std::string_view kind,
             std::string_view complete, std::string_view value = {});
  // The same, of several lines; `name` where it is not the id.
  void text_area(std::string_view id, const Words& label, std::string_view value = {},
                 std::string_view name = {});
  // A labelled list to choose from: begin, an option each, end.
  void begin_choice(std::string_view id, const Words& label);
  void option(std::string_view value, std::string_view words, bool is_selected);
  void end_choice();
  void language_field();
  void hidden(std::string_view name, std::string_view value);
  // The pages of the desk; `current` is the path of the one being written.
  void navigation(std::string_view current);
  // A disc, a triangle, a diamond, a hatched square for ok, near, bad and none: told apart without
  // colour too.
  void sign(std::string_view kind);
  // A link within these pages; `query` as `name=value`, encoded.
  void link(std::string_view to, std::string_view query, std::string_view text);
  // What went wrong, or what was done, read out by screen readers.
  void notice(std::string_view text, bool is_bad);

  const DeskFrame& frame_;
  Html html_;
};

}  // namespace ioc::serving

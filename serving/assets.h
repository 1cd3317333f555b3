// The pages, scripts, styles and fonts of `web/`, built into the program: no file is opened and no
// path is joined when a request comes.
#pragma once

#include <span>
#include <string_view>

namespace ioc::serving {

struct Asset {
  std::string_view path;  // "/wall.html", "/assets/wall-4F2A.js"
  std::string_view content_type;
  std::string_view body;
  bool immutable = false;  // the name holds a hash of the content, so it may be cached for good
};

// Made by web/embed.py; without it (IOC_WEB_ASSETS not defined) one page that says what is missing.
std::span<const Asset> assets();

// The address of a built style or script, `desk` or another; empty in a program without its pages.
std::string_view style_of(std::span<const Asset> built, std::string_view name);
std::string_view script_of(std::span<const Asset> built, std::string_view name);

}  // namespace ioc::serving

// Addresses of what is built in, and what stands in for it in a build without (serving/assets.h).
#include "serving/assets.h"

#include <array>
#include <string>

namespace ioc::serving {
namespace {

// Names of what is built end with a hash of the content.
std::string_view built_asset(std::span<const Asset> built, std::string_view name,
                             std::string_view end) {
  const std::string begin = "/assets/" + std::string(name) + "-";
  for (const Asset& asset : built) {
    if (asset.path.starts_with(begin) && asset.path.ends_with(end)) return asset.path;
  }
  return {};
}

}  // namespace

std::string_view style_of(std::span<const Asset> built, std::string_view name) {
  return built_asset(built, name, ".css");
}

std::string_view script_of(std::span<const Asset> built, std::string_view name) {
  return built_asset(built, name, ".js");
}

#ifndef IOC_WEB_ASSETS

std::span<const Asset> assets() {
  static constexpr std::array<Asset, 1> kAssets = {{
      {"/wall.html", "text/html; charset=utf-8",
       "<!doctype html><html lang=\"vi\"><title>ioc-pulse</title><p>This program was built without "
       "its pages. Run <code>web/build.sh</code> and build again; the API is "
       "complete.</p></html>\n",
       false},
  }};
  return kAssets;
}

#endif

}  // namespace ioc::serving

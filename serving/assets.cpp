// Stands in for the embedded pages in a build without them (serving/assets.h).
#include "serving/assets.h"

#ifndef IOC_WEB_ASSETS

#include <array>

namespace ioc::serving {

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

}  // namespace ioc::serving

#endif

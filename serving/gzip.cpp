// Packing with zlib (serving/gzip.h).
#include "serving/gzip.h"

#include <zlib.h>

#include "model/check.h"

namespace ioc::serving {

std::string gzip(std::string_view text) {
  constexpr int kLevel = 6, kGzipWindow = 15 + 16, kMemory = 8;  // zlib's own choices, but gzip
  z_stream stream{};
  IOC_CHECK(deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemory, Z_DEFAULT_STRATEGY) ==
            Z_OK);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  IOC_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace ioc::serving

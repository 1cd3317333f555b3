#include "app/catalog_files.h"

#include <fmt/core.h>
#include <sodium.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/output.h"

namespace ioc::app {

using model::Error;
using model::ErrorCode;
using model::Result;

namespace {

namespace fs = std::filesystem;

Result<catalog::SourceFile> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return Error{ErrorCode::io, "cannot be read", path.string()};
  return catalog::SourceFile{path.string(), std::move(text).str()};
}

// A file that is not there is a fault of the catalogue, told with the others.
Result<catalog::SourceFile> read_units_file(const fs::path& path) {
  std::error_code failure;
  if (fs::status(path, failure).type() == fs::file_type::not_found) {
    return catalog::SourceFile{path.string(), {}, true};
  }
  return read_file(path);
}

}  // namespace

Result<CatalogText> read_catalog_files(const std::string& directory) {
  std::error_code failure;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(directory, failure)) {
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  }
  if (failure) {
    return Error{ErrorCode::io, "cannot be read as a catalogue folder: " + failure.message(),
                 directory};
  }
  if (paths.empty()) {
    return Error{ErrorCode::config, "holds no *.toml file; name a catalogue folder", directory};
  }
  std::sort(paths.begin(), paths.end());
  CatalogText text;
  for (const fs::path& path : paths) {
    Result<catalog::SourceFile> file = read_file(path);
    if (!file) return file.error();
    text.toml.push_back(std::move(file).value());
  }
  Result<catalog::SourceFile> units = read_units_file(fs::path(directory) / "units.csv");
  if (!units) return units.error();
  text.units = *std::move(units);
  return text;
}

std::string digest_of(const CatalogText& text) {
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  const auto add = [&](const std::string& part) {
    const std::string length = std::to_string(part.size()) + ':';
    for (const std::string& bytes : {length, part}) {
      crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                                bytes.size());
    }
  };
  const auto add_file = [&](const catalog::SourceFile& file) {
    add(fs::path(file.path).filename().string());
    add(file.text);
  };
  for (const catalog::SourceFile& file : text.toml) add_file(file);
  add_file(text.units);
  unsigned char digest[crypto_hash_sha256_BYTES];
  crypto_hash_sha256_final(&state, digest);
  std::string hex;
  for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
  return hex;
}

catalog::Loaded compile_catalog(const CatalogText& text) {
  catalog::Loaded loaded = catalog::load(text.toml, text.units);
  if (!loaded.plan) return loaded;
  constexpr std::size_t kHashDigits = 16;
  loaded.plan->hash = digest_of(text).substr(0, kHashDigits);
  return loaded;
}

Result<catalog::Loaded> read_catalog(const std::string& directory) {
  const Result<CatalogText> text = read_catalog_files(directory);
  if (!text) return text.error();
  return compile_catalog(*text);
}

Result<model::Plan> load_plan(const std::string& directory) {
  Result<catalog::Loaded> loaded = load_whole(directory);
  if (!loaded) return loaded.error();
  return *std::move(loaded->plan);
}

Result<catalog::Loaded> load_whole(const std::string& directory) {
  const Result<CatalogText> text = read_catalog_files(directory);
  if (!text) return text.error();
  return judge_catalog(*text, directory);
}

Result<catalog::Loaded> judge_catalog(const CatalogText& text, const std::string& subject) {
  return judge_catalog(compile_catalog(text), subject);
}

Result<catalog::Loaded> judge_catalog(catalog::Loaded loaded, const std::string& subject) {
  for (const catalog::Diagnostic& diagnostic : loaded.diagnostics) {
    say(catalog::render(diagnostic));
  }
  if (loaded.plan) return loaded;
  return Error{ErrorCode::config,
               fmt::format("{} fault{} in the catalogue", loaded.diagnostics.size(),
                           loaded.diagnostics.size() == 1 ? "" : "s"),
               subject};
}

}  // namespace ioc::app

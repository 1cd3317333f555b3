// The text that makes a folder of files a snapshot.
#include "storage/manifest.h"

#include <charconv>

#include "storage/sha256.h"

namespace ioc::storage {
namespace {

constexpr std::string_view kFirstLine = "ioc-pulse snapshot 1";

model::Error fault(const std::string& text) {
  return {model::ErrorCode::check_failed, text, std::string(kManifestName)};
}

// The text up to `mark`, which is taken away with it; everything when there is no mark.
std::string_view take_until(std::string_view& rest, char mark) {
  const std::size_t at = rest.find(mark);
  const std::string_view part = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return part;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_plain(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name != kManifestName &&
         name.find('/') == std::string_view::npos;
}

bool read_line(std::string_view line, Manifest& manifest) {
  const std::string_view word = take_until(line, ' ');
  if (word == "schema") return read_number(line, manifest.schema);
  if (word == "revision") return read_number(line, manifest.revision);
  if (word == "partition") {
    ManifestPartition& partition = manifest.partitions.emplace_back();
    partition.name.topic = take_until(line, ' ');
    return read_number(take_until(line, ' '), partition.name.partition) &&
           read_number(line, partition.next_offset);
  }
  if (word == "file") {
    ManifestFile& file = manifest.files.emplace_back();
    const bool sized = read_number(take_until(line, ' '), file.size_bytes);
    file.sha256 = take_until(line, ' ');
    file.name = line;
    return sized && file.sha256.size() == 64 && is_plain(file.name);
  }
  return false;
}

}  // namespace

std::string Manifest::to_text() const {
  std::string text(kFirstLine);
  text += "\nschema " + std::to_string(schema) + "\nrevision " + std::to_string(revision) + "\n";
  for (const ManifestPartition& partition : partitions) {
    text += "partition " + partition.name.topic + " " + std::to_string(partition.name.partition) +
            " " + std::to_string(partition.next_offset) + "\n";
  }
  for (const ManifestFile& file : files) {
    text += "file " + std::to_string(file.size_bytes) + " " + file.sha256 + " " + file.name + "\n";
  }
  return text + "end " + sha256_hex(text) + "\n";
}

model::Result<Manifest> Manifest::parse(std::string_view text) {
  const std::size_t end_at = text.rfind("\nend ");
  if (end_at == std::string_view::npos) return fault("is cut off");
  const std::string_view lines = text.substr(0, end_at + 1);
  if (text.substr(end_at + 1) != "end " + sha256_hex(lines) + "\n") return fault("was changed");
  std::string_view rest = lines;
  if (take_until(rest, '\n') != kFirstLine) return fault("is of a version not known here");
  Manifest manifest;
  while (!rest.empty()) {
    const std::string_view line = take_until(rest, '\n');
    if (!read_line(line, manifest)) return fault("cannot be read: " + std::string(line));
  }
  return manifest;
}

}  // namespace ioc::storage

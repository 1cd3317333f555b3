#include "app/scrape.h"

#include <algorithm>
#include <cstdlib>

namespace ioc::app {
namespace {

// `name="value",…}`: reads up to the brace and past it. False: no such list.
bool read_labels(std::string_view& text, std::map<std::string, std::string>& labels) {
  while (!text.empty() && text.front() != '}') {
    const std::size_t equals = text.find("=\"");
    if (equals == std::string_view::npos) return false;
    const std::string name(text.substr(0, equals));
    text.remove_prefix(equals + 2);
    std::string value;
    while (!text.empty() && text.front() != '"') {
      if (text.front() == '\\' && text.size() > 1) {
        text.remove_prefix(1);
        value += text.front() == 'n' ? '\n' : text.front();
      } else {
        value += text.front();
      }
      text.remove_prefix(1);
    }
    if (text.empty()) return false;
    text.remove_prefix(1);
    if (text.starts_with(',')) text.remove_prefix(1);
    labels.emplace(name, std::move(value));
  }
  if (text.empty()) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Sample> parse_sample(std::string_view line) {
  if (line.empty() || line.front() == '#') return std::nullopt;
  Sample sample;
  const std::size_t name_end = line.find_first_of("{ ");
  if (name_end == std::string_view::npos) return std::nullopt;
  sample.name = line.substr(0, name_end);
  const bool has_labels = line[name_end] == '{';
  line.remove_prefix(name_end + 1);
  if (has_labels && !read_labels(line, sample.labels)) return std::nullopt;
  const std::string number(line);
  char* end = nullptr;
  sample.value = std::strtod(number.c_str(), &end);
  return end == number.c_str() ? std::nullopt : std::optional(std::move(sample));
}

}  // namespace

std::vector<Sample> parse_metrics(std::string_view text) {
  std::vector<Sample> samples;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (auto sample = parse_sample(text.substr(0, end))) samples.push_back(*std::move(sample));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return samples;
}

std::optional<double> sum_of(const std::vector<Sample>& samples, std::string_view name,
                             const Labels& labels) {
  std::optional<double> sum;
  for (const Sample& sample : samples) {
    const auto has = [&](const auto& label) {
      const auto found = sample.labels.find(label.first);
      return found != sample.labels.end() && found->second == label.second;
    };
    if (sample.name == name && std::all_of(labels.begin(), labels.end(), has)) {
      sum = sum.value_or(0) + sample.value;
    }
  }
  return sum;
}

}  // namespace ioc::app

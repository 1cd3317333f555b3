// Reads what /metrics tells: the Prometheus text format, as far as this program writes it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ioc::app {

struct Sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};

// Lines that are no samples are left out.
std::vector<Sample> parse_metrics(std::string_view text);

using Labels = std::map<std::string, std::string>;

// The sum of all samples of this name that carry these labels, among others; none: there are none.
std::optional<double> sum_of(const std::vector<Sample>& samples, std::string_view name,
                             const Labels& labels = {});

}  // namespace ioc::app

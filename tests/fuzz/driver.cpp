// Runs a target over its corpus and over mutations of it.
//
// Built with -fsanitize-coverage=trace-pc (preset `fuzz`) each edge of the program calls
// __sanitizer_cov_trace_pc: an input that reaches a new one is kept and mutated further. Built
// without, mutations are of the corpus alone, and the same in each run.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fuzz/target.h"

namespace ioc::fuzz {
namespace {

constexpr std::size_t kEdges = 1 << 16;
constexpr int kHangSeconds = 20;

std::array<std::uint8_t, kEdges> edges;
volatile bool is_recording = false;
volatile bool has_coverage = false;  // the program calls back

// What is being run, for the handlers of its end.
const std::string* current = nullptr;
std::string broken_path;

void keep_broken() {
  if (current == nullptr || broken_path.empty()) return;
  std::size_t hash = 1469598103934665603U;
  for (const char byte : *current) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211U;
  }
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "%016zx", hash);
  const std::string path = broken_path + name.data();
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0) return;
  if (write(file, current->data(), current->size()) < 0) std::perror("write");
  close(file);
  std::fprintf(stderr, "kept as %s\n", path.c_str());
  current = nullptr;
}

void on_end(int signal) {
  if (signal == SIGALRM) std::fprintf(stderr, "it takes longer than %d s\n", kHangSeconds);
  keep_broken();
  std::_Exit(1);
}

constexpr std::array<Target, 6> kTargets = {{
    {"decoder", run_decoder, 4'096,
     R"({ } [ ] : , " \ \u0000 \ud83d null true 1e400 -0 "id": "source": "time": "data": "unit":)"
     R"( "502" 2020-10-15T08:00:00+07:00 9223372036854775808 0.005)"},
    {"http", run_http, 8'192,
     "GET POST PUT HEAD OPTIONS DELETE / /api/v1/figures ?indicator= &unit= HTTP/1.1 HTTP/1.0 "
     "\r\n \r\n\r\n Host: Content-Length: Transfer-Encoding: chunked Connection: close keep-alive "
     "Cookie: sid= Authorization: Bearer Accept: text/csv If-None-Match: * %00 %2e%2e/ ../ "
     "Last-Event-ID: Expect: 100-continue Upgrade: X-Forwarded-For: 0 -1 18446744073709551616"},
    {"catalogue", run_catalogue, 16'384,
     R"([[ ]] [[stream]] [[indicator]] [[target]] [[board]] [[report]] [calendar] = " { } , id of)"
     R"( measure windows by where sliding 60m every 1m day month "" 2020-10-01 1e999 0x \u0000)"},
    {"expression", run_expression, 1'024,
     R"(== != < <= > >= && || ! + - * / % in ?: ( ) [ ] has( first( date( size( duration("24h"))"
     R"( timestamp(" matches(" .startsWith( now true false status fee due unit channel 1.5 9e18)"},
    {"sheet", run_sheet, 8'192,
     R"(, ; " "" \r\n \n id source time unit channel status fee due 502 { } [ ] : data \t = + -)"},
    {"template", run_template, 4'096,
     R"({{ }} {% %} {# #} for if else end in join rows row row.cells cell.value key unit.code)"
     R"( "," < > </ /> & &amp; <![CDATA[ ]]> <!DOCTYPE <?xml \u0000)"},
}};

const Target& find_target(const std::string& name) {
  for (const Target& target : kTargets) {
    if (target.name == name) return target;
  }
  std::cerr << "there is no target " << name << "; there are:";
  for (const Target& target : kTargets) std::cerr << ' ' << target.name;
  std::cerr << '\n';
  std::exit(2);
}

std::vector<std::string> words_of(const Target& target) {
  std::vector<std::string> words;
  std::istringstream in{std::string(target.words)};
  for (std::string word; in >> word;) words.push_back(word);
  words.insert(words.end(),
               {"\r\n", "\n", " ", "\t", std::string(1, '\0'), "\xEF\xBB\xBF", "\xff"});
  return words;
}

std::vector<std::string> read_all(const std::string& folder) {
  std::vector<std::string> inputs;
  std::vector<std::filesystem::path> paths;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    inputs.push_back(content.str());
  }
  return inputs;
}

void write_input(const std::string& folder, const std::string& input) {
  std::filesystem::create_directories(folder);
  std::ostringstream name;
  name << std::hex << std::hash<std::string>()(input);
  std::ofstream(folder + "/" + name.str(), std::ios::binary) << input;
}

// Role: makes an input of others.
class Mutator {
 public:
  Mutator(const Target& target, std::uint64_t seed)
      : target_(target), words_(words_of(target)), random_(seed) {}

  std::string make(const std::vector<std::string>& pool) {
    std::string text = pick(pool);
    for (std::size_t changes = 1 + below(5); changes > 0; --changes) change(text, pool);
    if (text.size() > target_.bytes_max) text.resize(target_.bytes_max);
    return text;
  }

 private:
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : random_() % bound; }
  const std::string& pick(const std::vector<std::string>& of) { return of[below(of.size())]; }

  void change(std::string& text, const std::vector<std::string>& pool) {
    const std::size_t at = below(text.size() + 1);
    switch (below(9)) {
      case 0: text.erase(at, 1 + below(16)); break;
      case 1: text.insert(at, pick(words_)); break;
      case 2: text.insert(at, text.substr(below(text.size() + 1), below(64))); break;
      case 3: text.resize(at); break;
      case 4: {
        const std::string& other = pick(pool);
        text = text.substr(0, at) + other.substr(below(other.size() + 1));
        break;
      }
      case 5: text.replace(at, below(8), pick(words_)); break;
      case 6: text.insert(at, below(200), static_cast<char>(random_())); break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
    }
  }

  const Target& target_;
  const std::vector<std::string> words_;
  std::mt19937_64 random_;
};

// Role: runs inputs and knows what was reached.
class Runner {
 public:
  explicit Runner(const Target& target) : target_(target) {}

  // How many edges were reached for the first time.
  std::size_t run(const std::string& input) {
    if (has_coverage) edges.fill(0);
    current = &input;
    alarm(kHangSeconds);
    is_recording = true;
    target_.run(input);
    is_recording = false;
    alarm(0);
    current = nullptr;
    ++count_;
    if (!has_coverage) return 0;
    std::size_t fresh = 0;
    for (std::size_t i = 0; i < kEdges; ++i) {
      if (edges[i] == 0 || seen_[i] != 0) continue;
      seen_[i] = 1;
      ++fresh;
    }
    reached_ += fresh;
    return fresh;
  }
  std::size_t count() const { return count_; }
  std::size_t reached() const { return reached_; }

 private:
  const Target& target_;
  std::array<std::uint8_t, kEdges> seen_{};
  std::size_t count_ = 0, reached_ = 0;
};

struct Options {
  std::string target, corpus = "tests/fuzz/corpus", work;
  std::size_t runs = 0;
  std::int64_t seconds = 0;
  std::uint64_t seed = 20201015;
  bool distils = false;
};

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto next = [&] { return i + 1 < argc ? std::string(argv[++i]) : std::string(); };
    if (word == "--runs") {
      options.runs = std::stoull(next());
    } else if (word == "--seconds") {
      options.seconds = std::stoll(next());
    } else if (word == "--corpus") {
      options.corpus = next();
    } else if (word == "--work") {
      options.work = next();
    } else if (word == "--seed") {
      options.seed = std::stoull(next());
    } else if (word == "--distil") {
      options.distils = true;
    } else {
      options.target = word;
    }
  }
  return options;
}

// The smallest inputs that together reach what all of them do.
int distil(const Target& target, const Options& options, std::vector<std::string> inputs) {
  std::stable_sort(inputs.begin(), inputs.end(),
                   [](const auto& a, const auto& b) { return a.size() < b.size(); });
  auto runner = std::make_unique<Runner>(target);
  const std::string folder = options.corpus + "/" + options.target;
  std::vector<std::string> kept;
  for (const std::string& input : inputs) {
    if (runner->run(input) > 0) kept.push_back(input);
  }
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    // What once broke something stays, whatever it reaches.
    if (!entry.path().filename().string().starts_with("broken-")) {
      std::filesystem::remove(entry.path());
    }
  }
  for (const std::string& input : kept) write_input(folder, input);
  std::cout << options.target << ": " << kept.size() << " of " << inputs.size() << " inputs reach "
            << runner->reached() << " edges\n";
  return 0;
}

int attack(const Options& options) {
  const Target& target = find_target(options.target);
  const std::string folder = options.corpus + "/" + options.target;
  std::vector<std::string> pool = read_all(folder);
  if (pool.empty()) {
    std::cerr << folder << " has no inputs to begin with\n";
    return 1;
  }
  if (!options.work.empty()) {
    for (std::string& input : read_all(options.work)) pool.push_back(std::move(input));
  }
  broken_path = folder + "/broken-";
  if (options.distils) return distil(target, options, std::move(pool));
  auto runner = std::make_unique<Runner>(target);
  const std::vector<std::string> begin = pool;
  for (const std::string& input : begin) runner->run(input);
  const std::size_t reached_before = runner->reached();
  Mutator mutator(target, options.seed);
  const auto begun = std::chrono::steady_clock::now();
  std::size_t found = 0;
  for (std::size_t i = 0;; ++i) {
    const auto ran = std::chrono::steady_clock::now() - begun;
    const bool is_over =
        options.seconds > 0 ? ran >= std::chrono::seconds(options.seconds) : i >= options.runs;
    if (is_over) break;
    std::string input = mutator.make(pool);
    if (runner->run(input) == 0) continue;
    ++found;
    if (!options.work.empty()) write_input(options.work, input);
    pool.push_back(std::move(input));
  }
  const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                      std::chrono::steady_clock::now() - begun)
                      .count();
  std::cout << options.target << ": " << runner->count() << " inputs in " << ms
            << " ms, none broke anything";
  if (runner->reached() > 0) {
    std::cout << "; " << reached_before << " edges reached by the corpus, " << runner->reached()
              << " in all, " << found << " new inputs kept";
  }
  std::cout << std::endl;
  return 0;
}

}  // namespace

int run(int argc, char** argv) {
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGBUS, SIGALRM}) {
    ::signal(signal, on_end);
  }
  signal(SIGPIPE, SIG_IGN);
  return attack(read_options(argc, argv));
}

}  // namespace ioc::fuzz

// Called by code that was built with coverage, at each of its edges.
extern "C" __attribute__((no_sanitize_coverage, no_sanitize("address", "undefined"))) void
__sanitizer_cov_trace_pc() {
  if (!ioc::fuzz::is_recording) return;
  const auto pc = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  ioc::fuzz::has_coverage = true;
  ioc::fuzz::edges[(pc ^ (pc >> 16)) % ioc::fuzz::kEdges] = 1;
}

// The sanitizers' own way to say that they found something.
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

int main(int argc, char** argv) {
  if (__sanitizer_set_death_callback != nullptr) {
    __sanitizer_set_death_callback(ioc::fuzz::keep_broken);
  }
  return ioc::fuzz::run(argc, argv);
}

// l2Book frames by simdjson's on-demand parser: every price and size as a double, or the best ones alone.
//
// Usage: books BOOKS.jsonl full|top     prints name, megabytes a second, unit
#include <simdjson.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <string_view>
#include <vector>

using namespace simdjson;

static double number(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The processor time of this program.
static double seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(int argc, char **argv) {
  if (argc < 3) return 64;
  padded_string text = padded_string::load(argv[1]).value();
  const bool wants_top = !strcmp(argv[2], "top");
  const char *bytes = text.data();
  const size_t size = text.size();
  std::vector<std::pair<size_t, size_t>> lines;
  for (size_t start = 0; start < size;) {
    const void *end = memchr(bytes + start, '\n', size - start);
    const size_t stop = end ? static_cast<const char *>(end) - bytes : size;
    lines.push_back({start, stop - start});
    start = stop + 1;
  }
  ondemand::parser parser;
  volatile double sink = 0;
  for (int warm = 1; warm >= 0; warm--) {
    const double start = seconds();
    const int repeats = 1 + 100'000'000 / size;
    for (int k = 0; k < repeats; k++)
      for (const auto &[from, count] : lines) {
        auto document = parser.iterate(bytes + from, count, size - from + SIMDJSON_PADDING);
        double sum = 0;
        ondemand::array sides = document["data"]["levels"].get_array();
        for (auto side : sides)
          for (ondemand::object level : side.get_array()) {
            sum += number(level["px"].get_string());
            sum += number(level["sz"].get_string());
            if (wants_top) break;
            sum += static_cast<double>(level["n"].get_int64());
          }
        sink = sink + sum;
      }
    if (!warm) printf("books.%s\t%.1f\tMB/s\n", argv[2], static_cast<double>(size) * repeats / (seconds() - start) / 1e6);
  }
}

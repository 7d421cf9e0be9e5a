// Any bytes are a valid data set, or an InputError. The first byte chooses the settings.
#include <cstdint>
#include <string_view>

#include "core/base/error.h"
#include "core/data/csv.h"

using namespace cartograd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Settings settings = initial_settings(csv_settings());
  unsigned bits = data[0];
  const auto choose = [&](const char* id, std::initializer_list<const char*> words) {
    settings.set(id, *(words.begin() + bits % words.size()));
    bits /= static_cast<unsigned>(words.size());
  };
  choose("task", {"auto", "classification", "regression"});
  choose("separator", {"auto", "comma", "semicolon", "tab"});
  choose("header", {"auto", "yes", "no"});
  choose("target", {"last", "1", "t"});
  settings.set("standardize", static_cast<double>(bits % 2));
  Dataset dataset;
  try {
    dataset = parse_csv({reinterpret_cast<const char*>(data) + 1, size - 1}, "fuzz.csv", settings);
  } catch (const InputError&) {
    return 0;
  }
  check_dataset(dataset);  // throwing here is a finding
  return 0;
}

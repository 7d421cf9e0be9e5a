// Any bytes are an experiment that survives being written and read again, or an InputError.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/experiment/document.h"

using namespace cartograd;

namespace {

const std::vector<Setting> view_table = {choice_setting("height", "Height", "linear", {"linear", "log"}, ""),
                                         text_setting("note", "Note", "", "")};

void require_round_trip(const Document& document) {
  for (bool all_values : {false, true})
    if (!(parse_document(to_toml(document, view_table, all_values), "", view_table) == document)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    require_round_trip(parse_document(text, "", view_table));
  } catch (const InputError&) {
  }
  Document document = default_document(view_table);
  try {
    apply_assignment(document, text, view_table);
  } catch (const InputError&) {
    if (!(document == default_document(view_table))) std::abort();
  }
  require_round_trip(document);
  return 0;
}

#include "app/platform/fonts.h"

#include <imgui.h>
#if __has_include(<imgui_freetype.h>)
#include <imgui_freetype.h>
#endif

#include "core/base/assets.h"

namespace cartograd {

void load_fonts(float pixels, float large) {
  static const ImWchar text[] = {0x20,   0xFF,   0x391,  0x3C9,  0x2010, 0x2027, 0x2070, 0x209C, 0x2190,
                                 0x2193, 0x2212, 0x2212, 0x221A, 0x221E, 0x2248, 0x2265, 0};
  static const ImWchar symbols[] = {0x2016, 0x2016, 0x2200, 0x22FF, 0x1D2E, 0x1DBF, 0};
  ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
  atlas.Clear();
  for (const float size : {pixels, large}) {
    if (size <= 0) continue;
    ImFontConfig config;
    config.FontDataOwnedByAtlas = false;  // the fonts are part of the program
    const auto add = [&](const char* name, const ImWchar* ranges) {
      const std::string_view bytes = asset(name);
      atlas.AddFontFromMemoryTTF(const_cast<char*>(bytes.data()), static_cast<int>(bytes.size()), size, &config,
                                 ranges);
      config.MergeMode = true;
    };
    add("fonts/regular", text);
    add("fonts/symbols", symbols);
  }
#if __has_include(<imgui_freetype.h>) && IMGUI_VERSION_NUM >= 18400
  atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
#endif
  atlas.Build();
}

}  // namespace cartograd

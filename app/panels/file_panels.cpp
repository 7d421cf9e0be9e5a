// Finding a file to open or a name to save under, and the card about work that was left behind.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "app/panels/floating.h"
#include "app/panels/widgets.h"

namespace cartograd {

namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string label, path;
  bool folder = false;
};

bool opens(const fs::path& path, bool saving) {
  const std::string extension = path.extension().string();
  return extension == ".toml" || (!saving && (extension == ".png" || extension == ".csv"));
}

// A name without capitals, in which what is typed is looked for.
std::string plain(std::string name) {
  std::ranges::transform(name, name.begin(),
                         [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return name;
}

// Folders first, each kind by name. What cannot be read is empty.
std::vector<Entry> entries_of(const FileBrowser& files) {
  std::vector<Entry> found;
  std::error_code error;
  for (fs::directory_iterator each(files.folder, fs::directory_options::skip_permission_denied, error), end;
       !error && each != end; each.increment(error)) {
    const std::string name = each->path().filename().string();
    std::error_code unreadable;
    const bool folder = each->is_directory(unreadable);
    if (name.starts_with('.') || (!folder && !opens(each->path(), files.saving))) continue;
    found.push_back({folder ? name + "/" : name, each->path().string(), folder});
  }
  std::ranges::sort(found, [](const Entry& a, const Entry& b) {
    return std::pair(!a.folder, plain(a.label)) < std::pair(!b.folder, plain(b.label));
  });
  return found;
}

std::vector<Entry> shown_entries(const FileBrowser& files) {
  std::vector<Entry> all;
  if (!files.saving)
    for (const std::string& path : files.recent) all.push_back({path, path});
  if (!files.recent_only) {
    const std::vector<Entry> here = entries_of(files);
    all.insert(all.end(), here.begin(), here.end());
  }
  if (!files.saving)
    std::erase_if(all,
                  [&](const Entry& entry) { return plain(entry.label).find(plain(files.text)) == std::string::npos; });
  return all;
}

void go_to(FileBrowser& files, const fs::path& folder) {
  files.folder = folder.lexically_normal().string();
  files.chosen = 0;
  files.asked = false;
  if (!files.saving) files.text.clear();
}

// The file that the name means: in the folder, with the extension of experiments.
fs::path save_path(const FileBrowser& files) {
  fs::path path = fs::path(files.folder) / files.text;
  if (path.extension() != ".toml") path += ".toml";
  return path;
}

void save(PanelState& state) {
  FileBrowser& files = state.files;
  if (files.text.empty()) return;
  std::error_code error;
  if (!files.asked && fs::exists(save_path(files), error)) {
    files.asked = true;
    return;
  }
  state.requests.files.save_path = save_path(files).string();
  state.open.erase("files");
}

void choose(PanelState& state, const Entry& entry) {
  FileBrowser& files = state.files;
  if (entry.folder) {
    go_to(files, entry.path);
  } else if (files.saving) {
    files.text = fs::path(entry.path).filename().string();
    files.asked = false;
  } else {
    state.requests.files.open_path = entry.path;
    state.open.erase("files");
  }
}

// The folder, and the way up.
void draw_folder(FileBrowser& files) {
  const fs::path folder(files.folder);
  if (ImGui::Button("Up") && folder.has_parent_path()) go_to(files, folder.parent_path());
  tooltip("the folder above (Backspace)");
  ImGui::SameLine();
  ImGui::AlignTextToFramePadding();
  ImGui::TextDisabled("%s", files.folder.c_str());
}

void draw_save_button(PanelState& state) {
  FileBrowser& files = state.files;
  if (files.asked) {
    ImGui::TextWrapped("%s exists. It would be kept as %s~.", save_path(files).filename().c_str(),
                       save_path(files).filename().c_str());
    if (ImGui::Button("Replace")) save(state);
  } else if (ImGui::Button("Save")) {
    save(state);
  }
}

}  // namespace

void draw_files(Session&, PanelState& state) {
  FileBrowser& files = state.files;
  if (!files.recent_only) draw_folder(files);
  if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
  ImGui::SetNextItemWidth(-1);
  const fs::path folder(files.folder);
  const bool was_empty = files.text.empty();
  const bool entered =
      ImGui::InputTextWithHint("##text", files.saving ? "a name" : "part of a name", &files.text,
                               ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
  if (entered) ImGui::SetKeyboardFocusHere(-1);
  if (ImGui::IsItemEdited()) {
    files.chosen = 0;
    files.asked = false;
  }
  if (files.saving) draw_save_button(state);
  if (was_empty && !files.recent_only && ImGui::IsItemActive() &&
      ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Backspace)) && folder.has_parent_path())
    go_to(files, folder.parent_path());

  const std::vector<Entry> all = shown_entries(files);
  const bool moved = choose_with_arrows(files.chosen, all.size());
  const Entry* chosen = entered && !files.saving && !all.empty() ? &all[files.chosen] : nullptr;
  ImGui::BeginChild("entries");
  for (std::size_t i = 0; i < all.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    if (ImGui::Selectable(all[i].label.c_str(), i == files.chosen && !files.saving)) chosen = &all[i];
    mark_item(all[i].label);
    if (i == files.chosen && moved) ImGui::SetScrollHereY();
    ImGui::PopID();
  }
  if (all.empty())
    ImGui::TextDisabled("%s", files.recent_only ? "no file was opened or saved yet"
                                                : "no experiment (.toml), figure (.png) or data (.csv) here");
  ImGui::EndChild();
  if (chosen)
    choose(state, *chosen);
  else if (entered && files.saving)
    save(state);
}

void draw_leftover(Session&, PanelState& state) {
  ImGui::TextUnformatted(state.leftover.c_str());
  ImGui::Spacing();
  const auto button = [&](const char* label, const char* help, bool& request) {
    const ImVec2 size{9 * ImGui::GetFontSize(), 2 * ImGui::GetFontSize()};
    if (ImGui::Button(label, size)) {
      request = true;
      state.open.erase("leftover");
    }
    mark_item(label);
    tooltip(help);
  };
  button("Restore", "what is shown now can be had back with Ctrl+Z", state.requests.files.restore);
  ImGui::SameLine();
  button("Discard", "removes it for good", state.requests.files.discard);
}

}  // namespace cartograd

#include "app/session/autosave.h"

#include <algorithm>
#include <cmath>
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "app/scene/view.h"
#include "app/session/user_folders.h"
#include "core/base/error.h"
#include "core/base/file.h"

namespace cartograd {

namespace {

namespace fs = std::filesystem;

constexpr int most_slots = 100;
constexpr std::size_t size_limit = std::size_t{4} << 20;
// The first line of an autosave: one of these, then the file that it changes.
constexpr std::string_view while_running = "# autosave of ", at_the_end = "# unsaved at the end: ";

std::string slot_path(const std::string& folder, int number, const char* extension) {
  return fmt::format("{}/autosave-{}.{}", folder, number, extension);
}

bool exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

double age_of(const std::string& path) {
  std::error_code error;
  const auto written = fs::last_write_time(path, error);
  return error ? 0 : std::chrono::duration<double>(fs::file_time_type::clock::now() - written).count();
}

// With absolute paths, as the text is no neighbour of the data.
std::function<std::string()> text_of(std::string_view first, Document document, const std::string& origin) {
  const std::string name = origin.find('\n') == origin.npos ? origin : "";
  return [head = fmt::format("{}{}\n", first, name), document = std::move(document)] {
    return head + to_toml(document, view_table());
  };
}

// A program that was killed while it wrote has left its temporary file.
void remove_old_temporaries(const std::string& folder) {
  constexpr double day = 86400;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (entry.path().filename().string().starts_with(".cartograd-") && age_of(entry.path().string()) > day)
      fs::remove(entry.path(), error);
}

std::string time_ago(double seconds) {
  const auto say = [](double count, const char* unit) {
    return fmt::format("{:.0f} {}{} ago", count, unit, count < 1.5 ? "" : "s");
  };
  if (seconds < 60) return "just now";
  if (seconds < 3600) return say(std::floor(seconds / 60), "minute");
  if (seconds < 86400) return say(std::floor(seconds / 3600), "hour");
  return say(std::floor(seconds / 86400), "day");
}

}  // namespace

std::optional<FileLock> FileLock::try_lock(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return {};
  FileLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return {};
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::string question_about(const Leftover& leftover) {
  const std::string name = leftover.origin.empty() ? "your experiment" : fs::path(leftover.origin).filename().string();
  const std::string ago = time_ago(leftover.seconds_ago);
  return leftover.ended_well ? fmt::format("Your last session ended {} with unsaved changes. Restore {}?", ago, name)
                             : fmt::format("Cartograd ended unexpectedly {}. Restore {}?", ago, name);
}

Autosave::Autosave(const std::string& folder, Delays delays) : folder_(folder), delays_(delays) {
  try {
    make_folder(folder_);
    check_output(folder_ + "/autosave");
  } catch (const OutputError& refused) {
    error_ = fmt::format("nothing is saved automatically: {}", refused.what());
    return;
  }
  remove_old_temporaries(folder_);
  find_leftovers();
  if (auto slot = free_slot())
    slots_.push_back(std::move(*slot));
  else
    error_ = fmt::format("nothing is saved automatically: no file in {} can be locked", folder_);
}

std::optional<Autosave::Slot> Autosave::free_slot() const {
  for (int number = 1; number <= most_slots; ++number) {
    const std::string path = slot_path(folder_, number, "toml");
    if (exists(path)) continue;
    auto lock = FileLock::try_lock(slot_path(folder_, number, "lock"));
    // Only who holds the lock knows that nothing was written meanwhile.
    if (lock && !exists(path)) return Slot{std::move(*lock), std::make_unique<DelayedFile>(path, delays_)};
  }
  return {};
}

void Autosave::find_leftovers() {
  for (int number = 1; number <= most_slots; ++number) {
    const std::string path = slot_path(folder_, number, "toml");
    if (!exists(path)) continue;
    auto lock = FileLock::try_lock(slot_path(folder_, number, "lock"));
    if (!lock || !exists(path)) continue;
    std::string first;
    try {
      first = read_file(path, size_limit);
    } catch (const InputError&) {  // it is offered all the same, and restoring it tells what is wrong
    }
    first.resize(std::min(first.find('\n'), first.size()));
    const bool ended_well = first.starts_with(at_the_end);
    const std::size_t head = (ended_well ? at_the_end : while_running).size();
    leftovers_.push_back(
        {std::move(*lock), path, first.size() > head ? first.substr(head) : "", ended_well, age_of(path)});
  }
  std::sort(leftovers_.begin(), leftovers_.end(),
            [](const Leftover& a, const Leftover& b) { return a.seconds_ago < b.seconds_ago; });
}

void Autosave::keep(Document document, const std::string& origin) {
  if (slots_.empty()) return;
  // An undo may have brought back what was set aside.
  for (Slot& slot : std::span(slots_).first(slots_.size() - 1))
    if (slot.work && slot.origin == origin && slot.work->experiment == document.experiment) forget(slot);
  Slot& slot = slots_.back();
  slot.origin = origin;
  slot.work = document;
  slot.file->write(text_of(while_running, std::move(document), origin));
}

void Autosave::forget() {
  if (!slots_.empty()) forget(slots_.back());
}

void Autosave::forget(Slot& slot) {
  if (!slot.work) return;
  slot.work.reset();
  slot.file->remove();
}

void Autosave::set_aside() {
  if (slots_.empty() || !slots_.back().work) return;
  Slot& slot = slots_.back();
  slot.file->write_now(text_of(at_the_end, *slot.work, slot.origin));
  if (auto fresh = free_slot()) slots_.push_back(std::move(*fresh));
}

void Autosave::finish() {
  if (!slots_.empty() && slots_.back().work)
    slots_.back().file->write_now(text_of(at_the_end, *slots_.back().work, slots_.back().origin));
  flush();
}

Document Autosave::restore(std::size_t index) {
  Leftover& leftover = leftovers_.at(index);
  Document document = read_document(leftover.path, view_table());
  set_aside();
  Slot slot{std::move(leftover.lock), std::make_unique<DelayedFile>(leftover.path, delays_), leftover.origin, document};
  slots_.push_back(std::move(slot));
  leftovers_.erase(leftovers_.begin() + static_cast<std::ptrdiff_t>(index));
  return document;
}

void Autosave::discard(std::size_t index) {
  std::error_code error;
  fs::remove(leftovers_.at(index).path, error);
  leftovers_.erase(leftovers_.begin() + static_cast<std::ptrdiff_t>(index));
}

std::string Autosave::take_error() {
  for (Slot& slot : slots_)
    if (std::string error = slot.file->take_error(); !error.empty()) error_ = "not saved automatically: " + error;
  return std::exchange(error_, {});
}

void Autosave::flush() {
  for (Slot& slot : slots_) slot.file->flush();
}

}  // namespace cartograd

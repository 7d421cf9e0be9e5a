// Autosave: unsaved work is kept in files that survive a crash, and offered at the next start.
//
// Each running program has a slot of its own: autosave-N.toml, and autosave-N.lock, which it holds (flock) as long as
// it runs. The kernel lets go of a lock however a program ends, so an autosave that nobody holds is work that was left
// behind. Lock files stay: removing them would let two programs hold "the same" lock.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/session/delayed_file.h"
#include "core/experiment/document.h"

namespace cartograd {

// A lock on a file, given back at the end.
class FileLock {
 public:
  // Nothing if another holds it or the file cannot be made.
  static std::optional<FileLock> try_lock(const std::string& path);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Work that was left behind, held so that no other program offers it, too.
struct Leftover {
  FileLock lock;
  std::string path;         // of the autosave
  std::string origin;       // of the file that it changes; empty = of none
  bool ended_well = false;  // the program ended as it should, with changes that were not saved
  double seconds_ago = 0;
};

// "Cartograd ended unexpectedly 3 minutes ago. Restore ravine.toml?"
std::string question_about(const Leftover& leftover);

class Autosave {
 public:
  // Takes a slot in the folder and finds what was left behind there. Without a folder that can be written it keeps
  // nothing, and take_error() tells why.
  explicit Autosave(const std::string& folder, Delays delays = {});

  // The work as it is now, and the file that it changes: written after a while, in the background.
  void keep(Document document, const std::string& origin);
  // There is nothing unsaved any more.
  void forget();
  // Other work takes the place of this one, which is kept and offered at the next start.
  void set_aside();
  // A clean end: what is unsaved is kept for the next start and said to be no accident.
  void finish();

  // Newest first.
  std::vector<Leftover>& leftovers() { return leftovers_; }
  // Goes on with a leftover, whose autosave becomes ours. Throws InputError if it cannot be read; then it stays.
  Document restore(std::size_t index);
  void discard(std::size_t index);

  // What could not be written, once; empty if all is well.
  std::string take_error();
  // Waits until all is written.
  void flush();

 private:
  struct Slot {
    FileLock lock;
    std::unique_ptr<DelayedFile> file;
    std::string origin = {};
    std::optional<Document> work = {};
  };
  std::optional<Slot> free_slot() const;
  void find_leftovers();
  static void forget(Slot& slot);

  std::string folder_;
  Delays delays_;
  std::vector<Slot> slots_;  // the last is that of the present work, the others are set aside
  std::vector<Leftover> leftovers_;
  std::string error_;
};

}  // namespace cartograd

// Experiments in files: which changes are not saved, and saving them.
#pragma once

#include <map>
#include <string>

#include "app/session/session.h"

namespace cartograd {

// What each file holds that was opened or saved. An undo may bring another file's work back, so all are remembered.
class SavedStates {
 public:
  // The file of the session holds what the session holds. The camera and the time are no part of it.
  void note(const Session& session) { states_.insert_or_assign(session.file, session.edit()); }
  bool unsaved(const Session& session) const;

 private:
  std::map<std::string, Session::Edit> states_;
};

// Writes the experiment file, with paths to data below its folder relative to it. What `path` held before stays as one
// backup with "~" after its name. Throws OutputError; then `path` is as it was.
void save_document(const Document& document, const std::string& path);

// The experiment with a CSV file as its data, and the loss that suits it. Throws InputError if the name cannot stand in
// an experiment file.
Document with_data_file(Document document, const std::string& path);

// A line for a POSIX shell that opens what the document shows: the file, or without one the built-in experiment, and
// what differs from it.
std::string command_line_for(const Document& document, const std::string& file, const Document& in_file);

}  // namespace cartograd

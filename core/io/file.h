// Files, whole: read with limits, written all or nothing.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace cartograd {

// The bytes of a regular file. Throws InputError if it is missing, a folder, a device, unreadable, or larger than
// `limit` bytes.
std::string read_file(const std::string& path, std::size_t limit);

// Writes to a temporary file beside `path`, flushes it to the disk and renames it: afterwards `path` holds the old
// bytes or the new ones, complete. "-" writes to standard output. Throws OutputError with the system's reason and
// removes the temporary.
void write_file(const std::string& path, std::string_view bytes);

// The same for a writer that needs a file name of its own (libraries that write by path): it gets the temporary's path
// and throws OutputError if it fails.
void write_file_with(const std::string& path, const std::function<void(const std::string& temporary)>& writer);

}  // namespace cartograd

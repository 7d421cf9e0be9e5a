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

// Throws OutputError if nothing could be written to `path` now: asked before a long computation, not after it.
void check_output(const std::string& path);

// Writes to a temporary file beside `path`, flushes it to the disk and renames it: afterwards `path` holds the old
// bytes or the new ones, complete, and keeps its mode. A symbolic link keeps pointing to its target, which is replaced.
// "-" writes to standard output; a device or a pipe is written directly. Throws OutputError with the system's reason
// and removes the temporary.
void write_file(const std::string& path, std::string_view bytes);

// The same for a writer that needs a file name of its own (libraries that write by path): it gets the path of an empty
// temporary with the extension of `path`, may replace it, and throws OutputError if it fails.
void write_file_with(const std::string& path, const std::function<void(const std::string& temporary)>& writer);

}  // namespace cartograd

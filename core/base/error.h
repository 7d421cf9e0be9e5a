// Bad input is an exception that says where, what was expected and what the nearest right name is.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cartograd {

// A place in a file; line and column count from 1, 0 = unknown.
struct SourcePlace {
  std::string file;
  int line = 0;
  int column = 0;
};

// The user's input cannot be used. what() is a complete message: "file:line:column: what is wrong; what was expected".
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& message, const SourcePlace& place = {});
  const SourcePlace& place() const { return place_; }

 private:
  SourcePlace place_;
};

// Writing a result failed (disk full, read-only directory …). No partial file is left behind.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// "file:line:column" with the unknown parts left out.
std::string to_string(const SourcePlace& place);

// The candidate with the smallest edit distance to `word`, if it is close enough to be a likely typing error.
std::optional<std::string> nearest_name(std::string_view word, std::span<const std::string> candidates);

// "unknown WHAT "word"; did you mean "x"?" or, with no near name, "; expected one of a, b, c".
std::string unknown_name(std::string_view what, std::string_view word, std::span<const std::string> candidates);

}  // namespace cartograd

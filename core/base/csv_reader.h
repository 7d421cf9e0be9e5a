// Reading the records of a CSV text one after another, in time and memory that grow with the text and no faster.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace cartograd {

// RFC 4180, and what files in the wild add: a byte order mark, any line ends, blank lines, spaces around cells, and
// lines that begin with #, which are skipped. A cell in quotes may hold separators, line ends and "" for a quote.
class CsvReader {
 public:
  struct Cell {
    std::string_view text;   // without quotes and surrounding spaces
    std::size_t offset = 0;  // where it begins in the text
  };

  // `text` must outlive the reader; `file` only names it in messages. Without a separator it is the tab, semicolon or
  // comma that the first line holds. Throws InputError if the text is binary or not UTF-8.
  CsvReader(std::string_view text, std::string file, std::optional<char> separator = {});

  // Moves to the next record; false at the end. Throws InputError for broken quotes and more than 100 000 cells.
  bool next();
  // The cells of the current record, at least one; valid until the next call of next().
  const std::vector<Cell>& cells() const { return cells_; }
  // Throws InputError with the file, the line and the column (in characters) of that place in the text.
  [[noreturn]] void fail(const std::string& message, std::size_t offset) const;

 private:
  bool is_space(char letter) const { return letter == ' ' || (letter == '\t' && separator_ != '\t'); }
  bool at_line_end() const { return position_ == text_.size() || text_[position_] == '\n' || text_[position_] == '\r'; }
  void skip_spaces();
  void skip_empty_lines();
  Cell plain_cell();
  Cell quoted_cell();
  char detect_separator();

  std::string_view text_;
  std::string file_;
  char separator_ = ',';
  std::size_t position_ = 0;
  std::vector<Cell> cells_;
  std::deque<std::string> unescaped_;  // the cells of this record that held ""
};

// The number that a cell holds in full, with an optional sign: "1.5", "+2", "-1e3", "nan". Nothing for anything else.
std::optional<double> cell_number(std::string_view text);

}  // namespace cartograd

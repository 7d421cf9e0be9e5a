#include "core/base/csv_reader.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>

namespace cartograd {

namespace {

constexpr std::size_t max_cells = 100'000;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

// The length of the UTF-8 sequence that begins here; 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if (!is_continuation(text[i])) return 0;
  return length;
}

}  // namespace

CsvReader::CsvReader(std::string_view text, std::string file, std::optional<char> separator)
    : text_(text), file_(std::move(file)) {
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF"))
    throw InputError("is UTF-16 text; expected UTF-8", {file_});
  if (text_.find('\0') != text_.npos) throw InputError("is a binary file; expected comma-separated text", {file_});
  for (std::size_t i = 0; i < text_.size();) {
    const std::size_t length = sequence_length(text_.substr(i));
    if (length == 0) fail("is not UTF-8 text", i);
    i += length;
  }
  if (text_.starts_with("\xEF\xBB\xBF")) position_ = 3;
  separator_ = separator ? *separator : detect_separator();
}

void CsvReader::fail(const std::string& message, std::size_t offset) const {
  SourcePlace place{file_, 1, 1};
  for (std::size_t i = text_.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < offset; ++i) {
    const bool pair = text_[i] == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n';
    if (text_[i] == '\n' || (text_[i] == '\r' && !pair)) {
      ++place.line;
      place.column = 1;
    } else if (!is_continuation(text_[i])) {
      ++place.column;
    }
  }
  throw InputError(message, place);
}

void CsvReader::skip_spaces() {
  while (position_ < text_.size() && is_space(text_[position_])) ++position_;
}

void CsvReader::skip_empty_lines() {
  while (position_ < text_.size()) {
    const std::size_t line = position_;
    skip_spaces();
    if (position_ < text_.size() && text_[position_] == '#')
      position_ = std::min(text_.find_first_of("\r\n", position_), text_.size());
    if (!at_line_end()) {
      position_ = line;
      return;
    }
    if (position_ < text_.size()) ++position_;
  }
}

char CsvReader::detect_separator() {
  skip_empty_lines();
  std::size_t tabs = 0, semicolons = 0;
  bool quoted = false;
  for (std::size_t i = position_; i < text_.size(); ++i) {
    const char letter = text_[i];
    if (letter == '"') quoted = !quoted;
    if (quoted) continue;
    if (letter == '\n' || letter == '\r') break;
    tabs += letter == '\t';
    semicolons += letter == ';';
  }
  return tabs > 0 ? '\t' : semicolons > 0 ? ';' : ',';
}

CsvReader::Cell CsvReader::plain_cell() {
  const std::size_t begin = position_;
  const char stops[] = {separator_, '\n', '\r'};
  position_ = std::min(text_.find_first_of({stops, 3}, position_), text_.size());
  std::size_t end = position_;
  while (end > begin && is_space(text_[end - 1])) --end;
  return {text_.substr(begin, end - begin), begin};
}

CsvReader::Cell CsvReader::quoted_cell() {
  const std::size_t quote = position_++;
  Cell cell{{}, quote};
  std::string* joined = nullptr;
  while (true) {
    const std::size_t end = text_.find('"', position_);
    if (end == text_.npos) fail("this quote is not closed", quote);
    const std::string_view part = text_.substr(position_, end - position_);
    position_ = end + 1;
    const bool doubled = position_ < text_.size() && text_[position_] == '"';
    if (doubled && joined == nullptr) joined = &unescaped_.emplace_back();
    if (joined != nullptr) joined->append(part);
    if (!doubled) {
      cell.text = joined != nullptr ? std::string_view(*joined) : part;
      break;
    }
    joined->push_back('"');
    ++position_;
  }
  skip_spaces();
  if (!at_line_end() && text_[position_] != separator_)
    fail("text after a closing quote; expected a separator or the end of the line", position_);
  return cell;
}

bool CsvReader::next() {
  cells_.clear();
  unescaped_.clear();
  skip_empty_lines();
  if (position_ == text_.size()) return false;
  while (true) {
    skip_spaces();
    cells_.push_back(position_ < text_.size() && text_[position_] == '"' ? quoted_cell() : plain_cell());
    if (cells_.size() > max_cells) fail(fmt::format("more than {} cells in one line", max_cells), cells_.back().offset);
    if (at_line_end()) break;
    ++position_;  // the separator
  }
  if (position_ < text_.size()) ++position_;
  return true;
}

std::optional<double> cell_number(std::string_view text) {
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size() || text.empty()) return {};
  // Too large for a double, or closer to zero than the smallest one: not the number that was written.
  if (error == std::errc::result_out_of_range) return std::numeric_limits<double>::quiet_NaN();
  if (error != std::errc()) return {};
  return number;
}

}  // namespace cartograd

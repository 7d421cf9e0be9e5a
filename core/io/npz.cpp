#include "core/io/npz.h"

#include <bit>
#include <memory>
#include <set>
#include <stdexcept>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zip.h>

#include "core/base/error.h"
#include "core/base/file.h"

namespace cartograd {

static_assert(std::endian::native == std::endian::little, "arrays are stored as they lie in memory");

namespace {

template <class Number>
std::string bytes_of(const Number* numbers, std::size_t count) {
  return {reinterpret_cast<const char*>(numbers), count * sizeof(Number)};
}

// The archive being written; closing it is what writes the file, letting it go writes nothing.
struct DiscardArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};

}  // namespace

NpyArray npy(std::string name, const std::vector<double>& values) {
  return {std::move(name), {values.size()}, "<f8", bytes_of(values.data(), values.size())};
}

NpyArray npy(std::string name, const std::vector<Index>& values) {
  static_assert(sizeof(Index) == 8);
  return {std::move(name), {values.size()}, "<i8", bytes_of(values.data(), values.size())};
}

NpyArray npy(std::string name, const ParamVector& values) {
  const auto count = static_cast<std::size_t>(values.size());
  return {std::move(name), {count}, "<f8", bytes_of(values.data(), count)};
}

NpyArray npy_columns_as_rows(std::string name, const Matrix& matrix) {
  // Column-major memory, read as row-major, is the transpose.
  return {std::move(name),
          {static_cast<std::size_t>(matrix.cols()), static_cast<std::size_t>(matrix.rows())},
          "<f8",
          bytes_of(matrix.data(), static_cast<std::size_t>(matrix.size()))};
}

NpyArray npy_grid(std::string name, const std::vector<double>& values, Index rows, Index columns) {
  if (static_cast<Index>(values.size()) != rows * columns)
    throw std::logic_error(fmt::format("array \"{}\": {} values for {} x {}", name, values.size(), rows, columns));
  NpyArray array = npy(std::move(name), values);
  array.shape = {static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)};
  return array;
}

NpyArray npy_text(std::string name, const std::string& text) {
  // NumPy has no texts of length 0; it drops the zero bytes at the end when it reads one.
  const std::string bytes = text.empty() ? std::string(1, '\0') : text;
  return {std::move(name), {}, fmt::format("|S{}", bytes.size()), bytes};
}

std::string npy_header(const NpyArray& array) {
  // A tuple of one has a comma in Python.
  const std::string shape = fmt::format("{}{}", fmt::join(array.shape, ", "), array.shape.size() == 1 ? "," : "");
  std::string text = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}), }}", array.dtype, shape);
  constexpr std::string_view start("\x93NUMPY\x01\x00", 8);
  const std::size_t used = start.size() + 2 + text.size() + 1;
  text += std::string((64 - used % 64) % 64, ' ') + '\n';
  std::string header(start);
  header += static_cast<char>(text.size() & 0xFF);
  header += static_cast<char>(text.size() >> 8);
  return header + text;
}

void write_npz(const std::string& path, const std::vector<NpyArray>& arrays) {
  if (arrays.empty()) throw std::logic_error("no arrays to write");
  std::set<std::string> names;
  std::vector<std::string> headers;  // the archive reads headers and bytes while it is closed
  for (const NpyArray& array : arrays) {
    if (!names.insert(array.name).second) throw std::logic_error("two arrays are named \"" + array.name + "\"");
    headers.push_back(npy_header(array));
  }
  write_file_with(path, [&](const std::string& temporary) {
    const auto fail = [&](const std::string& why) { throw OutputError(fmt::format("cannot write {}: {}", path, why)); };
    int code = 0;
    std::unique_ptr<zip_t, DiscardArchive> archive(zip_open(temporary.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
    if (!archive) {
      zip_error_t error;
      zip_error_init_with_code(&error, code);
      const std::string why = zip_error_strerror(&error);
      zip_error_fini(&error);
      fail(why);
    }
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      // The library's interface has no const; it only reads.
      const auto fragment = [](const std::string& bytes) {
        return zip_buffer_fragment_t{reinterpret_cast<zip_uint8_t*>(const_cast<char*>(bytes.data())), bytes.size()};
      };
      const zip_buffer_fragment_t parts[] = {fragment(headers[i]), fragment(arrays[i].bytes)};
      zip_source_t* source = zip_source_buffer_fragment(archive.get(), parts, arrays[i].bytes.empty() ? 1 : 2, 0);
      if (source == nullptr) fail(zip_strerror(archive.get()));
      const zip_int64_t number =
          zip_file_add(archive.get(), (arrays[i].name + ".npy").c_str(), source, ZIP_FL_ENC_UTF_8);
      if (number < 0) {
        zip_source_free(source);
        fail(zip_strerror(archive.get()));
      }
      const auto entry = static_cast<zip_uint64_t>(number);
      constexpr zip_uint16_t midnight = 0, first_of_january_1980 = (1 << 5) | 1;
      if (zip_set_file_compression(archive.get(), entry, ZIP_CM_STORE, 0) != 0 ||
          zip_file_set_dostime(archive.get(), entry, midnight, first_of_january_1980, 0) != 0)
        fail(zip_strerror(archive.get()));
    }
    if (zip_close(archive.get()) != 0) fail(zip_strerror(archive.get()));
    static_cast<void>(archive.release());
  });
}

}  // namespace cartograd

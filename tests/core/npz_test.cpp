#include "core/io/npz.h"

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <stdexcept>

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/base/file.h"
#include "tests/core/scratch_folder.h"

using namespace cartograd;

namespace {

std::uint64_t number_at(const std::string& bytes, std::size_t offset, std::size_t size) {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data() + offset, size);
  return number;
}

// The files of an uncompressed zip archive, read from its local headers (PKWARE's APPNOTE, 4.3.7).
std::map<std::string, std::string> unzip(const std::string& zip) {
  std::map<std::string, std::string> files;
  std::size_t at = 0;
  while (at + 4 <= zip.size() && number_at(zip, at, 4) == 0x04034b50) {
    REQUIRE(number_at(zip, at + 8, 2) == 0);  // stored
    const std::size_t size = number_at(zip, at + 18, 4), name = number_at(zip, at + 26, 2);
    const std::size_t data = at + 30 + name + number_at(zip, at + 28, 2);
    files[zip.substr(at + 30, name)] = zip.substr(data, size);
    at = data + size;
  }
  return files;
}

std::vector<double> doubles(const std::string& npy_file) {
  const std::size_t begin = 10 + number_at(npy_file, 8, 2);
  std::vector<double> numbers((npy_file.size() - begin) / sizeof(double));
  if (!numbers.empty()) std::memcpy(numbers.data(), npy_file.data() + begin, numbers.size() * sizeof(double));
  return numbers;
}

}  // namespace

TEST_SUITE("npz") {
  TEST_CASE("a header is the format's: magic, version, length, dictionary, padded to 64 bytes") {
    for (const NpyArray& array : {npy("a", std::vector<double>{}), npy("a", std::vector<Index>{1, 2}),
                                  npy_grid("a", std::vector<double>(6), 2, 3), npy_text("a", "x")}) {
      const std::string header = npy_header(array);
      CHECK(header.size() % 64 == 0);
      CHECK(header.starts_with("\x93NUMPY\x01"));
      CHECK(header.back() == '\n');
      CHECK(number_at(header, 8, 2) + 10 == header.size());
    }
    CHECK(npy_header(npy_grid("a", std::vector<double>(6), 2, 3))
              .substr(10)
              .starts_with("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }"));
    CHECK(npy_header(npy("a", std::vector<Index>{1})).substr(10).starts_with("{'descr': '<i8', "));
    CHECK(npy_header(npy_text("a", "abc")).find("'|S3', 'fortran_order': False, 'shape': (), }") != std::string::npos);
  }

  TEST_CASE("arrays come back with their bits") {
    const ScratchFolder folder;
    const double inf = std::numeric_limits<double>::infinity();
    const std::vector<double> values = {0.1, -0.0, inf, -inf, 5e-324, 1e308};
    const Matrix matrix{{1, 2, 3}, {4, 5, 6}};
    write_npz(folder / "a.npz", {npy("values", values), npy("parameters", ParamVector(ParamVector::Ones(3))),
                                 npy_columns_as_rows("matrix", matrix), npy("classes", std::vector<Index>{-1, 7}),
                                 npy("none", std::vector<double>{}), npy_text("text", "caf\xC3\xA9")});
    const auto files = unzip(read_file(folder / "a.npz", 1 << 20));
    CHECK(files.size() == 6);
    const auto back = doubles(files.at("values.npy"));
    CHECK(std::memcmp(back.data(), values.data(), sizeof(double) * values.size()) == 0);
    CHECK(doubles(files.at("parameters.npy")) == std::vector<double>{1, 1, 1});
    CHECK(doubles(files.at("matrix.npy")) == std::vector<double>{1, 4, 2, 5, 3, 6});
    CHECK(files.at("matrix.npy").find("(3, 2)") != std::string::npos);
    CHECK(doubles(files.at("none.npy")).empty());
    CHECK(files.at("text.npy").ends_with("caf\xC3\xA9"));
    CHECK(number_at(files.at("classes.npy"), 10 + number_at(files.at("classes.npy"), 8, 2) + 8, 8) == 7);
  }

  TEST_CASE("equal arrays give equal bytes") {
    const ScratchFolder folder;
    for (const char* name : {"a.npz", "b.npz"}) write_npz(folder / name, {npy("x", std::vector<double>{1, 2})});
    CHECK(read_file(folder / "a.npz", 10'000) == read_file(folder / "b.npz", 10'000));
  }

  TEST_CASE("many arrays, and none") {
    const ScratchFolder folder;
    std::vector<NpyArray> arrays;
    for (int i = 0; i < 1000; ++i) arrays.push_back(npy("run" + std::to_string(i), std::vector<double>(100, i)));
    write_npz(folder / "many.npz", arrays);
    CHECK(unzip(read_file(folder / "many.npz", 10'000'000)).size() == 1000);
    CHECK_THROWS_AS(write_npz(folder / "none.npz", {}), std::logic_error);
  }

  TEST_CASE("what cannot be written leaves nothing behind") {
    const ScratchFolder folder;
    const std::vector<NpyArray> arrays = {npy("x", std::vector<double>(1000))};
    CHECK_THROWS_WITH_AS(write_npz(folder / "none/a.npz", arrays), doctest::Contains("No such file"), OutputError);
    if (std::filesystem::exists("/dev/full"))
      CHECK_THROWS_WITH_AS(write_npz("/dev/full", arrays), doctest::Contains("No space left"), OutputError);
    CHECK_THROWS_AS(write_npz(folder / "a.npz", {arrays[0], arrays[0]}), std::logic_error);
    CHECK_THROWS_AS(npy_grid("x", std::vector<double>(5), 2, 3), std::logic_error);
    CHECK(folder.names().empty());
  }
}

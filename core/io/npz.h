// NumPy's .npz archives: a zip of .npy arrays (format: numpy.lib.format, version 1.0).
#pragma once

#include <string>
#include <vector>

#include "core/base/types.h"

namespace cartograd {

// An array in C order: the last axis varies fastest.
struct NpyArray {
  std::string name;
  std::vector<std::size_t> shape;
  std::string dtype = "<f8";  // "<f8" (doubles), "<i8" (int64), "|S<n>" (bytes) or "<U<n>" is not needed
  std::string bytes;          // little-endian
};

NpyArray npy(std::string name, const std::vector<double>& values);     // [n]
NpyArray npy(std::string name, const std::vector<Index>& values);      // [n] int64
NpyArray npy(std::string name, const ParamVector& values);             // [n]
NpyArray npy_columns_as_rows(std::string name, const Matrix& matrix);  // [cols, rows]: one row per column
NpyArray npy_grid(std::string name, const std::vector<double>& values, Index rows, Index columns);  // [rows, columns]
NpyArray npy_text(std::string name, const std::string& text);  // [] "|S": one byte string

// Writes the archive, stored or deflated, all or nothing ("-" = standard output). Equal arrays give equal bytes (no
// time stamps). Throws OutputError.
void write_npz(const std::string& path, const std::vector<NpyArray>& arrays);

}  // namespace cartograd

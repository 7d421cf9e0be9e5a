// NumPy's .npz archives: a zip of .npy arrays (format: numpy.lib.format, version 1.0).
#pragma once

#include <string>
#include <vector>

#include "core/base/types.h"

namespace cartograd {

// An array in C order: the last axis varies fastest. No axes at all = one value.
struct NpyArray {
  std::string name;                // without ".npy"
  std::vector<std::size_t> shape;  // its product times the size of dtype is the number of bytes
  std::string dtype = "<f8";       // "<f8" (doubles), "<i8" (int64), "|S<n>" (n bytes of text)
  std::string bytes;               // little-endian
};

NpyArray npy(std::string name, const std::vector<double>& values);     // [n]
NpyArray npy(std::string name, const std::vector<Index>& values);      // [n] int64
NpyArray npy(std::string name, const ParamVector& values);             // [n]
NpyArray npy_columns_as_rows(std::string name, const Matrix& matrix);  // [cols, rows]: one row per column
// [rows, columns]; `values` row by row. A wrong count is a broken invariant (std::logic_error).
NpyArray npy_grid(std::string name, const std::vector<double>& values, Index rows, Index columns);
NpyArray npy_text(std::string name, const std::string& text);  // [] "|S": one byte string

// The .npy header of an array: magic bytes, version, and its dtype and shape; a multiple of 64 bytes.
std::string npy_header(const NpyArray& array);

// Writes the archive, uncompressed (doubles hardly shrink), all or nothing ("-" = standard output). Equal arrays give
// equal bytes (no time stamps). Throws OutputError; no arrays, or two of one name, are a broken
// invariant (std::logic_error).
void write_npz(const std::string& path, const std::vector<NpyArray>& arrays);

}  // namespace cartograd

// Numbers in files: one row per format.
#pragma once

#include <string>
#include <vector>

#include "app/cli/arguments.h"
#include "core/experiment/compute.h"
#include "core/experiment/document.h"

namespace cartograd {

struct ExportFormat {
  std::string extension;  // ".npz"
  std::string summary;
  void (*write)(const std::string& path, const Results& results, const Document& document, const Arguments& arguments);
};

const std::vector<ExportFormat>& export_formats();

// The format of a path by its extension; "-" is npz. Throws UsageError naming what there is.
const ExportFormat& export_format_for(const std::string& path);

}  // namespace cartograd

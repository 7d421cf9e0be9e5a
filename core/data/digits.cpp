#include "core/data/digits.h"

#include <fmt/format.h>

#include "core/base/assets.h"
#include "core/base/csv_reader.h"

namespace cartograd {

namespace {

constexpr Index side = 8;
constexpr double brightest = 16;

struct Images {
  Matrix pixels;              // 64 × 1797, from 0 to 1
  std::vector<Index> digits;  // what each shows
};

Images read_images() {
  const std::string path = "assets/data/digits.csv";
  CsvReader reader(asset(path), path, ',');
  Images images{Matrix(side * side, digit_count), {}};
  for (Index i = 0; reader.next(); ++i) {
    for (Index pixel = 0; pixel < side * side; ++pixel)
      images.pixels(pixel, i) = *cell_number(reader.cells()[static_cast<std::size_t>(pixel)].text) / brightest;
    images.digits.push_back(static_cast<Index>(*cell_number(reader.cells().back().text)));
  }
  return images;
}

// Each pixel of the smaller image is the mean of a square of factor × factor pixels of the larger one.
ParamVector shrink(const ParamVector& image, Index factor) {
  const Index small_side = side / factor;
  ParamVector small = ParamVector::Zero(small_side * small_side);
  for (Index row = 0; row < side; ++row)
    for (Index column = 0; column < side; ++column)
      small(row / factor * small_side + column / factor) += image(row * side + column);
  return small / static_cast<double>(factor * factor);
}

}  // namespace

Dataset make_digits(const Settings& settings, Rng&) {
  static const Images images = read_images();
  const Index small_side = settings.text("pixels") == "4" ? 4 : side;
  Dataset data;
  data.class_count = settings.integer("classes");
  data.image_width = data.image_height = small_side;
  for (Index digit = 0; digit < data.class_count; ++digit) data.class_names.push_back(fmt::format("{}", digit));

  std::vector<Index> chosen;
  for (Index i = 0; i < digit_count && static_cast<Index>(chosen.size()) < settings.integer("samples"); ++i)
    if (images.digits[static_cast<std::size_t>(i)] < data.class_count) chosen.push_back(i);
  data.inputs.resize(small_side * small_side, static_cast<Index>(chosen.size()));
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    data.inputs.col(static_cast<Index>(k)) = shrink(images.pixels.col(chosen[k]), side / small_side);
    data.classes.push_back(images.digits[static_cast<std::size_t>(chosen[k])]);
  }
  return data;
}

}  // namespace cartograd

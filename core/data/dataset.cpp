#include "core/data/dataset.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/data/csv.h"
#include "core/data/digits.h"
#include "core/data/synthetic.h"

namespace cartograd {

void check_dataset(const Dataset& data) {
  const auto require = [](bool fine, const std::string& message) {
    if (!fine) throw InputError("the data set " + message);
  };
  const auto samples = static_cast<std::size_t>(data.samples());
  require(data.samples() > 0, "has no samples");
  require(data.features() > 0, "has no features");
  require(data.inputs.allFinite(), "has an input that is not a finite number");
  if (data.is_classification()) {
    require(data.values.size() == 0, "has both classes and values as targets");
    require(data.classes.size() == samples,
            fmt::format("has {} class numbers for {} samples", data.classes.size(), samples));
    for (Index c : data.classes)
      require(c >= 0 && c < data.class_count,
              fmt::format("has the class number {}; expected 0 to {}", c, data.class_count - 1));
  } else {
    require(data.class_count == 0 && data.classes.empty(), "has class numbers but no count of classes");
    require(data.values.rows() > 0, "has no targets");
    require(data.values.cols() == data.samples(),
            fmt::format("has {} targets for {} samples", data.values.cols(), samples));
    require(data.values.allFinite(), "has a target that is not a finite number");
  }
  require(data.feature_names.empty() || static_cast<Index>(data.feature_names.size()) == data.features(),
          "names only some of its features");
  require(data.class_names.empty() || static_cast<Index>(data.class_names.size()) == data.class_count,
          "names only some of its classes");
  const bool is_image = data.image_width != 0 || data.image_height != 0;
  require(!is_image || (data.image_width > 0 && data.image_width * data.image_height == data.features()),
          "has images whose size does not fit the number of features");
}

Dataset reconstruction_of(Dataset data) {
  data.values = data.inputs;
  data.classes.clear();
  data.class_names.clear();
  data.class_count = 0;
  return data;
}

namespace {

Setting samples_setting(double initial, double high = 100'000) {
  return integer_setting("samples", "Samples", initial, 1, high, "number of samples");
}

Setting noise_setting(double initial) {
  return real_setting("noise", "Noise", initial, 0, 10, "standard deviation of the normal noise");
}

const std::string halves =
    " Class 0 first, then class 1, each half of the samples (n of them; an odd one is class 0's).";
const std::string point_noise = " Noise: one normal number for x, then one for y, sample by sample.";

Kind<Dataset(const Settings&, Rng&)> row(std::string id, std::string label, std::string summary,
                                         std::vector<Setting> settings,
                                         std::function<Dataset(const Settings&, Rng&)> make) {
  return {{std::move(id), std::move(label), std::move(summary), std::move(settings)}, std::move(make)};
}

}  // namespace

const Catalogue<Dataset(const Settings&, Rng&)>& datasets() {
  static const Catalogue<Dataset(const Settings&, Rng&)> rows = {
      row("moons", "Two moons",
          "Two interleaved half circles: t = pi (i + 1/2) / n; class 0 at (cos t, sin t), class 1 at (1 - cos t, "
          "1/2 - sin t)." +
              halves + point_noise,
          {samples_setting(200), noise_setting(0.1)}, make_moons),
      row("circles", "Two circles",
          "A circle of radius 1 (class 0) around one of radius `factor` (class 1), at the angles 2 pi i / n." + halves +
              point_noise,
          {samples_setting(200), real_setting("factor", "Inner radius", 0.5, 0, 1, "radius of the inner circle"),
           noise_setting(0.1)},
          make_circles),
      row("spirals", "Two spirals",
          "Two spirals: t = (i + 1) / n, radius t, angle 2 pi `turns` t, plus pi for class 1." + halves + point_noise,
          {samples_setting(200), real_setting("turns", "Turns", 1, 0, 10, "how often each spiral winds around"),
           noise_setting(0.02)},
          make_spirals),
      row("xor", "Exclusive or",
          "The four points (0,0), (0,1), (1,0), (1,1) with the classes 0, 1, 1, 0, over and over: sample i is corner "
          "i mod 4. With `signs`, -1 stands for 0." +
              point_noise,
          {samples_setting(4), flag_setting("signs", "Signs", false, "inputs -1 and 1 instead of 0 and 1"),
           noise_setting(0)},
          make_xor),
      row("blobs", "Blobs",
          "Normal clouds of deviation `spread`, class by class, each with an equal share of the samples (the first "
          "classes take what is left over). Centres: with 2 features at the angles 2 pi c / classes on a circle of "
          "radius `radius`; with 1 feature evenly from -radius to radius; with more in random directions at distance "
          "`radius` (drawn first, class by class, one normal number per feature, then scaled). Then one normal number "
          "per feature, sample by sample.",
          {samples_setting(300), integer_setting("classes", "Classes", 3, 1, 100, "number of clouds"),
           integer_setting("features", "Features", 2, 1, 64, "dimension of the space"),
           real_setting("radius", "Radius", 2, 0, 100, "distance of the centres from the origin"),
           real_setting("spread", "Spread", 0.5, 0, 10, "standard deviation of each cloud")},
          make_blobs),
      row("sine", "Sine",
          "Regression: x evenly from -1 to 1, target sin(pi `frequency` x) plus `noise` times one normal number, "
          "sample "
          "by sample.",
          {samples_setting(100),
           real_setting("frequency", "Frequency", 1, 0, 100, "periods of the sine over the whole range of x"),
           noise_setting(0.1)},
          make_sine),
      row("digits", "Digits",
          "Handwritten digits, 8 x 8 pixels from 0 to 1, or 4 x 4 (means of squares). The first `samples` images that "
          "show a digit below `classes`; nothing is random. Source: Optical Recognition of Handwritten Digits "
          "(E. Alpaydin, C. Kaynak, 1998), test part, UCI Machine Learning Repository, CC BY 4.0.",
          {samples_setting(static_cast<double>(digit_count), static_cast<double>(digit_count)),
           integer_setting("classes", "Classes", 10, 1, 10, "only the digits below this number"),
           choice_setting("pixels", "Pixels", "8", {"8", "4"}, "pixels along each side")},
          make_digits),
      row("csv", "CSV file",
          "One sample per line of a text file, with finite numbers and one target column. Nothing is random.",
          csv_settings(), [](const Settings& settings, Rng&) { return read_csv(settings); }),
  };
  return rows;
}

}  // namespace cartograd

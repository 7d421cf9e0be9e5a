// compare ACTUAL.png REFERENCE.png DIFFERENCE.png: succeeds if a viewer would call the two pictures the same. Drivers
// and libraries round differently, so single pixels may differ. What counts is the distance of colours in CIE 1976
// L*a*b*, in which 2.3 is just noticeable:
//   - at most 0.4 % of the pixels are further apart than 5, and the mean distance is at most 0.25;
//   - nowhere in the picture does a spot of 8 × 8 pixels hold more than 10 that are further apart than 12: one other
//     digit in a label is more than that.
// Transparent pictures are compared on white and on black. If they differ, DIFFERENCE.png shows where: the reference,
// pale, with magenta over what differs.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <png.h>

namespace {

constexpr double visible = 5, clear = 12;         // distances
constexpr double most_visible = 0.004;            // share of the pixels
constexpr double largest_mean = 0.25;             // distance
constexpr int spot = 8, most_clear_in_spot = 10;  // pixels

using Color = std::array<double, 3>;

struct Picture {
  png_image header{};
  std::vector<unsigned char> pixels;
  int width() const { return static_cast<int>(header.width); }
  int height() const { return static_cast<int>(header.height); }
};

Picture read(const char* path) {
  Picture picture;
  picture.header.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&picture.header, path)) {
    std::printf("%s: %s\n", path, picture.header.message);
    std::exit(2);
  }
  picture.header.format = PNG_FORMAT_RGBA;
  picture.pixels.resize(PNG_IMAGE_SIZE(picture.header));
  if (!png_image_finish_read(&picture.header, nullptr, picture.pixels.data(), 0, nullptr)) {
    std::printf("%s: %s\n", path, picture.header.message);
    std::exit(2);
  }
  return picture;
}

// The L*a*b* of a pixel on a grey page, for daylight D65.
Color lab(const unsigned char* rgba, double page) {
  Color linear;
  const double alpha = rgba[3] / 255.0;
  for (std::size_t k = 0; k < 3; ++k) {
    const double value = alpha * rgba[k] / 255 + (1 - alpha) * page;
    linear[k] = value <= .04045 ? value / 12.92 : std::pow((value + .055) / 1.055, 2.4);
  }
  const auto [r, g, b] = linear;
  const auto root = [](double t) { return t > 216. / 24389 ? std::cbrt(t) : (24389. / 27 * t + 16) / 116; };
  const double x = root((.4124564 * r + .3575761 * g + .1804375 * b) / .95047);
  const double y = root(.2126729 * r + .7151522 * g + .0721750 * b);
  const double z = root((.0193339 * r + .1191920 * g + .9503041 * b) / 1.08883);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double distance(const unsigned char* a, const unsigned char* b) {
  if (std::equal(a, a + 4, b)) return 0;
  double farthest = 0;
  for (double page : {0.0, 1.0}) {
    const Color one = lab(a, page), other = lab(b, page);
    farthest = std::max(farthest, std::hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]));
  }
  return farthest;
}

// The most pixels of any spot that are clearly apart.
int densest_spot(const std::vector<double>& distances, int width, int height) {
  int most = 0;
  for (int top = 0; top < height; top += spot / 2)
    for (int left = 0; left < width; left += spot / 2) {
      int count = 0;
      for (int y = top; y < std::min(top + spot, height); ++y)
        for (int x = left; x < std::min(left + spot, width); ++x)
          count += distances[static_cast<std::size_t>(y * width + x)] > clear;
      most = std::max(most, count);
    }
  return most;
}

void write_difference(const Picture& reference, const std::vector<double>& distances, const char* path) {
  std::vector<unsigned char> pixels;
  for (std::size_t i = 0; i < distances.size(); ++i) {
    const unsigned char* rgba = &reference.pixels[4 * i];
    const int mean = (rgba[0] + rgba[1] + rgba[2]) / 3, pale = 255 - (255 - mean) * rgba[3] / 255 / 3;
    const bool marked = distances[i] > visible;
    for (int value : {marked ? 230 : pale, marked ? 0 : pale, marked ? 160 : pale})
      pixels.push_back(static_cast<unsigned char>(value));
  }
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = reference.header.width;
  header.height = reference.header.height;
  header.format = PNG_FORMAT_RGB;
  if (!png_image_write_to_file(&header, path, 0, pixels.data(), 0, nullptr))
    std::printf("%s: %s\n", path, header.message);
}

}  // namespace

int main(int count, char** values) {
  if (count != 4) return 2;
  const Picture actual = read(values[1]), reference = read(values[2]);
  if (actual.width() != reference.width() || actual.height() != reference.height()) {
    std::printf("the sizes differ: %dx%d, expected %dx%d\n", actual.width(), actual.height(), reference.width(),
                reference.height());
    return 1;
  }
  std::vector<double> distances;
  double sum = 0;
  std::size_t different = 0;
  for (std::size_t i = 0; i < actual.pixels.size(); i += 4) {
    distances.push_back(distance(&actual.pixels[i], &reference.pixels[i]));
    sum += distances.back();
    different += distances.back() > visible;
  }
  const double pixels = static_cast<double>(distances.size()), share = static_cast<double>(different) / pixels;
  const int densest = densest_spot(distances, actual.width(), actual.height());
  std::printf("%.3f %% of the pixels differ visibly, mean distance %.3f, %d clearly apart in one spot\n", 100 * share,
              sum / pixels, densest);
  const bool same = share <= most_visible && sum / pixels <= largest_mean && densest <= most_clear_in_spot;
  if (!same) write_difference(reference, distances, values[3]);
  return same ? 0 : 1;
}

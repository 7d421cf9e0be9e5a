// compare ACTUAL.png REFERENCE.png: succeeds if a viewer would call the two pictures the same. Drivers and libraries
// round differently, so single pixels may differ; what counts is the share of pixels that differ visibly.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <png.h>

namespace {

constexpr int visible_difference = 24;      // of 255, in any channel
constexpr double most_different = 0.004;    // share of the pixels
constexpr double largest_mean_error = 0.8;  // of 255

struct Picture {
  png_image header{};
  std::vector<unsigned char> pixels;
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

}  // namespace

int main(int count, char** values) {
  if (count != 3) return 2;
  const Picture actual = read(values[1]), reference = read(values[2]);
  if (actual.header.width != reference.header.width || actual.header.height != reference.header.height) {
    std::printf("the sizes differ\n");
    return 1;
  }
  std::size_t different = 0;
  double error = 0;
  for (std::size_t pixel = 0; pixel < actual.pixels.size(); pixel += 4) {
    int largest = 0;
    for (std::size_t k = pixel; k < pixel + 4; ++k)
      largest = std::max(largest, std::abs(actual.pixels[k] - reference.pixels[k]));
    error += largest;
    different += largest > visible_difference;
  }
  const double pixels = static_cast<double>(actual.pixels.size()) / 4;
  std::printf("%.3f %% of the pixels differ visibly, mean difference %.3f of 255\n",
              100 * static_cast<double>(different) / pixels, error / pixels);
  return static_cast<double>(different) / pixels <= most_different && error / pixels <= largest_mean_error ? 0 : 1;
}

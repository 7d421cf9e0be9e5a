// Movies, encoded by the program ffmpeg where it is installed, or as numbered pictures.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "app/render/renderer.h"

namespace cartograd {

struct MovieFormat {
  std::string_view extension, summary;
  std::vector<std::string> encoder;  // ffmpeg's arguments for it; none: made in steps of its own
};
const std::vector<MovieFormat>& movie_formats();

struct MovieOptions {
  int frames_per_second = 30;
  std::string title, experiment;  // kept in the file, where the format can
};

// The next frame, or nothing at the end. All frames have the size of the first; their opacity is ignored.
using FrameSource = std::function<std::optional<Image>()>;

// A path with an extension of movie_formats() becomes a movie; one that ends in '/' a folder, new or empty until now,
// of frame-00001.png and so on. Throws OutputError if nothing could be written there now, the extension is another one
// or ffmpeg is not installed: asked before a long computation.
void check_movie(const std::string& path);

// All or nothing: the path holds the complete movie afterwards, or what it held before. False if it was stopped. An odd
// last row and column are cut off: the common encoders take pixels in twos. Throws OutputError with ffmpeg's last words
// if it fails, or if there is no frame.
bool write_movie(const std::string& path, const MovieOptions& options, const FrameSource& next_frame,
                 const std::stop_token& stop);

}  // namespace cartograd

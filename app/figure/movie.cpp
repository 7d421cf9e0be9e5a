#include "app/figure/movie.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <filesystem>
#include <unistd.h>

#include <fmt/format.h>

#include "app/figure/ffmpeg.h"
#include "app/figure/png.h"
#include "core/base/error.h"
#include "core/base/file.h"

namespace cartograd {

namespace {

// To the numbers that players expect, and said so in the file: without the tags, colours depend on the player.
constexpr const char* video_filter =
    "crop=trunc(iw/2)*2:trunc(ih/2)*2:0:0,scale=out_color_matrix=bt709:out_range=tv,format=yuv420p";

std::vector<std::string> video(std::vector<std::string> encoder) {
  encoder.insert(encoder.begin(), {"-vf", video_filter});
  encoder.insert(encoder.end(), {"-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "iec61966-2-1",
                                 "-color_range", "tv"});
  return encoder;
}

const MovieFormat& format_of(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  std::vector<std::string> names;
  for (const MovieFormat& format : movie_formats()) {
    if (format.extension == extension) return format;
    names.emplace_back(format.extension);
  }
  throw OutputError(path + ": " + unknown_name("movie format", extension, names));
}

bool is_folder_path(const std::string& path) { return path.ends_with('/'); }

struct Stopped {};

// Frame after frame, until the end or a stop.
class Frames {
 public:
  Frames(const FrameSource& source, const std::stop_token& stop) : source_(source), stop_(stop) {}

  bool next() {
    frame_ = source_();
    if (stop_.stop_requested()) throw Stopped();
    if (!frame_ && count_ == 0) throw OutputError("the movie cannot be written: it has no frames");
    if (!frame_) return false;
    if (count_++ == 0) first_ = {frame_->width, frame_->height};
    assert(std::pair(frame_->width, frame_->height) == first_);
    return true;
  }
  const Image& frame() const { return *frame_; }
  int count() const { return count_; }

 private:
  const FrameSource& source_;
  const std::stop_token& stop_;
  std::optional<Image> frame_;
  std::pair<int, int> first_;
  int count_ = 0;
};

using Words = std::vector<std::string>;

void append(Words& arguments, const Words& more) { arguments.insert(arguments.end(), more.begin(), more.end()); }

// -xerror: otherwise a disk that is full at the very end counts as success.
const Words always{"-nostdin", "-v", "error", "-xerror", "-y"};

// Says how raw frames look, and hands them over.
void feed(Words arguments, const Words& outputs, int frames_per_second, Frames& frames) {
  append(arguments, {"-f", "rawvideo", "-pixel_format", "rgba", "-video_size",
                     fmt::format("{}x{}", frames.frame().width, frames.frame().height), "-framerate",
                     std::to_string(frames_per_second), "-i", "pipe:0"});
  append(arguments, outputs);
  Ffmpeg ffmpeg(arguments);
  do ffmpeg.write(frames.frame().rgba);
  while (frames.next());
  ffmpeg.finish();
}

// "file:" so that no name is taken for an address.
std::string file(const std::string& path) { return "file:" + path; }

void encode_video(const std::string& path, const MovieFormat& format, const MovieOptions& options, Frames& frames) {
  Words output = format.encoder;
  append(output, {"-fflags", "+bitexact", "-flags:v", "+bitexact"});  // no versions, no times
  constexpr std::size_t longest_text = 100'000;                       // the system's limit for one argument is 128 KiB
  for (const auto& [key, text] : {std::pair("title", &options.title), std::pair("comment", &options.experiment)})
    if (!text->empty() && text->size() < longest_text) append(output, {"-metadata", fmt::format("{}={}", key, *text)});
  append(output, {"-f", std::string(format.extension.substr(1)), file(path)});
  feed(always, output, options.frames_per_second, frames);
}

struct Removed {
  std::string path;
  ~Removed() { ::unlink(path.c_str()); }
};

// One palette for the whole movie: with one for each frame, a still background would be stored again and again (fifty
// times the size). It is known only at the end, and until then the frames wait on the disk: there may be gigabytes.
void encode_gif(const std::string& path, const MovieOptions& options, Frames& frames) {
  const Removed waiting{path + ".mkv"}, palette{path + ".png"};
  feed(always,
       {"-filter_complex", "split[frames][all];[all]palettegen[palette]", "-map", "[frames]", "-c:v", "ffv1",
        "-pix_fmt", "bgr0", "-f", "matroska", file(waiting.path), "-map", "[palette]", "-f", "image2", "-update", "1",
        file(palette.path)},
       options.frames_per_second, frames);
  Words arguments = always;
  append(arguments, {"-i", file(waiting.path), "-f", "png_pipe", "-i", file(palette.path), "-filter_complex",
                     "paletteuse=diff_mode=rectangle", "-loop", "0", "-f", "gif", file(path)});
  Ffmpeg(arguments).finish();
}

// A new folder beside the one that it replaces at the end; removed with all that is in it if that is not reached.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& path) : shown_(path) {
    std::error_code error;
    target_ = std::filesystem::weakly_canonical(path.substr(0, path.find_last_not_of('/') + 1), error);
    if (error || target_.empty()) fail(error);
    const bool exists = std::filesystem::exists(target_, error);
    if (exists && !std::filesystem::is_empty(target_, error))
      throw OutputError(fmt::format("cannot write {}: numbered pictures go to a new or an empty folder", path));
    static std::atomic<int> counter = 0;
    const std::filesystem::path wish =
        target_.parent_path() / fmt::format(".cartograd-frames-{}-{}", ::getpid(), counter++);
    if (!std::filesystem::create_directory(wish, error)) fail(error);
    path_ = wish;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  void keep() {
    std::error_code error;
    std::filesystem::rename(path_, target_, error);
    if (error) fail(error);
    path_.clear();
  }

 private:
  [[noreturn]] void fail(const std::error_code& error) const {
    throw OutputError(fmt::format("cannot write {}: {}", shown_, error ? error.message() : "no such folder"));
  }

  std::string shown_;
  std::filesystem::path target_, path_;
};

void write_pictures(const std::string& path, const MovieOptions& options, Frames& frames) {
  TemporaryFolder folder(path);
  PngInfo info{0, {{"Software", "Cartograd"}, {"Title", options.title}}};
  if (!options.experiment.empty()) info.texts.emplace_back("Cartograd experiment", options.experiment);
  while (frames.next())
    write_file(folder.path() / fmt::format("frame-{:05}.png", frames.count()), encode_png(frames.frame(), info));
  folder.keep();
}

}  // namespace

const std::vector<MovieFormat>& movie_formats() {
  static const std::vector<MovieFormat> formats{
      {".mp4", "H.264: for talks and for every player",
       video({"-c:v", "libx264", "-preset", "medium", "-crf", "18", "-movflags", "+faststart"})},
      {".webm", "VP9: for web pages",
       video({"-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-deadline", "good", "-cpu-used", "4", "-row-mt", "1"})},
      {".gif", "for pages that take only pictures: 256 colours, large files", {}}};
  return formats;
}

void check_movie(const std::string& path) {
  if (is_folder_path(path)) {
    const TemporaryFolder probe(path);
    return;
  }
  format_of(path);
  if (!Ffmpeg::is_installed())
    throw OutputError(
        fmt::format("cannot write {0}: movies are encoded by the program ffmpeg, which is not installed; a name that "
                    "ends in / ({1}/) gives numbered pictures",
                    path, std::filesystem::path(path).stem().string()));
  check_output(path);
}

bool write_movie(const std::string& path, const MovieOptions& options, const FrameSource& next_frame,
                 const std::stop_token& stop) {
  Frames frames(next_frame, stop);
  try {
    if (is_folder_path(path)) {
      write_pictures(path, options, frames);
    } else {
      const MovieFormat& format = format_of(path);
      write_file_with(path, [&](const std::string& temporary) {
        frames.next();
        if (format.extension == ".gif")
          encode_gif(temporary, options, frames);
        else
          encode_video(temporary, format, options, frames);
      });
    }
  } catch (const Stopped&) {
    return false;
  }
  return true;
}

}  // namespace cartograd

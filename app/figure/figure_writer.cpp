#include "app/figure/figure_writer.h"

#include <utility>

#include <fmt/format.h>

#include "core/base/file.h"
#include "core/base/parallel.h"

namespace cartograd {

FigureWriter::FigureWriter(std::function<void(const std::function<void()>&)> with_context, std::function<void()> wake)
    : with_context_(std::move(with_context)),
      wake_(std::move(wake)),
      thread_([this](std::stop_token stop) { serve(stop); }) {}

FigureWriter::~FigureWriter() = default;

void FigureWriter::write(FigureJob job) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  job_came_.notify_one();
}

std::vector<WrittenFigure> FigureWriter::take_written() {
  const std::lock_guard lock(mutex_);
  return std::exchange(written_, {});
}

void FigureWriter::serve(std::stop_token stop) {
  lower_own_priority();
  while (true) {
    FigureJob job;
    {
      std::unique_lock lock(mutex_);
      job_came_.wait(lock, stop, [this] { return !waiting_.empty(); });
      if (waiting_.empty()) return;
      job = std::move(waiting_.front());
      waiting_.pop_front();
    }
    WrittenFigure done = written(job);
    {
      const std::lock_guard lock(mutex_);
      written_.push_back(std::move(done));
    }
    wake_();
  }
}

WrittenFigure FigureWriter::written(const FigureJob& job) const {
  WrittenFigure done;
  try {
    std::string bytes;
    with_context_([&] {
      Renderer renderer;
      bytes = job.format->encode(renderer, job.figure);
    });
    for (int number = 1; done.path.empty() || std::filesystem::exists(done.path); ++number)
      done.path = job.folder / fmt::format("cartograd-{:03}{}", number, job.format->extension);
    write_file(done.path.string(), bytes);
  } catch (const std::exception& error) {
    done.error = error.what();
  }
  return done;
}

}  // namespace cartograd

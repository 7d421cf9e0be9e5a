// Figures are drawn and written on a thread of their own, so that a window goes on meanwhile.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/figure/figure.h"

namespace cartograd {

struct FigureJob {
  Figure figure;
  const FigureFormat* format = nullptr;
  std::filesystem::path folder;  // there it becomes "cartograd-001.png", or the next number: nothing is overwritten
};

struct WrittenFigure {
  std::filesystem::path path;
  std::string error;  // why there is none; empty if all is well
};

class FigureWriter {
 public:
  // `with_context` calls what it is given on the thread that it is called from, with an OpenGL context that no other
  // thread uses. `wake` is called from the writer's thread whenever a figure is done.
  FigureWriter(std::function<void(const std::function<void()>& draw)> with_context, std::function<void()> wake);
  // Writes what is still waiting.
  ~FigureWriter();

  // Returns at once; figures are written in the order asked.
  void write(FigureJob job);
  // Those that are done since the last call.
  std::vector<WrittenFigure> take_written();

 private:
  void serve(std::stop_token stop);
  WrittenFigure written(const FigureJob& job) const;

  std::function<void(const std::function<void()>&)> with_context_;
  std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable_any job_came_;
  std::deque<FigureJob> waiting_;
  std::vector<WrittenFigure> written_;
  std::jthread thread_;  // last member: joined before anything it uses goes
};

}  // namespace cartograd

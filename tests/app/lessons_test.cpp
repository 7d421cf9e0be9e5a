// The lessons that are part of the program, and giving them.
#include <cmath>

#include "app/panels/lecture.h"
#include "app/session/presentation.h"
#include "test_lessons.h"
#include "test_session.h"

using namespace cartograd;

TEST_SUITE("lessons") {
  TEST_CASE("every lesson is there and says what a hall needs") {
    const std::vector<std::string> paths = embedded_lessons();
    CHECK(paths.size() >= 10);
    for (const std::string& path : paths) {
      CAPTURE(path);
      const Lesson lesson = lesson_at(path);
      CHECK_FALSE(lesson.title.empty());
      CHECK(lesson.title.size() <= 64);
      CHECK_FALSE(lesson.source.empty());
      CHECK_FALSE(lesson.attempt.empty());
      CHECK(lesson.steps.size() >= 2);
      for (const LessonStep& step : lesson.steps) {
        CHECK_FALSE(step.notes.empty());
        CHECK(step.question.empty() == step.answer.empty());
        for (const std::string& panel : step.panels)
          CHECK(std::ranges::count(std::vector<std::string>{"restarts", "runs", "points", "hidden"}, panel) == 1);
      }
    }
  }

  TEST_CASE("every step of every lesson runs and ends at finite losses, and shows something") {
    for (const std::string& path : embedded_lessons()) {
      const Lesson lesson = lesson_at(path);
      for (std::size_t k = 0; k < lesson.steps.size(); ++k) {
        CAPTURE(path);
        CAPTURE(k + 1);
        const LessonStep& step = lesson.steps[k];
        const View view = make_view(step.document.view);
        make_problem(train_request(step.document.experiment));
        if (!computes) continue;
        const Results results = compute(step.document.experiment);
        REQUIRE(results.slice);
        CHECK(results.slice->slice.complete);
        CHECK(std::ranges::any_of(results.slice->slice.loss, [](double loss) { return std::isfinite(loss); }));
        const std::vector<Shown> shown = {{results, project_all(results), ""}};
        CHECK_FALSE(build_page(shown, view, 1.6f).cells.empty());
      }
    }
  }

  TEST_CASE("forth and back shows identical states; leaving brings back the work from before") {
    Session session(small_document(), [] {});
    const Document before = session.document();
    Presentation lecture(session);
    lecture.start(lesson_at("assets/lessons/00_tour.toml"), "assets/lessons/00_tour.toml");
    std::vector<Document> forth;
    const std::size_t count = lecture.count();
    for (std::size_t k = 0; k < count; ++k) {
      CHECK(lecture.number() == k);
      forth.push_back(session.document());
      CHECK(lecture.press("pagedown"));
    }
    CHECK(lecture.file() == "assets/lessons/01_learning_is_optimization.toml");  // goes on with the next lesson
    CHECK(lecture.number() == 0);
    session.experiment.seed = 77;  // what the audience changes …
    for (std::size_t k = count; k-- > 0;) {
      CHECK(lecture.press("pageup"));
      CHECK(lecture.number() == k);
      CHECK(session.document() == forth[k]);  // … is gone when its step comes again
    }
    CHECK(lecture.press("pageup"));
    CHECK(lecture.number() == 0);  // before the first there is nothing
    CHECK(lecture.file() == "assets/lessons/00_tour.toml");
    CHECK(lecture.press("3"));
    CHECK(lecture.press("enter"));
    CHECK(lecture.number() == 2);
    CHECK(lecture.press("end"));
    CHECK(lecture.press("home"));
    CHECK(lecture.number() == 0);
    CHECK(lecture.press("b"));
    CHECK(lecture.blank);
    CHECK(lecture.press("."));
    CHECK_FALSE(lecture.blank);
    CHECK_FALSE(lecture.press("f12"));
    CHECK(lecture.press("escape"));
    CHECK_FALSE(lecture.active());
    CHECK(session.document().experiment == before.experiment);
  }

  TEST_CASE("of every lesson all steps are the same forth and back") {
    Session session(small_document(), [] {});
    Presentation lecture(session);
    for (const std::string& path : embedded_lessons()) {
      CAPTURE(path);
      lecture.start(lesson_at(path), path);
      std::vector<Document> forth;
      for (std::size_t k = 0; k < lecture.count(); ++k) {
        forth.push_back(session.document());
        if (k + 1 < lecture.count()) lecture.press("pagedown");
      }
      for (std::size_t k = lecture.count() - 1; k-- > 0;) {
        lecture.press("pageup");
        CAPTURE(k + 1);
        CHECK(session.document() == forth[k]);
      }
    }
  }

  TEST_CASE(
      "one key leads through all lessons to the last step, which stays; a lesson of one's own ends with its own") {
    Session session(small_document(), [] {});
    Presentation lecture(session);
    const std::vector<std::string> paths = embedded_lessons();
    lecture.start(lesson_at(paths.front()), paths.front());
    std::vector<std::string> seen;
    for (int presses = 0; presses < 300 && lecture.following(); ++presses) {
      if (lecture.number() == 0) seen.push_back(lecture.file());
      lecture.press("pagedown");
    }
    CHECK(seen == paths);
    lecture.press("pagedown");
    CHECK(lecture.file() == paths.back());
    CHECK(lecture.number() + 1 == lecture.count());
    lecture.start(lesson_at(paths.front()), "my_own.toml");
    lecture.press("end");
    CHECK(lecture.following() == nullptr);
    lecture.press("pagedown");
    CHECK(lecture.file() == "my_own.toml");
  }

  TEST_CASE("a step that is come back to shows the same losses and paths, bit for bit") {
    if (!computes) return;
    Session session(small_document(), [] {});
    Presentation lecture(session);
    lecture.start(lesson_at("assets/lessons/02_convex_bowl_and_ravine.toml"), "");
    const auto settled = [&] { return session.at_rest() && session.results().slice->slice.complete; };
    std::vector<std::vector<double>> surfaces, losses;
    const auto note = [&] {
      REQUIRE(frames_until(session, settled));
      surfaces.push_back(session.results().slice->slice.loss);
      losses.push_back(session.results().training->runs.front().loss);
    };
    for (std::size_t k = 0; k < lecture.count(); ++k) {
      if (k > 0) lecture.press("pagedown");
      note();
    }
    for (std::size_t k = lecture.count() - 1; k-- > 0;) {
      lecture.press("pageup");
      note();
      CHECK(surfaces.back() == surfaces[k]);
      CHECK(losses.back() == losses[k]);
    }
  }

  TEST_CASE("watching pauses at a breakpoint, and the next key goes on") {
    Session session(small_document(), [] {});
    Presentation lecture(session);
    Lesson lesson;
    lesson.title = "Pauses";
    LessonStep step;
    step.document = small_document();
    step.breakpoints = {20};
    lesson.steps = {step, step};
    lecture.start(lesson, "");
    CHECK(frames_until(session, [&] { return !session.playback.playing; }));
    CHECK(session.playback.step == 20);
    CHECK(lecture.press("pagedown"));
    CHECK(lecture.number() == 0);
    CHECK(session.playback.playing);
    CHECK(frames_until(session, [&] { return !session.playback.playing; }));
    CHECK(session.playback.step > 20);
    CHECK(lecture.press("pagedown"));
    CHECK(lecture.number() == 1);
  }

  TEST_CASE("the next step is computed ahead and appears at once") {
    Session session(small_document(), [] {});
    const Document next = parse_document(
        "[data]\nsamples = 30\n[network]\nhidden = [3]\n[[run]]\nsteps = 200\n[slice]\nresolution = [17, 17]\n", "next",
        view_table());
    session.prepare(next);
    frames_until(session, [&] { return !session.preparing(); });
    session.open(next);
    frames_until(session, [&] { return session.at_rest(); });
    const Results alone = compute(next.experiment);
    CHECK(session.results().slice->slice.loss == alone.slice->slice.loss);
    CHECK(session.results().training->runs[0].seconds == session.results().slice->request.basis->runs[0].seconds);
  }

  TEST_CASE("what everybody must read is at least a 22nd of the screen high") {
    for (const auto& [width, height] :
         {std::pair(1024.f, 768.f), {1280.f, 720.f}, {1920.f, 1080.f}, {3840.f, 2160.f}}) {
      const LectureSizes sizes = lecture_sizes(width, height);
      CHECK(sizes.caption >= height / 22);
      CHECK(sizes.band < 0.2f * height);
      CHECK(sizes.scale >= 1);
    }
  }
}

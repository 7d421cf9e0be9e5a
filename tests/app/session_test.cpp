#include "app/session/session.h"

#include <set>
#include <sstream>

#include <doctest/doctest.h>

#include "app/session/commands.h"
#include "test_session.h"

using namespace cartograd;

TEST_SUITE("session") {
  TEST_CASE("it trains, slices and draws, and then has nothing more to do") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session) && session.playback.at_end; }));
    CHECK(session.error().empty());
    CHECK(session.last_step() == 60);
    CHECK(session.scene().surface->columns == 9);
    CHECK(session.scene().surface->rows == 7);
    CHECK(session.scene().legend.size() == 2);
    CHECK(session.paths().at(0).a.size() == session.results().training->runs.at(0).size());
    const auto version = session.page_version();
    for (int i = 0; i < 5; ++i) CHECK_FALSE(session.update(0.02));
    CHECK(session.page_version() == version);
  }

  TEST_CASE("a plane fitted where nothing newer has come stays as it is, also while the next training runs") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session) && session.playback.at_end; }));
    const auto before = session.results().slice->request.basis;
    session.fit_plane();
    for (int i = 0; i < 3; ++i) session.update(0.02);
    CHECK_FALSE(session.slicing());
    // The first snapshots of a long training are not a plane's.
    session.experiment.runs.front().settings.set("steps", 1e6);
    REQUIRE(frames_until(session, [&] { return session.results().training != before; }));
    for (int i = 0; i < 20; ++i) session.update(0.02);
    CHECK_FALSE(session.slicing());
    CHECK(session.results().slice->request.basis == before);
    // Now there is something newer.
    session.fit_plane();
    REQUIRE(frames_until(session, [&] { return session.results().slice->request.basis != before; }));
  }

  TEST_CASE("a title goes with what it was given to") {
    Document document = small_document();
    document.experiment.title = "Two optimizers";
    Session session(document, [] {});
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    CHECK(session.scene().title == "Two optimizers");
    session.experiment.runs.front().settings.set("lr", 0.2);
    session.update(0);
    CHECK(session.scene().title == "Two optimizers");
    const std::vector<Choice> runs = session.experiment.runs;
    session.experiment.runs.pop_back();
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    CHECK(session.scene().title.empty());
    CHECK(session.document().experiment.title.empty());
    session.experiment.runs = runs;
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    CHECK(session.scene().title == "Two optimizers");
  }

  TEST_CASE("above a surface stands its own title, until the next document's is there") {
    Document document = small_document(), next = small_document();
    document.experiment.title = "First";
    next.experiment.title = "Second";
    next.experiment.data.settings.set("samples", 31.0);
    Session session(document, [] {});
    frames_until(session, [&] { return session.at_rest(); });
    const auto first = session.results().slice->request.basis->problem;
    session.open(next);
    session.update(0);
    bool right = true;
    frames_until(session, [&] {
      const bool old = session.results().slice->request.basis->problem == first;
      right &= session.scene().title == (old ? "First" : "Second");
      return session.at_rest();
    });
    CHECK(right);
    CHECK(session.scene().title == "Second");
  }

  TEST_CASE("a change of view computes nothing, a change of plane only a slice, a change of data everything") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    const Results before = session.results();
    session.view.height.kind = HeightKind::linear;
    CHECK(session.update(0));
    CHECK_FALSE(session.training());
    CHECK_FALSE(session.slicing());
    session.experiment.plane = with_kind(find_section("plane"), session.experiment.plane, "random");
    REQUIRE(frames_until(session,
                         [&] { return settled(session) && session.results().slice->request.plane.kind == "random"; }));
    CHECK(session.results().training == before.training);
    session.experiment.seed = 99;
    session.update(0);
    // The old picture stays until the new one comes, which may be at once.
    CHECK(session.results().slice);
    CHECK(session.scene().surface.has_value());
    REQUIRE(frames_until(session, [&] { return settled(session) && session.results().training->request.seed == 99; }));
    CHECK(session.results().training != before.training);
  }

  TEST_CASE("a refused change says why and keeps the old picture") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    const auto training = session.results().training;
    session.experiment.data = initial_choice(find_section("data"), "sine");
    session.experiment.objective = initial_choice(find_section("objective"), "bce");
    REQUIRE(frames_until(session, [&] { return !session.error().empty(); }));
    CHECK(session.error().find("bce") != std::string::npos);
    CHECK(session.results().training == training);
    CHECK(session.scene().surface.has_value());
  }

  TEST_CASE("the cursor plays, pauses, steps and scrubs over what was recorded") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session) && session.playback.at_end; }));
    session.seek(30);
    session.update(0);
    CHECK(session.view.cursor == 30);
    const CursorReadout readout = read_cursor(session.results(), session.paths(), session.view, 0);
    CHECK(readout.step == 30);
    session.step(1);
    session.update(0);
    CHECK(session.view.cursor == 31);
    session.step(-2);
    session.update(0);
    CHECK(session.view.cursor == 29);
    session.play();
    CHECK(session.playback.playing);
    session.pause();
    const double here = session.playback.step;
    session.update(1);
    CHECK(session.playback.step == here);
    session.play();
    REQUIRE(frames_until(session, [&] { return session.playback.at_end; }));
    CHECK_FALSE(session.playback.playing);
    CHECK_FALSE(session.view.cursor);
  }

  TEST_CASE("another network takes over cleanly, whatever its number of parameters") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    for (double width : {9.0, 3.0, 12.0}) {
      session.experiment.network.settings.set("hidden", std::vector<double>{width});
      for (int i = 0; i < 3; ++i) session.update(0.01);
    }
    REQUIRE(frames_until(session, [&] {
      return settled(session) && session.results().training->problem->objective->dimension() == 12 * 4 + 1 &&
             session.results().slice->request.basis == session.results().training;
    }));
    CHECK(session.paths().at(0).a.size() == session.results().training->runs.at(0).size());
  }

  TEST_CASE("restart with the same seed repeats every bit; with a new one it does not") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    const auto first = session.results().training;
    session.restart(false);
    REQUIRE(frames_until(session, [&] { return settled(session) && session.results().training != first; }));
    CHECK(*session.results().training->runs[0].parameters.back() == *first->runs[0].parameters.back());
    session.restart(true);
    REQUIRE(frames_until(
        session, [&] { return settled(session) && session.results().training->request.seed != first->request.seed; }));
    CHECK(*session.results().training->runs[0].parameters.back() != *first->runs[0].parameters.back());
  }

  TEST_CASE("every point is a network: it is looked at beside the surface, and the mouse is told what is true there") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    session.look_at(0.1, 0.2);
    REQUIRE(frames_until(session, [&] { return session.results().probe != nullptr; }));
    const ProbeResult& found = *session.results().probe;
    CHECK(found.request.a == 0.1);
    CHECK(found.answers.confusion.sum() == 40);
    REQUIRE(frames_until(session, [&] { return session.page().cells.size() == 3; }));
    CHECK(std::get<Chart>(session.page().cells[1].content).title.find("0.1") != std::string::npos);
    // At the cursor instead, which moves.
    session.view.probe.clear();
    session.seek(5);
    REQUIRE(frames_until(session, [&] { return session.results().probe->step == 5; }));
    REQUIRE(frames_until(session, [&] { return session.hover(0.3, 0.1) != nullptr; }));
    const auto hover = session.hover(0.3, 0.1);
    CHECK(hover->loss > 0);
    CHECK(hover->gradient_norm > 0);
  }

  TEST_CASE(
      "undo and redo: a drag is one change, the camera and the time are none, a new change forgets what was undone") {
    Session session(small_document(), [] {});
    const auto lr = [&]() -> double { return session.experiment.runs[0].settings.real("lr"); };
    session.update(1);
    const double first = lr();
    for (int i = 1; i <= 20; ++i) {  // a slider is dragged
      session.experiment.runs[0].settings.set("lr", first + 0.01 * i);
      session.update(0.02);
    }
    const double second = lr();
    session.update(1);
    session.view.style.colormap = "magma";
    session.view.camera.yaw = 17;
    session.update(1);
    session.undo();
    CHECK(session.view.style.colormap == "viridis");
    CHECK(lr() == second);
    session.undo();
    CHECK(lr() == first);
    session.undo();  // nothing more
    CHECK(lr() == first);
    CHECK(session.view.camera.yaw == 17);
    session.update(0.02);
    session.redo();
    session.redo();
    session.redo();
    CHECK(lr() == second);
    CHECK(session.view.style.colormap == "magma");
    session.undo();
    session.experiment.seed = 99;
    session.update(0.02);
    session.redo();
    CHECK(session.view.style.colormap == "viridis");
    session.undo();
    CHECK(session.experiment.seed != 99);
    for (int i = 0; i < 150; ++i) {
      session.experiment.seed = static_cast<std::uint64_t>(1000 + i);
      session.update(1);
    }
    int steps = 0;
    for (std::uint64_t before = 0; before != session.experiment.seed; ++steps) {
      before = session.experiment.seed;
      session.undo();
    }
    CHECK(steps == 101);  // the last of them changed nothing
  }

  TEST_CASE("no two commands share a key, and every command runs") {
    std::set<std::string> keys;
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session); }));
    for (const Command& command : commands()) {
      std::istringstream words(command.keys);
      for (std::string key; words >> key;) {
        CHECK(keys.insert(key).second);
        CHECK(command_for(key) == &command);
      }
      WindowRequests requests;
      command.run(session, requests);
      session.update(0.01);
    }
    CHECK(command_for("ctrl+alt+nothing") == nullptr);
  }

  TEST_CASE("kept pictures stay beside the live one; a held plane stays while the rest changes") {
    Session session(small_document(), [] {});
    REQUIRE(frames_until(session, [&] { return settled(session) && session.playback.at_end; }));
    CHECK(session.page().cells.size() == 1);
    const auto before = session.results().slice;
    session.pin();
    session.hold_plane();
    session.experiment.seed = 99;
    REQUIRE(frames_until(session, [&] {
      return settled(session) && session.results().training->request.seed == 99 &&
             session.results().training->finished &&
             session.results().slice->request.basis == session.results().training;
    }));
    CHECK(session.page().cells.size() == 2);
    CHECK(session.results().slice->fit->plane.u == before->fit->plane.u);
    CHECK(session.results().slice->slice.window == before->slice.window);
    CHECK(session.results().slice->fit->note.find("another result") != std::string::npos);
    CHECK(session.results().slice->slice.loss != before->slice.loss);
    session.experiment.network.settings.set("hidden", std::vector<double>{3});  // another space: no such plane there
    REQUIRE(frames_until(session, [&] {
      return settled(session) && session.results().slice->fit->plane.u.size() != before->fit->plane.u.size();
    }));
    CHECK(session.error().empty());
    for (int i = 0; i < 5; ++i) session.pin();
    session.update(0);
    CHECK(session.page().cells.size() == 4);
    session.unpin();
    session.update(0);
    CHECK(session.page().cells.size() == 1);
    CHECK(session.caption().find("moons") != std::string::npos);
  }
}

// Saving experiments, and what the user keeps between sessions.
#include "app/session/saving.h"

#include <doctest/doctest.h>

#include "app/session/preferences.h"
#include "app/session/recent_files.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "test_session.h"
#include "tests/core/scratch_folder.h"

using namespace cartograd;

TEST_SUITE("saving") {
  TEST_CASE("what was saved reads back, with the file before it as one backup") {
    const ScratchFolder folder;
    const std::string path = folder / "x.toml";
    Document document = small_document();
    save_document(document, path);
    CHECK(read_document(path, view_table()) == document);
    CHECK(folder.names() == std::vector<std::string>{"x.toml"});
    const Document first = document;
    document.experiment.seed = 77;
    save_document(document, path);
    CHECK(read_document(path, view_table()) == document);
    CHECK(read_document(path + "~", view_table()) == first);
    save_document(document, path);  // the same again is no reason to lose the backup
    CHECK(read_document(path + "~", view_table()) == first);
    CHECK_THROWS_AS(save_document(document, folder / "none" + "/x.toml"), OutputError);
  }

  TEST_CASE("data beside the experiment stays beside it when the folder moves") {
    const ScratchFolder folder;
    write_file(folder / "points.csv", "x,y,class\n0,1,a\n1,0,b\n0.5,0.5,a\n");
    const Document document = with_data_file(default_document(view_table()), folder / "points.csv");
    CHECK(document.experiment.data.kind == "csv");
    save_document(document, folder / "x.toml");
    CHECK(read_file(folder / "x.toml", 10000).find(folder.path()) == std::string::npos);
    CHECK(read_document(folder / "x.toml", view_table()) == document);
  }

  TEST_CASE("unsaved is what differs from what a file holds, wherever undo leads") {
    Session session(small_document(), [] {});
    SavedStates saved;
    session.file = "/a.toml";
    session.update(1);
    CHECK(saved.unsaved(session));
    saved.note(session);
    CHECK_FALSE(saved.unsaved(session));
    session.view.camera.yaw = 5;  // no part of it
    CHECK_FALSE(saved.unsaved(session));
    session.experiment.seed = 123;
    CHECK(saved.unsaved(session));
    session.update(1);
    session.open(small_document(), "/b.toml");
    saved.note(session);
    session.update(1);
    CHECK_FALSE(saved.unsaved(session));
    session.undo();
    CHECK(session.file == "/a.toml");
    CHECK(session.experiment.seed == 123);
    CHECK(saved.unsaved(session));
    session.undo();
    CHECK_FALSE(saved.unsaved(session));
  }

  TEST_CASE("saving under another name takes the past along") {
    Session session(small_document(), [] {});
    session.update(1);
    session.experiment.seed = 5;
    session.update(1);
    session.move_to("/new.toml");
    CHECK(session.file == "/new.toml");
    session.undo();
    CHECK(session.file == "/new.toml");
    CHECK(session.experiment.seed != 5);
  }

  TEST_CASE("preferences survive, can be reset, and a broken file is told, not obeyed") {
    const ScratchFolder folder;
    const std::string file = folder / "preferences.toml";
    {
      Preferences preferences(folder.path());
      CHECK(preferences.message.empty());
      preferences.store();
      CHECK(folder.names().empty());  // nothing differs yet
      preferences.values.set("text_size", 1.5);
      preferences.values.set("theme", std::string("dark"));
      preferences.store();
    }
    Preferences again(folder.path());
    CHECK(again.values.real("text_size") == 1.5);
    Settings view = initial_settings(view_table());
    again.apply_theme(view);
    CHECK(view.text("theme") == "dark");
    view.set("theme", std::string("print"));
    again.apply_theme(view);
    CHECK(view.text("theme") == "print");  // what a document says wins
    again.reset();
    CHECK(folder.names().empty());
    CHECK(again.values == initial_settings(preference_table()));
    write_file(file, "text_size = 99\n");
    const Preferences broken(folder.path());
    CHECK(broken.message.find("preferences.toml:1") != std::string::npos);
    CHECK(broken.values == initial_settings(preference_table()));
  }

  TEST_CASE("recent files: the newest first, each once, only those that exist, shared by all windows") {
    const ScratchFolder folder;
    const RecentFiles one(folder / "state"), other(folder / "state");
    CHECK(one.existing().empty());
    for (const char* name : {"a", "b", "c"}) write_file(folder / name, "");
    one.add(folder / "a");
    other.add(folder / "b");
    one.add(folder / "c");
    other.add(folder / "a");
    one.add(folder / "gone");
    CHECK(other.existing() == std::vector<std::string>{folder / "a", folder / "c", folder / "b"});
  }
}

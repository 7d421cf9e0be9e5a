#include "app/session/commands.h"

#include <algorithm>
#include <sstream>

#include "app/session/actions.h"
#include "app/session/critical_actions.h"
#include "app/session/restart_actions.h"

namespace cartograd {

namespace {

void look_from(Session& session, float yaw, float pitch) {
  Camera& camera = session.view.camera;
  camera.yaw = yaw;
  camera.pitch = pitch;
  camera.zoom = 1;
  camera.pan = {0, 0};
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> rows = {
      // File
      {"new", "File", "New", "ctrl+n", "Begins with the built-in experiment again",
       [](Session&, WindowRequests& w) { w.files.make_new = true; }},
      {"open", "File", "Open …", "ctrl+o", "Opens an experiment, a figure that holds one, or a CSV file as data set",
       [](Session&, WindowRequests& w) { w.files.open = true; }},
      {"open-recent", "File", "Open recent …", "ctrl+shift+o", "The files that were opened or saved last",
       [](Session&, WindowRequests& w) { w.files.open_recent = true; }},
      {"lessons", "File", "Lessons …", "ctrl+l",
       "Twenty steps from the bowl to the curse of dimensionality, for a lecture",
       [](Session&, WindowRequests& w) { w.toggle_panel = "lessons"; }},
      {"examples", "File", "Examples …", "ctrl+g", "Experiments to start from",
       [](Session&, WindowRequests& w) { w.toggle_panel = "examples"; }},
      {"save", "File", "Save", "ctrl+s", "Into the file that it came from; the one before stays as NAME.toml~",
       [](Session&, WindowRequests& w) { w.files.save = true; }},
      {"save-as", "File", "Save as …", "ctrl+shift+s", "Into another file",
       [](Session&, WindowRequests& w) { w.files.save_as = true; }},
      {"save-figure", "File", "Save picture as PNG", "f12 s", "With twice the pixels of the window; it opens again",
       [](Session&, WindowRequests& w) { w.save_figure = ".png"; }},
      {"save-svg", "File", "Save picture as SVG", "shift+s", "Text and lines stay sharp at any size",
       [](Session&, WindowRequests& w) { w.save_figure = ".svg"; }},
      {"save-pdf", "File", "Save picture as PDF", "ctrl+p", "For a paper: text and lines stay sharp at any size",
       [](Session&, WindowRequests& w) { w.save_figure = ".pdf"; }},
      {"copy-caption", "File", "Copy caption", "ctrl+shift+c", "What the picture shows, as text",
       [](Session&, WindowRequests& w) { w.copy_caption = true; }},
      {"copy-command-line", "File", "Copy as command line", "ctrl+shift+l", "The command that opens what is shown",
       [](Session&, WindowRequests& w) { w.files.copy_command_line = true; }},
      {"copy-toml", "File", "Copy as TOML", "ctrl+shift+e", "The experiment file of what is shown",
       [](Session&, WindowRequests& w) { w.files.copy_toml = true; }},
      {"reset-preferences", "File", "Reset preferences", "", "Theme, text size and panels as they were at first",
       [](Session&, WindowRequests& w) { w.files.reset_preferences = true; }},
      {"quit", "File", "Quit", "ctrl+q", "Ends the program", [](Session&, WindowRequests& w) { w.quit = true; }},
      // Edit
      {"undo", "Edit", "Undo", "ctrl+z", "Takes the last change back", [](Session& s, WindowRequests&) { s.undo(); }},
      {"redo", "Edit", "Redo", "ctrl+shift+z ctrl+y", "Makes it again", [](Session& s, WindowRequests&) { s.redo(); }},
      // Run
      {"play", "Run", "Play or pause", "space", "Watch the runs from the start, or stop where the cursor is",
       [](Session& s, WindowRequests&) { s.playback.playing ? s.pause() : s.play(); }},
      {"step-forward", "Run", "One iterate forward", "n right", "Moves the cursor by one recorded iterate",
       [](Session& s, WindowRequests&) { s.step(1); }},
      {"step-back", "Run", "One iterate back", "shift+n left", "Moves the cursor back by one recorded iterate",
       [](Session& s, WindowRequests&) { s.step(-1); }},
      {"restart", "Run", "Train again", "ctrl+r", "Trains again from the same seed: every bit is the same",
       [](Session& s, WindowRequests&) { s.restart(false); }},
      {"new-seed", "Run", "New seed", "ctrl+shift+r", "Trains again with other data noise and other initial weights",
       [](Session& s, WindowRequests&) { s.restart(true); }},
      {"continue", "Run", "Continue from here with …", "k",
       "Adds a run that goes on from the iterate at the cursor, with another optimizer",
       [](Session&, WindowRequests& w) { w.toggle_panel = "continue"; }},
      {"race", "Run", "All optimizers", "", "One run for each optimizer, from the same start",
       [](Session& s, WindowRequests& w) {
         race_optimizers(s);
         w.show_panel = "runs";
       }},
      {"sweep-rate", "Run", "Sweep the learning rate", "", "The first run with seven learning rates",
       [](Session& s, WindowRequests& w) {
         sweep_learning_rate(s);
         w.show_panel = "runs";
       }},
      {"sweep-batch", "Run", "Sweep the batch size", "", "The first run with batches from 1 sample to all of them",
       [](Session& s, WindowRequests& w) {
         sweep_batch(s);
         w.show_panel = "runs";
       }},
      {"sweep-starts", "Run", "Runs from several starts", "", "The first run from eight initial weights",
       [](Session& s, WindowRequests& w) {
         sweep_starts(s);
         w.show_panel = "runs";
       }},
      {"restarts", "Run", "Restarts …", "shift+r", "Many restarts, where they end, and what is between them",
       [](Session&, WindowRequests& w) { w.toggle_panel = "restarts"; }},
      {"train-restarts", "Run", "Train restarts", "u", "100 restarts of the first run, or twice as many as before",
       [](Session& s, WindowRequests& w) {
         more_restarts(s);
         w.show_panel = "restarts";
       }},
      {"forget-restarts", "Run", "Forget restarts", "shift+u", "Takes them away",
       [](Session& s, WindowRequests&) { forget_restarts(s); }},
      {"compare-settings", "Run", "Settings side by side", "",
       "The surfaces of the first four values of what restarts vary, side by side on one scale",
       [](Session& s, WindowRequests&) { compare_settings(s); }},
      {"runs", "Run", "Table of runs", "shift+t", "Steps and seconds down to a loss, best and last loss, outcome",
       [](Session&, WindowRequests& w) { w.toggle_panel = "runs"; }},
      {"faster", "Run", "Play faster", "]", "Twice as fast",
       [](Session& s, WindowRequests&) { s.playback.speed = std::min(16.0, 2 * s.playback.speed); }},
      {"slower", "Run", "Play slower", "[", "Half as fast",
       [](Session& s, WindowRequests&) { s.playback.speed = std::max(1.0 / 16, s.playback.speed / 2); }},
      {"loop", "Run", "Play in a loop", "shift+l", "Begins anew at the end",
       [](Session& s, WindowRequests&) { s.playback.loop ^= true; }},
      {"by-loss", "Run", "Runs by loss", "shift+space",
       "Shows each run where it is first as low as the first one, whatever step that was",
       [](Session& s, WindowRequests&) { s.playback.by_loss ^= true; }},
      {"stop", "Run", "Stop computing", "escape",
       "Closes what floats, or ends what is being computed; what there is stays",
       [](Session&, WindowRequests& w) { w.escape = true; }},
      // Plane
      {"critical-point", "Plane", "Nearest critical point", "c",
       "Searches the full space from the iterate at the cursor for a point with gradient zero",
       [](Session& s, WindowRequests&) { s.search_from_cursor(); }},
      {"points", "Plane", "Critical points …", "x", "Searches for many, and lists those that were found",
       [](Session&, WindowRequests& w) { w.toggle_panel = "points"; }},
      {"search-points", "Plane", "Search for critical points", "shift+x", "200 searches, or twice as many as before",
       [](Session& s, WindowRequests& w) {
         search_more(s);
         w.show_panel = "points";
       }},
      {"forget-points", "Plane", "Forget found points", "shift+c", "Takes their marks away",
       [](Session& s, WindowRequests&) { s.forget_points(); }},
      {"follow-cursor", "Plane", "Follow the cursor", "f", "Moves the plane's origin along the first run, or leaves it",
       [](Session& s, WindowRequests&) { follow_cursor(s); }},
      {"turn-plane", "Plane", "Turn the plane", "t", "Turns it through a third direction of the space, round and round",
       [](Session& s, WindowRequests&) { s.turning ^= true; }},
      {"automatic-window", "Plane", "Show all paths", "a", "The window as wide as the paths need",
       [](Session& s, WindowRequests&) { s.experiment.slice.set("range", std::string("auto")); }},
      {"fit-plane", "Plane", "Fit the plane", "p", "Lays the plane through the path so far, while training goes on",
       [](Session& s, WindowRequests&) { s.fit_plane(); }},
      {"hold-plane", "Plane", "Hold the plane", "shift+p",
       "Keeps plane and window while everything else changes (again: let go)",
       [](Session& s, WindowRequests&) { s.hold_plane(); }},
      // View
      {"reset-view", "View", "Reset the camera", "home r", "As it was when the file was opened",
       [](Session& s, WindowRequests&) { s.reset_camera(); }},
      {"camera-back", "View", "Camera back", "v", "As it was before the last movement",
       [](Session& s, WindowRequests&) { s.camera_back(); }},
      {"camera-forward", "View", "Camera forward", "shift+v", "As it was after it",
       [](Session& s, WindowRequests&) { s.camera_forward(); }},
      {"view-front", "View", "From the front", "1", "Look along b",
       [](Session& s, WindowRequests&) { look_from(s, -90, 12); }},
      {"view-side", "View", "From the side", "3", "Look along a",
       [](Session& s, WindowRequests&) { look_from(s, 0, 12); }},
      {"view-top", "View", "From above", "7", "With 5 it is a contour plot",
       [](Session& s, WindowRequests&) { look_from(s, -90, 90); }},
      {"view-isometric", "View", "From a corner", "9", "Look from a corner",
       [](Session& s, WindowRequests&) { look_from(s, -45, 35); }},
      {"orthographic", "View", "Perspective or orthographic", "5", "Without perspective parallels stay parallel",
       [](Session& s, WindowRequests&) { s.view.camera.orthographic ^= true; }},
      {"log-height", "View", "Linear or logarithmic height", "l", "The scale of heights and colours",
       [](Session& s, WindowRequests&) {
         s.view.height.kind = s.scene().logarithmic ? HeightKind::linear : HeightKind::log;
       }},
      {"overview", "View", "Overview", "o", "The surface alone, or with its map and the loss curves",
       [](Session& s, WindowRequests&) { s.view.layout = s.view.layout == "overview" ? "surface" : "overview"; }},
      {"explore", "View", "Network beside the surface", "e",
       "What the network at the cursor, or where you click, does with the data",
       [](Session& s, WindowRequests&) { s.view.layout = s.view.layout == "explore" ? "surface" : "explore"; }},
      {"explore-cursor", "View", "Network at the cursor", "shift+e", "Look at the network at the cursor again",
       [](Session& s, WindowRequests&) { s.view.probe.clear(); }},
      {"mini-batch", "View", "Mini-batch's surface", "m",
       "What the mini-batch at the cursor sees, as lines through the surface of all samples",
       [](Session& s, WindowRequests&) { s.view.batch_surface ^= true; }},
      {"slice-points", "View", "Slice points", "shift+m",
       "Minima, saddles and maxima of the drawn surface only; none need be one of the network",
       [](Session& s, WindowRequests&) { s.view.slice_points ^= true; }},
      {"pin", "View", "Keep this picture beside", "b", "Keeps the picture beside the ones to come, up to three",
       [](Session& s, WindowRequests&) { s.pin(); }},
      {"unpin", "View", "Let go of kept pictures", "shift+b", "Shows only the newest picture again",
       [](Session& s, WindowRequests&) { s.unpin(); }},
      {"divider", "View", "Divider", "d", "Two pictures side by side, or in one place with a divider",
       [](Session& s, WindowRequests&) { s.view.divider = s.view.divider ? std::nullopt : std::optional(0.5); }},
      {"lecture", "View", "Lecture", "f5", "Fills the screen with the lesson that is open, or with the first one",
       [](Session&, WindowRequests& w) { w.lecture = true; }},
      {"theme", "View", "Light or dark", "ctrl+shift+t", "Changes the theme",
       [](Session& s, WindowRequests&) { s.view.theme = s.view.theme == Theme::dark ? Theme::light : Theme::dark; }},
      {"larger-text", "View", "Larger text", "ctrl+= ctrl+shift+=", "Larger text and lines",
       [](Session&, WindowRequests& w) { w.text_size = 1; }},
      {"smaller-text", "View", "Smaller text", "ctrl+-", "Smaller text and lines",
       [](Session&, WindowRequests& w) { w.text_size = -1; }},
      {"reset-text", "View", "Usual text size", "ctrl+0", "Text and lines as the screen wants them",
       [](Session&, WindowRequests& w) { w.reset_text_size = true; }},
      {"full-screen", "View", "Full screen", "f11", "Fills the screen, or goes back",
       [](Session&, WindowRequests& w) { w.toggle_full_screen = true; }},
      {"panels", "View", "Panels", "tab", "Shows or hides the panels",
       [](Session&, WindowRequests& w) { w.toggle_panels = true; }},
      // Help
      {"palette", "Help", "All commands", "ctrl+k", "Finds a command, an example or a setting by its name",
       [](Session&, WindowRequests& w) { w.toggle_panel = "palette"; }},
      {"hidden", "Help", "What this picture hides", "i",
       "Nineteen beliefs that such pictures suggest, and what holds here",
       [](Session&, WindowRequests& w) { w.toggle_panel = "hidden"; }},
      {"welcome", "Help", "Welcome", "", "The card of the first visit",
       [](Session&, WindowRequests& w) { w.toggle_panel = "welcome"; }},
      {"help", "Help", "Keys", "h f1 shift+/", "Shows or hides the list of keys",
       [](Session&, WindowRequests& w) { w.toggle_panel = "keys"; }},
  };
  return rows;
}

const Command* find_command(const std::string& id) {
  for (const Command& command : commands())
    if (command.id == id) return &command;
  return nullptr;
}

const Command* command_for(const std::string& key) {
  for (const Command& command : commands()) {
    std::istringstream keys(command.keys);
    for (std::string bound; keys >> bound;)
      if (bound == key) return &command;
  }
  return nullptr;
}

}  // namespace cartograd

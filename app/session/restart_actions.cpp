#include "app/session/restart_actions.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "core/experiment/variations.h"

namespace cartograd {

namespace {

void lay_plane(Session& session, const std::string& kind) {
  Choice& plane = session.experiment.plane;
  plane = with_kind(find_section("plane"), plane, kind);
  session.experiment.slice.set("range", std::string("auto"));
}

using Variations = std::vector<Variation>;

// Shows the k-th value, and when its surface is complete keeps it and goes on with the next.
void show_from(Session& session, const std::shared_ptr<const Variations>& all, std::size_t k) {
  const Variation& now = (*all)[k];
  session.experiment = now.experiment;
  session.experiment.title = now.label;
  if (k + 1 == all->size()) return;
  session.afterwards([all, k](Session& later) {
    later.pin();
    show_from(later, all, k + 1);
  });
}

}  // namespace

void more_restarts(Session& session) {
  constexpr double usual = 100, most = 10000;
  const auto& known = session.results().restarts;
  if (known && !session.restarting() && known->trained() < known->planned()) return session.resume_restarts();
  Settings& restarts = session.experiment.restarts;
  const double now = restarts.real("count");
  restarts.set("count", now == 0 ? usual : std::min(2 * now, most));
}

void forget_restarts(Session& session) { session.experiment.restarts.set("count", 0.0); }

void show_restarts(Session& session, const RestartGroup& group, const std::vector<std::size_t>& restarts) {
  if (restarts.empty()) return;
  session.unpin();
  Experiment& experiment = session.experiment;
  experiment.data = group.experiment.data;
  experiment.network = group.experiment.network;
  experiment.objective = group.experiment.objective;
  experiment.runs.clear();
  for (const std::size_t i : restarts) {
    Choice run = restart_run(group.experiment, static_cast<Index>(i));
    run.settings.set("label", fmt::format("seed {}", group.endings[i].seed));
    experiment.runs.push_back(std::move(run));
  }
  lay_plane(session, restarts.size() == 1 ? "pca" : restarts.size() == 2 ? "curve" : "three_points");
  if (restarts.size() == 3) {
    Settings& plane = experiment.plane.settings;
    plane.set("first", std::string("0:end"));
    plane.set("second", std::string("1:end"));
    plane.set("third", std::string("2:end"));
  }
  if (session.view.layout != "overview") session.view.layout = "surface";
}

void compare_settings(Session& session) {
  constexpr std::size_t most = 4;
  const Settings& restarts = session.experiment.restarts;
  const std::string& vary = restarts.text("vary");
  // Where nothing else is varied, what matters most.
  const auto all =
      std::make_shared<Variations>(vary == "seed" ? variations(session.experiment, "run.0.lr", "")
                                                  : variations(session.experiment, vary, restarts.text("values")));
  all->resize(std::min(all->size(), most));
  for (Variation& each : *all) each.experiment.restarts.set("count", 0.0);
  session.unpin();
  session.view.layout = "surface";
  show_from(session, all, 0);
}

}  // namespace cartograd

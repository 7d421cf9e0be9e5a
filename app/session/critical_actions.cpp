#include "app/session/critical_actions.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/session/actions.h"
#include "core/landscape/points.h"

namespace cartograd {

namespace {

// What a reader wants to see of a point: as far around it as about a third of its parameters' length.
double reach(const CriticalPoint& point) { return std::max(1.0, point.w.norm() / 3); }

// A plane through a place, seen `half` to each side along both axes.
void lay_plane(Session& session, const std::string& kind, const std::string& origin, double half) {
  Choice& plane = session.experiment.plane;
  plane = with_kind(find_section("plane"), plane, kind);
  plane.settings.set("origin", origin);
  session.experiment.slice.set("range", std::vector<double>{-half, half, -half, half});
  if (session.view.layout != "overview") session.view.layout = "surface";
}

void lay_hessian_plane(Session& session, const std::string& origin, double half) {
  lay_plane(session, "hessian", origin, half);
  session.experiment.plane.settings.set("eigenvectors", std::string("extremes"));
}

}  // namespace

void search_more(Session& session) {
  constexpr double usual = 200, most = 100000;
  Settings& critical = session.experiment.critical;
  const double now = critical.real("searches");
  critical.set("searches", now == 0 ? usual : std::min(2 * now, most));
}

void see_point(Session& session, const CriticalPoint& point) {
  session.unpin();
  lay_hessian_plane(session, point_text(point.w), reach(point));
}

void see_beside_random(Session& session, const CriticalPoint& point) {
  const std::string place = point_text(point.w);
  const double half = reach(point);
  session.unpin();
  // Its directions are as long as the parameters, or 1, where eigenvectors have length 1.
  lay_plane(session, "random", place, half / std::max(point.w.norm(), 1.0));
  session.experiment.plane.settings.set("normalize", std::string("none"));
  session.afterwards([place, half](Session& later) {
    later.pin("A random plane through the point");
    lay_hessian_plane(later, place, half);
    later.experiment.title = "The plane of its steepest ways up and down";
  });
}

void push_off(Session& session, const CriticalPoint& point) {
  const double push = 1e-2 * (1 + point.w.norm());
  const Choice first = session.experiment.runs.front();
  for (Index k = 0; k < point.escapes.cols(); ++k)
    for (const double side : {1.0, -1.0}) {
      if (session.experiment.runs.size() >= most_runs) return;
      Choice run = first;
      run.settings.set("start", point_text(point.w + side * push * point.escapes.col(k)));
      run.settings.set("label", fmt::format("pushed {}{}", side > 0 ? "+" : "−", k + 1));
      session.experiment.runs.push_back(std::move(run));
    }
}

}  // namespace cartograd

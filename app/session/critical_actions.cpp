#include "app/session/critical_actions.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/session/actions.h"
#include "core/landscape/points.h"

namespace cartograd {

namespace {

void lay_plane(Session& session, const std::string& kind, const std::string& origin) {
  const auto& sections = experiment_sections();
  const Section& planes = *std::ranges::find(sections, std::string("plane"), &Section::name);
  Choice& plane = session.experiment.plane;
  plane = with_kind(planes, plane, kind);
  plane.settings.set("origin", origin);
  if (kind == "hessian") plane.settings.set("eigenvectors", std::string("extremes"));
  session.experiment.slice.set("range", std::string("auto"));
  if (session.view.layout != "overview") session.view.layout = "surface";
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
  lay_plane(session, "hessian", point_text(point.w));
}

void see_beside_random(Session& session, const CriticalPoint& point) {
  const std::string place = point_text(point.w);
  session.unpin();
  lay_plane(session, "random", place);
  session.afterwards([place](Session& later) {
    later.pin();
    lay_plane(later, "hessian", place);
  });
}

void push_off(Session& session, const CriticalPoint& point) {
  const double push = 1e-3 * (1 + point.w.norm());
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

// Restarts: every one is a run of its own, whatever is stopped, resumed or shared out between, and they end where the
// tables say.
#include "core/experiment/restarts.h"

#include <atomic>

#include "core/experiment/document.h"
#include "core/experiment/restart_file.h"
#include "core/experiment/variations.h"
#include "scene_cards.h"

using namespace cartograd;

namespace {

Experiment read(const std::string& text) { return parse_document(text, "test", {}).experiment; }

RestartResult restarts_of(const std::string& text) { return train_restarts(restart_request(read(text))); }

std::string exclusive_or(const std::string& network, const std::string& loss, const std::string& run, int count) {
  return "[data]\nkind = \"xor\"\n[network]\n" + network + "[objective]\nloss = \"" + loss +
         "\"\n[[run]]\nbatch = \"all\"\n" + run + "[restarts]\ncount = " + std::to_string(count) + "\n";
}

const std::string small_network = "hidden = [3]\nactivation = \"tanh\"\n";

bool same_bits(const Ending& a, const Ending& b) {
  const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
  return a.seed == b.seed && a.outcome == b.outcome && a.steps == b.steps && a.reached == b.reached &&
         same(a.loss, b.loss) && same(a.gradient_norm, b.gradient_norm) && same(a.validation_loss, b.validation_loss) &&
         (a.w == nullptr) == (b.w == nullptr) && (!a.w || *a.w == *b.w);
}

bool same_bits(const RestartResult& a, const RestartResult& b) {
  if (a.groups.size() != b.groups.size()) return false;
  for (std::size_t g = 0; g < a.groups.size(); ++g) {
    const auto &one = a.groups[g].endings, &other = b.groups[g].endings;
    if (!std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](const Ending& x, const Ending& y) { return same_bits(x, y); }))
      return false;
    if (a.groups[g].comparison.cluster != b.groups[g].comparison.cluster) return false;
    if (a.groups[g].comparison.place != b.groups[g].comparison.place) return false;
  }
  return true;
}

}  // namespace

TEST_SUITE("restarts") {
  TEST_CASE("S08: rates and levels of the exclusive or, within their intervals") {
    const auto card = scene_card("S08");
    for (const auto& [name, observed] : card["observed"].items()) {
      CAPTURE(name);
      const bool adam = name.ends_with("adam"), relu = name.find("relu") != name.npos;
      const std::string hidden(1, name[2]);
      const std::string network = "hidden = [" + hidden + "]\n" +
                                  (adam   ? "activation = \"tanh\"\n"
                                   : relu ? "activation = \"relu\"\ninit = \"he\"\n"
                                          : "activation = \"sigmoid\"\noutput = \"sigmoid\"\ninit = \"uniform\"\n");
      const std::string run = adam   ? "optimizer = \"adam\"\nlr = 0.05\nsteps = 2000\n"
                              : relu ? "optimizer = \"gd\"\nlr = 0.1\nsteps = 3000\n"
                                     : "optimizer = \"gd\"\nlr = 2\nsteps = 5000\n";
      const RestartGroup group = restarts_of(exclusive_or(network, adam ? "bce" : "mse", run, 200)).groups.front();
      CHECK(group.trained() == 200);
      CHECK(in_band(group.success().share, card["accept"][name]));
      for (const double loss : group.sorted_losses()) {
        bool on_level = loss < 0.011;
        for (const auto& level : observed["final_loss_clusters"])
          on_level |= std::abs(loss - level[0].get<double>()) < 0.011;
        for (const double level : adam ? std::vector{0.3466, 0.4774, 0.6931} : std::vector{0.125, 1.0 / 6, 0.25})
          on_level |= std::abs(loss - level) < 0.011;
        CHECK(on_level);
      }
    }
  }

  TEST_CASE("1,000 restarts equal 1,000 single runs, bit for bit") {
    const Experiment experiment =
        read("seed = 7\n" + exclusive_or(small_network, "bce", "optimizer = \"adam\"\nlr = 0.05\nsteps = 40\n", 1000) +
             "compare = 500\nlines = 0\n");
    const RestartResult all = train_restarts(restart_request(experiment));
    Experiment single = experiment;
    single.runs.clear();
    for (Index i = 0; i < 1000; ++i) single.runs.push_back(restart_run(experiment, i));
    const TrainResult runs = train_all(train_request(single));
    for (std::size_t i = 0; i < 1000; ++i) {
      const Ending& ending = all.groups[0].endings[i];
      REQUIRE(ending.loss == runs.runs[i].loss.back());
      REQUIRE(ending.gradient_norm == runs.runs[i].gradient_norm.back());
      if (i < 500) REQUIRE(*ending.w == *runs.runs[i].parameters.back());
      if (i >= 500) REQUIRE(ending.w == nullptr);
    }
    // Of the experiment's own seed, the first is the run that the experiment shows.
    CHECK(train_all(train_request(experiment)).runs[0].loss.back() == all.groups[0].endings[0].loss);
  }

  TEST_CASE("mini-batches: a restart is its single run, too") {
    const Experiment experiment = read(
        "[data]\nsamples = 40\nvalidation = 0.25\n[network]\nhidden = [3]\n[[run]]\nbatch = 8\nsteps = "
        "50\n[restarts]\ncount = 5\n");
    const RestartResult all = train_restarts(restart_request(experiment));
    Experiment single = experiment;
    single.runs = {restart_run(experiment, 3)};
    const Run run = train_all(train_request(single)).runs[0];
    CHECK(all.groups[0].endings[3].loss == run.loss.back());
    CHECK(all.groups[0].endings[3].validation_loss == run.validation_loss.back());
    CHECK(all.groups[0].endings[3].loss != all.groups[0].endings[2].loss);
  }

  TEST_CASE("one thread equals eight, resumed equals uninterrupted, and shares add up to the whole") {
    const RestartRequest request =
        restart_request(read(exclusive_or(small_network, "bce", "optimizer = \"adam\"\nlr = 0.05\nsteps = 300\n", 60)));
    const int threads = thread_count();
    set_thread_count(1);
    const RestartResult one = train_restarts(request);
    set_thread_count(8);
    const RestartResult eight = train_restarts(request);
    set_thread_count(threads);
    CHECK(same_bits(one, eight));
    CHECK(one.finished);
    CHECK(one.trained() == 60);

    std::stop_source stop;
    RestartResult half;
    int told = 0;
    half = train_restarts(request, stop.get_token(),
                          [&](const RestartResult&) {
                            if (++told == 2) stop.request_stop();
                          },
                          nullptr, {0, 2});
    CHECK(half.trained() <= 30);
    const RestartResult resumed = train_restarts(request, {}, {}, &half);
    CHECK(same_bits(one, resumed));

    RestartResult shares = train_restarts(request, {}, {}, nullptr, {0, 3});
    CHECK(shares.trained() == 20);
    shares = train_restarts(request, {}, {}, &shares, {1, 3});
    CHECK(shares.trained() == 40);
    CHECK(same_bits(one, train_restarts(request, {}, {}, &shares)));

    // More restarts keep those that there are.
    RestartRequest more = request;
    more.experiment.restarts.set("count", 70.0);
    const RestartResult grown = train_restarts(more, {}, {}, &one);
    CHECK(grown.groups[0].endings[59].w == one.groups[0].endings[59].w);
    CHECK(grown.trained() == 70);
  }

  TEST_CASE("as text and back: every bit, and nothing of another experiment") {
    const std::string text = exclusive_or(small_network, "bce", "optimizer = \"adam\"\nlr = 0.05\nsteps = 50\n", 12) +
                             "compare = 5\nvary = \"network.init\"\nvalues = \"zero, he\"\n";
    const RestartRequest request = restart_request(read(text));
    const RestartResult all = train_restarts(request);
    RestartResult back = planned_restarts(request);
    CHECK(add_restarts_from_text(restarts_to_text(all), back));
    compare_endings(back);
    CHECK(same_bits(all, back));
    // What was cut off loses its last line only.
    const std::string whole = restarts_to_text(all);
    RestartResult part = planned_restarts(request);
    CHECK(add_restarts_from_text(whole.substr(0, whole.size() - 20), part));
    CHECK(part.trained() == 23);
    CHECK(same_bits(all, train_restarts(request, {}, {}, &part)));
    RestartResult other = planned_restarts(restart_request(read("seed = 2\n" + text)));
    CHECK_FALSE(add_restarts_from_text(whole, other));
    CHECK_FALSE(add_restarts_from_text("", other));
    CHECK(other.trained() == 0);
  }

  TEST_CASE("a setting is varied: one group for each value, and bad ones are refused by name") {
    const std::string text = exclusive_or(small_network, "bce", "optimizer = \"adam\"\nsteps = 5\n", 3);
    const auto labels = [&](const std::string& more) {
      std::vector<std::string> found;
      for (const RestartGroup& group : restarts_of(text + more).groups) {
        CHECK(group.endings.size() == 3);
        found.push_back(group.label);
      }
      return found;
    };
    using Labels = std::vector<std::string>;
    CHECK(labels("") == Labels{""});
    CHECK(labels("vary = [\"seed\"]\n") == Labels{""});
    CHECK(labels("vary = \"network.init\"\nvalues = [\"zero\", \"he\"]\n") == Labels{"zero", "he"});
    CHECK(labels("vary = [\"seed\", \"run.0.lr\"]\nvalues = [0.01, 0.1]\n") == Labels{"lr 0.01", "lr 0.1"});
    CHECK(labels("vary = \"network.hidden\"\nvalues = \"2, 5\"\n") == Labels{"hidden 2", "hidden 5"});
    CHECK(labels("vary = \"run.0.optimizer\"\nvalues = \"sgd, adam\"\n").size() == 2);
    CHECK(labels("vary = \"network.init\"\n").size() >= 5);  // every word
    CHECK(labels("vary = \"run.0.lr\"\n").size() == 5);
    CHECK(labels("vary = \"network.hidden\"\n").size() == 5);
    const auto refused = [&](const std::string& more, const std::string& why) {
      CHECK_THROWS_WITH_AS(restarts_of(text + more), doctest::Contains(why.c_str()), InputError);
    };
    refused("vary = \"network.inti\"\n", "did you mean \"init\"");
    refused("vary = \"netwerk.init\"\n", "expected seed, or the name of a setting");
    refused("vary = \"network.init, run.0.lr\"\n", "at most one setting");
    refused("vary = \"network.init\"\nvalues = \"hee\"\n", "did you mean \"he\"");
    refused("vary = \"run.0.lr\"\nvalues = \"-1\"\n", "expected a number");
    refused("vary = \"run.0.label\"\n", "expected the values");
  }

  TEST_CASE("equal weights never part: every restart from zero ends at one place, and is one cluster") {
    const RestartGroup group =
        restarts_of(exclusive_or(small_network + "init = \"zero\"\n", "bce", "optimizer = \"gd\"\nsteps = 50\n", 6))
            .groups[0];
    CHECK(group.comparison.clusters.size() == 1);
    CHECK(group.comparison.clusters[0].count == 6);
    CHECK(group.succeeded() == 0);
    CHECK(group.comparison.share_x == 0);
  }

  TEST_CASE("a run that diverges is a failure with a reason, and no loss of the distribution") {
    const RestartGroup group =
        restarts_of(
            "[data]\nsamples = 20\n[network]\nhidden = [4]\nactivation = \"relu\"\n[objective]\nloss = "
            "\"mse\"\n[[run]]\n"
            "optimizer = \"gd\"\nlr = 1e6\nsteps = 200\nbatch = \"all\"\n[restarts]\ncount = 8\n")
            .groups[0];
    CHECK(group.diverged() > 0);
    CHECK(group.trained() == 8);
    CHECK(std::ssize(group.sorted_losses()) == 8 - group.diverged());
    for (const Ending& ending : group.endings)
      if (ending.outcome == Outcome::diverged) CHECK(describe_ending(ending).starts_with("diverged at step"));
  }

  TEST_CASE("a function: its minima are the clusters, each with its share of the starts") {
    const RestartGroup group = restarts_of(
                                   "[objective]\nloss = \"himmelblau\"\n[[run]]\noptimizer = \"gd\"\nlr = 0.01\nsteps "
                                   "= 2000\n[restarts]\ncount = 100\nlines = 4\n")
                                   .groups[0];
    const Comparison& comparison = group.comparison;
    CHECK(comparison.clusters.size() == 4);
    for (const Comparison::Group& cluster : comparison.clusters) CHECK(cluster.loss < 1e-8);
    CHECK(group.success().share == 1);
    // Between two minima of a function with four wells every straight line climbs, and no order of units helps.
    const Barriers& barriers = comparison.barriers;
    CHECK(barriers.straight == barriers.aligned);
    for (Index i = 0; i < 4; ++i)
      for (Index j = 0; j < i; ++j) CHECK(barriers.straight(i, j) > 1);
  }
}

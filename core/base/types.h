// The few types that every layer shares.
#pragma once

#include <span>

#include <Eigen/Core>

namespace cartograd {

using Index = Eigen::Index;
using Matrix = Eigen::MatrixXd;
using ParamVector = Eigen::VectorXd;   // every weight and bias of a network, flat (order: see ParamLayout)
using Batch = std::span<const Index>;  // numbers of the samples to use; empty = all of them

}  // namespace cartograd

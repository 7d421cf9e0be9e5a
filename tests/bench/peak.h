// How fast this processor multiplies and adds in registers, one thread: GFLOP/s. The yardstick of the kernel.
#pragma once

double peak_single();
double peak_double();

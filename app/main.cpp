#include "app/cli/command_line.h"

int main(int count, char** values) { return cartograd::run_command_line(count, values); }

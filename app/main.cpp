#include "app/cli/command_line.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

int main(int count, char** values) {
#ifdef __GLIBC__
  // Drawing on the processor takes and gives back megabytes in every frame: kept, they cost a third of the time less.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
  return cartograd::run_command_line(count, values);
}

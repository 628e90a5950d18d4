#include <prelude.h>

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Vectors of the inner loops: eight lanes, whatever the instruction set has. Sums run over them in
 * a fixed order, so that every instruction set rounds alike. */
#pragma once

#include <string.h>
#include "amb-loops.h"

typedef float Lanes __attribute__ ((vector_size (AMB_LANES * sizeof (float))));
typedef float HalfLanes __attribute__ ((vector_size (AMB_LANES / 2 * sizeof (float))));
typedef gint32 LaneBits __attribute__ ((vector_size (AMB_LANES * sizeof (gint32))));

#define LOAD(lanes, from) memcpy (&(lanes), (from), sizeof (Lanes))

static inline HalfLanes
lane_fold (const Lanes *lanes)
{
  return __builtin_shufflevector (*lanes, *lanes, 0, 1, 2, 3)
         + __builtin_shufflevector (*lanes, *lanes, 4, 5, 6, 7);
}

/* Lane 0 with 4, 1 with 5 ...; then 0 with 2 and 1 with 3. */
static inline float
lane_sum (const Lanes *lanes)
{
  const HalfLanes half = lane_fold (lanes);
  return (half[0] + half[2]) + (half[1] + half[3]);
}

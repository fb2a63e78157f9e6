/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Inner loops between linear light and Oklab. */
#include "amb-loops.h"

#include "amb-oklab.h"

extern const AmbLoopsOklab AMB_LOOPS_NAME (oklab);

static void
from_linear (float *restrict r, float *restrict g, float *restrict b, int n)
{
  for (int i = 0; i < n; i++)
    {
      AmbOklab pixel = amb_oklab_from_linear (r[i], g[i], b[i]);
      r[i] = pixel.lightness;
      g[i] = pixel.a;
      b[i] = pixel.b;
    }
}

static void
to_linear (float *restrict r, float *restrict g, float *restrict b, int n)
{
  for (int i = 0; i < n; i++)
    {
      AmbLinear pixel = amb_oklab_to_linear ((AmbOklab){ r[i], g[i], b[i] });
      r[i] = pixel.r;
      g[i] = pixel.g;
      b[i] = pixel.b;
    }
}

const AmbLoopsOklab AMB_LOOPS_NAME (oklab) = {
  .from_linear = from_linear,
  .to_linear = to_linear,
};

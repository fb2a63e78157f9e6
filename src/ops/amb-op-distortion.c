/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Straightens lines that the lens bent: barrel and pincushion. */
#include "amb-operation.h"

#include <glib/gi18n-lib.h>

#define AMOUNT(id_, title_, help_)                                                                 \
  {                                                                                                \
    .id = id_, .title = title_, .type = AMB_PARAM_NUMBER, .minimum = -100, .maximum = 100,         \
    .slider_min = -100, .slider_max = 100, .neutral = 0, .step = 1, .digits = 1, .help = help_     \
  }

static const AmbParam params[] = {
  AMOUNT ("amount",
          N_("Distortion"),
          N_("Right of the middle it straightens lines that bend outwards (barrel), left of it "
              "lines that bend inwards (pincushion).")),
  AMOUNT ("edges",
          N_("Edges"),
          N_("The same, most of all near the edges: for lines that the lens waved.")),
};

const AmbOperation amb_operation_distortion = {
  .id = "distortion",
  .title = N_("Distortion"),
  .help = N_("Moves pixels towards or away from the centre: r becomes r (1 + k1 r² + k2 r⁴), r in "
              "half diagonals, k1 from -0.2 to 0.2, k2 from -0.07 to 0.07; nothing is left empty "
              "(Brown 1971; lensfun’s poly3 and poly5)."),
  .section = AMB_SECTION_OPTICS,
  .kind = AMB_OP_GEOMETRY,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
};

/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings the pictures of red and blue to the size of green's: lateral chromatic aberration. */
#include "amb-operation.h"

#include <glib/gi18n-lib.h>

#define SHIFT(id_, title_, help_)                                                                  \
  {                                                                                                \
    .id = id_, .title = title_, .type = AMB_PARAM_NUMBER, .minimum = -100, .maximum = 100,         \
    .slider_min = -100, .slider_max = 100, .neutral = 0, .step = 1, .digits = 1, .help = help_     \
  }

static const AmbParam params[] = {
  SHIFT ("red-cyan",
         N_("Red and Cyan"),
         N_("Right of the middle it makes the picture of red smaller, left of it larger.")),
  SHIFT ("blue-yellow",
         N_("Blue and Yellow"),
         N_("Right of the middle it makes the picture of blue smaller, left of it larger.")),
};

const AmbOperation amb_operation_chromatic_aberration = {
  .id = "chromatic-aberration",
  .title = N_("Chromatic Aberration"),
  .help
  = N_("Scales red and blue about the centre by up to four in a thousand against green, so that "
        "coloured fringes near the edges go away (lensfun’s linear model, on linear sRGB)."),
  .section = AMB_SECTION_OPTICS,
  .kind = AMB_OP_GEOMETRY,
  .params = params,
  .n_params = G_N_ELEMENTS (params),
  .adds_colour = TRUE,
};
